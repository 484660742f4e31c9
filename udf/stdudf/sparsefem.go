package stdudf

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// Backends: sums over the stored pixels of the ring are all that is needed.
func (f *fem) Backends() []udf.Backend { return rowBackends }

// ChecksPixels implements udf.PixelChecker.
func (f *fem) ChecksPixels() bool { return true }

// ProcessSparse computes deviations from the stored pixels of the ring. A frame
// in which a pixel may be stored more than once is made dense.
func (f *fem) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	dst, err := ndarray.Values[float32](out.Buffer("intensity"))
	if err != nil {
		return err
	}
	rising, err := risingPixels(tile)
	if err != nil {
		return err
	}
	if !rising {
		dense, err := tile.Dense(out.Meta().Sig...)
		if err != nil {
			return err
		}
		frame, err := dense.Index(0, 0)
		if err != nil {
			return err
		}
		return f.ProcessFrame(ctx, frame, out)
	}
	if f.cover == nil {
		f.ring = f.pixels(out.Meta().Sig)
		f.cover = make([]uint8, tile.Pixels)
		for _, p := range f.ring {
			f.cover[p] = 1
		}
	}
	list := f.scratch.grow(len(tile.Index))
	_, kept := simd.CoveredEntries(list, tile.Index, f.cover)
	if v, err := ndarray.Values[float64](tile.Values); err == nil {
		dst[0] = float32(storedDeviation(v, list[:kept], len(f.ring)))
		return nil
	}
	v, err := float32s(tile.Values)
	if err != nil {
		return err
	}
	dst[0] = float32(storedDeviation(v, list[:kept], len(f.ring)))
	return nil
}

// storedDeviation is the deviation of n pixels, of which those that are not in
// the list of entries are zero.
func storedDeviation[T ndarray.Float](v []T, list []int32, n int) float64 {
	mean := 0.0
	for _, i := range list {
		mean += float64(v[i])
	}
	mean /= float64(n)
	sum := float64(n-len(list)) * mean * mean
	for _, i := range list {
		d := float64(v[i]) - mean
		sum += d * d
	}
	return math.Sqrt(sum / float64(n))
}
