package arrays_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A kernel that knows where it is: each block gets the number of the quarter of
// the array in which it lies.
func ExampleBlock() {
	quarter := arrays.NewKernel("quarter", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		y := ndarray.New(at.DType, at.Shape...)
		lower, right := 2*at.Start[0] >= at.Array[0], 2*at.Coords[1] >= at.Grid[1]
		n := 0
		if lower {
			n += 2
		}
		if right {
			n++
		}
		return y, y.Fill(n)
	})
	x, err := arrays.FromFunc(quarter, []int{4, 4}, ndarray.Uint8, arrays.ChunkSize(1))
	if err != nil {
		panic(err)
	}
	fmt.Println(must(x.Compute(context.Background())))
	// Output:
	// [[0 0 1 1]
	//  [0 0 1 1]
	//  [2 2 3 3]
	//  [2 2 3 3]]
}

func ExampleMatrixRank() {
	x := must(arrays.FromDense(must(ndarray.FromSlice([]float64{1, 2, 2, 4, 3, 6}, 3, 2)), arrays.PerAxis(arrays.Size(1), arrays.Whole)))
	show(must(arrays.MatrixRank(x)))
	// Output: 1
}
