package simd_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// countsNear fills frames, stride apart, with small counts. One pixel of every
// so many has a sum that is the largest number of the type, or one beside it, or
// has that number in all frames.
func countsNear[S uint8 | uint16](t *testing.T, r *rand.Rand, n, frames, stride, every int) []S {
	src := elements[S](t, r, (frames-1)*stride+n)
	most := int(^S(0))
	for p := range n {
		sum, full := r.IntN(most/2), false
		if r.IntN(every) == 0 {
			sum, full = most-1+r.IntN(3), r.IntN(4) == 0
		}
		for f := range frames {
			v := sum / (frames - f)
			if full {
				v = most
			}
			src[f*stride+p] = S(v)
			sum -= v
		}
	}
	return src
}

func sumsNear[S uint8 | uint16](t *testing.T, sum func([]float32, []S, int, int)) {
	r := newRand(t)
	for _, n := range []int{127, 128, 255, 256, 257, 511, 512, 1031, 5000} {
		for _, frames := range []int{1, 2, 4, 8, 12, 26} {
			for _, every := range []int{math.MaxInt, 700, 20, 1} {
				stride := n + r.IntN(40)
				src := countsNear[S](t, r, n, frames, stride, every)
				got, want := elements[float32](t, r, n), make([]float32, n)
				for p := range n {
					got[p] = float32(r.IntN(1000))
					want[p] = got[p]
					for f := range frames {
						want[p] += float32(src[f*stride+p])
					}
				}
				sum(got, src, frames, stride)
				require.Equal(t, want, got, "n=%d frames=%d every=%d", n, frames, every)
			}
		}
	}
}

func TestSumsBesideTheLargestPixelAreExact(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		t.Run("U8", func(t *testing.T) { sumsNear(t, simd.SumFramesU8) })
		t.Run("U16", func(t *testing.T) { sumsNear(t, simd.SumFramesU16) })
	})
}
