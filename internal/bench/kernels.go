package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// kernelsGroup is what everything is made of, on data in the cache, with one
// thread and its processor time.
var kernelsGroup = group{name: "kernels", kinds: []string{"numpy"}, open: openKernels}

func openKernels(_ context.Context, o options) (*field, error) {
	trials := append(tileSums(), maskProducts()...)
	for _, t := range trials {
		t.ownTime = true
	}
	return &field{
		about:  "Kernels of one thread on data in the cache, in processor time.",
		config: map[string]any{"threads": 1},
		trials: trials,
	}, nil
}

// kernelFrames is a tile of 1 MiB of uint16: small enough for L2 with what is
// summed.
const (
	kernelFrames = 8
	kernelPixels = 256 * 256
)

// numbers are pseudo-random values below 256, the same in every run.
func numbers[T ndarray.Element](n int, of func(uint32) T) []T {
	r := rand.New(rand.NewPCG(1, 2))
	out := pooled[T](n)
	for i := range out {
		out[i] = of(r.Uint32N(256))
	}
	return out
}

// tileSums add the frames of a tile up.
func tileSums() []*trial {
	u8 := numbers(kernelFrames*kernelPixels, func(v uint32) uint8 { return uint8(v) })
	u16 := numbers(kernelFrames*kernelPixels, func(v uint32) uint16 { return uint16(v) })
	f32 := numbers(kernelFrames*kernelPixels, func(v uint32) float32 { return float32(v) })
	dst := make([]float32, kernelPixels)
	return []*trial{
		tileSum("uint16", 2, 3, func() { simd.SumFramesU16(dst, u16, kernelFrames, kernelPixels) }),
		tileSum("uint8", 1, 3, func() { simd.SumFramesU8(dst, u8, kernelFrames, kernelPixels) }),
		tileSum("float32", 4, 2, func() { simd.SumFramesF32(dst, f32, kernelFrames, kernelPixels) }),
	}
}

func tileSum(dtype string, size int, atLeast float64, run func()) *trial {
	return &trial{name: "tile sum " + dtype, bytes: int64(size) * kernelFrames * kernelPixels, loops: 1000,
		ask:     map[string]any{"dtype": dtype, "frames": kernelFrames, "pixels": kernelPixels},
		run:     func(context.Context) (values, error) { run(); return nil, nil },
		targets: []target{{"numpy", atLeast}}}
}

// maskProducts multiply the frames of a tile with masks.
func maskProducts() []*trial {
	const frames = 32
	var list []*trial
	u16 := numbers(frames*kernelPixels, func(v uint32) uint16 { return uint16(v) })
	f32 := numbers(frames*kernelPixels, func(v uint32) float32 { return float32(v) })
	for _, n := range []int{1, 2, 4, 16, 64, 128} {
		masks := numbers(n*kernelPixels, func(v uint32) float32 { return float32(v) / 256 })
		out := make([]float32, frames*n)
		add := func(dtype string, atLeast float64, run func()) {
			list = append(list, &trial{name: fmt.Sprintf("%d masks %s", n, dtype), bytes: 0, loops: max(40, 512/n),
				ask:     map[string]any{"dtype": dtype, "frames": frames, "pixels": kernelPixels, "masks": n},
				run:     func(context.Context) (values, error) { run(); return nil, nil },
				targets: []target{{"numpy", atLeast}}})
		}
		add("float32", 0.95, func() {
			simd.MaskProductsF32(out, f32, frames, kernelPixels, masks, n, kernelPixels, kernelPixels)
		})
		add("uint16", 1.5, func() {
			simd.MaskProductsU16(out, u16, frames, kernelPixels, masks, n, kernelPixels, kernelPixels)
		})
	}
	return list
}
