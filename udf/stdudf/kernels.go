package stdudf

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// pair is a kernel's destination and source dtype.
type pair struct{ dst, src ndarray.DType }

// A frameKernel reduces the frames of a tile into dst, which has the shape of
// one frame. Frames may have gaps between them.
type frameKernel func(dst, tile *ndarray.Array) error

// overFrames adapts a vector kernel to arrays, in blocks of columnBlock pixels.
func overFrames[D, S ndarray.Element](k func(dst []D, src []S, frames, stride int)) frameKernel {
	return overBlocks(k, columnBlock)
}

// overWhole adapts a vector kernel that wants whole frames.
func overWhole[D, S ndarray.Element](k func(dst []D, src []S, frames, stride int)) frameKernel {
	return overBlocks(k, math.MaxInt)
}

func overBlocks[D, S ndarray.Element](k func(dst []D, src []S, frames, stride int), block int) frameKernel {
	return func(dst, tile *ndarray.Array) error {
		d, err := ndarray.Values[D](dst)
		if err != nil {
			return err
		}
		s, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		frames, stride := tile.Shape()[0], tile.Strides()[0]
		for len(d) > block {
			k(d[:block], s, frames, stride)
			d, s = d[block:], s[block:]
		}
		k(d, s, frames, stride)
		return nil
	}
}

// Extrema over frames take deepFrames frames in blocks of columnBlock pixels:
// with fewer frames the pass over the destination costs too much, with more
// pixels the many streams of frames leave the first-level cache. More frames are
// no faster, and make tiles that leave the second-level cache. Sums take as many
// as their kernel does in one pass.
const (
	deepFrames  = 16
	sumDepth    = 12
	columnBlock = 8192
)

// deep is the tiling preference of UDFs whose tiles cost a pass over a frame.
type deep struct{}

func (deep) TilingPreference() (depth, bytes int) { return deepFrames, 0 }

var sumFrames = map[pair]frameKernel{
	{ndarray.Float32, ndarray.Uint8}:   overWhole(simd.SumFramesU8),
	{ndarray.Float32, ndarray.Uint16}:  overWhole(simd.SumFramesU16),
	{ndarray.Float32, ndarray.Float32}: overWhole(simd.SumFramesF32),
	{ndarray.Float64, ndarray.Float64}: overFrames(simd.SumFramesF64F64),
}

var maxFrames = map[pair]frameKernel{
	{ndarray.Float32, ndarray.Uint8}:   overFrames(simd.MaxFramesU8),
	{ndarray.Float32, ndarray.Uint16}:  overFrames(simd.MaxFramesU16),
	{ndarray.Float32, ndarray.Float32}: overFrames(simd.MaxFramesF32),
}

var minFrames = map[pair]frameKernel{
	{ndarray.Float32, ndarray.Uint8}:   overFrames(simd.MinFramesU8),
	{ndarray.Float32, ndarray.Uint16}:  overFrames(simd.MinFramesU16),
	{ndarray.Float32, ndarray.Float32}: overFrames(simd.MinFramesF32),
}

// A pixelKernel reduces each frame of a tile to one number and adds it to dst.
type pixelKernel func(dst, tile *ndarray.Array) error

// overPixels adapts a reduction of one frame.
func overPixels[D float32 | float64, S ndarray.Element, N float32 | float64 | uint64](k func(src []S) N) pixelKernel {
	return func(dst, tile *ndarray.Array) error {
		d, err := ndarray.Values[D](dst)
		if err != nil {
			return err
		}
		s, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		frame, stride := tile.Size()/max(tile.Shape()[0], 1), tile.Strides()[0]
		for f := range tile.Shape()[0] {
			d[f] += D(k(s[f*stride : f*stride+frame]))
		}
		return nil
	}
}

var sumPixels = map[pair]pixelKernel{
	{ndarray.Float32, ndarray.Uint8}:   overPixels[float32](simd.SumU8),
	{ndarray.Float32, ndarray.Uint16}:  overPixels[float32](simd.SumU16),
	{ndarray.Float32, ndarray.Float32}: overPixels[float32](simd.SumF32F64),
	{ndarray.Float64, ndarray.Float64}: overPixels[float64](simd.SumF64),
}

// A maskKernel adds the products of the frames of a tile with masks to out, of
// shape (frames, masks). masks are rows of mstride elements.
type maskKernel func(out, tile *ndarray.Array, masks any, nm, mstride int) error

func overMasks[D, S, M ndarray.Element](k func(out []D, frames []S, nf, fstride int, masks []M, nm, mstride, npx int)) maskKernel {
	return func(out, tile *ndarray.Array, masks any, nm, mstride int) error {
		o, err := ndarray.Values[D](out)
		if err != nil {
			return err
		}
		s, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		nf := tile.Shape()[0]
		k(o, s, nf, tile.Strides()[0], masks.([]M), nm, mstride, tile.Size()/max(nf, 1))
		return nil
	}
}

var maskProducts = map[pair]maskKernel{
	{ndarray.Float32, ndarray.Uint8}:   overMasks(simd.MaskProductsU8),
	{ndarray.Float32, ndarray.Uint16}:  overMasks(simd.MaskProductsU16),
	{ndarray.Float32, ndarray.Float32}: overMasks(simd.MaskProductsF32),
	{ndarray.Float64, ndarray.Float64}: overMasks(simd.MaskProductsF64),
}

// native reports whether a table has a kernel from the data's dtype to a
// result in the input dtype, so that tiles need no conversion before it.
func native[K any](table map[pair]K, data, input ndarray.DType) bool {
	_, ok := table[pair{input, data}]
	return ok
}

// eachFrame applies fn to every frame of a tile.
func eachFrame(tile *ndarray.Array, fn func(frame *ndarray.Array) error) error {
	var frame ndarray.Array
	for f := range tile.Shape()[0] {
		frame.Window(tile, f, 1, true)
		if err := fn(&frame); err != nil {
			return err
		}
	}
	return nil
}

// sigAxes are the axes of a tile but the first.
func sigAxes(tile *ndarray.Array) []int {
	axes := make([]int, tile.NDim()-1)
	for i := range axes {
		axes[i] = i + 1
	}
	return axes
}
