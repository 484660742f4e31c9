// Command lazyarrays works on with the results of a UDF before they exist: it
// divides a dark-field by a bright-field image and averages the quotient along
// the rows of the scan. The whole is one graph, computed in one run. It prints:
//
//	gloam.Array<mean-aggregate, shape=(32,), dtype=float32, chunksize=(4,)>
//	dark / bright at [0 0]: 2.052
//	dark / bright at [8 8]: 0.000
//	mean of row 8: 1.491
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func main() {
	ds, err := udf.FromSource(source.Synthetic{NY: 32, NX: 32, KY: 64, KX: 64, Seed: 1, Dose: 64})
	check(err)
	spec, err := stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{
		stdudf.Disk(31.5, 31.5, 7),
		stdudf.Ring(31.5, 31.5, 8, 30),
	}})
	check(err)
	lazy, err := delayed.Run(ds, spec)
	check(err)
	detectors, err := lazy[0].Array("intensity") // (32, 32, 2), one image per mask
	check(err)

	bright, err := detectors.Slice(arrays.Ellipsis, arrays.At(0))
	check(err)
	dark, err := detectors.Slice(arrays.Ellipsis, arrays.At(1))
	check(err)
	ratio, err := arrays.Div(dark, bright)
	check(err)
	rows, err := ratio.Mean(arrays.Over(1))
	check(err)
	fmt.Println(rows)

	// ratio and rows share the pass over the data.
	done, err := arrays.Compute(context.Background(), []*arrays.Array{ratio, rows})
	check(err)
	for _, at := range [][]int{{0, 0}, {8, 8}} {
		v, err := done[0].Float(at...)
		check(err)
		fmt.Printf("dark / bright at %v: %.3f\n", at, v)
	}
	v, err := done[1].Float(8)
	check(err)
	fmt.Printf("mean of row 8: %.3f\n", v)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
