package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// WeightedParams have one number for each scan position.
type WeightedParams struct {
	Weights udf.Aux
}

// Weighted is the sum of all frames, each times its weight.
var Weighted = udf.Register("example.com/weighted",
	func(p WeightedParams) (udf.UDF, error) { return weighted{p}, nil })

type weighted struct{ WeightedParams }

// Aux names the data that are to be cut like a buffer.
func (w weighted) Aux() map[string]udf.Aux { return map[string]udf.Aux{"weights": w.Weights} }

func (weighted) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"sum": udf.Sig(ndarray.Float64)}
}

// ProcessFrame sees the weight of this frame only.
func (weighted) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	scaled, err := ndarray.Mul(frame, out.Aux("weights"))
	if err != nil {
		return err
	}
	return ndarray.AddInto(out.Buffer("sum"), scaled)
}

func (weighted) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("sum"), src.Buffer("sum"))
}
