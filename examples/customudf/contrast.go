package main

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Contrast has no parameters.
var Contrast = udf.Register("example.com/contrast",
	func(struct{}) (udf.UDF, error) { return contrast{}, nil },
	udf.Doc("largest minus smallest value of each detector pixel"))

type contrast struct{}

// Buffers declares two that are used while processing only and one that is
// computed at the end.
func (contrast) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		"low":      udf.Sig(m.InputDType).Private(),
		"high":     udf.Sig(m.InputDType).Private(),
		"contrast": udf.Sig(m.InputDType).ResultOnly(),
	}
}

// Preprocess replaces the zeros that buffers start with.
func (contrast) Preprocess(out udf.View) error {
	if err := out.Buffer("low").Fill(math.Inf(1)); err != nil {
		return err
	}
	return out.Buffer("high").Fill(math.Inf(-1))
}

// ProcessTile gets a stack of frames, maybe of a part of the detector only. The
// views of the buffers are cut to the same part.
func (contrast) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	for i := range tile.Shape()[0] {
		frame, err := tile.Index(0, i)
		if err != nil {
			return err
		}
		if err := ndarray.MinInto(out.Buffer("low"), frame); err != nil {
			return err
		}
		if err := ndarray.MaxInto(out.Buffer("high"), frame); err != nil {
			return err
		}
	}
	return nil
}

// Merge joins what two groups of partitions have found.
func (contrast) Merge(dst, src udf.View) error {
	if err := ndarray.MinInto(dst.Buffer("low"), src.Buffer("low")); err != nil {
		return err
	}
	return ndarray.MaxInto(dst.Buffer("high"), src.Buffer("high"))
}

// MergeIsAssociative: it does not matter which groups are joined first.
func (contrast) MergeIsAssociative() bool { return true }

// Results computes what Buffers calls result-only.
func (contrast) Results(res udf.View) (map[string]*ndarray.Array, error) {
	diff, err := ndarray.Sub(res.Buffer("high"), res.Buffer("low"))
	return map[string]*ndarray.Array{"contrast": diff}, err
}
