package stdudf

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// Max takes the maximum over all frames for each detector pixel. NaN wins. Its
// result "max" has the input dtype.
var Max = udf.Register("gloam/max", func(struct{}) (udf.UDF, error) {
	return extremum{name: "max", largest: true, stored: &storedCount{}}, nil
},
	udf.Doc("largest value of each detector pixel over the scan"))

// Min takes the minimum over all frames for each detector pixel. NaN wins. Its
// result "min" has the input dtype.
var Min = udf.Register("gloam/min", func(struct{}) (udf.UDF, error) { return extremum{name: "min", stored: &storedCount{}}, nil },
	udf.Doc("smallest value of each detector pixel over the scan"))

type extremum struct {
	associative
	deep
	name    string
	largest bool
	stored  *storedCount
}

func (e extremum) Check(m udf.Meta) error { return realOnly(m) }

// realOnly refuses complex data.
func realOnly(m udf.Meta) error {
	if m.InputDType.Kind() == ndarray.KindComplex {
		return udf.BadValue("", "real numbers", "%s data", m.InputDType)
	}
	return nil
}

func (e extremum) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{e.name: udf.Sig(m.InputDType)}
}

func (e extremum) Preprocess(out udf.View) error {
	b := out.Buffer(e.name)
	return b.Fill(neutral(b.DType(), e.largest))
}

// neutral is the value that every other one replaces.
func neutral(d ndarray.DType, largest bool) any {
	bits := uint(8 * d.Size())
	switch d.Kind() {
	case ndarray.KindFloat:
		if largest {
			return math.Inf(-1)
		}
		return math.Inf(1)
	case ndarray.KindInt:
		if low := int64(-1) << (bits - 1); largest {
			return low
		} else {
			return -(low + 1)
		}
	case ndarray.KindUint:
		if largest {
			return uint64(0)
		}
		return uint64(math.MaxUint64) >> (64 - bits)
	}
	return !largest
}

func (e extremum) AcceptsNative(data, input ndarray.DType) bool {
	return native(e.kernels(), data, input)
}

func (e extremum) kernels() map[pair]frameKernel {
	if e.largest {
		return maxFrames
	}
	return minFrames
}

func (e extremum) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst := out.Buffer(e.name)
	if k := e.kernels()[pair{dst.DType(), tile.DType()}]; k != nil {
		return k(dst, tile)
	}
	return eachFrame(tile, func(frame *ndarray.Array) error { return e.into(dst, frame) })
}

// Sweep shares the tile with other UDFs.
func (e extremum) Sweep(with *udf.Sweep, _ *ndarray.Array, out udf.View) bool {
	if e.largest {
		return with.Max(out.Buffer(e.name))
	}
	return with.Min(out.Buffer(e.name))
}

func (e extremum) into(dst, src *ndarray.Array) error {
	if e.largest {
		return ndarray.MaxInto(dst, src)
	}
	return ndarray.MinInto(dst, src)
}

func (e extremum) Merge(dst, src udf.View) error {
	return e.into(dst.Buffer(e.name), src.Buffer(e.name))
}
