package arrays_test

import (
	"context"
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

func TestSurfaceMistakesFailWhileBuilding(t *testing.T) {
	x := must(line(12).Reshape(3, 4))
	unary := func(f func(*arrays.Array) (*arrays.Array, error)) func() (*arrays.Array, error) {
		return func() (*arrays.Array, error) { return f(x) }
	}
	for want, f := range map[string]func() (*arrays.Array, error){
		"arrays: slice: got index 4, want one within axis 1 of length 4": func() (*arrays.Array, error) {
			return x.Slice(arrays.All, arrays.List(4))
		},
		"arrays: slice: got shape (3,), want one that broadcasts with (2,)": func() (*arrays.Array, error) {
			return x.Slice(arrays.List(0, 1), arrays.List(0, 1, 2))
		},
		"arrays: slice: got shape (2,), want a mask of the axes from 0 on, which are (3,)": func() (*arrays.Array, error) {
			return x.Slice(arrays.Bools(true, false))
		},
		"arrays: set: got shape (5,), want one that broadcasts to (4,)": func() (*arrays.Array, error) {
			return x.Set(line(5), arrays.At(0))
		},
		"arrays: set: want at most one list of positions, or one lazy mask": func() (*arrays.Array, error) {
			return x.Set(1, arrays.List(0), arrays.List(1))
		},
		"arrays: roll: got axis 2, want one of an array with 2 axes": func() (*arrays.Array, error) { return x.Roll(1, 2) },
		"arrays: pad: got shape (3, 4), want as many axes as widths, which are (1,)": func() (*arrays.Array, error) {
			return x.Pad(arrays.PadEdge, [][2]int{{1, 1}})
		},
		`arrays: pad: got mode "mirror", want one of the PadMode constants`: func() (*arrays.Array, error) {
			return x.Pad("mirror", [][2]int{{1, 1}, {0, 0}})
		},
		"arrays: map overlap: got depths 2 and 0 of axis 0, want equal ones unless the edge is EdgeNone": func() (*arrays.Array, error) {
			return arrays.MapOverlap(kernels["same"], arrays.OverlapSpec{Halos: map[int]arrays.Halo{0: {Before: 2, Edge: arrays.EdgeReflect}}}, x)
		},
		"arrays: coarsen: got shape (3, 4), want axis 0 a multiple of (2,)": func() (*arrays.Array, error) {
			return x.Coarsen(ndarray.Sum, map[int]int{0: 2}, false)
		},
		"arrays: quantile: got 1.5, want numbers from 0 to 1": func() (*arrays.Array, error) { return x.Quantile([]float64{1.5}) },
		"arrays: topk: got 0 elements, want a positive or a negative number": func() (*arrays.Array, error) {
			return x.TopK(0, 1)
		},
		"arrays: bincount: got float64: want integers": func() (*arrays.Array, error) { return arrays.BinCount(x, nil, 3) },
		"arrays: histogram: got edges [2 1], want at least two in ascending order": func() (*arrays.Array, error) {
			return arrays.Histogram(x, []float64{2, 1})
		},
		"arrays: matmul: got shape (3, 4), want one with 4 rows, as many as columns of (3, 4)": func() (*arrays.Array, error) {
			return arrays.MatMul(x, x)
		},
		`arrays: einsum: got labels "i" for shape (3, 4)`: func() (*arrays.Array, error) { return arrays.Einsum("i->i", x) },
		"arrays: solve: got shape (3, 4), want (3, 3)":    func() (*arrays.Array, error) { return arrays.Solve(x, x) },
		"arrays: moment: got order 13, want 0 to 12":      func() (*arrays.Array, error) { return x.Moment(13) },
		"arrays: view: got shape (3, 1), want a last axis that is a multiple of (2,)": func() (*arrays.Array, error) {
			return must(x.Slice(arrays.All, arrays.Span(0, 1))).View(ndarray.Complex128)
		},
		"arrays: nanargmax: got axes (0, 1), want one or all": func() (*arrays.Array, error) {
			return must(x.ExpandDims(0)).NanArgMax(arrays.Over(0, 1))
		},
		`arrays: apply gufunc: got signature "i->", want one such as "(i,j),(j)->(i)"`: func() (*arrays.Array, error) {
			_, err := arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "i->"}, nil)
			return nil, err
		},
		"arrays: inv: got shape (3, 4), want (3, 3)": unary(arrays.Inv),
	} {
		_, err := f()
		require.EqualError(t, mistake(t, err, "surface_test.go"), want)
	}
}

func TestSetByAMaskInMemory(t *testing.T) {
	x := must(line(8).Reshape(2, 2, 2))
	mask := must(ndarray.FromSlice([]bool{true, false, false, true}, 2, 2))
	require.Equal(t, "[-1. -1.  2.  3.  4.  5. -1. -1.]", compute(t, must(must(x.Set(-1, arrays.Dense(mask))).Ravel())).String())
	_, err := x.Set(-1, arrays.Dense(must(mask.Reshape(4, 1))))
	require.EqualError(t, mistake(t, err, "surface_test.go"), "arrays: set: got shape (4, 1), want a mask of the first axes of (2, 2, 2)")
}

func TestInsertDeleteAppend(t *testing.T) {
	x := line(5)
	require.Equal(t, "[0. 2. 4.]", compute(t, must(x.Delete([]int{1, -2}, 0))).String())
	require.Equal(t, "[0. 1. 0. 1. 2. 3. 4.]", compute(t, must(x.Insert(2, line(2), 0))).String())
	require.Equal(t, "[0. 1. 2. 3. 4. 0.]", compute(t, must(x.Append(line(1), 0))).String())
	require.Equal(t, "[1. 3.]", compute(t, must(x.Compress([]bool{false, true, false, true}, 0))).String())
}

func TestCompressedSVDFindsALowRank(t *testing.T) {
	// Rank 2 by construction: two outer products.
	rows := must(line(30).Reshape(30, 1))
	columns := must(line(20).Reshape(1, 20))
	x := must(arrays.Add(must(arrays.Mul(must(arrays.Sin(rows)), must(arrays.Cos(columns)))), must(arrays.Mul(must(arrays.Cos(rows)), columns))))
	x = must(x.Rechunk(arrays.ChunkSize(7)))
	u, s, vt, err := arrays.SVDCompressed(x, 2, arrays.Refine(1))
	require.NoError(t, err)
	again := must(arrays.MatMul(must(arrays.Mul(u, s)), vt))
	near := must(must(arrays.IsClose(again, x, 1e-9, 1e-9, false)).All())
	require.Equal(t, true, compute(t, near).Item())
	require.Equal(t, []int{2}, s.Shape())
}

func TestRandomNumbersHaveTheirMoments(t *testing.T) {
	g := arrays.NewGenerator(7)
	const n = 40000
	for name, c := range map[string]struct {
		x    *arrays.Array
		mean float64
		sd   float64
	}{
		"uniform":     {must(g.Uniform(2, 4, []int{n}, arrays.ChunkSize(9000))), 3, 2 / math.Sqrt(12)},
		"normal":      {must(g.Normal(1, 3, []int{n}, arrays.ChunkSize(9000))), 1, 3},
		"exponential": {must(g.Exponential(2, []int{n}, arrays.ChunkSize(9000))), 2, 2},
		"integers":    {must(g.Integers(-2, 3, []int{n}, arrays.ChunkSize(9000))), 0, math.Sqrt2},
		"few counts":  {must(g.Poisson(4, []int{n}, arrays.ChunkSize(9000))), 4, 2},
		"many counts": {must(g.Poisson(100, []int{n}, arrays.ChunkSize(9000))), 100, 10},
		"choice":      {must(g.Choice([]float64{0.5, 0, 0.5}, []int{n}, arrays.ChunkSize(9000))), 1, 1},
	} {
		mean, _ := compute(t, must(c.x.Mean())).Float()
		sd, _ := compute(t, must(c.x.Std())).Float()
		require.InDelta(t, c.mean, mean, 5*c.sd/math.Sqrt(n), name)
		require.InEpsilon(t, c.sd, sd, 0.03, name)
	}
}

func TestGeneratorsOfOneSeedAgree(t *testing.T) {
	draw := func() *ndarray.Array {
		g := arrays.NewGenerator(3)
		must(g.Random([]int{4}, arrays.ChunkSize(2)))
		return compute(t, must(g.Permutation(must(g.Random([]int{6}, arrays.ChunkSize(2))), 0)))
	}
	requireSame(t, draw(), draw())
}

func TestStoreReportsWhereABlockDoesNotFit(t *testing.T) {
	err := arrays.Store(context.Background(), []arrays.StoreItem{{Array: line(4), Target: arrays.Locked(arrays.DenseTarget(ndarray.New(ndarray.Float64, 3)))}})
	require.ErrorContains(t, err, "arrays: store")
}

func TestMaskedReductionsLeaveOut(t *testing.T) {
	x := must(line(6).Reshape(2, 3))
	m := must(arrays.MaskedGreater(x, 2))
	for name, c := range map[string]struct {
		got        arrays.Masked
		value      string
		everything string
	}{
		"sum":  {must(m.Sum(arrays.Over(1))), "[3. 0.]", "[False  True]"},
		"prod": {must(m.Prod(arrays.Over(1))), "[0. 1.]", "[False  True]"},
		"max":  {must(m.Max()), "2.", "False"},
		"min":  {must(m.Min()), "0.", "False"},
		"mean": {must(m.Mean()), "1.", "False"},
	} {
		require.Equal(t, c.value, compute(t, c.got.Values).String(), name)
		require.Equal(t, c.everything, compute(t, c.got.Mask).String(), name)
	}
	both := must(m.With(arrays.Add, must(arrays.MaskedInside(x, 0, 0))))
	require.Equal(t, 2, int(compute(t, must(both.Count())).Item().(int64)))
}
