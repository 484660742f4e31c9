package stdudf

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// wideLogs are logarithms of frames in float64: the least pixel is taken off with
// all digits, which float32 would lose of large numbers that differ little.
type wideLogs struct {
	values []float64
	bytes  []byte // the same
	log    ndarray.UnaryKernel
}

// of returns ln(x - low + 1), valid until the next call.
func (w *wideLogs) of(x []float64, low float64) ([]float64, error) {
	if len(w.values) < len(x) {
		a := ndarray.New(ndarray.Float64, len(x))
		var err error
		if w.values, err = ndarray.Values[float64](a); err != nil {
			return nil, err
		}
		if w.bytes, err = a.Bytes(); err != nil {
			return nil, err
		}
		if w.log, err = ndarray.UnaryKernelOf(ndarray.Log, ndarray.Float64); err != nil {
			return nil, err
		}
	}
	logs, bytes := w.values[:len(x)], w.bytes[:len(x)*ndarray.Float64.Size()]
	for i, v := range x {
		logs[i] = v - low + 1
	}
	w.log.Run(bytes, bytes)
	return logs, nil
}

// lowest is the least number, NaN if there is one.
func lowest(x []float64) float64 {
	low := math.Inf(1)
	for _, v := range x {
		low = min(low, v)
	}
	return low
}

// addWide adds the logarithms of a frame of float64.
func (l *logSum) addWide(dst []float32, x []float64) error {
	logs, err := l.wide.of(x, lowest(x))
	if err != nil {
		return err
	}
	for i, v := range logs {
		dst[i] = float32(float64(dst[i]) + v)
	}
	return nil
}

// addWideStored is addStored for float64.
func (l *logSum) addWideStored(dst []float32, index []int32, x []float64) error {
	low := lowest(x)
	var other float32 // the logarithm of a pixel that is not stored, if there is one
	if len(x) < len(dst) {
		low = min(low, 0)
		other = float32(math.Log(1 - low))
	}
	logs, err := l.wide.of(x, low)
	if err != nil {
		return err
	}
	if cap(l.stored) < len(x) {
		l.stored = make([]float32, len(x)+len(x)/4)
	}
	values := l.stored[:len(x)]
	for i, v := range logs {
		values[i] = float32(v)
	}
	return addBetween(dst, index, values, other)
}
