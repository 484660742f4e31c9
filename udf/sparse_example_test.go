package udf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// events counts the stored pixels of each frame.
type events struct{}

func (events) Backends() []udf.Backend { return []udf.Backend{udf.CSRMatrix} }
func (events) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"events": udf.Nav(ndarray.Int64)}
}
func (events) ProcessSparse(_ context.Context, tile *udf.SparseTile, out udf.View) error {
	n, err := ndarray.Values[int64](out.Buffer("events"))
	if err != nil {
		return err
	}
	for f := range tile.Frames {
		n[f] += int64(tile.Start[f+1] - tile.Start[f])
	}
	return nil
}

// Events is registered as any UDF is.
var Events = udf.Register("example.com/events", func(struct{}) (udf.UDF, error) { return events{}, nil })

// Sparse frames never become dense for a UDF that takes them as they are.
func ExampleSparseProcessor() {
	values, err := ndarray.FromSlice([]uint8{1, 1, 2})
	if err != nil {
		log.Fatal(err)
	}
	ds, err := udf.FromSource(udf.SparseMemory{Nav: []int{3}, Sig: []int{256, 256},
		Start: []int{0, 2, 2, 3}, Index: []int32{7, 4711, 65535}, Values: values})
	if err != nil {
		log.Fatal(err)
	}
	spec, err := Events.With(struct{}{})
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
	fmt.Println(got["events"].Data)
	// Output: [2 0 1]
}

// A function with parameters under a name runs on workers too.
func ExampleRegisterMap() {
	run := func(spec udf.Spec, err error) {
		fmt.Println(spec.Name(), spec.IsInProcess(), err)
	}
	run(Above.With(AboveParams{Threshold: 3}))
	run(udf.Map(udf.Bind(above, AboveParams{Threshold: 3})), nil)
	// Output:
	// example.com/above false <nil>
	// map true <nil>
}

// AboveParams are the parameters of Above.
type AboveParams struct{ Threshold float64 }

// Above counts the pixels of a frame above a threshold.
var Above = udf.RegisterMap("example.com/above", above)

func above(_ context.Context, frame *ndarray.Array, p AboveParams) (*ndarray.Array, error) {
	values, err := ndarray.Float64s(frame)
	if err != nil {
		return nil, err
	}
	n := int64(0)
	for _, v := range values {
		if v > p.Threshold {
			n++
		}
	}
	return ndarray.FromSlice([]int64{n}, []int{}...)
}
