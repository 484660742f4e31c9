package arrays_test

import (
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestScatterPutsEntriesInTheirPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nav := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 3).Draw(t, "nav")
		extra := rapid.SliceOfN(rapid.IntRange(1, 3), 0, 2).Draw(t, "extra")
		mask := make([]bool, prod(nav))
		count := 0
		for i := range mask {
			if mask[i] = rapid.Bool().Draw(t, "on"); mask[i] {
				count++
			}
		}
		shape := append([]int{count}, extra...)
		flat := drawDense(t, shape)
		x, err := arrays.Scatter(lazy(t, flat, drawChunks(t, shape)), mask, nav, -1.5)
		require.NoError(t, err)

		full := append(append([]int{}, nav...), extra...)
		require.Equal(t, full, x.Shape())
		values, err := ndarray.Values[float64](flat)
		require.NoError(t, err)
		var want []float64
		size := prod(extra)
		for _, on := range mask {
			for range size {
				if !on {
					want = append(want, -1.5)
					continue
				}
				want, values = append(want, values[0]), values[1:]
			}
		}
		dense, err := ndarray.FromSlice(want, full...)
		require.NoError(t, err)
		requireSame(t, dense, compute(t, x))
	})
}

func TestScatterFollowsTheChunksOfItsInput(t *testing.T) {
	mask := make([]bool, 12)
	for i := range mask {
		mask[i] = i%3 != 0 // two of each row of three
	}
	flat := lazy(t, ramp(t, 8, 2), arrays.PerAxis(arrays.Lengths(4, 4), arrays.Size(1)))
	x, err := arrays.Scatter(flat, mask, []int{4, 3}, 0)
	require.NoError(t, err)
	require.Equal(t, [][]int{{2, 2}, {3}, {1, 1}}, x.Chunks())
	require.True(t, x.Layer().Blockwise(), "each block reads one")
}

func TestScatterWithoutMaskCopiesNothing(t *testing.T) {
	a := ramp(t, 6)
	x, err := arrays.Scatter(lazy(t, a, arrays.EveryAxis(arrays.Whole)), nil, []int{2, 3}, 0)
	require.NoError(t, err)
	got := compute(t, x)
	require.NoError(t, a.Set(77, 5))
	v, err := got.Float(1, 2)
	require.NoError(t, err)
	require.Equal(t, 77.0, v)
}

func TestScatterChecksItsArguments(t *testing.T) {
	flat := lazy(t, ramp(t, 2), arrays.ChunkSize(1))
	var shape *arrays.ShapeError
	_, err := arrays.Scatter(flat, []bool{true, true, true}, []int{3}, 0)
	require.ErrorAs(t, err, &shape)
	require.EqualError(t, mistake(t, err, "scatter_test.go"), "arrays: scatter: got shape (2,), want one entry for each selected position: (3,)")
	_, err = arrays.Scatter(flat, []bool{true, true, false}, []int{2}, 0)
	require.ErrorAs(t, err, &shape)
	_, err = arrays.Scatter(flat, []bool{true, true, false}, []int{3}, complex(1, 2))
	var dtype *arrays.DTypeError
	require.ErrorAs(t, err, &dtype)
	_, err = arrays.Scatter(lazy(t, ramp(t), arrays.Chunking{}), []bool{true}, []int{1}, 0)
	require.ErrorAs(t, err, &shape)
}
