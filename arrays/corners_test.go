package arrays_test

import (
	"context"
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// TestCornersGiveNumPysAnswer: each was wrong or refused once.
func TestCornersGiveNumPysAnswer(t *testing.T) {
	numbers := cutDense(t, []uint32{3, 1}, []int{2})
	none := cutDense(t, []float64{}, []int{2}, []int{0})
	z := cutDense(t, []complex128{2 + 1i, 5 - 1i, 5 + 3i, -4}, []int{1, 3})
	bytes := cutDense(t, []uint8{1, 0, 2, 0, 3, 1, 4, 0}, []int{2}, []int{1, 3})
	grid := cutDense(t, []int16{1, 2, 3, 4, 5, 9, 7, 8}, []int{1, 1}, []int{1, 3})
	mask := cutDense(t, []bool{true, false, true}, []int{2, 1})
	some := must(must(cutDense(t, []float64{1, 2, 3}, []int{2, 1}).Slice(arrays.NewAxis, arrays.Lazy(mask))).Slice(arrays.Span(1, 3)))
	for name, c := range map[string]struct {
		got  *arrays.Array
		want string
	}{
		"nothing left of integers":       {must(numbers.NanVar(arrays.DDof(2))), "inf"},
		"spread of integers":             {must(numbers.NanStd()), "1."},
		"medians of nothing":             {must(none.Median(arrays.Over(1))), "[nan nan]"},
		"quantiles of nothing":           {must(none.Quantile([]float64{0, 1}, arrays.Over(1))), "[[nan nan]\n [nan nan]]"},
		"booleans padded by a median":    {must(cutDense(t, []bool{true, false}, []int{1, 1}).Pad(arrays.PadMedian, [][2]int{{1, 0}})), "[ True  True False]"},
		"moments of nothing":             {must(none.Moment(3, arrays.Over(1))), "[nan nan]"},
		"largest complex number":         {must(z.Max()), "5.+3.j"},
		"where the smallest one is":      {must(z.ArgMin()), "3"},
		"complex bounds":                 {must(z.Clip(0, 5)), "[2.+1.j 5.-1.j 5.+0.j 0.+0.j]"},
		"complex order":                  {must(arrays.Less(z, 5)), "[ True  True False  True]"},
		"complex numbers ascending":      {must(must(must(z.Rechunk(arrays.EveryAxis(arrays.Whole))).Sort(0)).Slice(arrays.Span(0, 2))), "[-4.+0.j  2.+1.j]"},
		"pairs of bytes":                 {must(bytes.View(ndarray.Uint16)), "[[  1   2]\n [259   4]]"},
		"bytes of numbers":               {must(must(numbers.AsType(ndarray.Uint16)).View(ndarray.Uint8)), "[3 0 1 0]"},
		"medians of groups":              {must(grid.Coarsen(arrays.MedianOf, map[int]int{1: 2}, false)), "[[1.5 3.5]\n [7.  7.5]]"},
		"medians of groups of two axes":  {must(grid.Coarsen(arrays.MedianOf, map[int]int{0: 2, 1: 4}, false)), "[[4.5]]"},
		"nothing of an unknown axis":     {some, "[]"},
		"factors of empty blocks":        {must(arrays.Around(must(rebuilt(nil, factors(t, cutDense(t, []float64{1, 2, 3}, []int{1, 0, 2}, []int{1}))...)), 6)), "[[1.]\n [2.]\n [3.]]"},
		"several solutions in one dtype": {must(arrays.Solve(cutDense(t, []float32{2}, []int{1}, []int{1}), cutDense(t, []float64{1}, []int{1}))), "[0.5]"},
	} {
		require.Equal(t, c.want, compute(t, c.got).String(), name)
	}
	require.Equal(t, ndarray.Float64, must(arrays.Solve(cutDense(t, []float32{2}, []int{1}, []int{1}), cutDense(t, []float64{1}, []int{1}))).DType())
	require.Equal(t, ndarray.Uint8, must(arrays.VDot(mask, cutDense(t, []uint8{1, 2, 3}, []int{3}))).DType())
	require.Equal(t, ndarray.Complex128, must(arrays.FFT(must(cutDense(t, []float64{1, 2}, []int{2}).AsType(ndarray.Float16)))).DType())
}

func TestChunksOfCornersAreDasks(t *testing.T) {
	thin := must(arrays.Zeros([]int{1, 3}, ndarray.Float64, arrays.Explicit([][]int{{1, 0}, {1, 0, 2}})))
	rows := must(arrays.Zeros([]int{9, 4}, ndarray.Float64, arrays.Explicit([][]int{{4, 5}, {4}})))
	line := must(arrays.Zeros([]int{6}, ndarray.Float64, arrays.Explicit([][]int{{4, 2}})))
	list := must(arrays.Zeros([]int{7}, ndarray.Float64, arrays.Explicit([][]int{{7}})))
	for name, c := range map[string]struct {
		got  *arrays.Array
		want [][]int
	}{
		"one operand keeps empty chunks":    {must(arrays.Neg(thin)), [][]int{{1, 0}, {1, 0, 2}}},
		"whole axes have no say":            {must(arrays.Add(thin, must(arrays.Zeros([]int{3}, ndarray.Int8, arrays.ChunkSize(3))))), [][]int{{1, 0}, {1, 0, 2}}},
		"empty chunks of either":            {must(arrays.Add(thin, must(arrays.Zeros([]int{3}, ndarray.Int8, arrays.Explicit([][]int{{1, 1, 1, 0}}))))), [][]int{{1, 0}, {1, 0, 1, 1}}},
		"correlations as covariances":       {must(arrays.CorrCoef(rows)), [][]int{{4, 5}, {4, 5}}},
		"products no larger than arrays":    {must(arrays.Einsum("i,j->ij", line, line)), [][]int{{2, 2, 2}, {2, 2, 2}}},
		"a list longer than the axis":       {must(list.Slice(arrays.List(5, 0, 0, 1, 2, 0, 4, 2))), [][]int{{7, 1}}},
		"views are cut at whole numbers":    {must(must(rows.Slice(arrays.At(0))).View(ndarray.Float32)), [][]int{{8}}},
		"factors keep the rows they had":    {leading(arrays.QR(must(arrays.Zeros([]int{3, 1}, ndarray.Float64, arrays.Explicit([][]int{{1, 0, 2}, {1}}))))), [][]int{{1, 0, 2}, {1}}},
		"pairs of chunks that do not match": {must(must(arrays.Zeros([]int{8}, ndarray.Uint8, arrays.Explicit([][]int{{3, 5}}))).View(ndarray.Uint16)), [][]int{{2, 2}}},
	} {
		require.Equal(t, c.want, c.got.Chunks(), name)
	}
}

func leading(a, _ *arrays.Array, err error) *arrays.Array { return must(a, err) }

func TestCornersThatNumPyRefusesFailWhileBuilding(t *testing.T) {
	flags := cutDense(t, []bool{true, false, true}, []int{3})
	z := cutDense(t, []complex128{1, 2i}, []int{2})
	square := cutDense(t, []float64{1, 2, 3, 4}, []int{2}, []int{2})
	for want, f := range map[string]func() (*arrays.Array, error){
		"arrays: gradient: got bool: ndarray: subtract is not defined for bool and bool": func() (*arrays.Array, error) { return flags.Gradient(0) },
		"arrays: digitize: got complex128: want real numbers": func() (*arrays.Array, error) {
			return arrays.Digitize(z, []float64{0, 1}, false)
		},
		"arrays: inv: got shape (2,), want a matrix":                 func() (*arrays.Array, error) { return arrays.Inv(z) },
		"arrays: percentile: got 200, want numbers from 0 to 100":    func() (*arrays.Array, error) { return square.Percentile([]float64{5, 200}) },
		"arrays: nanquantile: got -0.5, want numbers from 0 to 1":    func() (*arrays.Array, error) { return square.NanQuantile([]float64{-0.5}) },
		"arrays: select blocks: got no blocks along axis 0, want at": func() (*arrays.Array, error) { return square.SelectBlocks(arrays.Span(0, 0)) },
		"arrays: coarsen: got complex128: want real numbers": func() (*arrays.Array, error) {
			return z.Coarsen(arrays.MedianOf, map[int]int{0: 2}, false)
		},
		"arrays: view: got int8 with float64": func() (*arrays.Array, error) {
			return must(square.Sum()).View(ndarray.Int8)
		},
	} {
		_, err := f()
		require.ErrorContains(t, err, want)
	}
}

func TestStoreInSteps(t *testing.T) {
	x := cutDense(t, []float64{1, 2, 3, 4, 5, 6}, []int{1, 1}, []int{2, 1})
	target := ndarray.New(ndarray.Float64, 3, 6)
	store := func(to arrays.Target, at, step []int) error {
		return arrays.Store(context.Background(), []arrays.StoreItem{{Array: x, Target: to, At: at, Step: step}})
	}
	require.NoError(t, store(arrays.Locked(arrays.DenseTarget(target)), []int{2, 0}, []int{-2, 2}))
	require.Equal(t, "[[4. 0. 5. 0. 6. 0.]\n [0. 0. 0. 0. 0. 0.]\n [1. 0. 2. 0. 3. 0.]]", target.String())
	for want, err := range map[string]error{
		"arrays: store: got shape (2,), want steps other than 0 and as many as axes of (2, 3)":         store(arrays.DenseTarget(target), nil, []int{2}),
		"arrays: store: got steps (1, 2), want 1 for a target of type arrays_test.onlyBoxes":           store(onlyBoxes{}, nil, []int{1, 2}),
		"arrays: store: got 3 elements from 0 in steps of 6 along axis 1 of a target of shape (3, 6)":  store(arrays.DenseTarget(target), nil, []int{1, 6}),
		"arrays: store: got 2 elements from 0 in steps of -1 along axis 0 of a target of shape (3, 6)": store(arrays.DenseTarget(target), nil, []int{-1, 1}),
	} {
		require.ErrorContains(t, err, want)
	}
}

// onlyBoxes takes blocks whose elements lie side by side.
type onlyBoxes struct{}

func (onlyBoxes) Write(context.Context, []int, *ndarray.Array) error { return nil }

func TestPercentilesNextToInfinityAreNotNaN(t *testing.T) {
	x := cutDense(t, []float64{1, math.Inf(1), 2}, []int{2, 1})
	require.Equal(t, "[1.5 2.  inf]", compute(t, must(must(x.Percentile([]float64{25, 50, 75})).Ravel())).String())
}
