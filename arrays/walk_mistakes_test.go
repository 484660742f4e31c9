package arrays_test

import (
	"context"
	"errors"
	"math"
	"regexp"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// wrongCalls are calls that cannot be meant.
func wrongCalls(t *testing.T) map[string]func() (any, error) {
	x := lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2))
	v := lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	b := must(arrays.Greater(x, 2))
	z := must(x.AsType(ndarray.Complex64))
	n := must(v.AsType(ndarray.Int32))
	unknown := must(v.Extract(must(arrays.Greater(v, 1))))
	var none *arrays.Array
	g := arrays.NewGenerator(1)
	k := kernels["same"]
	ctx := context.Background()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	return map[string]func() (any, error){
		"add nil":                func() (any, error) { return arrays.Add(x, none) },
		"sin nil":                func() (any, error) { return arrays.Sin(none) },
		"sum nil":                func() (any, error) { return none.Sum() },
		"slice nil":              func() (any, error) { return none.Slice(arrays.At(0)) },
		"rechunk nil":            func() (any, error) { return none.Rechunk(arrays.ChunkSize(1)) },
		"reshape nil":            func() (any, error) { return none.Reshape(1) },
		"matmul nil":             func() (any, error) { return arrays.MatMul(x, none) },
		"concatenate nil":        func() (any, error) { return arrays.Concatenate([]*arrays.Array{x, none}, 0) },
		"stack nil":              func() (any, error) { return arrays.Stack([]*arrays.Array{none}, 0) },
		"where nil":              func() (any, error) { return arrays.Where(none, 1, x) },
		"where nil value":        func() (any, error) { return arrays.Where(b, x, nil) },
		"compute nil":            func() (any, error) { return none.Compute(ctx) },
		"compute of nil":         func() (any, error) { return arrays.Compute(ctx, []*arrays.Array{x, nil}) },
		"persist of nil":         func() (any, error) { return arrays.Persist(ctx, []*arrays.Array{nil}) },
		"map blocks of nil":      func() (any, error) { return arrays.MapBlocks(k, arrays.MapSpec{}, x, none) },
		"map blocks of nothing":  func() (any, error) { return arrays.MapBlocks(k, arrays.MapSpec{}) },
		"map overlap of nothing": func() (any, error) { return arrays.MapOverlap(k, arrays.OverlapSpec{}) },
		"blockwise of nothing":   func() (any, error) { return arrays.Blockwise(k, arrays.BlockwiseSpec{}) },
		"blockwise of nil": func() (any, error) {
			return arrays.Blockwise(k, arrays.BlockwiseSpec{Labels: "i", DType: ndarray.Int8}, arrays.Labelled{Labels: "i"})
		},
		"gufunc of nil":      func() (any, error) { return arrays.ApplyGUFunc(gufuncMeans, []arrays.Kernel{k}, none) },
		"from dense nil":     func() (any, error) { return arrays.FromDense(nil, arrays.ChunkSize(1)) },
		"from source nil":    func() (any, error) { return arrays.FromSource(nil) },
		"from blocks of nil": func() (any, error) { return arrays.FromBlocks([]*ndarray.Array{nil}, [][]int{{1}}, ndarray.Int8) },
		"from blocks short":  func() (any, error) { return arrays.FromBlocks(nil, [][]int{{1}}, ndarray.Int8) },
		"from blocks of another": func() (any, error) {
			return arrays.FromBlocks([]*ndarray.Array{ramp(t, 2)}, [][]int{{1}}, ndarray.Float64)
		},
		"from dense cut wrongly": func() (any, error) { return arrays.FromDense(ramp(t, 4), arrays.Explicit([][]int{{1, 2}})) },
		"negative chunk":         func() (any, error) { return arrays.FromDense(ramp(t, 4), arrays.Explicit([][]int{{5, -1}})) },
		"chunk of -3":            func() (any, error) { return x.Rechunk(arrays.ChunkSize(-3)) },
		"chunks of no axis":      func() (any, error) { return x.Rechunk(arrays.OnAxes(map[int]arrays.AxisChunks{5: arrays.Whole})) },
		"unknown chunks":         func() (any, error) { return x.Rechunk(arrays.Explicit([][]int{{arrays.Unknown}, {4}})) },
		"zeros of a huge shape":  func() (any, error) { return arrays.Zeros([]int{math.MaxInt, 4}, ndarray.Float64, arrays.Chunking{}) },
		"ones of no dtype":       func() (any, error) { return arrays.Ones([]int{2}, ndarray.Invalid, arrays.Chunking{}) },
		"full of text":           func() (any, error) { return arrays.Full([]int{2}, "two", ndarray.Int8, arrays.Chunking{}) },
		"full of too much":       func() (any, error) { return arrays.Full([]int{2}, 300, ndarray.Int8, arrays.Chunking{}) },
		"arange of NaN":          func() (any, error) { return arrays.Arange(0, math.NaN(), 1, ndarray.Float64, arrays.Chunking{}) },
		"arange without end":     func() (any, error) { return arrays.Arange(0, math.Inf(1), 1, ndarray.Float64, arrays.Chunking{}) },
		"linspace of -1":         func() (any, error) { y, _, err := arrays.Linspace(0, 1, -1, true, arrays.Chunking{}); return y, err },
		"eye of -1":              func() (any, error) { return arrays.Eye(-1, 2, 0, ndarray.Int8, arrays.Chunking{}) },
		"tri of -1":              func() (any, error) { return arrays.Tri(-1, 2, 0, ndarray.Int8, arrays.Chunking{}) },
		"indices of -1":          func() (any, error) { return arrays.Indices([]int{2, -1}, arrays.Chunking{}) },
		"tril of a line":         func() (any, error) { return arrays.Tril(v, 0) },
		"diag of a cube":         func() (any, error) { return arrays.Diag(must(x.ExpandDims(0)), 0) },
		"diagonal of one axis":   func() (any, error) { return arrays.Diagonal(x, 0, 1, -1) },
		"trace of a line":        func() (any, error) { return arrays.Trace(v, 0) },
		"meshgrid of a plane":    func() (any, error) { return arrays.Meshgrid(true, v, x) },
		"select of two lengths":  func() (any, error) { return arrays.Select([]*arrays.Array{b}, nil, 0) },
		"select of numbers":      func() (any, error) { return arrays.Select([]*arrays.Array{x}, []*arrays.Array{x}, 0) },
		"choose of nothing":      func() (any, error) { return arrays.Choose(n) },
		"choose by floats":       func() (any, error) { return arrays.Choose(v, v) },
		"clip by text":           func() (any, error) { return x.Clip("a", 1) },
		"shift of floats":        func() (any, error) { return arrays.LeftShift(v, 1) },
		"unary of no kind":       func() (any, error) { return arrays.Unary("tanhh", x) },
		"binary of no kind":      func() (any, error) { return arrays.Binary("ad", x, x) },
		"reduce of no kind":      func() (any, error) { return x.Reduce("summ") },
		"floor of complex":       func() (any, error) { return arrays.Floor(z) },
		"bool minus bool":        func() (any, error) { return arrays.Sub(b, b) },
		"index of an axis more":  func() (any, error) { return x.Slice(arrays.All, arrays.All, arrays.All) },
		"list out of range":      func() (any, error) { return x.Slice(arrays.List(0, -4)) },
		"dense of floats":        func() (any, error) { return x.Slice(arrays.Dense(ramp(t, 2))) },
		"dense nil":              func() (any, error) { return x.Slice(arrays.Dense(nil)) },
		"lazy nil":               func() (any, error) { return x.Slice(arrays.Lazy(nil)) },
		"lazy of floats":         func() (any, error) { return x.Slice(arrays.Lazy(v)) },
		"lazy mask of another":   func() (any, error) { return x.Slice(arrays.Lazy(must(arrays.Greater(v, 0)))) },
		"extract by another":     func() (any, error) { return v.Extract(b) },
		"extract by numbers":     func() (any, error) { return x.Extract(x) },
		"vindex too far":         func() (any, error) { return x.VIndex(arrays.List(3), arrays.List(0)) },
		"take too far":           func() (any, error) { return x.Take([]int{4}, 1) },
		"take of no axis":        func() (any, error) { return x.Take([]int{0}, 2) },
		"compress too long":      func() (any, error) { return v.Compress(make([]bool, 9), 0) },
		"blocks too far":         func() (any, error) { return x.SelectBlocks(arrays.At(2)) },
		"no blocks":              func() (any, error) { return x.SelectBlocks(arrays.Span(1, 1)) },
		"set text":               func() (any, error) { return x.Set("a", arrays.At(0)) },
		"set too much":           func() (any, error) { return must(n.AsType(ndarray.Int8)).Set(1000, arrays.At(0)) },
		"insert too far":         func() (any, error) { return v.Insert(6, v, 0) },
		"insert another shape":   func() (any, error) { return x.Insert(0, v, 0) },
		"insert nil":             func() (any, error) { return x.Insert(0, none, 0) },
		"delete too far":         func() (any, error) { return v.Delete([]int{-6}, 0) },
		"append nil":             func() (any, error) { return v.Append(none, 0) },
		"unknown slice":          func() (any, error) { return unknown.Slice(arrays.Span(0, 2)) },
		"unknown reshape":        func() (any, error) { return unknown.Reshape(2, -1) },
		"unknown rechunk":        func() (any, error) { return unknown.Rechunk(arrays.ChunkSize(2)) },
		"unknown with known":     func() (any, error) { return arrays.Add(unknown, v) },
		"unknown roll":           func() (any, error) { return unknown.Roll(1, 0) },
		"unknown median":         func() (any, error) { return unknown.Median() },
		"unknown fft":            func() (any, error) { return arrays.FFT(unknown) },
		"unknown pad":            func() (any, error) { return unknown.Pad(arrays.PadEdge, [][2]int{{1, 1}}) },
		"unknown store": func() (any, error) {
			return nil, arrays.Store(ctx, []arrays.StoreItem{{Array: unknown, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 5))}})
		},
		"unknown matmul":          func() (any, error) { return arrays.Dot(unknown, v) },
		"average of no weights":   func() (any, error) { return x.Average(v, arrays.Over(0)) },
		"quantile of NaN":         func() (any, error) { return x.Quantile([]float64{math.NaN()}) },
		"percentile above 100":    func() (any, error) { return x.Percentile([]float64{101}) },
		"median of bool":          func() (any, error) { return z.Quantile([]float64{0.5}) },
		"moment of -1":            func() (any, error) { return x.Moment(-1) },
		"cumsum of no axis":       func() (any, error) { return x.CumSum(-3) },
		"topk of no axis":         func() (any, error) { return x.TopK(1, 7) },
		"sort of complex":         func() (any, error) { return z.Sort(4) },
		"histogram of one edge":   func() (any, error) { return arrays.Histogram(x, []float64{1}) },
		"histogram of NaN":        func() (any, error) { return arrays.Histogram(x, []float64{0, math.NaN()}) },
		"histogram weights":       func() (any, error) { return arrays.Histogram(x, []float64{0, 1}, arrays.Weights(v)) },
		"histogramdd of two":      func() (any, error) { return arrays.HistogramDD([]*arrays.Array{v}, [][]float64{{0, 1}, {0, 1}}) },
		"histogram2d of shapes":   func() (any, error) { return arrays.Histogram2D(x, v, []float64{0, 1}, []float64{0, 1}) },
		"bincount of -2":          func() (any, error) { return arrays.BinCount(n, nil, -2) },
		"digitize unsorted":       func() (any, error) { return arrays.Digitize(v, []float64{1, 0, 2}, false) },
		"searchsorted of a plane": func() (any, error) { return arrays.SearchSorted(x, v, false) },
		"diff of -1":              func() (any, error) { return v.Diff(-1, 0) },
		"gradient of one":         func() (any, error) { return must(v.Slice(arrays.Span(0, 1))).Gradient(0) },
		"gradient of places":      func() (any, error) { return v.Gradient(0, 1, 2, 3) },
		"cov of a cube":           func() (any, error) { return arrays.Cov(must(x.ExpandDims(0)), 1) },
		"coarsen by 0":            func() (any, error) { return x.Coarsen(ndarray.Sum, map[int]int{0: 0}, false) },
		"coarsen of no axis":      func() (any, error) { return x.Coarsen(ndarray.Sum, map[int]int{7: 2}, false) },
		"coarsen of no kind":      func() (any, error) { return x.Coarsen("total", map[int]int{0: 3}, false) },
		"transpose twice":         func() (any, error) { return x.Transpose(0, 0) },
		"moveaxis too far":        func() (any, error) { return x.MoveAxis(0, 2) },
		"expand twice":            func() (any, error) { return x.ExpandDims(0, 0) },
		"expand too far":          func() (any, error) { return x.ExpandDims(4) },
		"broadcast to less":       func() (any, error) { return x.BroadcastTo(4) },
		"broadcast to -1":         func() (any, error) { return v.BroadcastTo(-1, 5) },
		"reshape to -2":           func() (any, error) { return x.Reshape(-2, 6) },
		"hstack of nothing":       func() (any, error) { return arrays.HStack() },
		"assemble of nothing":     func() (any, error) { return arrays.Assemble(nil) },
		"assemble uneven":         func() (any, error) { return arrays.Assemble([][]*arrays.Array{{x, x}, {x}}) },
		"stack of axis 5":         func() (any, error) { return arrays.Stack([]*arrays.Array{x, x}, 5) },
		"concatenate dims":        func() (any, error) { return arrays.Concatenate([]*arrays.Array{x, must(x.ExpandDims(0))}, 0) },
		"flip of no axis":         func() (any, error) { return x.Flip(2) },
		"rot90 of one axis":       func() (any, error) { return x.Rot90(1, 1, 1) },
		"tile of -1":              func() (any, error) { return x.Tile(-1) },
		"repeat of -1":            func() (any, error) { return x.Repeat(-1, 0) },
		"pad of -1":               func() (any, error) { return v.Pad(arrays.PadEdge, [][2]int{{-1, 0}}) },
		"pad nothing by edge":     func() (any, error) { return must(v.Slice(arrays.Span(0, 0))).Pad(arrays.PadEdge, [][2]int{{1, 0}}) },
		"pad by text":             func() (any, error) { return v.Pad(arrays.PadConstant, [][2]int{{1, 0}}, arrays.PadValues("a", 0)) },
		"limit of 1":              func() (any, error) { return x.Rechunk(arrays.ChunkSize(3), arrays.Limit(1)) },
		"limit of -1":             func() (any, error) { return x.Rechunk(arrays.ChunkSize(3), arrays.Limit(-1)) },
		"overlap of no axis":      func() (any, error) { return x.Overlap(map[int]arrays.Halo{5: arrays.Depth(1, arrays.EdgeNone)}) },
		"overlap of -1":           func() (any, error) { return x.Overlap(map[int]arrays.Halo{0: arrays.Depth(-1, arrays.EdgeNone)}) },
		"overlap of text": func() (any, error) {
			return x.Overlap(map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgeConstant("a"))})
		},
		"trim too much": func() (any, error) { return x.TrimOverlap(map[int]arrays.Halo{0: arrays.Depth(9, arrays.EdgeReflect)}) },
		"windows of 9":  func() (any, error) { return x.SlidingWindows(9, 0) },
		"windows of 0":  func() (any, error) { return x.SlidingWindows(0, 0) },
		"gufunc in chunks": func() (any, error) {
			return arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "(i)->()", DTypes: []ndarray.DType{ndarray.Int8}}, []arrays.Kernel{k}, x)
		},
		"gufunc without size": func() (any, error) {
			return arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "(i)->(j)", DTypes: []ndarray.DType{ndarray.Int8}, Rechunk: true}, []arrays.Kernel{k}, x)
		},
		"along no axis":           func() (any, error) { return arrays.ApplyAlongAxis(k, 2, nil, ndarray.Int8, x) },
		"along of no dtype":       func() (any, error) { return arrays.ApplyAlongAxis(k, 0, nil, ndarray.Invalid, x) },
		"over nothing":            func() (any, error) { return arrays.ApplyOverAxes(nil, x, 0) },
		"map to no shape":         func() (any, error) { return arrays.MapBlocks(k, arrays.MapSpec{Chunks: [][]int{{1}}}, x) },
		"map drops no axis":       func() (any, error) { return arrays.MapBlocks(k, arrays.MapSpec{Drop: []int{4}}, x) },
		"kernel without function": func() (any, error) { return arrays.MapBlocks(arrays.NewKernel("none", nil), arrays.MapSpec{}, x) },
		"tensordot of axes":       func() (any, error) { return arrays.TensorDot(x, v, []int{0}, []int{0}) },
		"tensordot uneven":        func() (any, error) { return arrays.TensorDot(x, v, []int{0, 1}, []int{0}) },
		"dot of shapes":           func() (any, error) { return arrays.Dot(x, v) },
		"vdot of shapes":          func() (any, error) { return arrays.VDot(x, v) },
		"matmul of a number": func() (any, error) {
			return arrays.MatMul(x, must(arrays.Full(nil, 1, ndarray.Int8, arrays.Chunking{})))
		},
		"einsum of one more":     func() (any, error) { return arrays.Einsum("ij,jk->ik", x) },
		"einsum of one label":    func() (any, error) { return arrays.Einsum("i->i", x) },
		"einsum of lengths":      func() (any, error) { return arrays.Einsum("ij,ji->i", x, x) },
		"einsum to nowhere":      func() (any, error) { return arrays.Einsum("ij->k", x) },
		"einsum twice out":       func() (any, error) { return arrays.Einsum("ij->ii", x) },
		"einsum with a digit":    func() (any, error) { return arrays.Einsum("i1->i", x) },
		"einsum with two arrows": func() (any, error) { return arrays.Einsum("ij->i->j", x) },
		"einsum of nothing":      func() (any, error) { return arrays.Einsum("") },
		"einsum of nil":          func() (any, error) { return arrays.Einsum("ij->i", none) },
		"norm of a cube":         func() (any, error) { return arrays.MatrixNorm(must(x.ExpandDims(0)), 1) },
		"norm of no kind":        func() (any, error) { return arrays.MatrixNorm(x, 3) },
		"qr of both cut":         func() (any, error) { y, _, err := arrays.QR(x); return y, err },
		"svd of a line":          func() (any, error) { y, _, _, err := arrays.SVD(v); return y, err },
		"svd of rank 0":          func() (any, error) { y, _, _, err := arrays.SVDCompressed(x, 0); return y, err },
		"solve of lengths": func() (any, error) {
			return arrays.Solve(must(arrays.Eye(3, 3, 0, ndarray.Float64, arrays.Chunking{})), v)
		},
		"cholesky of a plane": func() (any, error) { return arrays.Cholesky(x) },
		"lstsq of a wide one": func() (any, error) { y, _, err := arrays.LeastSquares(x, v); return y, err },
		"fft in chunks":       func() (any, error) { return arrays.FFT(x) },
		"fft of no axis":      func() (any, error) { return arrays.FFT(x, arrays.FFTAxes(5)) },
		"fft of two lengths":  func() (any, error) { return arrays.FFT(x, arrays.FFTLengths(1, 2)) },
		"fft of no norm": func() (any, error) {
			return arrays.FFT(must(x.Rechunk(arrays.EveryAxis(arrays.Whole))), arrays.FFTScale("unitary"))
		},
		"rfft of complex":        func() (any, error) { return arrays.RFFT(must(z.Rechunk(arrays.EveryAxis(arrays.Whole)))) },
		"fft2 of a line":         func() (any, error) { return arrays.FFT2(must(v.Rechunk(arrays.EveryAxis(arrays.Whole)))) },
		"fftfreq of 0":           func() (any, error) { return arrays.FFTFreq(0, 1, arrays.Chunking{}) },
		"fftfreq of no distance": func() (any, error) { return arrays.FFTFreq(4, 0, arrays.Chunking{}) },
		"fftshift of no axis":    func() (any, error) { return arrays.FFTShift(x, 3) },
		"mask of another shape":  func() (any, error) { return arrays.NewMasked(x, must(arrays.Greater(v, 1))) },
		"mask of numbers":        func() (any, error) { return arrays.NewMasked(x, x) },
		"masked by text":         func() (any, error) { return arrays.MaskedEqual(x, "a") },
		"zero masked":            func() (any, error) { return arrays.Masked{}.Sum() },
		"normal below 0":         func() (any, error) { return g.Normal(0, -1, []int{3}, arrays.Chunking{}) },
		"integers of none":       func() (any, error) { return g.Integers(3, 3, []int{3}, arrays.Chunking{}) },
		"poisson of NaN":         func() (any, error) { return g.Poisson(math.NaN(), []int{3}, arrays.Chunking{}) },
		"choice of a half":       func() (any, error) { return g.Choice([]float64{0.5}, []int{3}, arrays.Chunking{}) },
		"random of -1":           func() (any, error) { return g.Random([]int{-1}, arrays.Chunking{}) },
		"permutation of no axis": func() (any, error) { return g.Permutation(x, 2) },
		"noise of complex":       func() (any, error) { return g.Noise(z) },
		"binomial above 1":       func() (any, error) { return g.Binomial(3, 1.5, []int{3}, arrays.Chunking{}) },
		"store nothing":          func() (any, error) { return nil, arrays.Store(ctx, []arrays.StoreItem{{}}) },
		"store nowhere":          func() (any, error) { return nil, arrays.Store(ctx, []arrays.StoreItem{{Array: x}}) },
		"store too much": func() (any, error) {
			return nil, arrays.Store(ctx, []arrays.StoreItem{{Array: x, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 3, 3))}})
		},
		"store too far": func() (any, error) {
			return nil, arrays.Store(ctx, []arrays.StoreItem{{Array: x, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 3, 4)), At: []int{1, 0}}})
		},
		"store of axes": func() (any, error) {
			return nil, arrays.Store(ctx, []arrays.StoreItem{{Array: v, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 3, 4))}})
		},
		"store in steps of 0": func() (any, error) {
			return nil, arrays.Store(ctx, []arrays.StoreItem{{Array: v, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 5)), Step: []int{0}}})
		},
		"lazy store nowhere": func() (any, error) { return arrays.StoreItem{Array: x}.Lazy() },
		"reread nothing":     func() (any, error) { return arrays.StoreItem{}.Reread() },
		"cancelled":          func() (any, error) { return x.Compute(gone) },
		"cancelled persist":  func() (any, error) { return x.Persist(gone) },
		"cancelled store": func() (any, error) {
			return nil, arrays.Store(gone, []arrays.StoreItem{{Array: x, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 3, 4))}})
		},
		"view of no dtype": func() (any, error) { return x.View(ndarray.Invalid) },
		"sum as nothing":   func() (any, error) { return x.Sum(arrays.As(ndarray.DType(200))) },
		"split by axis 9":  func() (any, error) { return x.Sum(arrays.SplitEveryOn(map[int]int{9: 2})) },
		"normalize of -1":  func() (any, error) { return arrays.NormalizeChunks([]int{-1}, arrays.ChunkSize(1), ndarray.Int8, nil) },
	}
}

// TestWrongCallsAreTypedErrorsOfTheCall: none panics, each says what is wrong,
// and what is known when the call is made names the line.
func TestWrongCallsAreTypedErrorsOfTheCall(t *testing.T) {
	brackets := regexp.MustCompile(`(shape|axes|chunks|index|places?) \[`)
	for name, f := range wrongCalls(t) {
		t.Run(name, func(t *testing.T) {
			var got any
			var err error
			require.NotPanics(t, func() { got, err = f() })
			require.Error(t, err, "%v", got)
			require.NotRegexp(t, brackets, err.Error())
			if !errors.Is(err, context.Canceled) {
				at, ok := err.(*arrays.ExprError)
				require.True(t, ok, "%T: %v", err, err)
				require.Contains(t, at.Site, "arrays/walk_mistakes_test.go:")
				require.Contains(t, err.Error(), "arrays: ")
			}
		})
	}
}
