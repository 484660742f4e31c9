package stdudf

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// SumParams are the parameters of [Sum].
type SumParams struct {
	// DType is the preferred dtype to accumulate in, float32 if empty. Sums
	// in an integer dtype wrap.
	DType string `udf:"dtype" doc:"preferred dtype to accumulate in (float32)"`
}

// Sum adds up all frames: the sum pattern. Its result "intensity" has one
// entry per detector pixel, in the input dtype.
var Sum = udf.Register("gloam/sum", newSum,
	udf.Doc("sum of all frames: the mean diffraction pattern, unscaled"))

func newSum(p SumParams) (udf.UDF, error) {
	d, err := preferred(p.DType)
	return &sum{want: d}, err
}

// preferred reads the name of a preferred input dtype.
func preferred(name string) (ndarray.DType, error) {
	if name == "" {
		return ndarray.Float32, nil
	}
	return numeric(name)
}

// numeric reads the name of a dtype of numbers or booleans.
func numeric(name string) (ndarray.DType, error) {
	d, _, err := ndarray.ParseDType(name)
	if err == nil && d == ndarray.Object {
		err = udf.BadValue("dtype", "one of numbers", "%s", d)
	}
	return d, err
}

type sum struct {
	associative
	want    ndarray.DType
	entries entryTotals
}

// associative marks UDFs whose partitions may merge in any grouping.
type associative struct{}

func (associative) MergeIsAssociative() bool { return true }

func (s *sum) InputDType() ndarray.DType { return s.want }

// TilingPreference makes the most of each pass over the sums.
func (s *sum) TilingPreference() (depth, bytes int) { return sumDepth, 0 }

func (s *sum) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"intensity": udf.Sig(m.InputDType)}
}

func (s *sum) AcceptsNative(data, input ndarray.DType) bool { return native(sumFrames, data, input) }

func (s *sum) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst := out.Buffer("intensity")
	if k := sumFrames[pair{dst.DType(), tile.DType()}]; k != nil {
		return k(dst, tile)
	}
	return eachFrame(tile, func(frame *ndarray.Array) error { return ndarray.AddInto(dst, frame) })
}

// Sweep shares the tile with other UDFs.
func (s *sum) Sweep(with *udf.Sweep, _ *ndarray.Array, out udf.View) bool {
	return with.Sum(out.Buffer("intensity"))
}

func (s *sum) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("intensity"), src.Buffer("intensity"))
}

// SumSig adds up the pixels of each frame: a bright-field image over the whole
// detector. Its result "intensity" has one entry per scan position.
var SumSig = udf.Register("gloam/sumsig", func(struct{}) (udf.UDF, error) { return sumSig{}, nil },
	udf.Doc("sum of each frame: total counts per scan position"))

type sumSig struct{}

func (sumSig) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"intensity": udf.Nav(ndarray.ResultType(m.InputDType, ndarray.Float32))}
}

func (sumSig) AcceptsNative(data, input ndarray.DType) bool { return native(sumPixels, data, input) }

func (sumSig) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst := out.Buffer("intensity")
	if k := sumPixels[pair{dst.DType(), tile.DType()}]; k != nil {
		return k(dst, tile)
	}
	s, err := ndarray.Reduce(ndarray.Sum, tile, sigAxes(tile), false)
	if err != nil {
		return err
	}
	return ndarray.AddInto(dst, s)
}

// Sweep shares the tile with other UDFs.
func (sumSig) Sweep(with *udf.Sweep, _ *ndarray.Array, out udf.View) bool {
	return with.Totals(out.Buffer("intensity"))
}
