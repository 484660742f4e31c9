package stdudf

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// storedCount tells in how many of the frames each pixel was stored. Where that
// is not all, zero is one of its values.
type storedCount struct {
	pixels []int32
	frames int
}

// An extremumKernel takes the extrema of stored pixels into dst and counts them.
type extremumKernel func(dst *ndarray.Array, t *udf.SparseTile, count []int32, largest bool) error

var extremumRows = map[pair]extremumKernel{
	{ndarray.Float32, ndarray.Uint8}:   extremumOf[float32, uint8],
	{ndarray.Float32, ndarray.Uint16}:  extremumOf[float32, uint16],
	{ndarray.Float32, ndarray.Float32}: extremumOf[float32, float32],
	{ndarray.Float64, ndarray.Float64}: extremumOf[float64, float64],
}

func extremumOf[D float32 | float64, S uint8 | uint16 | float32 | float64](dst *ndarray.Array, t *udf.SparseTile, count []int32, largest bool) error {
	d, err := ndarray.Values[D](dst)
	if err != nil {
		return err
	}
	v, err := ndarray.Values[S](t.Values)
	if err != nil {
		return err
	}
	d, v = d[:len(count)], v[:len(t.Index)]
	for i, p := range t.Index {
		if uint(p) >= uint(len(count)) {
			return &udf.PixelError{Pixel: p, Pixels: t.Pixels}
		}
		count[p]++
		if x := D(v[i]); largest {
			d[p] = max(d[p], x)
		} else {
			d[p] = min(d[p], x)
		}
	}
	return nil
}

// Backends: stored pixels and their number are all that extrema need.
func (e extremum) Backends() []udf.Backend { return rowBackends }

// AcceptsNativeEntries implements udf.NativeEntries.
func (e extremum) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return native(extremumRows, data, input)
}

// ChecksPixels implements udf.PixelChecker.
func (e extremum) ChecksPixels() bool { return true }

// ProcessSparse takes the extrema of the stored pixels. A tile in which a pixel
// may be stored more than once is made dense.
func (e extremum) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	dst := out.Buffer(e.name)
	rising, err := risingPixels(tile)
	if err != nil {
		return err
	}
	k := extremumRows[pair{dst.DType(), tile.Values.DType()}]
	if !rising || k == nil {
		return throughDense(ctx, e, tile, out)
	}
	if e.stored.pixels == nil {
		e.stored.pixels = make([]int32, tile.Pixels)
	}
	e.stored.frames += tile.Frames
	return k(dst, tile, e.stored.pixels, e.largest)
}

// Postprocess takes the zeros of pixels that some frame has not stored.
func (e extremum) Postprocess(out udf.View) error {
	if e.stored.frames == 0 {
		return nil
	}
	dst := out.Buffer(e.name)
	zero := make([]bool, len(e.stored.pixels))
	for p, n := range e.stored.pixels {
		zero[p] = int(n) < e.stored.frames
	}
	where, err := ndarray.FromSlice(zero, dst.Shape()...)
	if err != nil {
		return err
	}
	with, err := ndarray.Where(where, ndarray.New(dst.DType(), dst.Shape()...), dst)
	if err != nil {
		return err
	}
	return e.into(dst, with)
}

// risingPixels reports whether the pixels of every frame rise, so that none is
// stored twice.
func risingPixels(t *udf.SparseTile) (bool, error) {
	rising := true
	for f := range t.Frames {
		last := int32(-1)
		for _, p := range t.Index[t.Start[f]:t.Start[f+1]] {
			if uint(p) >= uint(t.Pixels) {
				return false, &udf.PixelError{Pixel: p, Pixels: t.Pixels}
			}
			rising = rising && p > last
			last = p
		}
	}
	return rising, nil
}
