package ndarray_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var laneTypes = []ndarray.DType{
	ndarray.Bool, ndarray.Int8, ndarray.Int16, ndarray.Int32, ndarray.Int64, ndarray.Uint8, ndarray.Uint16, ndarray.Uint32, ndarray.Uint64,
	ndarray.Float16, ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128,
}

// smallInts returns small whole numbers in some dtype.
func smallInts(t *rapid.T, d ndarray.DType, shape ...int) *ndarray.Array {
	n := 1
	for _, e := range shape {
		n *= e
	}
	v := rapid.SliceOfN(rapid.Int64Range(0, 5), n, n).Draw(t, "values")
	a, err := ndarray.FromSlice(v, shape...)
	require.NoError(t, err)
	a, err = a.AsType(d)
	require.NoError(t, err)
	return a
}

func TestSortOrdersEveryLaneOfEveryDType(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(laneTypes).Draw(t, "dtype")
		a := smallInts(t, d, rapid.IntRange(0, 4).Draw(t, "rows"), rapid.IntRange(0, 6).Draw(t, "columns"))
		axis := rapid.IntRange(-2, 1).Draw(t, "axis")
		sorted, err := ndarray.Sort(a, axis)
		require.NoError(t, err)
		require.Equal(t, d, sorted.DType())
		order, err := ndarray.ArgSort(a, axis)
		require.NoError(t, err)
		picked, err := ndarray.TakeAlong(a, order, axis)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(sorted.AsContiguous(), picked.AsContiguous()))
		real, err := sorted.AsType(ndarray.Float64)
		require.NoError(t, err)
		for i := range a.Shape()[(axis+3)%2] {
			line, err := real.Index((axis+3)%2, i)
			require.NoError(t, err)
			v, err := ndarray.Float64s(line)
			require.NoError(t, err)
			require.True(t, slices.IsSorted(v), "%v", v)
		}
	})
}

func TestSortPutsComplexNumbersWithNaNLast(t *testing.T) {
	nan := math.NaN()
	x := must(ndarray.FromSlice([]complex128{3, complex(1, nan), complex(nan, 1), 1, complex(nan, nan), complex(0, nan)}, 6))
	require.Equal(t, "[ 1. +0.j  3. +0.j  0.+nanj  1.+nanj nan +1.j nan+nanj]", must(ndarray.Sort(x, 0)).String())
	require.Equal(t, "[3 0 5 1 2 4]", must(ndarray.ArgSort(x, 0)).String())
}

func TestSortPutsNaNLast(t *testing.T) {
	a, err := ndarray.FromSlice([]float32{2, float32(math.NaN()), -1, float32(math.Inf(1))})
	require.NoError(t, err)
	s, err := ndarray.Sort(a, 0)
	require.NoError(t, err)
	require.Equal(t, "[-1.  2. inf nan]", s.String())
}

func TestSearchSortedCountsWhatIsBelow(t *testing.T) {
	row, err := ndarray.FromSlice([]int32{1, 2, 2, 5})
	require.NoError(t, err)
	values, err := ndarray.FromSlice([]float64{0, 2, 2.5, 9})
	require.NoError(t, err)
	left, err := ndarray.SearchSorted(row, values, false)
	require.NoError(t, err)
	right, err := ndarray.SearchSorted(row, values, true)
	require.NoError(t, err)
	require.Equal(t, "[0 1 3 4]", left.String())
	require.Equal(t, "[0 3 3 4]", right.String())
}

func TestCumulativeEndsInTheReduction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(laneTypes).Draw(t, "dtype")
		op := rapid.SampledFrom([]ndarray.ReduceOp{ndarray.Sum, ndarray.Prod}).Draw(t, "op")
		n := rapid.IntRange(1, 5).Draw(t, "n")
		a := smallInts(t, d, 3, n)
		c, err := ndarray.Cumulative(op, a, 1)
		require.NoError(t, err)
		last, err := c.Index(1, n-1)
		require.NoError(t, err)
		want, err := ndarray.Reduce(op, a, []int{1}, false)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(want, last.AsContiguous()), "%v %v", want, last)
	})
}

func TestMatMulOfEveryDTypeAddsProducts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(laneTypes[1:]).Draw(t, "dtype")
		m, k, n := rapid.IntRange(0, 5).Draw(t, "m"), rapid.IntRange(0, 5).Draw(t, "k"), rapid.IntRange(0, 5).Draw(t, "n")
		a, b := smallInts(t, d, 2, m, k), smallInts(t, d, k, n)
		c, err := ndarray.MatMul(a, b)
		require.NoError(t, err)
		require.Equal(t, []int{2, m, n}, c.Shape())
		require.Equal(t, d, c.DType())
		left, err := a.ExpandDims(3)
		require.NoError(t, err)
		all, err := ndarray.Mul(left, b)
		require.NoError(t, err)
		want, err := ndarray.Reduce(ndarray.Sum, all, []int{2}, false)
		require.NoError(t, err)
		want, err = want.AsType(d)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(want, c), "%v %v", want, c)
	})
}

func TestEinsumOfThreeArraysAndADiagonal(t *testing.T) {
	a, err := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	trace, err := ndarray.Einsum(nil, [][]int{{0, 0}}, []*ndarray.Array{a})
	require.NoError(t, err)
	require.Equal(t, 5.0, trace.Item())
	cube, err := ndarray.Einsum([]int{0, 3}, [][]int{{0, 1}, {1, 2}, {2, 3}}, []*ndarray.Array{a, a, a})
	require.NoError(t, err)
	require.Equal(t, "[[ 37.  54.]\n [ 81. 118.]]", cube.String())
}

func TestCopyOuterMovesNamedPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(laneTypes).Draw(t, "dtype")
		src := smallInts(t, d, 4, 5)
		view, err := src.Transpose()
		require.NoError(t, err)
		if rapid.Bool().Draw(t, "straight") {
			view = src
		}
		shape := view.Shape()
		rows := rapid.SliceOfN(rapid.IntRange(0, shape[0]-1), 0, 6).Draw(t, "rows")
		dst := ndarray.New(d, len(rows), shape[1])
		require.NoError(t, ndarray.CopyOuter(dst, [][]int{nil, nil}, view, [][]int{rows, nil}))
		for i, r := range rows {
			for j := range shape[1] {
				want, err := view.At(r, j)
				require.NoError(t, err)
				got, err := dst.At(i, j)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		}
	})
}

func TestMovesRefuseWhatDoesNotFit(t *testing.T) {
	a, b := ndarray.New(ndarray.Int8, 3), ndarray.New(ndarray.Int16, 3)
	require.Error(t, ndarray.CopyOuter(a, [][]int{nil}, b, [][]int{nil}))
	require.Error(t, ndarray.CopyOuter(a, [][]int{{0}}, a.Copy(), [][]int{{3}}))
	require.Error(t, ndarray.CopyOuter(a, [][]int{{0, 1}}, a.Copy(), [][]int{{0}}))
	require.Error(t, ndarray.CopyPoints(a, []int{0}, a.Copy(), [][]int{{-1}}))
	_, err := a.Windows(0, 4)
	require.Error(t, err)
	_, err = ndarray.TakeAlong(a, a, 0)
	require.Error(t, err)
	_, err = ndarray.MatMul(ndarray.New(ndarray.Int8, 2, 3), ndarray.New(ndarray.Int8, 2, 3))
	require.Error(t, err)
	_, err = ndarray.Sort(ndarray.New(ndarray.Object, 2), 0)
	require.Error(t, err)
}

func TestNewFunctionsAgreeWithTheirDefinitions(t *testing.T) {
	x, err := ndarray.FromSlice([]float64{-1.5, 0, 0.25, math.Inf(1)})
	require.NoError(t, err)
	for op, want := range map[ndarray.UnaryOp]string{
		ndarray.Frac:       "[-0.5   0.    0.25  0.  ]",
		ndarray.Reciprocal: "[-0.66666667         inf  4.          0.        ]",
		ndarray.SignBit:    "[ True False False False]",
	} {
		y, err := ndarray.Unary(op, x)
		require.NoError(t, err)
		require.Equal(t, want, y.String(), op)
	}
	i0, err := ndarray.Unary(ndarray.I0, x)
	require.NoError(t, err)
	v, _ := i0.Float(0)
	require.InDelta(t, 1.6467231897728904, v, 1e-14)
	big, err := ndarray.FromSlice([]float64{31})
	require.NoError(t, err)
	i0, err = ndarray.Unary(ndarray.I0, big)
	require.NoError(t, err)
	v, _ = i0.Float(0)
	require.InEpsilon(t, 2.0896855e12, v, 1e-3)
	sum, err := ndarray.Binary(ndarray.OpLogAddExp, big, big)
	require.NoError(t, err)
	v, _ = sum.Float(0)
	require.InDelta(t, 31+math.Ln2, v, 1e-14)
}
