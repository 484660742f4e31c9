package scheduler_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

func ExampleCached() {
	x, err := arrays.Arange(0, 8, 1, ndarray.Int64, arrays.ChunkSize(4))
	if err != nil {
		log.Fatal(err)
	}
	squares, err := arrays.Mul(x, x)
	if err != nil {
		log.Fatal(err)
	}
	cache := scheduler.NewCache(1 << 20)
	for i := range 3 {
		element, err := squares.Slice(arrays.At(i))
		if err != nil {
			log.Fatal(err)
		}
		// The block that holds the element is kept for the next one.
		v, err := element.Compute(context.Background(), scheduler.Cached(cache, squares))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(v, cache.Counts().Hits)
	}
	// Output:
	// 0 0
	// 1 1
	// 4 2
}
