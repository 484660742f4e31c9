package udf_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// The collector's next goal is at least twice what is in use.
func TestPartitionsKeepTheCollectorCalm(t *testing.T) {
	data, err := udf.FromSource(source.Memory{Data: ndarray.New(ndarray.Uint16, 2, 2, 4, 4), Sig: 2})
	require.NoError(t, err)
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	require.NoError(t, err)
	run, err := udf.NewRun(data, []udf.Spec{sum})
	require.NoError(t, err)
	_, err = run.Partition(t.Context(), 0, nil)
	require.NoError(t, err)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	require.GreaterOrEqual(t, m.HeapAlloc, uint64(8<<20))
}
