package arrays_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

func ExampleStoreItem_Lazy() {
	target := ndarray.New(ndarray.Float64, 5)
	x := must(arrays.Square(line(4)))
	writing := must(arrays.StoreItem{Array: x, Target: arrays.DenseTarget(target), At: []int{1}}.Lazy())
	fmt.Println(target)
	got, err := scheduler.Compute(context.Background(), []graph.Collection{writing, must(x.Sum())})
	fmt.Println(target, got[1], err)
	// Output:
	// [0. 0. 0. 0. 0.]
	// [0. 0. 1. 4. 9.] 14. <nil>
}

func ExampleStored_Array() {
	target := ndarray.New(ndarray.Int16, 4)
	writing := must(arrays.StoreItem{Array: must(arrays.Div(line(4), 2)), Target: arrays.DenseTarget(target)}.Lazy())
	kept := must(writing.Array()) // as the target holds it
	show(must(arrays.Add(kept, 10)))
	fmt.Println(target)
	// Output:
	// [10 10 11 11]
	// [0 0 1 1]
}

func ExampleStoreItem_Reread() {
	target := ndarray.New(ndarray.Float64, 4)
	item := arrays.StoreItem{Array: line(4), Target: arrays.DenseTarget(target)}
	err := arrays.Store(context.Background(), []arrays.StoreItem{item})
	there := must(item.Reread()) // writes nothing
	show(must(there.Sum()))
	fmt.Println(err)
	// Output:
	// 6.
	// <nil>
}
