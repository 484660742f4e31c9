package udf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// sparseScan is a scan of n positions with one entry each, of which the last
// has the value given.
func sparseScan(t *testing.T, n int, last float32) udf.SparseMemory {
	m := udf.SparseMemory{Nav: []int{n}, Sig: []int{3, 3}, Start: make([]int, n+1), Index: make([]int32, n)}
	values := make([]float32, n)
	for i := range n {
		m.Start[i+1], m.Index[i], values[i] = i+1, int32(i%9), 1
	}
	values[n-1] = last
	var err error
	m.Values, err = ndarray.FromSlice(values)
	require.NoError(t, err)
	return m
}

func digest(t *testing.T, d *udf.Dataset) []byte {
	spec, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	run, err := udf.NewRun(d, []udf.Spec{spec})
	require.NoError(t, err)
	b, err := run.Digest()
	require.NoError(t, err)
	return b
}

func TestRunsOfEqualDataHaveEqualDigests(t *testing.T) {
	for _, n := range []int{10, 20_000} {
		open := func(last float32) *udf.Dataset {
			d, err := udf.FromSource(sparseScan(t, n, last))
			require.NoError(t, err)
			return d
		}
		one := open(1)
		require.Equal(t, digest(t, one), digest(t, open(1)))
		require.NotEqual(t, digest(t, one), digest(t, open(2)))
		part, err := one.Only([]int{1})
		require.NoError(t, err)
		require.NotEqual(t, digest(t, one), digest(t, part))
		require.Less(t, len(digest(t, one)), 64<<10)
	}
}

func TestSparseMemoryTravels(t *testing.T) {
	want := sparseScan(t, 5, 7)
	b, err := arrays.EncodeSource(want)
	require.NoError(t, err)
	got, err := arrays.DecodeSource(b)
	require.NoError(t, err)
	m := got.(udf.SparseMemory)
	require.True(t, ndarray.Identical(want.Values, m.Values))
	want.Values, m.Values = nil, nil
	require.Equal(t, want, m)
}
