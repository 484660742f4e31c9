package delayed_test

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

// Sum pattern and bright field of a scan in one pass.
func Example() {
	ds, err := udf.FromSource(source.Synthetic{NY: 16, NX: 16, KY: 32, KX: 32, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	if err != nil {
		log.Fatal(err)
	}
	bright, err := stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(15.5, 15.5, 3)}})
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, sum, bright) // nothing has been read
	if err != nil {
		log.Fatal(err)
	}
	got, err := delayed.Compute(context.Background(), lazy)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got[0]["intensity"].Data.Shape(), got[0]["intensity"].Data.DType())
	fmt.Println(got[1]["intensity"].Data.Shape())
	// Output:
	// [32 32] float32
	// [16 16 1]
}

// Results are lazy arrays that combine with others before anything runs.
func ExampleResults_Array() {
	ds, err := udf.FromSource(source.Synthetic{NY: 16, NX: 16, KY: 32, KX: 32, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	spec, err := stdudf.SumSig.With(struct{}{})
	if err != nil {
		log.Fatal(err)
	}
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		log.Fatal(err)
	}
	counts, err := lazy[0].Array("intensity")
	if err != nil {
		log.Fatal(err)
	}
	mean, err := counts.Mean()
	if err != nil {
		log.Fatal(err)
	}
	share, err := arrays.Div(counts, mean)
	if err != nil {
		log.Fatal(err)
	}
	result, err := share.Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	first, err := result.Float(0, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v %.3f\n", result.Shape(), first)
	// Output: [16 16] 1.098
}

// A region of interest leaves the other positions NaN.
func ExampleResults_Compute() {
	ds, err := udf.FromSource(source.Synthetic{NY: 2, NX: 3, KY: 32, KX: 32, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	if ds, err = ds.Only([]int{0, 1}, []int{1, 2}); err != nil {
		log.Fatal(err)
	}
	spec := udf.Map(func(_ context.Context, frame *ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Reduce(ndarray.Max, frame, nil, false)
	})
	lazy, err := delayed.Run(ds, spec)
	if err != nil {
		log.Fatal(err)
	}
	got, err := lazy[0].Compute(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got["result"].Data)
	fmt.Println(got["result"].Raw.Shape())
	// Output:
	// [[nan 53. nan]
	//  [nan nan 60.]]
	// [2]
}
