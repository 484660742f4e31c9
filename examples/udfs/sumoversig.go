package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// SumOverSig adds up the pixels of each frame.
var SumOverSig = udf.Register("example.com/sum-over-sig",
	func(struct{}) (udf.UDF, error) { return sumOverSig{}, nil })

type sumOverSig struct{}

func (sumOverSig) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"total": udf.Nav(ndarray.Float64)}
}

func (sumOverSig) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	px, err := ndarray.Float64s(frame)
	if err != nil {
		return err
	}
	sum := 0.0
	for _, v := range px {
		sum += v
	}
	return out.Buffer("total").Fill(sum)
}

// SumOverSigTiled does the same with tiles.
var SumOverSigTiled = udf.Register("example.com/sum-over-sig-tiled",
	func(struct{}) (udf.UDF, error) { return sumOverSigTiled{}, nil })

type sumOverSigTiled struct{}

func (sumOverSigTiled) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"total": udf.Nav(ndarray.Float64)}
}

// ProcessTile adds: a tile may be a part of the detector, and then the same
// scan positions come again with the next part.
func (sumOverSigTiled) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	wide, err := tile.AsType(ndarray.Float64)
	if err != nil {
		return err
	}
	sums, err := ndarray.Reduce(ndarray.Sum, wide, signalAxes(tile), false)
	if err != nil {
		return err
	}
	return ndarray.AddInto(out.Buffer("total"), sums)
}

// signalAxes are all axes of a stack of frames but the first.
func signalAxes(tile *ndarray.Array) []int {
	var axes []int
	for i := 1; i < tile.NDim(); i++ {
		axes = append(axes, i)
	}
	return axes
}
