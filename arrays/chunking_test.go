package arrays_test

import (
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAutomaticChunksFollowOldOnes(t *testing.T) {
	tens := slices.Repeat([]int{10}, 10)
	tests := map[string]struct {
		limit    int64
		previous []int
		want     []int
	}{
		"grow by whole chunks":  {240, tens, []int{30, 30, 30, 10}},
		"grow to the axis":      {8000, tens, []int{100}},
		"stay":                  {80, tens, tens},
		"shrink":                {32, tens, slices.Repeat([]int{4}, 25)},
		"one large chunk":       {80, []int{90, 5, 5}, append(slices.Repeat([]int{10}, 9), 10)},
		"less than one element": {1, tens, slices.Repeat([]int{1}, 100)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := arrays.NormalizeChunks([]int{100}, arrays.AutoChunks(test.limit), ndarray.Float64, [][]int{test.previous})
			require.NoError(t, err)
			require.Equal(t, [][]int{test.want}, got)
		})
	}
}

func TestChunksAlwaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 200), 1, 4).Draw(t, "shape")
		var previous [][]int
		if rapid.Bool().Draw(t, "again") {
			for _, n := range shape {
				c := rapid.IntRange(1, 50).Draw(t, "old")
				var chunks []int
				for ; n > c; n -= c {
					chunks = append(chunks, c)
				}
				previous = append(previous, append(chunks, n))
			}
		}
		limit := rapid.Int64Range(8, 1<<20).Draw(t, "limit")
		got, err := arrays.NormalizeChunks(shape, arrays.AutoChunks(limit), ndarray.Float64, previous)
		require.NoError(t, err)
		for i, c := range got {
			require.NotEmpty(t, c)
			require.Equal(t, shape[i], sum(c))
			require.False(t, slices.ContainsFunc(c, func(n int) bool { return n < 0 || n == 0 && shape[i] > 0 }), "%v", c)
		}
	})
}

func TestTheZeroChunkingIsAutomatic(t *testing.T) {
	got, err := arrays.NormalizeChunks([]int{5000, 5000}, arrays.Chunking{}, ndarray.Float64, nil)
	require.NoError(t, err)
	require.Equal(t, [][]int{{4096, 904}, {4096, 904}}, got)
	kept, err := arrays.NormalizeChunks([]int{4}, arrays.EveryAxis(arrays.Keep), ndarray.Float64, [][]int{{1, 3}})
	require.NoError(t, err)
	require.Equal(t, [][]int{{1, 3}}, kept)
	auto, err := arrays.NormalizeChunks([]int{4}, arrays.PerAxis(arrays.Auto), ndarray.Float64, nil)
	require.NoError(t, err)
	require.Equal(t, [][]int{{4}}, auto)
}
