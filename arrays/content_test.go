package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func TestDenseArraysAreNamedByTheirContent(t *testing.T) {
	name := func(a *ndarray.Array) string {
		x, err := arrays.FromDense(a, arrays.ChunkSize(1<<30))
		require.NoError(t, err)
		return x.Layer().Name()
	}
	seen := map[string]int{}
	for i, a := range []*ndarray.Array{
		ndarray.New(ndarray.Float64), ndarray.New(ndarray.Int64), ndarray.New(ndarray.Float32), // one number
		ndarray.New(ndarray.Int32, 8), ndarray.New(ndarray.Int32, 4, 2), ndarray.New(ndarray.Int64, 4), // 32 bytes
		ndarray.New(ndarray.Int32, 9), ndarray.New(ndarray.Uint8, 3<<20), ndarray.New(ndarray.Uint8, 3<<20+1),
		ndarray.New(ndarray.Uint8, 0), ndarray.New(ndarray.Uint8, 0, 2),
	} {
		require.Equal(t, name(a), name(a.Copy()), "array %d", i)
		require.NotContains(t, seen, name(a), "array %d", i)
		seen[name(a)] = i
		if a.Size() == 0 {
			continue
		}
		b := a.Copy()
		last := make([]int, a.NDim())
		for axis, n := range a.Shape() {
			last[axis] = n - 1
		}
		require.NoError(t, b.Set(1, last...))
		require.NotContains(t, seen, name(b), "array %d with another number", i)
	}
}
