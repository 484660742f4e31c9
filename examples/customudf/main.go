// Command customudf runs two UDFs of its own, defined in count.go and
// contrast.go, and one made of a plain function. It prints:
//
//	hits [32 32] map [64 64]
//	in all: 4382 and again 4382
//	largest contrast: 90
//	brightest pixel of all frames: 92
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
	count, err := Count.With(CountParams{Threshold: 60})
	check(err)
	contrast, err := Contrast.With(struct{}{})
	check(err)
	lazy, err := delayed.Run(ds, count, contrast, udf.Map(brightest))
	check(err)
	results, err := delayed.Compute(context.Background(), lazy)
	check(err)

	hits, where := results[0]["hits"].Data, results[0]["map"].Data
	fmt.Println("hits", hits.Shape(), "map", where.Shape())
	fmt.Println("in all:", total(hits), "and again", total(where))
	fmt.Println("largest contrast:", largest(results[1]["contrast"].Data))
	fmt.Println("brightest pixel of all frames:", largest(results[2]["result"].Data))
}

// brightest returns the largest value of a frame.
func brightest(_ context.Context, frame *ndarray.Array) (*ndarray.Array, error) {
	return ndarray.Reduce(ndarray.Max, frame, []int{0, 1}, false)
}

func total(a *ndarray.Array) any { return reduced(ndarray.Sum, a) }

func largest(a *ndarray.Array) any { return reduced(ndarray.Max, a) }

func reduced(op ndarray.ReduceOp, a *ndarray.Array) any {
	v, err := ndarray.Reduce(op, a, []int{0, 1}, false)
	check(err)
	return v.Item()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
