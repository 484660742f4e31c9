package arrays_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// line is 0, 1, … n-1 in blocks of three.
func line(n int) *arrays.Array {
	return must(arrays.Arange(0, float64(n), 1, ndarray.Float64, arrays.ChunkSize(3)))
}

func ExampleList() {
	x := must(line(12).Reshape(3, 4))
	show(must(x.Slice(arrays.List(2, 0), arrays.List(1, 3))))
	show(must(x.Slice(arrays.All, arrays.Bools(true, false, false, true))))
	// Output:
	// [9. 3.]
	// [[ 0.  3.]
	//  [ 4.  7.]
	//  [ 8. 11.]]
}

func ExampleLazy() {
	x := line(7)
	large := must(x.Slice(arrays.Lazy(must(arrays.Greater(x, 3)))))
	fmt.Println(large.Shape())
	known := must(large.ComputeChunkSizes(context.Background()))
	fmt.Println(known.Chunks())
	show(known)
	// Output:
	// [-1]
	// [[0 2 1]]
	// [4. 5. 6.]
}

func ExampleArray_VIndex() {
	x := must(line(12).Reshape(3, 4))
	show(must(x.VIndex(arrays.List(0, 2), arrays.List(-1, 0))))
	// Output: [3. 8.]
}

func ExampleArray_Set() {
	x := line(6)
	show(must(x.Set(-1, arrays.Step(1, arrays.Open, 2))))
	show(x)
	// Output:
	// [ 0. -1.  2. -1.  4. -1.]
	// [0. 1. 2. 3. 4. 5.]
}

func ExampleArray_CumSum() {
	show(must(line(7).CumSum(0)))
	// Output: [ 0.  1.  3.  6. 10. 15. 21.]
}

func ExampleArray_Quantile() {
	show(must(line(7).Quantile([]float64{0, 0.25, 0.5})))
	// Output: [0.  1.5 3. ]
}

func ExampleHistogram() {
	show(must(arrays.Histogram(line(7), arrays.Bins(3, 0, 6))))
	// Output: [2 2 3]
}

func ExampleUnique() {
	x := must(arrays.Mod(line(7), 3))
	u := must(arrays.Unique(x))
	show(u.Values)
	show(u.Counts)
	// Output:
	// [0. 1. 2.]
	// [3 2 2]
}

func ExampleArray_TopK() {
	show(must(line(7).TopK(2, 0)))
	// Output: [6. 5.]
}

func ExampleArray_Pad() {
	show(must(line(4).Pad(arrays.PadReflect, [][2]int{{2, 1}})))
	// Output: [2. 1. 0. 1. 2. 3. 2.]
}

func ExampleMapOverlap() {
	mean := arrays.NewKernel("mean of neighbours", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		windows, err := in[0].Windows(0, 3)
		if err != nil {
			return nil, err
		}
		inner, err := ndarray.Reduce(ndarray.Mean, windows, []int{1}, false)
		if err != nil {
			return nil, err
		}
		out := ndarray.New(ndarray.Float64, in[0].Shape()...)
		middle, err := out.Region([]int{1}, inner.Shape())
		if err != nil {
			return nil, err
		}
		return out, ndarray.CopyInto(middle, inner)
	})
	x := line(6)
	halo := arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeNearest))
	show(must(arrays.MapOverlap(mean, arrays.OverlapSpec{Halos: halo}, must(arrays.Mul(x, 3)))))
	// Output: [ 1.  3.  6.  9. 12. 14.]
}

func ExampleApplyGUFunc() {
	span := arrays.NewKernel("span", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		high, err := ndarray.Reduce(ndarray.Max, in[0], []int{-1}, false)
		if err != nil {
			return nil, err
		}
		low, err := ndarray.Reduce(ndarray.Min, in[0], []int{-1}, false)
		if err != nil {
			return nil, err
		}
		return ndarray.Sub(high, low)
	})
	spec := arrays.GUFuncSpec{Signature: "(i)->()", DTypes: []ndarray.DType{ndarray.Float64}}
	out := must(arrays.ApplyGUFunc(spec, []arrays.Kernel{span}, must(line(6).Reshape(2, 3))))
	show(out[0])
	// Output: [2. 2.]
}

func ExampleEinsum() {
	x := must(line(6).Reshape(2, 3))
	show(must(arrays.Einsum("ij,kj->ik", x, x)))
	// Output:
	// [[ 5. 14.]
	//  [14. 50.]]
}

func ExampleTensorDot() {
	frames := scan()
	masks := must(arrays.Ones([]int{1, 2, 2}, ndarray.Float32, arrays.ChunkSize(2)))
	image := must(arrays.TensorDot(frames, masks, []int{2, 3}, []int{1, 2}))
	fmt.Println(image.Shape())
	show(must(image.Slice(arrays.Ellipsis, arrays.At(0))))
	// Output:
	// [2 3 1]
	// [[ 0.  4.  8.]
	//  [12. 16. 20.]]
}

func ExampleQR() {
	x := must(arrays.Eye(4, 2, 0, ndarray.Float64, arrays.PerAxis(arrays.Size(2), arrays.Whole)))
	q, r, err := arrays.QR(x)
	if err != nil {
		panic(err)
	}
	show(must(must(arrays.IsClose(must(arrays.MatMul(q, r)), x, 1e-9, 1e-12, false)).All()))
	// Output: True
}

func ExampleFFT() {
	x := must(arrays.FromDense(must(ndarray.FromSlice([]float64{1, 0, 0, 0})), arrays.ChunkSize(4)))
	show(must(arrays.Abs(must(arrays.FFT(x)))))
	// Output: [1. 1. 1. 1.]
}

func ExampleNewGenerator() {
	g := arrays.NewGenerator(42)
	x := must(g.Random([]int{6}, arrays.ChunkSize(2)))
	show(must(arrays.Around(x, 3)))
	// Output: [0.917 0.911 0.467 0.046 0.071 0.71 ]
}

func ExampleMaskedInvalid() {
	x := must(arrays.Div(line(4), must(arrays.Sub(line(4), 1))))
	m := must(arrays.MaskedInvalid(x))
	show(must(m.Filled(0)))
	show(must(m.Count()))
	// Output:
	// [-0.   0.   2.   1.5]
	// 3
}

func ExampleStore() {
	target := ndarray.New(ndarray.Float64, 2, 5)
	err := arrays.Store(context.Background(), []arrays.StoreItem{
		{Array: must(line(4).Reshape(1, 4)), Target: arrays.DenseTarget(target), At: []int{1, 1}},
	})
	fmt.Println(target, err)
	// Output:
	// [[0. 0. 0. 0. 0.]
	//  [0. 0. 1. 2. 3.]] <nil>
}

func ExampleStepTarget() {
	target := ndarray.New(ndarray.Int16, 7)
	err := arrays.Store(context.Background(), []arrays.StoreItem{
		{Array: line(3), Target: arrays.DenseTarget(target), At: []int{6}, Step: []int{-2}},
	})
	fmt.Println(target, err)
	// Output:
	// [0 0 2 0 1 0 0] <nil>
}

func ExampleExpr() {
	var e arrays.Expr
	x := line(3)
	y := e.Do(arrays.Add, e.One(arrays.Square, x), 1.0)
	if e.Err != nil {
		panic(e.Err)
	}
	show(y)
	_ = e.Do(arrays.Add, y, must(arrays.Zeros([]int{2}, ndarray.Float64, arrays.ChunkSize(2))))
	fmt.Println(errors.Unwrap(e.Err)) // e.Err itself also says which line it was
	// Output:
	// [1. 2. 5.]
	// arrays: add: got shape (2,), want one that broadcasts with (3,)
}
