package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Average is the mean of all frames.
var Average = udf.Register("example.com/average",
	func(struct{}) (udf.UDF, error) { return average{}, nil })

type average struct{}

func (average) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		"sum":     udf.Sig(ndarray.Float64).Private(),
		"frames":  udf.Single(ndarray.Int64).Private(),
		"average": udf.Sig(ndarray.Float64).ResultOnly(),
	}
}

func (average) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	frames, err := ndarray.Values[int64](out.Buffer("frames"))
	if err != nil {
		return err
	}
	frames[0]++
	return ndarray.AddInto(out.Buffer("sum"), frame)
}

func (average) Merge(dst, src udf.View) error {
	if err := ndarray.AddInto(dst.Buffer("frames"), src.Buffer("frames")); err != nil {
		return err
	}
	return ndarray.AddInto(dst.Buffer("sum"), src.Buffer("sum"))
}

func (average) MergeIsAssociative() bool { return true }

// Results divides once, when all partitions are merged.
func (average) Results(res udf.View) (map[string]*ndarray.Array, error) {
	mean, err := ndarray.Div(res.Buffer("sum"), res.Buffer("frames"))
	return map[string]*ndarray.Array{"average": mean}, err
}
