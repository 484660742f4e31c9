package stdudf

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// A momentKernel computes the sum and the squared deviations from the mean of
// each pixel of a tile, and hands them over block by block: at is the first
// pixel of the block, sum and dev are valid during the call.
type momentKernel func(tile *ndarray.Array, scratch *momentScratch, give func(at int, sum, dev []float64)) error

// momentBlock pixels of 32 frames stay in the L2 cache between the two passes
// over them.
const momentBlock = 2048

type momentScratch struct{ sum, mean, dev [momentBlock]float64 }

func moment[S ndarray.Element](sumOf func(dst []float64, src []S, frames, stride int), devOf func(dst, mean []float64, src []S, frames, stride int)) momentKernel {
	return func(tile *ndarray.Array, scratch *momentScratch, give func(at int, sum, dev []float64)) error {
		src, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		n, stride := tile.Shape()[0], tile.Strides()[0]
		px := tile.Size() / max(n, 1)
		for at := 0; at < px; at += momentBlock {
			m := min(momentBlock, px-at)
			sum, mean, dev := scratch.sum[:m], scratch.mean[:m], scratch.dev[:m]
			clear(sum)
			clear(dev)
			sumOf(sum, src[at:], n, stride)
			for i, v := range sum {
				mean[i] = v / float64(n)
			}
			devOf(dev, mean, src[at:], n, stride)
			give(at, sum, dev)
		}
		return nil
	}
}

var momentKernels = map[ndarray.DType]momentKernel{
	ndarray.Uint8:   moment(simd.SumFramesU8F64, simd.SqDevFramesU8),
	ndarray.Uint16:  moment(simd.SumFramesU16F64, simd.SqDevFramesU16),
	ndarray.Float32: moment(simd.SumFramesF32F64, simd.SqDevFramesF32),
	ndarray.Float64: moment(simd.SumFramesF64F64, sqDevFramesF64),
}

func sqDevFramesF64(dst, mean, src []float64, frames, stride int) {
	for f := range frames {
		row := src[f*stride : f*stride+len(dst)]
		for i, v := range row {
			d := v - mean[i]
			dst[i] += d * d
		}
	}
}
