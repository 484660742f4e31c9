package udf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/udf"
)

func TestTheEnvironmentChoosesTheDevice(t *testing.T) {
	cpu := udf.Device{Class: udf.OnCPU, ID: -1}
	for name, c := range map[string]struct {
		cpu, cuda string
		want      udf.Device
		fails     bool
	}{
		"nothing":      {"", "", cpu, false},
		"a CPU":        {"3", "", cpu, false},
		"a GPU":        {"", "1", udf.Device{Class: udf.OnCUDA, ID: 1}, false},
		"both":         {"0", "1", cpu, true},
		"no number":    {"", "one", cpu, true},
		"a bad number": {"-1", "", cpu, true},
	} {
		t.Setenv(udf.UseCPU, c.cpu)
		t.Setenv(udf.UseCUDA, c.cuda)
		got, err := udf.WorkerDevice()
		require.Equal(t, c.want, got, name)
		if !c.fails {
			require.NoError(t, err, name)
			continue
		}
		var bad *udf.DeviceError
		require.ErrorAs(t, err, &bad, name)
		require.ErrorContains(t, err, "LIBERTEM_USE_CUDA=")
	}
}
