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
		"nothing left of integers":      {must(numbers.NanVar(arrays.DDof(2))), "inf"},
		"spread of integers":            {must(numbers.NanStd()), "1."},
		"medians of nothing":            {must(none.Median(arrays.Over(1))), "[nan nan]"},
		"quantiles of nothing":          {must(none.Quantile([]float64{0, 1}, arrays.Over(1))), "[[nan nan]\n [nan nan]]"},
		"booleans padded by a median":   {must(cutDense(t, []bool{true, false}, []int{1, 1}).Pad(arrays.PadMedian, [][2]int{{1, 0}})), "[ True  True False]"},
		"moments of nothing":            {must(none.Moment(3, arrays.Over(1))), "[nan nan]"},
		"largest complex number":        {must(z.Max()), "5.+3.j"},
		"where the smallest one is":     {must(z.ArgMin()), "3"},
		"complex bounds":                {must(z.Clip(0, 5)), "[2.+1.j 5.-1.j 5.+0.j 0.+0.j]"},
		"complex order":                 {must(arrays.Less(z, 5)), "[ True  True False  True]"},
		"complex numbers ascending":     {must(must(must(z.Rechunk(arrays.EveryAxis(arrays.Whole))).Sort(0)).Slice(arrays.Span(0, 2))), "[-4.+0.j  2.+1.j]"},
		"pairs of bytes":                {must(bytes.View(ndarray.Uint16)), "[[  1   2]\n [259   4]]"},
		"bytes of numbers":              {must(must(numbers.AsType(ndarray.Uint16)).View(ndarray.Uint8)), "[3 0 1 0]"},
		"medians of groups":             {must(grid.Coarsen(arrays.MedianOf, map[int]int{1: 2}, false)), "[[1.5 3.5]\n [7.  7.5]]"},
		"medians of groups of two axes": {must(grid.Coarsen(arrays.MedianOf, map[int]int{0: 2, 1: 4}, false)), "[[4.5]]"},
		"nothing of an unknown axis":    {some, "[]"},
		"factors of empty blocks":       {must(arrays.Around(must(rebuilt(nil, factors(t, cutDense(t, []float64{1, 2, 3}, []int{1, 0, 2}, []int{1}))...)), 6)), "[[1.]\n [2.]\n [3.]]"},
		"close integers do not wrap":    {must(arrays.IsClose(cutDense(t, []uint8{0, 1, 3}, []int{2, 1}), cutDense(t, []uint8{255, 3, 1}, []int{3}), 0, 1.5, false)), "[False False False]"},
		"close booleans":                {must(arrays.IsClose(mask, mask, 0, 0, false)), "[ True  True  True]"},
		"truth of a short number":       {must(arrays.LogicalAnd(mask, int8(2))), "[ True False  True]"},
		"truth of a short float":        {must(arrays.LogicalXor(mask, float32(0.5))), "[False  True False]"},
		"truth of numbers in memory":    {must(arrays.LogicalAnd(must(ndarray.FromSlice([]int8{2, 2, 0})), mask)), "[ True False False]"},
		"powers of integers in memory":  {must(arrays.FloatPower(must(ndarray.FromSlice([]int64{2})), must(ndarray.FromSlice([]int64{-3})))), "[0.125]"},
		"products that begin infinite": {must(cutDense(t, []complex128{complex(math.Inf(1), 2), 0}, []int{1, 1}).CumProd(0)),
			"[inf +2.j nan+nanj]"},
		"sums of negative zeros":         {must(cutDense(t, []float64{math.Copysign(0, -1), math.Copysign(0, -1), 1}, []int{2, 1}).CumSum(0)), "[-0. -0.  1.]"},
		"ramps of booleans":              {must(cutDense(t, []bool{true, false}, []int{1, 1}).Pad(arrays.PadRamp, [][2]int{{3, 2}})), "[False  True  True  True False False False]"},
		"products that follow a zero":    {must(cutDense(t, []float64{0, 1e200, 1e200, 1}, []int{1, 3}).CumProd(0)), "[0. 0. 0. 0.]"},
		"sums that only a block exceeds": {must(arrays.Mul(must(cutDense(t, []float64{-1e308, 1e308, 1e308, -1e308}, []int{1, 3}).CumSum(0)), 1e-308)), "[-1.  0.  1.  0.]"},
		"integers picked as they are":    {must(cutDense(t, []int64{1<<53 + 5, 1<<53 + 1, 1<<53 + 3}, []int{2, 1}).Quantile([]float64{0, 0.4, 1}, arrays.Method(arrays.Lower))), "[9007199254740993 9007199254740993 9007199254740997]"},
		"lines picked of integers":       {must(must(cutDense(t, []uint64{1 << 63, 1<<63 + 3, 7, 1<<63 + 1}, []int{2}, []int{2}).Percentile([]float64{50, 100}, arrays.Over(1), arrays.Method(arrays.Higher))).Ravel()), "[9223372036854775811 9223372036854775809 9223372036854775811\n 9223372036854775809]"},
		"a column put in":                {must(grid.Insert(1, cutDense(t, []int16{6, 0}, []int{2}), 1)), "[[1 6 2 3 4]\n [5 0 9 7 8]]"},
		"covariances of too few":         {must(arrays.Cov(must(grid.AsType(ndarray.Float64)), 5)), "[[inf inf]\n [inf inf]]"},
		"correlations are at most one":   {must(arrays.Greater(must(arrays.CorrCoef(cutDense(t, []float64{0.1, 0.2, 0.35, 0.7, 0.3, 0.6, 1.05, 2.1}, []int{2}, []int{4}))), 1)), "[[False False]\n [False False]]"},
		"infinity behind NaN":            {must(cutDense(t, []float64{math.NaN(), math.Inf(-1)}, []int{2}).NanArgMax()), "1"},
		"infinity in the next block":     {must(cutDense(t, []float64{math.NaN(), math.Inf(-1)}, []int{1, 1}).NanArgMax()), "1"},
		"no edge of nothing":             {must(cutDense(t, []float64{}, []int{0}).Overlap(map[int]arrays.Halo{0: arrays.Depth(2, arrays.EdgeNone)})), "[]"},
		"edges that are far away":        {must(numbers.Overlap(map[int]arrays.Halo{0: arrays.Depth(1<<40, arrays.EdgeNone)})), "[3 1]"},
		"values with more axes":          {must(grid.Set(must(ndarray.FromSlice([]int8{6, 7}, 1, 1, 2)), arrays.At(1), arrays.Span(2, 4))), "[[1 2 3 4]\n [5 9 6 7]]"},
		"triangles without an end":       {must(arrays.Tri(2, 2, math.MaxInt, ndarray.Int8, arrays.ChunkSize(1))), "[[1 1]\n [1 1]]"},
		"triangles without a beginning":  {must(arrays.Triu(grid, math.MinInt)), "[[1 2 3 4]\n [5 9 7 8]]"},
		"bytes as booleans":              {must(must(must(numbers.AsType(ndarray.Uint8)).View(ndarray.Bool)).View(ndarray.Uint8)), "[1 1]"},
		"differences of all orders":      {must(numbers.Diff(math.MaxInt, 0)), "[]"},
		"even steps are even":            {must(must(arrays.Equal(must(must(arrays.Arange(0, 1000, 1, ndarray.Float64, arrays.ChunkSize(7))).Gradient(0, 0.1)), 10)).All()), "True"},
		"one number is drawn":            {must(arrays.NewGenerator(1).Integers(math.MaxInt-1, math.MaxInt, nil, arrays.ChunkSize(1))), "9223372036854775806"},
		"counts without axes":            {must(arrays.NewGenerator(1).Poisson(0, []int{}, arrays.ChunkSize(1))), "0"},
		"the last number is not drawn":   {must(must(arrays.NewGenerator(1).Choice([]float64{0, 1 - 1e-10, 0}, []int{9}, arrays.ChunkSize(4))).Max()), "1"},
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
		"arrays: einsum: got \"...i->i\", want an ellipsis in the result for 1 axes": func() (*arrays.Array, error) {
			return arrays.Einsum("...i->i", square)
		},
		"arrays: tensordot: axis 0 of 2 axes is named twice": func() (*arrays.Array, error) {
			return arrays.TensorDot(square, square, []int{0, 0}, []int{0, 1})
		},
		"arrays: tensordot: axis 1 of 2 axes is named twice": func() (*arrays.Array, error) {
			return arrays.TensorDot(square, square, []int{0, 1}, []int{1, 1})
		},
		"arrays: power: got int64 with int8: integers to negative integer powers are not allowed, got exponent -1": func() (*arrays.Array, error) {
			return arrays.Pow(must(square.AsType(ndarray.Int64)), must(ndarray.FromSlice([]int8{1, -1})))
		},
		"arrays: ldexp: got float64 with float64": func() (*arrays.Array, error) { return arrays.Ldexp(square, 1.5) },
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
