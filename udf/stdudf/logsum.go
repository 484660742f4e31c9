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
	shifted []float32 // a frame
	stored  []float32 // stored pixels of a frame and their logarithms
	scratch *logScratch
	wide    wideLogs
}

func (l *logSum) Check(m udf.Meta) error { return realOnly(m) }

func (l *logSum) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"logsum": udf.Sig(ndarray.Float32)}
}

// WholeFrames: the minimum of a frame comes first.
func (l *logSum) WholeFrames() bool { return true }

func (l *logSum) TilingPreference() (depth, bytes int) { return logFrames, 0 }

func (l *logSum) AcceptsNative(data, _ ndarray.DType) bool { return logKernels[data] != nil }

func (l *logSum) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst, err := ndarray.Values[float32](out.Buffer("logsum"))
	if err != nil {
		return err
	}
	k := logKernels[tile.DType()]
	if k == nil {
		return eachFrame(tile, func(frame *ndarray.Array) error { return l.addFrame(dst, frame) })
	}
	if l.scratch == nil {
		if l.scratch, err = newLogScratch(); err != nil {
			return err
		}
	}
	return k(dst, tile, l.scratch)
}

// addFrame adds the logarithms of a frame.
func (l *logSum) addFrame(dst []float32, frame *ndarray.Array) error {
	if x, err := ndarray.Values[float64](frame); err == nil {
		return l.addWide(dst, x)
	}
	x, err := float32s(frame)
	if err != nil {
		return err
	}
	low := simd.MinF32(x)
	shift := float64(1) - float64(low)
	if float64(float32(shift)) == shift && shift+float64(low) == 1 {
		simd.LogShiftAdd(dst, x, float32(shift))
		return nil
	}
	// 1-min is no float32, or the one is lost in it: adding it in one step would
	// lose low digits, so the minimum is taken off first.
	if l.shifted == nil {
		l.shifted = make([]float32, len(x))
	}
	for i, v := range x {
		l.shifted[i] = v - low
	}
	simd.LogShiftAdd(dst, l.shifted, 1)
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
