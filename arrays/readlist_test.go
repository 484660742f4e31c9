package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

func TestListsOfSourcesReadOnlyTheirFrames(t *testing.T) {
	src := counted{Shape: []int{40, 7, 4}, Sig: 1, Stored: 280}
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	y, err := x.Slice(arrays.List(31, 3, 4, 3, -1), arrays.Span(2, 4))
	require.NoError(t, err)
	before := framesRead.Load()
	got := compute(t, y)
	require.Equal(t, int64(4*2), framesRead.Load()-before, "four rows of two frames, the one that is named twice once")
	want, err := ndarray.Values[float64](got)
	require.NoError(t, err)
	require.Equal(t, []int{5, 2, 4}, got.Shape())
	require.Equal(t, float64((31*7+2)*4+1), want[0])

	p, err := graph.NewPlan([]graph.Collection{y})
	require.NoError(t, err)
	reads := int64(0)
	for id := range p.Len() {
		reads += p.Reads(id)
	}
	require.Equal(t, int64(4*2*100), reads, "predicted bytes")

	half := make([]int, 20)
	once, err := x.Take(half, 0)
	require.NoError(t, err)
	require.Equal(t, int64(7*100), once.Layer().Reads(0), "one row")
	for i := range half {
		half[i] = 2 * i
	}
	most, err := x.Take(half, 0)
	require.NoError(t, err)
	require.Same(t, x.Layer(), most.Layer().Deps()[0], "long lists share the blocks of the whole")
}

func TestListsOfSourcesEqualListsOfArrays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := counted{Shape: []int{rapid.IntRange(2, 9).Draw(t, "ny"), rapid.IntRange(2, 9).Draw(t, "nx"), 3}, Sig: 1,
			Sync: rapid.IntRange(-3, 3).Draw(t, "sync")}
		src.Stored = src.Shape[0]*src.Shape[1] - rapid.IntRange(0, 3).Draw(t, "missing")
		if rapid.Bool().Draw(t, "sparse") {
			src.Stored = max(src.Stored, 4)
		}
		x, err := arrays.FromSource(src, arrays.Chunked(arrays.ChunkSize(rapid.IntRange(1, 4).Draw(t, "chunk"))))
		require.NoError(t, err)
		d, err := arrays.FromDense(src.dense(t), arrays.ChunkSize(3))
		require.NoError(t, err)
		axis := rapid.IntRange(0, 2).Draw(t, "axis")
		list := rapid.SliceOfN(rapid.IntRange(-src.Shape[axis], src.Shape[axis]-1), 1, 4).Draw(t, "list")
		a, err := x.Take(list, axis)
		require.NoError(t, err)
		b, err := d.Take(list, axis)
		require.NoError(t, err)
		requireSame(t, compute(t, b), compute(t, a))

		from := rapid.IntRange(0, src.Shape[axis]/2).Draw(t, "from")
		part, err := x.Slice(arrays.Span(1, src.Shape[0]))
		require.NoError(t, err)
		whole, err := d.Slice(arrays.Span(1, src.Shape[0]))
		require.NoError(t, err)
		if axis == 0 {
			from = min(from, src.Shape[0]-2)
		}
		a, err = part.Take([]int{from}, axis)
		require.NoError(t, err)
		b, err = whole.Take([]int{from}, axis)
		require.NoError(t, err)
		requireSame(t, compute(t, b), compute(t, a))
	})
}
