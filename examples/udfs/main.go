// Command udfs runs the UDFs that docs/udf.md explains, one file for each
// lesson. It prints:
//
//	sum-over-sig total [3 4] float64 starts with 3962
//	sum-over-sig-tiled total [3 4] float64 starts with 3962
//	max max [32 32] float32 starts with 1
//	average average [32 32] float64 starts with 0.25
//	pixelsum sums [12] float64 starts with 3962
//	coord at [3 4 2] int64 starts with 0
//	deviation difference [3 4] float64 starts with -294
//	sum-all sum [32 32] float64 starts with 3
//	my-param label [3 4] object starts with 1981 electrons
//	weighted sum [32 32] float64 starts with 28
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
	ds, err := udf.FromSource(source.Synthetic{NY: 3, NX: 4, KY: 32, KX: 32, Seed: 1, Dose: 64})
	check(err)
	ds, err = ds.Partitions(3)
	check(err)
	lazy, err := delayed.Run(ds, all()...)
	check(err)
	results, err := delayed.Compute(context.Background(), lazy)
	check(err)
	for i, r := range results {
		for name, b := range r {
			value, err := b.Data.At(make([]int, b.Data.NDim())...)
			check(err)
			fmt.Println(lazy[i].Spec().Short(), name, b.Data.Shape(), b.Data.DType(), "starts with", value)
		}
	}
}

// all are the UDFs with their parameters.
func all() []udf.Spec {
	var list []udf.Spec
	add := func(s udf.Spec, err error) {
		check(err)
		list = append(list, s)
	}
	for _, f := range []*udf.Factory[struct{}]{SumOverSig, SumOverSigTiled, Max, Average, Pixelsum, Coord, Deviation, SumAll} {
		add(f.With(struct{}{}))
	}
	add(MyParam.With(MyParams{Factor: 0.5, Label: "electrons"}))
	add(Weighted.With(WeightedParams{Weights: udf.NavAux(weights())}))
	return list
}

// weights are 0 for the first scan position, 1 for the next and so on.
func weights() *ndarray.Array {
	v := make([]float64, 12)
	for i := range v {
		v[i] = float64(i)
	}
	a, err := ndarray.FromSlice(v, 3, 4)
	check(err)
	return a
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
