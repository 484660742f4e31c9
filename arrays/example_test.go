package arrays_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// must keeps the examples short; programs handle their errors.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// scan is a small stack of frames: shape (2, 3, 2, 2), frame i filled with i.
func scan() *arrays.Array {
	v := make([]float32, 24)
	for i := range v {
		v[i] = float32(i / 4)
	}
	dense := must(ndarray.FromSlice(v, 2, 3, 2, 2))
	return must(arrays.FromDense(dense, arrays.PerAxis(arrays.Size(1), arrays.Whole, arrays.Whole, arrays.Whole)))
}

func show(x *arrays.Array) {
	fmt.Println(must(x.Compute(context.Background())))
}

// A virtual image: nothing runs before Compute.
func Example() {
	frames := scan()
	mask := must(ndarray.FromSlice([]float32{1, 0, 0, 1}, 2, 2))
	masked := must(arrays.Mul(frames, mask))
	image := must(masked.Sum(arrays.Over(-2, -1)))
	fmt.Println(image)
	fmt.Println(must(image.Compute(context.Background())))
	// Output:
	// gloam.Array<sum-aggregate, shape=(2, 3), dtype=float32, chunksize=(1, 3)>
	// [[ 0.  2.  4.]
	//  [ 6.  8. 10.]]
}

func ExampleFromDense() {
	dense := must(ndarray.FromSlice([]int16{1, 2, 3, 4, 5, 6}, 2, 3))
	x := must(arrays.FromDense(dense, arrays.ChunkSize(2)))
	fmt.Println(x.Chunks())
	// Output: [[2] [2 1]]
}

func ExampleFromBlocks() {
	left := must(ndarray.FromSlice([]int16{1, 2}))
	right := must(ndarray.FromSlice([]int16{3}))
	show(must(arrays.FromBlocks([]*ndarray.Array{left, right}, [][]int{{2, 1}}, ndarray.Int16)))
	// Output: [1 2 3]
}

func ExampleFromSource() {
	x := must(arrays.FromSource(counted{Shape: []int{4, 2}, Sig: 1, Stored: 3}))
	src, _ := x.Source()
	fmt.Println(src.Kind(), x)
	show(x)
	// Output:
	// test-counted gloam.Array<read, shape=(4, 2), dtype=float64, chunksize=(4, 2)>
	// [[1. 2.]
	//  [3. 4.]
	//  [5. 6.]
	//  [0. 0.]]
}

func ExampleFromFunc() {
	squares := arrays.NewKernel("squares", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		v := make([]int64, at.Shape[0])
		for i := range v {
			v[i] = int64((at.Start[0] + i) * (at.Start[0] + i))
		}
		return ndarray.FromSlice(v)
	})
	show(must(arrays.FromFunc(squares, []int{6}, ndarray.Int64, arrays.ChunkSize(4))))
	// Output: [ 0  1  4  9 16 25]
}

func ExampleZeros() {
	show(must(arrays.Zeros([]int{2, 2}, ndarray.Uint8, arrays.Chunking{})))
	// Output:
	// [[0 0]
	//  [0 0]]
}

func ExampleFull() {
	show(must(arrays.Full([]int{3}, 2.5, ndarray.Float64, arrays.ChunkSize(2))))
	// Output: [2.5 2.5 2.5]
}

func ExampleArange() {
	show(must(arrays.Arange(3, 10, 2, ndarray.Int64, arrays.ChunkSize(2))))
	// Output: [3 5 7 9]
}

func ExampleNormalizeChunks() {
	shape := []int{256, 256, 256, 256}
	spec := arrays.PerAxis(arrays.AutoBytes(512<<20), arrays.AutoBytes(512<<20), arrays.Whole, arrays.Whole)
	chunks := must(arrays.NormalizeChunks(shape, spec, ndarray.Uint16, nil))
	fmt.Println(chunks)
	// Output: [[64 64 64 64] [64 64 64 64] [256] [256]]
}

func ExampleNew() {
	op := graph.InProcess("ones", func(context.Context, []any) (any, error) {
		return ndarray.FromSlice([]float64{1, 1})
	})
	layer := must(graph.NewLayer(graph.LayerSpec{
		Label: "ones", Token: graph.Token(op), Grid: []int{3}, Op: op,
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return dst },
	}))
	show(must(arrays.New(layer, [][]int{{2, 2, 2}}, ndarray.Float64)))
	// Output: [1. 1. 1. 1. 1. 1.]
}

func ExampleCheckBlock() {
	_, err := arrays.CheckBlock(ndarray.New(ndarray.Float64, 2), "hits", []int{0, 3}, []int{2}, ndarray.Float32)
	var block *arrays.BlockError
	fmt.Println(errors.As(err, &block), err)
	// Output: true arrays: block (0, 3) of hits: got float64 of shape (2,), want float32 of shape (2,)
}

func ExampleCompute() {
	frames := scan()
	largest, mean := must(frames.Max()), must(frames.Mean())
	got := must(arrays.Compute(context.Background(), []*arrays.Array{largest, mean}))
	fmt.Println(got[0], got[1])
	// Output: 5. 2.5
}

func ExampleArray_Persist() {
	x := must(arrays.Add(scan(), 1.0))
	held := must(x.Persist(context.Background()))
	fmt.Println(held.Name() == x.Name())
	// Output: true
}

func ExampleArray_Slice() {
	x := must(arrays.Arange(0, 12, 1, ndarray.Int64, arrays.ChunkSize(5)))
	grid := must(x.Reshape(3, 4))
	show(must(grid.Slice(arrays.At(-1), arrays.Step(arrays.Open, arrays.Open, -1))))
	show(must(grid.Slice(arrays.Ellipsis, arrays.Span(1, 3), arrays.NewAxis)))
	// Output:
	// [11 10  9  8]
	// [[[ 1]
	//   [ 2]]
	//
	//  [[ 5]
	//   [ 6]]
	//
	//  [[ 9]
	//   [10]]]
}

func ExampleArray_Reshape() {
	flat := must(scan().Reshape(6, 2, 2))
	fmt.Println(flat.Shape(), flat.Chunks())
	// Output: [6 2 2] [[3 3] [2] [2]]
}

func ExampleArray_Transpose() {
	fmt.Println(must(scan().Transpose(2, 3, 0, 1)).Shape())
	// Output: [2 2 2 3]
}

func ExampleArray_Rechunk() {
	x := must(scan().Rechunk(arrays.OnAxes(map[int]arrays.AxisChunks{1: arrays.Size(2)})))
	fmt.Println(x.Chunks())
	// Output: [[1 1] [2 1] [2] [2]]
}

func ExampleArray_BroadcastTo() {
	x := must(arrays.Arange(0, 3, 1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(x.BroadcastTo(2, 3)))
	// Output:
	// [[0 1 2]
	//  [0 1 2]]
}

func ExampleStack() {
	x := must(arrays.Arange(0, 2, 1, ndarray.Int64, arrays.Chunking{}))
	show(must(arrays.Stack([]*arrays.Array{x, x}, 0)))
	// Output:
	// [[0 1]
	//  [0 1]]
}

func ExampleConcatenate() {
	x := must(arrays.Arange(0, 2, 1, ndarray.Int64, arrays.Chunking{}))
	show(must(arrays.Concatenate([]*arrays.Array{x, x}, 0)))
	// Output: [0 1 0 1]
}

func ExampleAdd() {
	counts := must(arrays.Full([]int{2}, 200, ndarray.Uint8, arrays.Chunking{}))
	show(must(arrays.Add(counts, 100)))
	show(must(arrays.Add(counts, 0.5)))
	// Output:
	// [44 44]
	// [200.5 200.5]
}

func ExampleWhere() {
	x := must(arrays.Arange(0, 5, 1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(arrays.Where(must(arrays.Greater(x, 2)), x, 0)))
	// Output: [0 0 0 3 4]
}

func ExampleArray_Clip() {
	x := must(arrays.Arange(0, 5, 1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(x.Clip(1, 3)))
	// Output: [1 1 2 3 3]
}

func ExampleArray_Sum() {
	show(must(scan().Sum(arrays.Over(2, 3))))
	show(must(scan().Sum(arrays.Over(0, 1), arrays.KeepDims())))
	// Output:
	// [[ 0.  4.  8.]
	//  [12. 16. 20.]]
	// [[[[15. 15.]
	//    [15. 15.]]]]
}

func ExampleArray_Var() {
	show(must(scan().Var(arrays.DDof(1))))
	// Output: 3.0434783
}

func ExampleArray_ArgMax() {
	x := must(arrays.Arange(9, 0, -1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(x.ArgMax()))
	// Output: 0
}

func ExampleMapBlocks() {
	offset := arrays.NewKernel("offset", func(_ context.Context, at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		by := ndarray.New(ndarray.Int64)
		if err := by.Set(100 * at.Coords[0]); err != nil {
			return nil, err
		}
		return ndarray.Add(in[0], by)
	})
	x := must(arrays.Arange(0, 5, 1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(arrays.MapBlocks(offset, arrays.MapSpec{}, x)))
	// Output: [  0   1 102 103 204]
}

func ExampleBlockwise() {
	outer := arrays.NewKernel("outer", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		column, err := in[0].ExpandDims(1)
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(column, in[1])
	})
	x := must(arrays.Arange(1, 4, 1, ndarray.Int64, arrays.ChunkSize(2)))
	spec := arrays.BlockwiseSpec{Labels: "ij", DType: ndarray.Int64}
	show(must(arrays.Blockwise(outer, spec, arrays.Labelled{Array: x, Labels: "i"}, arrays.Labelled{Array: x, Labels: "j"})))
	// Output:
	// [[1 2 3]
	//  [2 4 6]
	//  [3 6 9]]
}

func ExampleScatter() {
	hits := must(arrays.Arange(1, 4, 1, ndarray.Int64, arrays.ChunkSize(2)))
	roi := []bool{true, false, true, false, true, false}
	show(must(arrays.Scatter(hits, roi, []int{2, 3}, -1)))
	// Output:
	// [[ 1 -1  2]
	//  [-1  3 -1]]
}

func ExampleReadBox() {
	src := counted{Shape: []int{4, 2}, Sig: 1, Stored: 4}
	fmt.Println(must(arrays.ReadBox(context.Background(), src, []int{1, 0}, []int{2, 1})))
	// Output:
	// [[3.]
	//  [5.]]
}

func ExampleRegisterKernelOf() {
	k := must(shifted.With(shift{By: 10})) // shifted is a package-level variable
	x := must(arrays.Zeros([]int{4}, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(arrays.MapBlocks(k, arrays.MapSpec{}, x)))
	// Output: [ 0  0 10 10]
}

func ExampleBinary() {
	x := must(arrays.Arange(1, 4, 1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(arrays.Binary(ndarray.OpPow, x, 2)))
	// Output: [1 4 9]
}

func ExampleUnary() {
	x := must(arrays.Arange(1, 4, 1, ndarray.Int64, arrays.ChunkSize(2)))
	show(must(arrays.Unary(ndarray.Neg, x)))
	// Output: [-1 -2 -3]
}

func ExampleArray_Reduce() {
	x := must(arrays.Arange(0, 8, 1, ndarray.Int64, arrays.ChunkSize(1)))
	show(must(x.Reduce(ndarray.Max, arrays.SplitEvery(2))))
	// Output: 7
}

func ExampleArray_AsType() {
	x := must(arrays.Full([]int{2}, -1.7, ndarray.Float64, arrays.Chunking{}))
	show(must(x.AsType(ndarray.Int8)))
	// Output: [-1 -1]
}

func ExampleArray_ExpandDims() {
	x := must(arrays.Arange(0, 3, 1, ndarray.Int64, arrays.Chunking{}))
	tall := must(x.ExpandDims(0, 2))
	fmt.Println(tall.Shape(), must(tall.Squeeze(0)).Shape())
	// Output: [1 3 1] [3 1]
}

func ExampleOnes() {
	show(must(arrays.Ones([]int{2}, ndarray.Int16, arrays.Chunking{})))
	// Output: [1 1]
}
