package arrays_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func ExampleMethod() {
	x, _ := arrays.Arange(0, 4, 1, ndarray.Float64, arrays.ChunkSize(2))
	q, _ := x.Quantile([]float64{0.4}, arrays.Method(arrays.Higher))
	fmt.Println(q.Compute(context.Background()))
	// Output: [2.] <nil>
}

func ExamplePadEach() {
	x, _ := arrays.Arange(0, 3, 1, ndarray.Int64, arrays.ChunkSize(2))
	y, _ := x.Pad(arrays.PadConstant, [][2]int{{1, 2}}, arrays.PadEach([][2]any{{7, 8}}))
	fmt.Println(y.Compute(context.Background()))
	// Output: [7 0 1 2 8 8] <nil>
}

func ExamplePadSpan() {
	x, _ := arrays.Arange(0, 3, 1, ndarray.Int64, arrays.ChunkSize(2))
	y, _ := x.Pad(arrays.PadMaximum, [][2]int{{1, 1}}, arrays.PadSpan([2]int{2, 1}))
	fmt.Println(y.Compute(context.Background()))
	// Output: [1 0 1 2 2] <nil>
}
