package main

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Max is the largest value of each detector pixel.
var Max = udf.Register("example.com/max",
	func(struct{}) (udf.UDF, error) { return maxUDF{}, nil })

type maxUDF struct{}

func (maxUDF) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"max": udf.Sig(m.InputDType)}
}

// Preprocess: zero would be wrong where all values are negative.
func (maxUDF) Preprocess(out udf.View) error {
	return out.Buffer("max").Fill(math.Inf(-1))
}

func (maxUDF) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return ndarray.MaxInto(out.Buffer("max"), frame)
}

func (maxUDF) Merge(dst, src udf.View) error {
	return ndarray.MaxInto(dst.Buffer("max"), src.Buffer("max"))
}

func (maxUDF) MergeIsAssociative() bool { return true }
