package stdudf

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// logBlock pixels of the frames of a product, with what is computed of them,
// stay in the first-level cache.
const logBlock = 2048

// logFrames is a number of frames that makes whole products.
const logFrames = 14

// A logKernel adds the logarithms of the frames of a tile of integers to dst.
type logKernel func(dst []float32, tile *ndarray.Array, scratch *logScratch) error

// logKernels take integers of which so many shifted ones have a product that is
// a float32: they are at most 2⁸ or 2¹⁶. The logarithm of the product is the sum
// of theirs, and is taken once. Shifted numbers are exact and at least one, so
// that a product of k has an error of (k-1)/2 units in the last place, which is
// less than 1e-6 in the logarithm.
var logKernels = map[ndarray.DType]logKernel{
	ndarray.Uint8:  logProducts(15, simd.SumFramesU8, simd.MinFramesU8),
	ndarray.Uint16: logProducts(7, simd.SumFramesU16, simd.MinFramesU16),
}

func logProducts[S uint8 | uint16](factors int, add, least func(dst []float32, src []S, frames, stride int)) logKernel {
	return func(dst []float32, tile *ndarray.Array, scratch *logScratch) error {
		src, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		n, stride := tile.Shape()[0], tile.Strides()[0]
		shifts := scratch.shifts[:0]
		for f := range n {
			shifts = append(shifts, 1-leastOf(src[f*stride:f*stride+len(dst)], scratch.shifted, least))
		}
		scratch.shifts = shifts
		groups := (n + factors - 1) / factors
		for at := 0; at < len(dst); at += logBlock {
			m := min(logBlock, len(dst)-at)
			for g, f := 0, 0; g < groups; g++ {
				for first, last := f, f+(n-f)/(groups-g); f < last; f++ {
					scratch.factor(shifts[f], m, f == first, func(to []float32) { add(to, src[f*stride+at:], 1, m) })
				}
				simd.LogShiftAdd(dst[at:at+m], scratch.product[:m], 0)
			}
		}
		return nil
	}
}

// leastOf returns the smallest pixel of a frame, taken as rows that are as long
// as the scratch.
func leastOf[S uint8 | uint16](frame []S, scratch []float32, least func(dst []float32, src []S, frames, stride int)) float32 {
	for i := range scratch {
		scratch[i] = math.MaxFloat32
	}
	rows := len(frame) / len(scratch)
	least(scratch, frame, rows, len(scratch))
	rest := frame[rows*len(scratch):]
	least(scratch[:len(rest)], rest, 1, len(rest))
	return simd.MinF32(scratch)
}

var multiplyFloats = simd.BinaryOf(simd.Mul, simd.Float32)

// logScratch is memory for products of shifted frames, a block of pixels of them.
type logScratch struct {
	shifted, product           []float32
	shiftedBytes, productBytes []byte // the same

	shifts []float32 // of the frames of a tile
	shift  []float32 // one of them for all pixels
}

func newLogScratch() (*logScratch, error) {
	s := &logScratch{shift: make([]float32, logBlock)}
	for values, bytes := range map[*[]float32]*[]byte{&s.shifted: &s.shiftedBytes, &s.product: &s.productBytes} {
		a := ndarray.New(ndarray.Float32, logBlock)
		var err error
		if *values, err = ndarray.Values[float32](a); err != nil {
			return nil, err
		}
		if *bytes, err = a.Bytes(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// factor multiplies the product of m pixels by what add makes of the shift, or
// sets it if this is the first factor.
func (s *logScratch) factor(shift float32, m int, first bool, add func(to []float32)) {
	if s.shift[0] != shift {
		for i := range s.shift {
			s.shift[i] = shift
		}
	}
	to := s.shifted[:m]
	if first {
		to = s.product[:m]
	}
	copy(to, s.shift)
	add(to)
	if !first {
		size := m * ndarray.Float32.Size()
		multiplyFloats(s.productBytes[:size], s.productBytes[:size], s.shiftedBytes[:size])
	}
}
