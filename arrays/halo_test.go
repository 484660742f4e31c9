package arrays_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// haloSide is the side of blocks that are large enough, as float64, for rims,
// and too small for them as uint8.
const haloSide = 184

var haloEdges = map[string]arrays.Edge{
	"none": arrays.EdgeNone, "reflect": arrays.EdgeReflect, "periodic": arrays.EdgePeriodic,
	"nearest": arrays.EdgeNearest, "constant": arrays.EdgeConstant(7),
}

// countedUp holds i % 251 at place i.
func countedUp(t require.TestingT, chunks [][]int) *arrays.Array {
	rows, columns := 0, 0
	for _, n := range chunks[0] {
		rows += n
	}
	for _, n := range chunks[1] {
		columns += n
	}
	v := make([]uint8, rows*columns)
	for i := range v {
		v[i] = uint8(i % 251)
	}
	b, err := ndarray.FromSlice(v, rows, columns)
	require.NoError(t, err)
	x, err := arrays.FromDense(b, arrays.Explicit(chunks))
	require.NoError(t, err)
	return x
}

// drawLong draws chunks that are large, but the last one.
func drawLong(t *rapid.T, name string) []int {
	var chunks []int
	for i := range rapid.IntRange(1, 3).Draw(t, name) {
		chunks = append(chunks, haloSide+rapid.IntRange(0, 9).Draw(t, fmt.Sprint(name, i)))
	}
	return append(chunks, rapid.IntRange(1, haloSide).Draw(t, name+" last"))
}

func hasRims(x *arrays.Array) bool {
	for _, d := range x.Layer().Deps() {
		if d.Label() == "rim" {
			return true
		}
	}
	return false
}

// TestRimsGiveWhatBlocksGive: blocks with halos that read the rims of their
// neighbours equal those that read the neighbours.
func TestRimsGiveWhatBlocksGive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := countedUp(t, [][]int{drawLong(t, "rows"), drawLong(t, "columns")})
		large, err := small.AsType(ndarray.Float64)
		require.NoError(t, err)
		halos := map[int]arrays.Halo{}
		for axis := range 2 {
			kind := rapid.SampledFrom([]string{"none", "reflect", "periodic", "nearest", "constant"}).Draw(t, fmt.Sprint("edge ", axis))
			h := arrays.Depth(rapid.IntRange(0, 8).Draw(t, fmt.Sprint("depth ", axis)), haloEdges[kind])
			if kind == "none" {
				h.After = rapid.IntRange(0, 8).Draw(t, fmt.Sprint("after ", axis))
			}
			halos[axis] = h
		}
		want, err := small.Overlap(halos)
		require.NoError(t, err)
		require.False(t, hasRims(want))
		got, err := large.Overlap(halos)
		require.NoError(t, err)
		require.Equal(t, want.Chunks(), got.Chunks())
		requireEqualBlocks(t, want, got)
	})
}

func requireEqualBlocks(t require.TestingT, want, got *arrays.Array) {
	w, err := want.Compute(context.Background())
	require.NoError(t, err)
	g, err := got.Compute(context.Background())
	require.NoError(t, err)
	w, err = w.AsType(ndarray.Float64)
	require.NoError(t, err)
	equal, err := ndarray.AllClose(g, w, 0, 0, true)
	require.NoError(t, err)
	require.True(t, equal)
}

func TestDifferencesOverRims(t *testing.T) {
	small := countedUp(t, [][]int{{haloSide, haloSide, 3}, {haloSide, haloSide}})
	ints, err := small.AsType(ndarray.Int64)
	require.NoError(t, err)
	floats, err := small.AsType(ndarray.Float64)
	require.NoError(t, err)
	tiny, err := ints.Rechunk(arrays.ChunkSize(50))
	require.NoError(t, err)
	for axis := range 2 {
		want, err := tiny.Diff(2, axis)
		require.NoError(t, err)
		got, err := floats.Diff(2, axis)
		require.NoError(t, err)
		requireEqualBlocks(t, want, got)
	}
}

// opaqueBlocks are n × n blocks that pass through a kernel, of which nothing is
// known.
func opaqueBlocks(t *testing.T, n, side int) *arrays.Array {
	x, err := arrays.Ones([]int{n * side, n * side}, ndarray.Float64, arrays.ChunkSize(side))
	require.NoError(t, err)
	y, err := arrays.MapBlocks(sameKernel, arrays.MapSpec{}, x)
	require.NoError(t, err)
	return y
}

// TestHalosKeepOneRowOfBlocks: a block is dropped when it has got its own halo,
// although its neighbours have not got theirs.
func TestHalosKeepOneRowOfBlocks(t *testing.T) {
	const n, side = 8, 256
	x := opaqueBlocks(t, n, side)
	y, err := arrays.MapOverlap(sameKernel, arrays.OverlapSpec{Halos: arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeReflect))}, x)
	require.NoError(t, err)
	sum, err := y.Sum()
	require.NoError(t, err)
	var last scheduler.Progress
	got, err := sum.Compute(context.Background(), scheduler.On(scheduler.Sync{}), scheduler.OnProgress(func(p scheduler.Progress) { last = p }))
	require.NoError(t, err)
	v, err := got.At()
	require.NoError(t, err)
	require.EqualValues(t, n*side*n*side, v)
	require.LessOrEqual(t, last.Peak, int64((n+6)*side*side*8), "bytes of results at a time; two rows are 2n blocks")
}

// TestRimsAreForSmallParts: where neighbours read much of a block, or blocks are
// small, there are no more tasks than blocks.
func TestRimsAreForSmallParts(t *testing.T) {
	for name, c := range map[string]struct {
		side, depth int
		rims        bool
	}{
		"large": {256, 2, true}, "deep": {256, 64, false}, "small": {16, 1, false},
	} {
		x := opaqueBlocks(t, 3, c.side)
		y, err := x.Overlap(arrays.EveryHalo(x, arrays.Depth(c.depth, arrays.EdgePeriodic)))
		require.NoError(t, err)
		require.Equal(t, c.rims, hasRims(y), name)
		p, err := graph.NewPlan([]graph.Collection{y})
		require.NoError(t, err, name)
		if !c.rims {
			require.Equal(t, 18, p.Len(), "%s: tasks for 9 blocks and 9 with halos", name)
		}
	}
}

// TestHalosOfStretchedAxesLieAroundAllOfThem: an input that is stretched along an
// axis has the halo that it would have if it were as long as the others.
func TestHalosOfStretchedAxesLieAroundAllOfThem(t *testing.T) {
	x := cutDense(t, []float64{1, 2, 3, 4, 5, 6}, []int{1}, []int{2, 3, 1})
	y := cutDense(t, []float64{10, 20}, []int{1, 1}, []int{1})
	blend := arrays.NewKernel("blend", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		sum, err := ndarray.Add(in[0], in[1])
		if err != nil {
			return nil, err
		}
		before, err := sum.Region([]int{0, 0}, []int{sum.Shape()[0], sum.Shape()[1] - 2})
		if err != nil {
			return nil, err
		}
		inner, err := sum.Region([]int{0, 1}, before.Shape())
		if err != nil {
			return nil, err
		}
		return sum, ndarray.AddInto(inner, before.Copy())
	})
	for edge, want := range map[*arrays.Edge]string{
		new(arrays.EdgeConstant(0.0)): "[[11. 23. 25. 27. 29. 31.]\n [21. 43. 45. 47. 49. 51.]]",
		&arrays.EdgeReflect:           "[[22. 23. 25. 27. 29. 31.]\n [42. 43. 45. 47. 49. 51.]]",
	} {
		spec := arrays.OverlapSpec{Halos: map[int]arrays.Halo{1: arrays.Depth(1, *edge)}}
		require.Equal(t, want, compute(t, must(arrays.MapOverlap(blend, spec, x, y))).String())
	}
}
