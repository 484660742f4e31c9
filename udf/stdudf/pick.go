package stdudf

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Pick copies the selected frames. Its result "intensity" has the shape
// (selected frames, signal axes…) and the input dtype; use it with a small
// region of interest.
var Pick = udf.Register("gloam/pick", func(struct{}) (udf.UDF, error) { return pick{}, nil },
	udf.Doc("the selected frames themselves; use with --roi"))

type pick struct{}

func (pick) InputDType() ndarray.DType { return udf.NativeDType }

// Buffers has the frames as rows of the scan, of which each partition holds its
// own and which need no merging.
func (pick) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		"rows":      udf.Nav(m.InputDType, m.Sig...).Private(),
		"intensity": udf.Single(m.InputDType, append([]int{m.Frames}, m.Sig...)...).ResultOnly(),
	}
}

func (pick) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	s := out.Slice()
	dst, err := out.Buffer("rows").Region(append([]int{0}, s.Origin...), append([]int{s.Frames}, s.Shape...))
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, tile)
}

func (pick) Results(res udf.View) (map[string]*ndarray.Array, error) {
	return map[string]*ndarray.Array{"intensity": res.Buffer("rows")}, nil
}

// NoOp reads and converts the data and does nothing with it: the cost of a
// pass. It has no results.
var NoOp = udf.Register("gloam/noop", func(struct{}) (udf.UDF, error) { return noOp{}, nil },
	udf.Doc("reads the data and does nothing: what a pass costs"))

type noOp struct{}

func (noOp) InputDType() ndarray.DType              { return udf.NativeDType }
func (noOp) Buffers(udf.Meta) map[string]udf.Buffer { return nil }
func (noOp) ProcessTile(context.Context, *ndarray.Array, udf.View) error {
	return nil
}
