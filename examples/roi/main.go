// Command roi looks at a region of interest only: frames outside it are never
// read. It prints:
//
//	reads 524288 of 8388608 bytes
//	in scan shape: [32 32] selected only: [64]
//	counts at [3 3] are NaN valid: false
//	counts at [4 4] are 17084 valid: true
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func main() {
	ds, err := udf.FromSource(source.Synthetic{NY: 32, NX: 32, KY: 64, KX: 64, Seed: 1, Dose: 64})
	check(err)
	mask, err := square(32, 4, 12)
	check(err)
	part, err := ds.ROI(mask)
	check(err)
	fmt.Printf("reads %d of %d bytes\n", part.Bytes(), ds.Bytes())

	spec, err := stdudf.SumSig.With(struct{}{})
	check(err)
	lazy, err := delayed.Run(part, spec)
	check(err)
	results, err := lazy[0].Compute(context.Background())
	check(err)
	counts := results["intensity"]
	fmt.Println("in scan shape:", counts.Data.Shape(), "selected only:", counts.Raw.Shape())
	for _, at := range [][]int{{3, 3}, {4, 4}} {
		v, err := counts.Data.At(at...)
		check(err)
		valid, err := counts.Valid.At(at...)
		check(err)
		fmt.Println("counts at", at, "are", v, "valid:", valid)
	}
}

// square returns an n×n mask that selects rows and columns from..to-1.
func square(n, from, to int) (*ndarray.Array, error) {
	selected := make([]bool, n*n)
	for y := from; y < to; y++ {
		for x := from; x < to; x++ {
			selected[y*n+x] = true
		}
	}
	return ndarray.FromSlice(selected, n, n)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
