package zarr_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/graph"
)

// storedAs saves a (8, 10, 24, 20) array and returns it as stored and as the
// frames of a source.
func storedAs(t *testing.T, opts ...zarr.SaveOption) (*ndarray.Array, []*arrays.Array) {
	path := filepath.Join(t.TempDir(), "scan.zarr")
	want := pattern(t, ndarray.Uint16, 8, 10, 24, 20)
	require.NoError(t, zarr.Save(t.Context(), path, lazy(t, want, 8), opts...))
	s, err := zarr.Open(path)
	require.NoError(t, err)
	x, err := s.Array("")
	require.NoError(t, err)
	src, err := zarr.NewSource(path, "", 2)
	require.NoError(t, err)
	y, err := arrays.FromSource(src)
	require.NoError(t, err)
	return want, []*arrays.Array{x, y}
}

func TestPartsReadOnlyTheirChunks(t *testing.T) {
	_, ways := storedAs(t, zarr.Chunks(4, 5, 8, 10))
	all := arrays.All
	for _, c := range []struct {
		index  []arrays.Index
		chunks int64
	}{
		{[]arrays.Index{arrays.At(3), arrays.At(4), arrays.Span(9, 16), arrays.Span(10, 12)}, 1},
		{[]arrays.Index{all, all, arrays.Span(10, 12), arrays.At(3)}, 2 * 2},
		{[]arrays.Index{all, arrays.Span(0, 5), arrays.Span(7, 9)}, 2 * 2 * 2},
		{[]arrays.Index{arrays.Step(arrays.Open, arrays.Open, -5), arrays.At(0), arrays.Step(0, arrays.Open, 16)}, 2 * 2 * 2},
		{[]arrays.Index{arrays.List(5, 4, 5), all, arrays.At(0), arrays.At(0)}, 2},
	} {
		for i, x := range ways {
			part, err := x.Slice(c.index...)
			require.NoError(t, err)
			before, _ := zarr.Reads()
			_, err = part.Compute(t.Context())
			require.NoError(t, err)
			after, _ := zarr.Reads()
			require.Equal(t, c.chunks, after-before, "%v, way %d", c.index, i)
			p, err := graph.NewPlan([]graph.Collection{part})
			require.NoError(t, err)
			predicted := int64(0)
			for id := range p.Len() {
				predicted += p.Reads(id)
			}
			require.Equal(t, c.chunks*4*5*8*10*2, predicted, "%v, way %d", c.index, i)
		}
	}
}

func TestRechunkReadsNoChunkOften(t *testing.T) {
	_, ways := storedAs(t, zarr.Chunks(4, 5, 8, 10))
	fixed := func(sizes ...int) arrays.Chunking {
		axes := make([]arrays.AxisChunks, len(sizes))
		for i, n := range sizes {
			axes[i] = arrays.Size(n)
		}
		return arrays.PerAxis(axes...)
	}
	for _, c := range []struct {
		sizes []int
		anew  bool // for the array in blocks of chunks
	}{
		{[]int{8, 10, 8, 10}, true},
		{[]int{4, 10, 24, 10}, true},
		{[]int{4, 5, 12, 10}, true}, // the chunk in the middle twice
		{[]int{4, 5, 12, 5}, false}, // all of them twice, that one four times
		{[]int{1, 5, 8, 10}, false}, // each four times
		{[]int{8, 10, 3, 20}, false},
	} {
		y, err := ways[0].Rechunk(fixed(c.sizes...))
		require.NoError(t, err)
		require.Equal(t, c.anew, len(y.Layer().Deps()) == 0, c.sizes)
		before, _ := zarr.Reads()
		got, err := y.Compute(t.Context())
		require.NoError(t, err)
		after, _ := zarr.Reads()
		require.LessOrEqual(t, after-before, int64(24*3/2), c.sizes)
		want, err := ways[0].Compute(t.Context())
		require.NoError(t, err)
		require.Equal(t, digest(t, want), digest(t, got))
	}
}

// TestPartsAreThoseOfTheArray draws parts of arrays in all layouts.
func TestPartsAreThoseOfTheArray(t *testing.T) {
	for name, opts := range map[string][]zarr.SaveOption{
		"packed":              {zarr.Chunks(3, 4, 7, 20)},
		"as it is":            {zarr.Chunks(3, 4, 7, 20), zarr.Compress(zarr.Plain())},
		"large, as it is":     {zarr.Chunks(8, 10, 24, 20), zarr.Compress(zarr.Plain())},
		"as it is, version 2": {zarr.Chunks(8, 5, 24, 20), zarr.Compress(zarr.Plain()), zarr.Format(2)},
		"transposed":          {zarr.Chunks(8, 5, 24, 20), zarr.Compress(zarr.Plain()), zarr.Transpose(3, 1, 0, 2)},
		"shards":              {zarr.Chunks(2, 5, 6, 10), zarr.Shards(4, 10, 12, 20)},
		"shards, as they are": {zarr.Chunks(4, 5, 6, 20), zarr.Shards(8, 10, 12, 20), zarr.Compress(zarr.Plain())},
	} {
		t.Run(name, func(t *testing.T) {
			want, ways := storedAs(t, opts...)
			dense := lazy(t, want, 100)
			rapid.Check(t, func(rt *rapid.T) {
				index := make([]arrays.Index, 4)
				for i, n := range want.Shape() {
					first, last := rapid.IntRange(0, n-1).Draw(rt, "first"), rapid.IntRange(0, n-1).Draw(rt, "last")
					step := rapid.SampledFrom([]int{1, 1, 2, 9, -1, -3}).Draw(rt, "step")
					index[i] = rapid.SampledFrom([]arrays.Index{arrays.Step(first, last, step), arrays.At(first), arrays.All, arrays.List(last, first)}).Draw(rt, "index")
				}
				same, err := dense.Slice(index...)
				require.NoError(rt, err)
				wanted, err := same.Compute(t.Context())
				require.NoError(rt, err)
				for _, x := range ways {
					part, err := x.Slice(index...)
					require.NoError(rt, err)
					got, err := part.Compute(t.Context())
					require.NoError(rt, err)
					require.Equal(rt, wanted.Shape(), got.Shape())
					require.Equal(rt, digest(t, wanted), digest(t, got))
				}
			})
		})
	}
}
