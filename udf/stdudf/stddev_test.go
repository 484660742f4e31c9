package stdudf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestStdDevIgnoresPartitionsWithoutFrames(t *testing.T) {
	for _, dtype := range []ndarray.DType{ndarray.Uint16, ndarray.Float64, ndarray.Complex64} {
		data := noise(t, ndarray.Float64, 7, 3, 5)
		if dtype == ndarray.Complex64 {
			turned, err := ndarray.Mul(data, mustScalar(t, 3+4i))
			require.NoError(t, err)
			data = turned
		}
		data, err := data.AsType(dtype)
		require.NoError(t, err)
		spec, err := stdudf.StdDev.With(stdudf.StdDevParams{})
		require.NoError(t, err)
		var first ndarray.Array
		first.Window(data, 0, 4, false)
		variance := func(m source.Memory) []float64 {
			ds, err := udf.FromSource(m)
			require.NoError(t, err)
			ds, err = ds.Partitions(7)
			require.NoError(t, err)
			got, err := resultsOf(ds, spec)
			require.NoError(t, err)
			v, err := ndarray.Float64s(got["var"].Data)
			require.NoError(t, err)
			return v
		}
		want := variance(source.Memory{Data: first.Copy(), Nav: []int{1, 4}})
		require.Greater(t, want[0], 1.0)
		require.InDeltaSlice(t, want, variance(source.Memory{Data: data, Nav: []int{1, 7}, Sync: -3}), 1e-3, "%s", dtype)
	}
}

func mustScalar(t *testing.T, v complex128) *ndarray.Array {
	t.Helper()
	a, err := ndarray.FromSlice([]complex128{v}, 1)
	require.NoError(t, err)
	return a
}
