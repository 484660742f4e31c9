package stdudf

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// Backends: pixels that are not stored all have one logarithm.
func (l *logSum) Backends() []udf.Backend { return rowBackends }

// ChecksPixels implements udf.PixelChecker.
func (l *logSum) ChecksPixels() bool { return true }

// ProcessSparse adds the logarithms of the stored pixels. A tile in which a pixel
// may be stored more than once is made dense.
func (l *logSum) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	rising, err := risingPixels(tile)
	if err != nil {
		return err
	}
	if !rising {
		return throughDense(ctx, l, tile, out)
	}
	dst, err := ndarray.Values[float32](out.Buffer("logsum"))
	if err != nil {
		return err
	}
	values, err := float32s(tile.Values)
	if err != nil {
		return err
	}
	for f := range tile.Frames {
		from, to := tile.Start[f], tile.Start[f+1]
		if err := l.addStored(dst, tile.Index[from:to], values[from:to]); err != nil {
			return err
		}
	}
	return nil
}

// addStored adds the logarithms of a frame of which some pixels are stored.
func (l *logSum) addStored(dst []float32, index []int32, x []float32) error {
	low := float32(0)
	if len(x) > 0 {
		low = simd.MinF32(x)
	}
	if len(x) < len(dst) {
		low = min(low, 0)
	}
	if cap(l.stored) < 2*len(x) {
		l.stored = make([]float32, 2*len(x)+len(x)/2)
	}
	shifted, logs := l.stored[:len(x)], l.stored[len(x):2*len(x)]
	for i, v := range x {
		shifted[i] = v - low
	}
	clear(logs)
	simd.LogShiftAdd(logs, shifted, 1)
	other := float32(math.Log1p(-float64(low))) // of a pixel that is zero
	if other != 0 {
		for p := range dst {
			dst[p] += other
		}
	}
	for i, p := range index {
		if uint(p) >= uint(len(dst)) {
			return &udf.PixelError{Pixel: p, Pixels: len(dst)}
		}
		dst[p] += logs[i] - other
	}
	return nil
}
