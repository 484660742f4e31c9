package dask_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// TestEverythingSpeaksIPv6 has a scheduler, a client and workers of both kinds
// on ::1.
func TestEverythingSpeaksIPv6(t *testing.T) {
	if !testdask.HasIPv6(t) {
		return
	}
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			s := testdask.StartScheduler(t, v, "--host", "[::1]")
			require.True(t, strings.HasPrefix(s.Address, "tcp://[::1]:"), s.Address)
			address := workertest.Start(t, s.Address).Info.Address
			require.True(t, strings.HasPrefix(address, "tcp://[::1]:"), address)
			workertest.Start(t, s.Address)
			python := s.StartWorker(t, testdask.WorkerOptions{Args: []string{"--host", "[::1]"}})
			require.True(t, strings.HasPrefix(python.Address, "tcp://[::1]:"), python.Address)
			c := dial(t, s)
			a := arraySample()["sum"]
			want, err := a.Compute(t.Context())
			require.NoError(t, err)
			got, err := a.Compute(t.Context(), scheduler.On(c))
			require.NoError(t, err)
			require.Equal(t, want.String(), got.String())
			p := dial(t, s, dask.PythonWorkers())
			_, err = a.Compute(t.Context(), scheduler.On(p))
			require.NoError(t, err)
			requireNothingHeld(t, s)
		})
	}
}
