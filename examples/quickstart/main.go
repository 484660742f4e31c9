// Command quickstart runs two UDFs over a synthetic 4D-STEM scan in one pass,
// lazily: the sum of all frames and the centre of mass of each. It writes the
// results as .npy files into the current folder. It prints:
//
//	nothing has run yet: gloam.Array<pick-intensity, shape=(64, 64), dtype=float32, chunksize=(64, 64)>
//	intensity [64 64] float32
//	field [32 32 2] float32
//	counts in the middle of the detector: 43930
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func main() {
	// source.Open("scan.mib") would describe a file instead.
	scan, err := arrays.FromSource(source.Synthetic{NY: 32, NX: 32, KY: 64, KX: 64, Seed: 1, Dose: 64})
	check(err)
	ds, err := udf.FromArray(scan, 2) // the last two axes are the detector
	check(err)
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	check(err)
	com, err := stdudf.CoM.With(stdudf.CoMParams{R: 10})
	check(err)

	lazy, err := delayed.Run(ds, sum, com) // builds the graph, reads nothing
	check(err)
	pattern, err := lazy[0].Array("intensity")
	check(err)
	fmt.Println("nothing has run yet:", pattern)

	results, err := delayed.Compute(context.Background(), lazy) // one pass over the scan
	check(err)
	for _, r := range []delayed.Result{results[0]["intensity"], results[1]["field"]} {
		fmt.Println(r.Name, r.Data.Shape(), r.Data.DType())
		check(ndarray.SaveNPY(r.Name+".npy", r.Data))
	}
	centre, err := results[0]["intensity"].Data.At(31, 31)
	check(err)
	fmt.Println("counts in the middle of the detector:", centre)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
