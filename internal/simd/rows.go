package simd

import (
	"sync"
	"unsafe"
)

// SumStreamU8 is SumFramesU8 for sources that are not in the cache: 1.3 times as
// fast there, and half as fast in the cache. Runs of pixels should be long.
func SumStreamU8(dst []float32, src []uint8, frames, stride int) {
	sumRows(&active.rows.u8, sumFramesTwin[uint32, float32, uint8], u8Block, dst, src, frames, stride)
}

// SumStreamU16 is SumFramesU16 for sources that are not in the cache.
func SumStreamU16(dst []float32, src []uint16, frames, stride int) {
	sumRows(&active.rows.u16, sumFramesTwin[uint32, float32, uint16], wideBlock, dst, src, frames, stride)
}

// SumStreamF32 is SumFramesF32 for sources that are not in the cache.
func SumStreamF32(dst, src []float32, frames, stride int) {
	sumRows(&active.rows.f32, sumFramesTwin[float32, float32, float32], wideBlock, dst, src, frames, stride)
}

// rowPixels is how many pixels of a frame are summed at a time. Their
// accumulators, 256 KiB, stay in the second-level cache; runs of frames should
// be long, because each new one has to be fetched ahead anew.
const rowPixels = 64 << 10

// A rowKernel adds a fixed number of frames, stride apart, to accumulators, or
// adds both to dst. n is a multiple of frameQuantum.
type rowKernel[S any] func(dst *float32, acc *uint32, src *S, n, stride int)

// rowKernels sum frames of one type: by fours, the first of which set the
// accumulators, and one by one.
type rowKernels[S any] struct {
	set4, add4, out4, add1, out1 rowKernel[S]
}

// rowLevel holds the rowKernels of a level.
type rowLevel struct {
	u8  rowKernels[uint8]
	u16 rowKernels[uint16]
	f32 rowKernels[float32]
}

// rowScratch holds accumulators: 16-bit ones for uint8, else of 32 bits.
type rowScratch [rowPixels]uint32

var rowPool = sync.Pool{New: func() any { return new(rowScratch) }}

// sumRows checks the bounds and sums blocks of at most block frames and
// rowPixels pixels, leaving the pixels that do not fill a vector to the twin.
func sumRows[S any](k *rowKernels[S], twin func([]float32, []S, int, int), block int, dst []float32, src []S, frames, stride int) {
	if !hasFrames(len(dst), len(src), frames, stride) {
		return
	}
	body := 0
	if k != nil && k.out4 != nil {
		body = len(dst) &^ (frameQuantum - 1)
	}
	var scratch *rowScratch
	if body > 0 {
		scratch = rowPool.Get().(*rowScratch)
		defer rowPool.Put(scratch)
	}
	for done := 0; done < frames; done += block {
		nf := min(block, frames-done)
		s := src[done*stride:]
		for p := 0; p < body; p += rowPixels {
			k.sum(dst[p:min(p+rowPixels, body)], scratch, s[p:], nf, stride)
		}
		if body < len(dst) {
			twin(dst[body:], s[body:], nf, stride)
		}
	}
}

// sum adds frames to dst, those that make no four first.
func (k *rowKernels[S]) sum(dst []float32, scratch *rowScratch, src []S, frames, stride int) {
	acc, n := &scratch[0], len(dst)
	odd := frames % 4
	if odd > 0 || frames == 4 {
		clear(scratch[:n*min(int(unsafe.Sizeof(src[0])), 2)/2])
	}
	for f := range odd {
		if f == frames-1 {
			k.out1(&dst[0], acc, &src[f*stride], n, stride)
			return
		}
		k.add1(nil, acc, &src[f*stride], n, stride)
	}
	for f := odd; f < frames; f += 4 {
		switch {
		case f == frames-4:
			k.out4(&dst[0], acc, &src[f*stride], n, stride)
		case f == 0:
			k.set4(nil, acc, &src[0], n, stride)
		default:
			k.add4(nil, acc, &src[f*stride], n, stride)
		}
	}
}
