package arrays_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestShapesThatDivideNothingAreOneTaskABlock: a flat roll and a reshape whose
// axes neither merge nor split gather out of the blocks themselves.
func TestShapesThatDivideNothingAreOneTaskABlock(t *testing.T) {
	x := lazy(t, ramp(t, 12, 12), arrays.ChunkSize(3))
	for name, y := range map[string]*arrays.Array{
		"flat roll":       must(x.RollFlat(5)),
		"flat roll back":  must(x.RollFlat(-150)),
		"general reshape": must(x.Reshape(2, 9, 8)),
		"to long rows":    must(x.Reshape(9, 16)),
	} {
		require.Equal(t, blockCount(y), tasksOf(t, y), name)
	}
}

// TestFlatMovesEqualDenseOnes: in whatever chunks, and where runs are so short
// that the elements go by way of one axis.
func TestFlatMovesEqualDenseOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shapes := [][]int{{36}, {4, 9}, {9, 4}, {6, 6}, {2, 3, 6}, {3, 4, 3}, {2, 2, 9, 1}}
		from, to := rapid.SampledFrom(shapes).Draw(t, "from"), rapid.SampledFrom(shapes).Draw(t, "to")
		dense := must(ndarray.FromSlice(numbered(36), from...))
		chunks := make([][]int, len(from))
		for i, n := range from {
			for n > 0 {
				c := rapid.IntRange(0, n).Draw(t, "chunk")
				chunks[i], n = append(chunks[i], c), n-c
			}
		}
		x := must(arrays.FromDense(dense, arrays.Explicit(chunks)))
		shift := rapid.IntRange(-80, 80).Draw(t, "shift")
		y := must(must(x.RollFlat(shift)).Reshape(to...))
		got := must(ndarray.Values[int32](must(y.Compute(context.Background()))))
		want := slices.Clone(numbered(36))
		for i := range want {
			want[((i+shift)%36+36)%36] = int32(i)
		}
		require.Equal(t, want, got)
	})
	wide := must(ndarray.FromSlice(numbered(3<<20), 1<<20, 3))
	short := must(arrays.FromDense(wide, arrays.PerAxis(arrays.Size(1<<18), arrays.Size(1))))
	rolled := must(must(short.RollFlat(7)).Compute(context.Background()))
	require.Equal(t, int32(3<<20-7), must(rolled.At(0, 0)))
	require.Equal(t, int32(0), must(rolled.At(2, 1)))
}

func numbered(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}
