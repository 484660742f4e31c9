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
	if wide, err := ndarray.Values[float64](tile.Values); err == nil {
		for f := range tile.Frames {
			from, to := tile.Start[f], tile.Start[f+1]
			if err := l.addWideStored(dst, tile.Index[from:to], wide[from:to]); err != nil {
				return err
			}
		}
		return nil
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
	var other float32 // the logarithm of a pixel that is not stored, if there is one
	if len(x) < len(dst) {
		other = float32(math.Log1p(-float64(low)))
	}
	return addBetween(dst, index, logs, other)
}

// addBetween adds values to the pixels of a rising index, and another value to
// the others.
func addBetween(dst []float32, index []int32, values []float32, other float32) error {
	next := 0
	for i, p := range index {
		if uint(p) >= uint(len(dst)) {
			return &udf.PixelError{Pixel: p, Pixels: len(dst)}
		}
		if other != 0 {
			for ; next < int(p); next++ {
				dst[next] += other
			}
			next = int(p) + 1
		}
		dst[p] += values[i]
	}
	if other != 0 {
		for ; next < len(dst); next++ {
			dst[next] += other
		}
	}
	return nil
}
