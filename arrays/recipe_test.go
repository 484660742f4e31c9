package arrays_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// stretched is column[:, nil] * 3 + row of two ranges.
func stretched(t require.TestingT, rows, columns, chunk int) *arrays.Array {
	var e arrays.Expr
	r := e.Keep(arrays.Arange(0, float64(rows), 1, ndarray.Float32, arrays.ChunkSize(chunk)))
	c := e.Keep(arrays.Arange(0.5, 0.5+float64(columns), 1, ndarray.Float32, arrays.ChunkSize(chunk)))
	up := e.One(func(a *arrays.Array) (*arrays.Array, error) { return a.ExpandDims(1) }, r)
	y := e.Do(arrays.Add, e.Do(arrays.Mul, up, 3), c)
	require.NoError(t, e.Err)
	return y
}

var passed = arrays.RegisterKernel("gloam/test/passed", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	return in[0], nil
})

// hidden is x behind a kernel, of which nothing is known.
func hidden(t require.TestingT, x *arrays.Array) *arrays.Array {
	y, err := arrays.MapBlocks(passed, arrays.MapSpec{}, x)
	require.NoError(t, err)
	return y
}

var moves = map[string]func(x *arrays.Array) (*arrays.Array, error){
	"rechunk": func(x *arrays.Array) (*arrays.Array, error) {
		return x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(5)))
	},
	"roll": func(x *arrays.Array) (*arrays.Array, error) { return x.Roll(-7, 0) },
	"pad": func(x *arrays.Array) (*arrays.Array, error) {
		return x.Pad(arrays.PadReflect, [][2]int{{1, 2}, {3, 0}})
	},
	"overlap": func(x *arrays.Array) (*arrays.Array, error) {
		return x.Overlap(map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgeReflect), 1: arrays.Depth(2, arrays.EdgePeriodic)})
	},
	"constant overlap": func(x *arrays.Array) (*arrays.Array, error) {
		return x.Overlap(arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeConstant(7))))
	},
}

func TestMovedStretchedArraysEqualMovedBlocks(t *testing.T) {
	for name, move := range moves {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x := stretched(t, rapid.IntRange(20, 40).Draw(t, "rows"), rapid.IntRange(20, 40).Draw(t, "columns"), rapid.IntRange(3, 20).Draw(t, "chunk"))
				got, err := move(x)
				require.NoError(t, err)
				want, err := move(hidden(t, x))
				require.NoError(t, err)
				require.Equal(t, want.Chunks(), got.Chunks())
				requireSame(t, blocksOf(t, want), blocksOf(t, got))
			})
		})
	}
}

func blocksOf(t require.TestingT, x *arrays.Array) *ndarray.Array {
	v, err := x.Compute(context.Background())
	require.NoError(t, err)
	return v
}

// biggestTask is the most bytes that a task of a plan makes.
func biggestTask(t *testing.T, x *arrays.Array) int64 {
	t.Helper()
	p, err := graph.NewPlan([]graph.Collection{x})
	require.NoError(t, err)
	most := int64(0)
	for id := range p.Len() {
		most = max(most, p.Bytes(id))
	}
	return most
}

func TestMovingStretchedArraysKeepsNoBlocks(t *testing.T) {
	const n = 512
	x := stretched(t, n, n, n/4)
	for _, name := range []string{"rechunk", "roll", "pad", "overlap"} {
		known, err := moves[name](x)
		require.NoError(t, err)
		sum, err := known.Sum()
		require.NoError(t, err)
		require.LessOrEqual(t, biggestTask(t, sum), int64(8*(n+8)), "%s: a row, not a block", name)
		opaque, err := moves[name](hidden(t, x))
		require.NoError(t, err)
		if sum, err = opaque.Sum(); err == nil {
			require.GreaterOrEqual(t, biggestTask(t, sum), int64(4*n*n/16), "%s of what is not known reads blocks", name)
		}
	}
}

func TestFilledArraysAreMadeInNewChunks(t *testing.T) {
	x, err := arrays.Full([]int{6, 6}, 2.5, ndarray.Float64, arrays.PerAxis(arrays.Size(2), arrays.Whole))
	require.NoError(t, err)
	y, err := x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(2)))
	require.NoError(t, err)
	require.Empty(t, y.Layer().Deps())
	require.Equal(t, [][]int{{6}, {2, 2, 2}}, y.Chunks())
	requireSame(t, blocksOf(t, x), blocksOf(t, y))
}

// A reduction of what a rechunk puts together copies slabs, not blocks, and must
// give the bits that blocks give.
func TestReductionsOfRechunkedBlocksEqualThoseOfNewBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := hidden(t, stretched(t, rapid.IntRange(300, 700).Draw(t, "rows"), rapid.IntRange(300, 700).Draw(t, "columns"), rapid.IntRange(100, 300).Draw(t, "chunk")))
		y, err := x.Rechunk(arrays.PerAxis(arrays.Size(rapid.IntRange(150, 700).Draw(t, "high")), arrays.Size(rapid.IntRange(150, 700).Draw(t, "wide"))))
		require.NoError(t, err)
		op := rapid.SampledFrom([]ndarray.ReduceOp{ndarray.Sum, ndarray.Max, ndarray.Var, ndarray.ArgMin}).Draw(t, "op")
		over := rapid.SampledFrom([]arrays.ReduceOption{arrays.Over(0), arrays.Over(1), arrays.Over()}).Draw(t, "over")
		got, err := y.Reduce(op, over)
		require.NoError(t, err)
		want, err := hidden(t, y).Reduce(op, over)
		require.NoError(t, err)
		requireSame(t, blocksOf(t, want), blocksOf(t, got))
	})
}
