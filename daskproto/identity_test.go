package daskproto_test

import (
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/stretchr/testify/require"
)

// TestWorkersOfALocalClusterAreNamedByNumbers has the names that Dask's
// LocalCluster gives its workers.
func TestWorkersOfALocalClusterAreNamedByNumbers(t *testing.T) {
	for id, want := range map[any]string{int64(3): "3", "Worker-3": "Worker-3", nil: ""} {
		info := daskproto.Map{daskproto.F("id", id), daskproto.F("name", int64(3)), daskproto.F("nthreads", int64(2))}
		got, err := daskproto.DecodeIdentity(daskproto.Map{daskproto.F("type", "Scheduler"),
			daskproto.F("workers", daskproto.Map{{Key: "tcp://127.0.0.1:1", Value: info}})})
		require.NoError(t, err)
		require.Len(t, got.Workers, 1)
		require.Equal(t, want, got.Workers[0].ID)
		require.Equal(t, "3", got.Workers[0].Name.String())
	}
}
