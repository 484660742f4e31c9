package stdudf_test

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

// ramp is a scan of 2×2 frames of 2×3 pixels that count up from zero.
func ramp() *udf.Dataset {
	v := make([]uint16, 24)
	for i := range v {
		v[i] = uint16(i)
	}
	a, err := ndarray.FromSlice(v, 2, 2, 2, 3)
	if err != nil {
		log.Fatal(err)
	}
	ds, err := udf.FromSource(source.Memory{Data: a, Sig: 2})
	if err != nil {
		log.Fatal(err)
	}
	return ds
}

// compute runs one UDF and returns its results.
func compute(ds *udf.Dataset, spec udf.Spec, err error) map[string]delayed.Result {
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		log.Fatal(err)
	}
	got, err := lazy[0].Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	return got
}

func Example_sum() {
	spec, err := stdudf.Sum.With(stdudf.SumParams{})
	fmt.Println(compute(ramp(), spec, err)["intensity"].Data)
	// Output:
	// [[36. 40. 44.]
	//  [48. 52. 56.]]
}

func Example_sumSig() {
	spec, err := stdudf.SumSig.With(struct{}{})
	fmt.Println(compute(ramp(), spec, err)["intensity"].Data)
	// Output:
	// [[ 15.  51.]
	//  [ 87. 123.]]
}

func Example_extrema() {
	largest, err := stdudf.Max.With(struct{}{})
	fmt.Println(compute(ramp(), largest, err)["max"].Data)
	smallest, err := stdudf.Min.With(struct{}{})
	fmt.Println(compute(ramp(), smallest, err)["min"].Data)
	// Output:
	// [[18. 19. 20.]
	//  [21. 22. 23.]]
	// [[0. 1. 2.]
	//  [3. 4. 5.]]
}

func Example_applyMasks() {
	spec, err := stdudf.ApplyMasks.With(stdudf.MasksParams{
		Masks: stdudf.Masks{stdudf.Disk(0.5, 1, 0.5), stdudf.Point(1, 2)},
	})
	fmt.Println(compute(ramp(), spec, err)["intensity"].Data)
	// Output:
	// [[[ 5.  5.]
	//   [17. 11.]]
	//
	//  [[29. 17.]
	//   [41. 23.]]]
}

func Example_stdDev() {
	spec, err := stdudf.StdDev.With(stdudf.StdDevParams{})
	got := compute(ramp(), spec, err)
	fmt.Println(got["mean"].Data)
	fmt.Println(got["var"].Data)
	// Output:
	// [[ 9. 10. 11.]
	//  [12. 13. 14.]]
	// [[45. 45. 45.]
	//  [45. 45. 45.]]
}

func Example_centreOfMass() {
	cy, cx := 0.5, 1.0
	spec, err := stdudf.CoM.With(stdudf.CoMParams{CY: &cy, CX: &cx})
	got := compute(ramp(), spec, err)
	first, err := got["raw_com"].Data.Float(0, 0, 0)
	fmt.Printf("%.2f %v %v\n", first, got["field"].Data.Shape(), err)
	// Output: 0.80 [2 2 2] <nil>
}

func Example_pick() {
	ds, err := ramp().Only([]int{1, 0})
	if err != nil {
		log.Fatal(err)
	}
	spec, err := stdudf.Pick.With(struct{}{})
	fmt.Println(compute(ds, spec, err)["intensity"].Data)
	// Output:
	// [[[12 13 14]
	//   [15 16 17]]]
}

func Example_logSum() {
	spec, err := stdudf.LogSum.With(struct{}{})
	v, verr := compute(ramp(), spec, err)["logsum"].Data.Float(1, 2)
	fmt.Printf("%.3f %v\n", v, verr) // 4 ln 6
	// Output: 7.167 <nil>
}
