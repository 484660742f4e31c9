package arrays_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func ExampleLinspace() {
	x, step, err := arrays.Linspace(0, 1, 5, true, arrays.ChunkSize(2))
	if err != nil {
		panic(err)
	}
	show(x)
	fmt.Println(step)
	// Output:
	// [0.   0.25 0.5  0.75 1.  ]
	// 0.25
}

func ExampleEye() {
	show(must(arrays.Eye(2, 3, 1, ndarray.Int8, arrays.ChunkSize(2))))
	// Output:
	// [[0 1 0]
	//  [0 0 1]]
}

func ExampleMeshgrid() {
	grids := must(arrays.Meshgrid(false, line(2), line(3)))
	show(grids[0])
	show(grids[1])
	// Output:
	// [[0. 0. 0.]
	//  [1. 1. 1.]]
	// [[0. 1. 2.]
	//  [0. 1. 2.]]
}

func ExampleArray_Coarsen() {
	x := must(line(16).Reshape(4, 4))
	show(must(x.Coarsen(ndarray.Sum, map[int]int{0: 2, 1: 2}, false)))
	// Output:
	// [[10. 18.]
	//  [42. 50.]]
}

func ExampleArray_Overlap() {
	x := must(line(6).Overlap(map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgePeriodic)}))
	fmt.Println(x.Chunks())
	show(x)
	// Output:
	// [[5 5]]
	// [5. 0. 1. 2. 3. 2. 3. 4. 5. 0.]
}

func ExampleArray_Roll() {
	show(must(line(5).Roll(2, 0)))
	// Output: [3. 4. 0. 1. 2.]
}

func ExampleArray_SlidingWindows() {
	show(must(line(4).SlidingWindows(2, 0)))
	// Output:
	// [[0. 1.]
	//  [1. 2.]
	//  [2. 3.]]
}

func ExampleArray_Median() {
	x := must(line(6).Reshape(2, 3))
	show(must(x.Median(arrays.Over(1))))
	// Output: [1. 4.]
}

func ExampleDigitize() {
	show(must(arrays.Digitize(line(6), []float64{1, 4}, false)))
	// Output: [0 1 1 1 2 2]
}

func ExampleMatMul() {
	x := must(line(4).Reshape(2, 2))
	show(must(arrays.MatMul(x, line(2))))
	// Output: [1. 3.]
}

func ExampleSVD() {
	x := must(arrays.Mul(must(arrays.Eye(4, 2, 0, ndarray.Float64, arrays.PerAxis(arrays.Size(2), arrays.Whole))), 3))
	_, s, _, err := arrays.SVD(x)
	if err != nil {
		panic(err)
	}
	show(s)
	// Output: [3. 3.]
}

func ExampleSolve() {
	a := must(arrays.FromDense(must(ndarray.FromSlice([]float64{2, 0, 0, 4}, 2, 2)), arrays.ChunkSize(1)))
	show(must(arrays.Solve(a, must(arrays.Ones([]int{2}, ndarray.Float64, arrays.ChunkSize(1))))))
	// Output: [0.5  0.25]
}

func ExampleNorm() {
	show(must(arrays.Norm(must(arrays.Add(line(2), 3)), 2)))
	// Output: 5.
}

func ExampleApplyAlongAxis() {
	span := arrays.NewKernel("span of a line", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		high, err := ndarray.Reduce(ndarray.Max, in[0], nil, false)
		if err != nil {
			return nil, err
		}
		low, err := ndarray.Reduce(ndarray.Min, in[0], nil, false)
		if err != nil {
			return nil, err
		}
		return ndarray.Sub(high, low)
	})
	x := must(line(6).Reshape(2, 3))
	show(must(arrays.ApplyAlongAxis(span, 0, nil, ndarray.Float64, x)))
	// Output: [3. 3. 3.]
}

func ExampleArray_Take() {
	show(must(line(5).Take([]int{-1, 0, 0}, 0)))
	// Output: [4. 0. 0.]
}

func ExampleArray_Gradient() {
	show(must(must(arrays.Square(line(5))).Gradient(0)))
	// Output: [1. 2. 4. 6. 7.]
}
