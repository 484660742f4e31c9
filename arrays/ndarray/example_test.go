package ndarray_test

import (
	"bytes"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A file gives a block whose dtype is known at run time only. It is cast once
// and then summed in a plain typed loop.
func Example() {
	block, err := ndarray.FromSlice([]uint16{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	floats, err := block.AsType(ndarray.Float32)
	if err != nil {
		log.Fatal(err)
	}
	px, err := ndarray.Values[float32](floats)
	if err != nil {
		log.Fatal(err)
	}
	var sum float32
	for _, v := range px {
		sum += v
	}
	fmt.Println(floats, sum)
	// Output:
	// [[1. 2. 3.]
	//  [4. 5. 6.]] 21
}

func ExampleArray_Slice() {
	a, _ := ndarray.FromSlice([]int32{0, 1, 2, 3, 4, 5, 6, 7}, 2, 4)
	even, _ := a.Slice(ndarray.All(), ndarray.Range{Start: 0, Stop: ndarray.Last, Step: 2})
	reversed, _ := a.Slice(ndarray.Range{Start: -1, Stop: ndarray.First, Step: -1})
	fmt.Println(even)
	fmt.Println(reversed)
	// Output:
	// [[0 2]
	//  [4 6]]
	// [[4 5 6 7]
	//  [0 1 2 3]]
}

func ExampleArray_Reshape() {
	a, _ := ndarray.FromSlice([]uint8{1, 2, 3, 4, 5, 6})
	m, _ := a.Reshape(2, -1)
	t, _ := m.Transpose()
	fmt.Println(m.Shape(), t.Shape(), t.Strides())
	// Output: [2 3] [3 2] [1 3]
}

func ExampleAdd() {
	row, _ := ndarray.FromSlice([]uint8{1, 2, 3}, 1, 3)
	column, _ := ndarray.FromSlice([]float32{0.5, 10}, 2, 1)
	sum, _ := ndarray.Add(row, column)
	fmt.Println(sum.DType())
	fmt.Println(sum)
	// Output:
	// float32
	// [[ 1.5  2.5  3.5]
	//  [11.  12.  13. ]]
}

func ExampleAddInto() {
	total := ndarray.New(ndarray.Float64, 3)
	for _, frame := range [][]uint16{{1, 2, 3}, {10, 20, 30}} {
		a, _ := ndarray.FromSlice(frame)
		if err := ndarray.AddInto(total, a); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(total)
	// Output: [11. 22. 33.]
}

func ExampleUnary() {
	a, _ := ndarray.FromSlice([]int16{1, 4, 9})
	roots, _ := ndarray.Unary(ndarray.Sqrt, a)
	fmt.Println(roots, roots.DType())
	// Output: [1. 2. 3.] float32
}

func ExampleReduce() {
	a, _ := ndarray.FromSlice([]uint8{200, 100, 50, 250}, 2, 2)
	all, _ := ndarray.Reduce(ndarray.Sum, a, nil, false)
	rows, _ := ndarray.Reduce(ndarray.Mean, a, []int{1}, false)
	fmt.Println(all, all.DType(), rows)
	// Output: 600 uint64 [150. 150.]
}

func ExampleWhere() {
	a, _ := ndarray.FromSlice([]float32{-1, 2, -3})
	zero := ndarray.New(ndarray.Float32)
	positive, _ := ndarray.Greater(a, zero)
	clipped, _ := ndarray.Where(positive, a, zero)
	fmt.Println(clipped)
	// Output: [0. 2. 0.]
}

func ExampleConcatenate() {
	a, _ := ndarray.FromSlice([]int8{1, 2}, 1, 2)
	b, _ := ndarray.FromSlice([]uint8{200, 201}, 1, 2)
	both, _ := ndarray.Concatenate([]*ndarray.Array{a, b}, 0)
	fmt.Println(both.DType())
	fmt.Println(both)
	// Output:
	// int16
	// [[  1   2]
	//  [200 201]]
}

func ExampleResultType() {
	fmt.Println(ndarray.ResultType(ndarray.Uint8, ndarray.Int8))
	fmt.Println(ndarray.ResultType(ndarray.Int32, ndarray.Float32))
	fmt.Println(ndarray.PromoteScalar(ndarray.Float32, 2.5))
	// Output:
	// int16
	// float64
	// float32
}

func ExampleReadNPY() {
	var file bytes.Buffer
	a, _ := ndarray.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	if err := ndarray.WriteNPY(&file, a); err != nil {
		log.Fatal(err)
	}
	back, err := ndarray.ReadNPY(&file)
	fmt.Println(back, err)
	// Output:
	// [[1. 2.]
	//  [3. 4.]] <nil>
}

func ExampleGet() {
	scratch := ndarray.Get(ndarray.Float32, 2, 2)
	defer scratch.Release()
	if err := scratch.Fill(0.5); err != nil {
		log.Fatal(err)
	}
	fmt.Println(scratch.Item() == nil, scratch.NBytes())
	// Output: true 16
}

func ExampleUnset() {
	a := ndarray.Unset(ndarray.Int16, 2, 3)
	if err := a.Fill(7); err != nil {
		log.Fatal(err)
	}
	fmt.Println(a)
	// Output:
	// [[7 7 7]
	//  [7 7 7]]
}
