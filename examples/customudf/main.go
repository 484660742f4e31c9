// Command customudf runs a UDF of its own, defined in count.go, and one made of
// a plain function. It prints:
//
//	hits [32 32] map [64 64]
//	in all: 4382 and again 4382
//	brightest pixel of the first frame: 55
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

func main() {
	ds, err := udf.FromSource(source.Synthetic{NY: 32, NX: 32, KY: 64, KX: 64, Seed: 1, Dose: 64})
	check(err)
	spec, err := Count.With(CountParams{Threshold: 60})
	check(err)
	lazy, err := delayed.Run(ds, spec, udf.Map(brightest))
	check(err)
	results, err := delayed.Compute(context.Background(), lazy)
	check(err)

	hits, where := results[0]["hits"].Data, results[0]["map"].Data
	fmt.Println("hits", hits.Shape(), "map", where.Shape())
	fmt.Println("in all:", total(hits), "and again", total(where))
	peak, err := results[1]["result"].Data.At(0, 0)
	check(err)
	fmt.Println("brightest pixel of the first frame:", peak)
}

// brightest returns the largest value of a frame.
func brightest(_ context.Context, frame *ndarray.Array) (*ndarray.Array, error) {
	return ndarray.Reduce(ndarray.Max, frame, []int{0, 1}, false)
}

func total(a *ndarray.Array) any {
	sum, err := ndarray.Reduce(ndarray.Sum, a, []int{0, 1}, false)
	check(err)
	return sum.Item()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
