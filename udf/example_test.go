package udf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// CountParams are plain data: they travel to workers.
type CountParams struct {
	Threshold float32 `doc:"smallest value that counts as a hit"`
}

// count tells for each scan position how many pixels are above a threshold.
type count struct{ CountParams }

func (count) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		"hits": udf.Nav(ndarray.Int32),   // one number per scan position
		"map":  udf.Sig(ndarray.Float32), // one frame for the whole scan
	}
}

func (c count) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	px, err := ndarray.Values[float32](frame)
	if err != nil {
		return err
	}
	hits, err := ndarray.Values[int32](out.Buffer("hits"))
	if err != nil {
		return err
	}
	for _, v := range px {
		if v > c.Threshold {
			hits[0]++
		}
	}
	return ndarray.AddInto(out.Buffer("map"), frame)
}

func (count) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("map"), src.Buffer("map"))
}

// Count is registered before main, once, by name.
var Count = udf.Register("example.com/count", func(p CountParams) (udf.UDF, error) { return count{p}, nil })

// A UDF that counts hits in every frame and adds the frames up.
func ExampleRegister() {
	ds, err := udf.FromSource(source.Synthetic{NY: 2, NX: 3, KY: 32, KX: 32, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	spec, err := Count.With(CountParams{Threshold: 25})
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
	fmt.Println(got["hits"].Data)
	fmt.Println(got["map"].Data.Shape())
	// Output:
	// [[32 30 29]
	//  [32 30 28]]
	// [32 32]
}

// UDFs are found by name, and take parameters as text.
func ExampleEntry_Parse() {
	e, err := udf.Lookup("count")
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range e.Fields() {
		fmt.Println(f.Name, f.Type, f.Doc)
	}
	_, err = e.Parse(map[string]string{"threshold": "many"})
	fmt.Println(err)
	// Output:
	// threshold number smallest value that counts as a hit
	// udf: example.com/count: parameter "threshold": got "many", want a value that can be read: "many" is not a number
}

func ExampleBoundaries() {
	fmt.Println(udf.Boundaries(23, 7))
	// Output: [0 3 6 9 13 16 19 23]
}

func ExampleDataset_ROI() {
	ds, err := udf.FromSource(source.Synthetic{NY: 2, NX: 3, KY: 8, KX: 8, Seed: 1, Dose: 64})
	if err != nil {
		log.Fatal(err)
	}
	mask := ndarray.New(ndarray.Bool, 3, 2)
	_, err = ds.ROI(mask)
	fmt.Println(err)
	_, err = ds.ROI(ndarray.New(ndarray.Bool, 4, 4))
	fmt.Println(err)
	// Output:
	// <nil>
	// udf: roi: incompatible shapes: got (4, 4), want (2, 3)
}
