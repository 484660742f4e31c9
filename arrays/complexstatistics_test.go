package arrays_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func TestStatisticsOfComplexNumbersAreInOrderOfTheirParts(t *testing.T) {
	nan := math.NaN()
	x := cutDense(t, []complex128{3 - 1i, 1 + 2i, 1 - 2i, 0.5, 2 + 2i}, []int{2, 3})
	even := must(x.Slice(arrays.Span(0, 4)))
	holed := cutDense(t, []complex128{3, complex(1, nan), 1, 2}, []int{2, 2})
	square := must(even.Reshape(2, 2))
	for name, c := range map[string]struct {
		got  *arrays.Array
		want string
	}{
		"the middle":          {must(x.Median()), "1.+2.j"},
		"between two":         {must(even.Median()), "1.+0.j"},
		"of rows":             {must(square.Median(arrays.Over(1), arrays.KeepDims())), "[[2.  +0.5j]\n [0.75-1.j ]]"},
		"single precision":    {must(must(x.AsType(ndarray.Complex64)).Median()), "1.+2.j"},
		"NaN in one part":     {must(holed.Median()), "1.+nanj"},
		"without NaN":         {must(holed.NanMedian()), "2.+0.j"},
		"of nothing":          {must(arrays.IsNaN(must(must(x.Slice(arrays.Span(0, 0))).Median()))), "True"},
		"bins":                {must(arrays.Histogram(x, []float64{0, 1, 3})), "[2 3]"},
		"bins without NaN":    {must(arrays.Histogram(holed, []float64{0, 1, 3})), "[0 3]"},
		"points in bins":      {must(arrays.Histogram2D(x, must(arrays.Real(x)), []float64{0, 1, 3}, []float64{0, 4})), "[[2.]\n [3.]]"},
		"weights":             {must(arrays.Histogram(must(arrays.Real(x)), []float64{0, 2, 4}, arrays.Weights(x))), "[2.5+0.j 5. +1.j]"},
		"density":             {must(arrays.Histogram(must(arrays.Real(x)), []float64{0, 4}, arrays.Weights(x), arrays.Density())), "[0.25+0.j]"},
		"moment 0":            {must(x.Moment(0)), "1."},
		"moment 1":            {must(x.Moment(1)), "0."},
		"moment 2 is the var": {must(arrays.Sub(must(x.Moment(2)), must(x.Var()))), "0."},
		"moment 3":            {must(cutDense(t, []complex128{0, 6i, -6i, 0}, []int{1, 3}).Moment(3)), "108."},
		"moment 3 of samples": {must(cutDense(t, []complex128{0, 6i, -6i, 0}, []int{1, 3}).Moment(3, arrays.DDof(2), arrays.KeepDims())), "[216.]"},
	} {
		require.Equal(t, c.want, compute(t, c.got).String(), name)
	}
	require.Equal(t, ndarray.Complex64, must(must(x.AsType(ndarray.Complex64)).Median()).DType())
	require.Equal(t, ndarray.Float32, must(must(x.AsType(ndarray.Complex64)).Moment(4)).DType())
}

func TestLeastSquaresTakeTheShortestOfManySolutions(t *testing.T) {
	wide := []float64{1, 2, 3, 4, 5, 6} // 2 × 3
	solution := "[-2.  0.  2.]"         // of least length for the right side (4, 4)
	for name, chunks := range map[string][2][]int{
		"one block": {{2}, {3}}, "a row of blocks": {{2}, {1, 2}}, "a column of blocks": {{1, 1}, {3}},
	} {
		a := cutDense(t, wide, chunks[0], chunks[1])
		b := cutDense(t, []float64{4, 4}, []int{1, 1})
		x, residuals, err := arrays.LeastSquares(a, b)
		require.NoError(t, err, name)
		require.Equal(t, solution, compute(t, must(arrays.Add(must(arrays.Around(x, 6)), 0.0))).String(), name)
		require.InDelta(t, 0, firstNumber(t, residuals), 1e-20, name)
		columns, _, err := arrays.LeastSquares(must(a.AsType(ndarray.Complex64)), must(b.ExpandDims(1)))
		require.NoError(t, err, name)
		require.Equal(t, []int{3, 1}, columns.Shape(), name)
		require.Equal(t, solution, compute(t, must(arrays.Add(must(must(arrays.Around(must(arrays.Real(columns)), 3)).Ravel()), 0.0))).String(), name)
	}
	flat := cutDense(t, []float64{1, 1, 1, 1, 1, 1}, []int{2, 1}, []int{2})
	x, residuals, err := arrays.LeastSquares(flat, cutDense(t, []float64{1, 2, 3}, []int{2, 1}))
	require.NoError(t, err)
	require.Equal(t, "[1. 1.]", compute(t, must(arrays.Around(x, 9))).String(), "of less than full rank")
	require.InDelta(t, 2, firstNumber(t, residuals), 1e-12)
	x, _, err = arrays.LeastSquares(must(flat.Slice(arrays.All, arrays.Span(0, 0))), cutDense(t, []float64{1, 2, 3}, []int{3}))
	require.NoError(t, err)
	require.Equal(t, "[]", compute(t, x).String(), "no columns")
	_, _, err = arrays.LeastSquares(flat, cutDense(t, []float64{1, 2}, []int{2}))
	require.ErrorContains(t, err, "arrays: lstsq: got shape (2,), want as many rows as (3, 2)")
}

func firstNumber(t *testing.T, a *arrays.Array) float64 {
	t.Helper()
	v, err := ndarray.Float64s(compute(t, a))
	require.NoError(t, err)
	return v[0]
}

func TestListsOfAllPositionsChangeNothing(t *testing.T) {
	x := cutDense(t, []float64{1, 2, 3, 4}, []int{2, 2})
	require.Same(t, x, must(x.Slice(arrays.List(0, 1, 2, -1))))
	require.Equal(t, [][]int{{2, 1}}, must(x.Compress([]bool{true, true, true}, 0)).Chunks(), "of what the mask reaches")
}
