package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Pixelsum keeps the sums of frames in a list of its own making, as long as
// the selection of frames.
var Pixelsum = udf.Register("example.com/pixelsum",
	func(struct{}) (udf.UDF, error) { return pixelsum{}, nil })

type pixelsum struct{}

func (pixelsum) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"sums": udf.Single(ndarray.Float64, m.Frames)}
}

// ProcessFrame puts the sum where the frame stands among the selected ones.
func (pixelsum) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	px, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	sum := 0.0
	for _, v := range px {
		sum += v
	}
	return out.Buffer("sums").Set(sum, out.Slice().Start)
}

// Merge adds lists that are zero where the other partition has its frames.
func (pixelsum) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("sums"), src.Buffer("sums"))
}
