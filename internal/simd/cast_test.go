package simd_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func TestSwapReversesBytes(t *testing.T) {
	for size, swap := range map[int]func(dst, src []byte){2: simd.Swap16, 4: simd.Swap32, 8: simd.Swap64} {
		atEachLevel(t, func(t *testing.T) {
			r := newRand(t)
			for _, n := range lengths() {
				n -= n % size
				src, dst := elements[uint8](t, r, n), elements[uint8](t, r, n)
				want := slices.Clone(src)
				for i := 0; i < n; i += size {
					slices.Reverse(want[i : i+size])
				}
				swap(dst, src)
				require.True(t, slices.Equal(want, dst), "n=%d", n)
				swap(src, src)
				require.True(t, slices.Equal(want, src), "in place, n=%d", n)
			}
			require.Panics(t, func() { swap(make([]byte, size+1), make([]byte, size+1)) })
		})
	}
}

func extremeOverFrames[S number](t *testing.T, frames func([]float32, []S, int, int), wins func(a, b float32) bool) {
	r := newRand(t)
	for _, n := range fewLengths() {
		for _, count := range []int{0, 1, 2, 5, 8} {
			stride := n + r.IntN(40)
			src := elements[S](t, r, max(0, count-1)*stride+n)
			if s, ok := any(src).([]float32); ok {
				specials(r, s)
			}
			dst := elements[float32](t, r, n)
			specials(r, dst)
			want := slices.Clone(dst)
			for f := range count {
				for p, v := range src[f*stride:][:n] {
					if x := float32(v); wins(x, want[p]) || x != x {
						want[p] = x
					}
				}
			}
			frames(dst, src, count, stride)
			require.True(t, slices.Equal(bits32(want), bits32(dst)), "n=%d frames=%d", n, count)
		}
	}
}

func TestExtremaOverFramesEqualLoops(t *testing.T) {
	more := func(a, b float32) bool { return a > b }
	less := func(a, b float32) bool { return a < b }
	atEachLevel(t, func(t *testing.T) {
		t.Run("MaxU8", func(t *testing.T) { extremeOverFrames(t, simd.MaxFramesU8, more) })
		t.Run("MaxU16", func(t *testing.T) { extremeOverFrames(t, simd.MaxFramesU16, more) })
		t.Run("MaxF32", func(t *testing.T) { extremeOverFrames(t, simd.MaxFramesF32, more) })
		t.Run("MinU8", func(t *testing.T) { extremeOverFrames(t, simd.MinFramesU8, less) })
		t.Run("MinU16", func(t *testing.T) { extremeOverFrames(t, simd.MinFramesU16, less) })
		t.Run("MinF32", func(t *testing.T) { extremeOverFrames(t, simd.MinFramesF32, less) })
	})
}

func TestLogShiftAddIsAccurate(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		worst := 0.0
		for range 200 {
			src := elements[float32](t, r, 1000+r.IntN(64))
			for i := range src {
				// Positive floats of every exponent, and many around 1.
				src[i] = math.Float32frombits(r.Uint32N(0x7f800000))
				if r.IntN(2) == 0 {
					src[i] = 1 + float32(r.NormFloat64())*float32(math.Pow(2, -float64(r.IntN(24))))
				}
				src[i] = max(src[i], 1e-45)
			}
			dst := make([]float32, len(src))
			simd.LogShiftAdd(dst, src, 0)
			for i, v := range src {
				want := math.Log(float64(v))
				if want == 0 {
					require.Zero(t, dst[i])
					continue
				}
				worst = max(worst, math.Abs(float64(dst[i])-want)/math.Abs(want))
			}
		}
		t.Logf("largest relative error %.3g", worst)
		require.Less(t, worst, 2e-7)
	})
}

func TestLogShiftAddOfSpecials(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	atEachLevel(t, func(t *testing.T) {
		src := make([]float32, 70)
		copy(src, []float32{0, -1, inf, nan, float32(math.Copysign(0, -1)), -inf, 1})
		dst := make([]float32, 70)
		for _, shift := range []float32{0, float32(math.Copysign(0, -1))} {
			clear(dst)
			simd.LogShiftAdd(dst, src, shift)
			require.Equal(t, bits32([]float32{-inf, nan, inf, nan, -inf, nan, 0}), bits32(dst[:7]))
		}
		src[0], dst[0] = 2, 1
		simd.LogShiftAdd(dst, src, 1)
		require.InDelta(t, 1+math.Log(3), dst[0], 1e-6)
	})
}
