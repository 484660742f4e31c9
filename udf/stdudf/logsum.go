package stdudf

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// LogSum adds up the logarithms of the frames, ln(x - min + 1) with the minimum
// of each frame, which shows weak features beside strong ones. Its result
// "logsum" has one float32 per detector pixel.
var LogSum = udf.Register("gloam/logsum", func(struct{}) (udf.UDF, error) { return &logSum{}, nil },
	udf.Doc("sum of ln(frame - min + 1): weak features beside strong ones"))

type logSum struct {
	associative
	scratch []float32
}

func (l *logSum) Check(m udf.Meta) error { return realOnly(m) }

func (l *logSum) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"logsum": udf.Sig(ndarray.Float32)}
}

func (l *logSum) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	dst, err := ndarray.Values[float32](out.Buffer("logsum"))
	if err != nil {
		return err
	}
	x, err := float32s(frame)
	if err != nil {
		return err
	}
	low := simd.MinF32(x)
	shift := float64(1) - float64(low)
	if float64(float32(shift)) == shift {
		simd.LogShiftAdd(dst, x, float32(shift))
		return nil
	}
	// 1-min is no float32: adding it in one step would lose low digits, so the
	// minimum is taken off first.
	if l.scratch == nil {
		l.scratch = make([]float32, len(x))
	}
	for i, v := range x {
		l.scratch[i] = v - low
	}
	simd.LogShiftAdd(dst, l.scratch, 1)
	return nil
}

// float32s returns the elements of a contiguous array as float32.
func float32s(a *ndarray.Array) ([]float32, error) {
	if a.DType() != ndarray.Float32 {
		c, err := a.AsType(ndarray.Float32)
		if err != nil {
			return nil, err
		}
		a = c
	}
	return ndarray.Values[float32](a)
}

func (l *logSum) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("logsum"), src.Buffer("logsum"))
}
