package arrays_test

import (
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// cutDense makes a lazy array of numbers, cut into the given chunks.
func cutDense[T ndarray.Element](t *testing.T, values []T, chunks ...[]int) *arrays.Array {
	t.Helper()
	shape := make([]int, len(chunks))
	for i, c := range chunks {
		shape[i] = sum(c)
	}
	return must(arrays.FromDense(must(ndarray.FromSlice(values, shape...)), arrays.Explicit(chunks)))
}

// TestRareCasesGiveNumPysAnswer: each was wrong once.
func TestRareCasesGiveNumPysAnswer(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	infinite := cutDense(t, []float64{inf, 1, nan, 2}, []int{1, 3})
	row := cutDense(t, []float64{4, 1, 3}, []int{2, 1})
	masked := must(arrays.MaskedInvalid(infinite))
	leading := cutDense(t, []bool{true, false}, []int{1, 1})
	square := cutDense(t, []float64{1, 2, 3, 4}, []int{1, 1}, []int{2})
	whole := cutDense(t, []int32{2, 0, 2, 5}, []int{2, 2})
	for name, c := range map[string]struct {
		got  *arrays.Array
		want string
	}{
		"means keep infinities of one block":   {must(infinite.NanMean()), "inf"},
		"masked NaN is no extreme":             {must(masked.Min()).Values, "1."},
		"masked infinity is no extreme":        {must(masked.Max()).Values, "2."},
		"masked spread":                        {must(masked.Var()).Values, "0.25"},
		"masked deviation":                     {must(masked.Std()).Values, "0.5"},
		"median beside infinity":               {must(cutDense(t, []float64{1, inf}, []int{1, 1}).Median()), "inf"},
		"quantile on an element":               {must(must(cutDense(t, []float64{1, inf}, []int{2}).Quantile([]float64{0})).Ravel()), "[1.]"},
		"integer reciprocal":                   {must(arrays.Unary(ndarray.Reciprocal, whole)), "[0 0 0 0]"},
		"exponents do not widen":               {must(must(arrays.Ldexp(cutDense(t, []float32{1, 3}, []int{2}), cutDense(t, []int32{2, 1}, []int{2}))).AsType(ndarray.Int8)), "[4 6]"},
		"masks of first axes":                  {must(square.Set(0, arrays.Lazy(leading))), "[[0. 0.]\n [3. 4.]]"},
		"all of few":                           {must(row.TopK(9, 0)), "[4. 3. 1.]"},
		"where all of few are":                 {must(row.ArgTopK(-9, 0)), "[1 2 0]"},
		"bounds in either order":               {must(must(arrays.MaskedInside(whole, 5, 1)).Filled(-1)), "[-1  0 -1 -1]"},
		"empty arrays add no blocks":           {must(arrays.Concatenate([]*arrays.Array{cutDense(t, []float64{}, []int{0}), row}, 0)), "[4. 1. 3.]"},
		"counts as long as needed":             {must(arrays.BinCount(whole, nil, arrays.Unknown)), "[1 0 2 0 0 1]"},
		"weights as long as needed":            {must(arrays.BinCount(whole, whole, arrays.Unknown)), "[0. 0. 4. 0. 0. 5.]"},
		"weighted counts have their dtype":     {must(arrays.Histogram(whole, []float64{0, 3, 6}, arrays.Weights(whole))), "[4 5]"},
		"bins around one number":               {must(arrays.Histogram(whole, arrays.Bins(2, 2, 2))), "[0 2]"},
		"covariance of one row":                {must(arrays.Cov(row, 1)), "2.33333333"},
		"weights of the same shape":            {must(square.Average(must(square.Transpose()), arrays.Over(1, 0))), "2.9"},
		"infinite parts":                       {must(arrays.Real(must(arrays.NanToNum(cutDense(t, []complex128{complex(nan, inf)}, []int{1}))))), "[0.]"},
		"powers of zero":                       {must(arrays.IsNaN(must(arrays.Pow(cutDense(t, []complex128{0}, []int{1}), -1.0)))), "[ True]"},
		"one value for each side":              {must(row.Pad(arrays.PadConstant, [][2]int{{1, 2}}, arrays.PadEach([][2]any{{7, 8}}))), "[7. 4. 1. 3. 8. 8.]"},
		"statistics near the edge":             {must(row.Pad(arrays.PadMaximum, [][2]int{{1, 1}}, arrays.PadSpan([2]int{3, 1}))), "[4. 4. 1. 3. 3.]"},
		"division by what does not fit":        {must(arrays.Div(must(row.AsType(ndarray.Uint8)), -1)), "[-4. -1. -3.]"},
		"division of what does not fit":        {must(arrays.Div(-12, must(row.AsType(ndarray.Uint8)))), "[ -3. -12.  -4.]"},
		"angles with what does not fit":        {must(must(arrays.Hypot(must(row.AsType(ndarray.Uint16)), -70000)).AsType(ndarray.Float64)), "[70000. 70000. 70000.]"},
		"exponents that do not fit":            {must(must(arrays.Ldexp(must(row.AsType(ndarray.Uint8)), -1)).AsType(ndarray.Float64)), "[2.  0.5 1.5]"},
		"running sums of unknown lengths":      {must(must(whole.Extract(must(arrays.Greater(whole, 0)))).CumSum(0)), "[2 4 9]"},
		"norm of the least short integer":      {must(arrays.Norm(cutDense(t, []int8{-128, 3}, []int{2}), inf)), "128."},
		"weights of short complex numbers":     {must(arrays.Real(must(whole.Average(must(whole.AsType(ndarray.Complex64)))))), "3.66666667"},
		"short integers beside short floats":   {must(must(arrays.Concatenate([]*arrays.Array{must(row.AsType(ndarray.Int8)), must(row.AsType(ndarray.Uint8)), must(row.AsType(ndarray.Float16))}, 0)).View(ndarray.Uint16)), "[17408 15360 16896 17408 15360 16896 17408 15360 16896]"},
		"norm over two axes":                   {must(arrays.MatrixNorm(square, 1, arrays.Over(0, 1), arrays.KeepDims())), "[[6.]]"},
		"vector norm of singular values":       {must(arrays.Around(must(arrays.NuclearNorm(square, arrays.KeepDims())), 4)), "[[5.831]]"},
		"quantiles by another rule":            {must(row.Quantile([]float64{0.4, 0.5}, arrays.Method(arrays.Higher))), "[3. 3.]"},
		"nothing to add up in single floats":   {must(cutDense(t, []float32{}, []int{0}).CumSum(0)), "[]"},
		"spacing of half floats":               {must(must(arrays.Unary(ndarray.Spacing, must(cutDense(t, []float64{1}, []int{1}).AsType(ndarray.Float16)))).AsType(ndarray.Float64)), "[0.00097656]"},
		"factors of rows of uneven height":     {must(arrays.Around(must(rebuilt(nil, factors(t, cutDense(t, []float64{1, 2, 3, 4, 5, 7}, []int{1, 0, 2}, []int{2}))...)), 6)), "[[1. 2.]\n [3. 4.]\n [5. 7.]]"},
		"points of half floats next to others": {must(must(arrays.NextAfter(must(row.AsType(ndarray.Float16)), must(cutDense(t, []float64{5}, []int{1}).AsType(ndarray.Float16)))).AsType(ndarray.Float64)), "[4.00390625 1.00097656 3.00195312]"},
	} {
		require.Equal(t, c.want, compute(t, c.got).String(), name)
	}
}

func TestJoinedAxesOfLengthOneHaveOneChunk(t *testing.T) {
	a, b := cutDense(t, []float64{1}, []int{1, 0}), cutDense(t, []float64{1, 2}, []int{0, 2})
	require.Equal(t, [][]int{{1, 0, 2}}, must(arrays.Concatenate([]*arrays.Array{a, b}, 0)).Chunks())
	empty, wide := cutDense(t, []float64{}, []int{0}, []int{0}), cutDense(t, []float64{}, []int{0}, []int{0})
	require.Equal(t, [][]int{{0, 0}, {0}}, must(arrays.Concatenate([]*arrays.Array{empty, wide}, 0)).Chunks(), "none has elements")
}

func factors(t *testing.T, a *arrays.Array) []*arrays.Array {
	t.Helper()
	q, r, err := arrays.QR(a)
	require.NoError(t, err)
	return []*arrays.Array{q, r}
}

// TestRareMistakesFailWhileBuilding: each passed, or failed in a task, once.
func TestRareMistakesFailWhileBuilding(t *testing.T) {
	x := cutDense(t, []float64{1, 2, 3, 4, 5, 6}, []int{2}, []int{2, 1})
	c := must(x.AsType(ndarray.Complex64))
	row := cutDense(t, []float64{1, 2, 3}, []int{3})
	empty := cutDense(t, []int32{}, []int{0})
	for want, f := range map[string]func() (*arrays.Array, error){
		"arrays: fft: got shape (0,), want a length of axis 0 of at least (1,)": func() (*arrays.Array, error) {
			return arrays.FFT(row, arrays.FFTLengths(0))
		},
		"arrays: average: got shape (3,), want weights for the axes named in Over, or of (2, 3)": func() (*arrays.Array, error) {
			return x.Average(row)
		},
		"arrays: histogram: got complex64: want real weights, or numbers with one coordinate": func() (*arrays.Array, error) {
			return arrays.Histogram2D(x, x, []float64{0, 1}, []float64{0, 1}, arrays.Weights(c))
		},
		"arrays: bincount: got shape (2, 3), want one axis, such as (6,)": func() (*arrays.Array, error) {
			return arrays.BinCount(must(x.AsType(ndarray.Int8)), nil, 4)
		},
		"arrays: quantile: got shape (0,), want one with elements along axes (0,)": func() (*arrays.Array, error) {
			return empty.Quantile([]float64{0.5}, arrays.Method(arrays.Lower))
		},
		`arrays: quantile: got method "best", want one of the QuantileMethod constants`: func() (*arrays.Array, error) {
			return x.Quantile([]float64{0.5}, arrays.Method("best"))
		},
		"arrays: pad: got 3 pairs of values or spans, want one or 2": func() (*arrays.Array, error) {
			return x.Pad(arrays.PadConstant, [][2]int{{1, 1}, {0, 0}}, arrays.PadEach(make([][2]any, 3)))
		},
		"arrays: pad: got spans [0 1], want at least 1": func() (*arrays.Array, error) {
			return x.Pad(arrays.PadMean, [][2]int{{1, 1}, {0, 0}}, arrays.PadSpan([2]int{0, 1}))
		},
		"arrays: matrix norm: got axes (0,), want two": func() (*arrays.Array, error) {
			return arrays.MatrixNorm(x, 1, arrays.Over(0))
		},
		`arrays: apply gufunc: got axes (0, 1), want 1 of them, as in "(i)->()"`: func() (*arrays.Array, error) {
			_, err := arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "(i)->()", DTypes: []ndarray.DType{ndarray.Float64}, Axes: [][]int{{0, 1}}}, []arrays.Kernel{kernels["max_core"]}, row)
			return nil, err
		},
	} {
		_, err := f()
		require.EqualError(t, mistake(t, err, "unseen_test.go"), want)
	}
}
