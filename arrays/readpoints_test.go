package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

func TestPointsOfSourcesReadOnlyTheirFrames(t *testing.T) {
	src := counted{Shape: []int{40, 7, 4}, Sig: 1, Stored: 280}
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	y, err := x.Slice(arrays.List(31, 3, 31, -1), arrays.List(2, 6, 2, 0))
	require.NoError(t, err)
	before := framesRead.Load()
	got := compute(t, y)
	require.Equal(t, int64(3), framesRead.Load()-before, "three frames, the one that is named twice once")
	require.Equal(t, []int{4, 4}, got.Shape())
	want, err := ndarray.Values[float64](got)
	require.NoError(t, err)
	require.Equal(t, []float64{31*7 + 2, 3*7 + 6, 31*7 + 2, 39 * 7}, []float64{(want[0] - 1) / 4, (want[4] - 1) / 4, (want[8] - 1) / 4, (want[12] - 1) / 4})
	require.Equal(t, int64(3*100), predictedReads(t, y))

	turned := must(must(x.Transpose(2, 1, 0)).Slice(arrays.All, arrays.List(2, 6), arrays.List(31, 3)))
	before = framesRead.Load()
	compute(t, turned)
	require.Equal(t, int64(2*7), framesRead.Load()-before, "two rows")

	all := make([]int, 40)
	most := must(x.VIndex(arrays.List(all...), arrays.List(all...), arrays.All))
	require.Equal(t, int64(100), predictedReads(t, most), "one frame, however often")
	long := make([]int, 200)
	for i := range long {
		long[i] = i
	}
	flat := must(arrays.FromSource(counted{Shape: []int{10, 20, 4}, Sig: 1, Stored: 200}))
	rows, columns := make([]int, 200), make([]int, 200)
	for i := range long {
		rows[i], columns[i] = i/20, i%20
	}
	shared := must(flat.VIndex(arrays.List(rows...), arrays.List(columns...), arrays.All))
	require.Same(t, flat.Layer(), shared.Layer().Deps()[0], "points all over share the blocks of the whole")
}

func predictedReads(t *testing.T, a *arrays.Array) (n int64) {
	t.Helper()
	p, err := graph.NewPlan([]graph.Collection{a})
	require.NoError(t, err)
	for id := range p.Len() {
		n += p.Reads(id)
	}
	return n
}

func TestPointsOfSourcesEqualPointsOfArrays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := counted{Shape: []int{rapid.IntRange(2, 9).Draw(t, "ny"), rapid.IntRange(2, 9).Draw(t, "nx"), rapid.IntRange(1, 5).Draw(t, "px")}, Sig: 1,
			Sync: rapid.IntRange(-3, 3).Draw(t, "sync")}
		src.Stored = src.Shape[0]*src.Shape[1] - rapid.IntRange(0, 3).Draw(t, "missing")
		x, err := arrays.FromSource(src, arrays.Chunked(arrays.ChunkSize(rapid.IntRange(1, 4).Draw(t, "chunk"))))
		require.NoError(t, err)
		d, err := arrays.FromDense(src.dense(t), arrays.ChunkSize(3))
		require.NoError(t, err)
		if step := rapid.IntRange(1, 3).Draw(t, "step"); step > 1 {
			x, d = must(x.Slice(arrays.Step(1, arrays.Open, step), arrays.Step(arrays.Open, arrays.Open, step))), must(d.Slice(arrays.Step(1, arrays.Open, step), arrays.Step(arrays.Open, arrays.Open, step)))
		}
		if rapid.Bool().Draw(t, "computed") {
			x, d = must(arrays.Add(x, 1)), must(arrays.Add(d, 1))
		}
		listed := rapid.SampledFrom([][]int{{0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}).Draw(t, "axes")
		n := rapid.IntRange(0, 4).Draw(t, "points")
		index := []arrays.Index{arrays.All, arrays.All, arrays.All}
		for _, axis := range listed {
			extent := x.Shape()[axis]
			index[axis] = arrays.List(rapid.SliceOfN(rapid.IntRange(-extent, extent-1), n, n).Draw(t, "list")...)
		}
		requireSame(t, compute(t, must(d.Slice(index...))), compute(t, must(x.Slice(index...))))
	})
}
