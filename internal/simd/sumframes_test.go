package simd_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// sumsFrames compares a sum over frames with a float64 loop; tolerance is
// relative to the sum of absolute values.
func sumsFrames[D float32 | float64, S number](t *testing.T, sum func([]D, []S, int, int), tolerance float64) {
	r := newRand(t)
	for _, n := range fewLengths() {
		for _, frames := range []int{0, 1, 2, 3, 4, 5, 8, 13, 27} {
			stride := n + r.IntN(40)
			src := elements[S](t, r, max(0, frames-1)*stride+n)
			dst := elements[D](t, r, n)
			want, size := make([]float64, n), make([]float64, n)
			for p := range n {
				want[p], size[p] = float64(dst[p]), math.Abs(float64(dst[p]))
				for f := range frames {
					want[p] += float64(src[f*stride+p])
					size[p] += math.Abs(float64(src[f*stride+p]))
				}
			}
			sum(dst, src, frames, stride)
			for p := range n {
				require.InDelta(t, want[p], float64(dst[p]), tolerance*size[p], "n=%d frames=%d p=%d", n, frames, p)
			}
		}
	}
}

func TestSumFramesEqualsLoop(t *testing.T) {
	const eps32, eps64 = 1e-7, 1e-15
	atEachLevel(t, func(t *testing.T) {
		t.Run("U8", func(t *testing.T) { sumsFrames(t, simd.SumFramesU8, 3*eps32) })
		t.Run("U16", func(t *testing.T) { sumsFrames(t, simd.SumFramesU16, 3*eps32) })
		t.Run("F32", func(t *testing.T) { sumsFrames(t, simd.SumFramesF32, 8*eps32) })
		t.Run("U8F64", func(t *testing.T) { sumsFrames(t, simd.SumFramesU8F64, eps64) })
		t.Run("U16F64", func(t *testing.T) { sumsFrames(t, simd.SumFramesU16F64, eps64) })
		t.Run("F32F64", func(t *testing.T) { sumsFrames(t, simd.SumFramesF32F64, 4*eps64) })
		t.Run("F64F64", func(t *testing.T) { sumsFrames(t, simd.SumFramesF64F64, 4*eps64) })
	})
}

// Largest values in more frames than one block takes: no lane may overflow.
func TestSumFramesOfExtremesIsExact(t *testing.T) {
	const n, frames = 67, 3000
	u8, u16 := make([]uint8, n*frames), make([]uint16, n*frames)
	for i := range u8 {
		u8[i], u16[i] = math.MaxUint8, math.MaxUint16
	}
	atEachLevel(t, func(t *testing.T) {
		a, b := make([]float64, n), make([]float64, n)
		c := make([]float32, n)
		simd.SumFramesU8F64(a, u8, frames, n)
		simd.SumFramesU16F64(b, u16, frames, n)
		simd.SumFramesU8(c, u8, frames, n)
		for p := range n {
			require.Equal(t, float64(frames*math.MaxUint8), a[p])
			require.Equal(t, float64(frames*math.MaxUint16), b[p])
			require.Equal(t, float32(frames*math.MaxUint8), c[p])
		}
		d := make([]float32, n)
		simd.SumFramesU16(d, u16, 256, n)
		for p := range n {
			require.Equal(t, float32(256*math.MaxUint16), d[p])
		}
	})
}

// One call of more pixels and frames than an assembly call may take.
func TestSumFramesSplitsLargeCalls(t *testing.T) {
	const n, frames = 100_003, 11
	src := make([]uint16, n*frames)
	fill(newRand(t), src)
	want := make([]float64, n)
	for i, v := range src {
		want[i%n] += float64(v)
	}
	atEachLevel(t, func(t *testing.T) {
		dst := make([]float64, n)
		simd.SumFramesU16F64(dst, src, frames, n)
		require.Equal(t, want, dst)
		rounded := make([]float32, n)
		simd.SumFramesU16(rounded, src, frames, n)
		for p, v := range want {
			require.Equal(t, float32(v), rounded[p])
		}
	})
}

func TestSumFramesPropagatesNaNAndInf(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	atEachLevel(t, func(t *testing.T) {
		src := make([]float32, 3*70)
		src[1], src[70+2], src[140+3], src[3] = nan, inf, inf, -inf
		dst := make([]float32, 70)
		simd.SumFramesF32(dst, src, 3, 70)
		require.Equal(t, bits32([]float32{0, nan, inf, nan, 0}), bits32(dst[:5]))
	})
}

func TestFramesBeyondSourcePanic(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		dst, src := make([]float32, 64), make([]uint16, 64*4)
		require.Panics(t, func() { simd.SumFramesU16(dst, src, 5, 64) })
		require.Panics(t, func() { simd.SumFramesU16(dst, src, 4, 65) })
		require.Panics(t, func() { simd.SumFramesU16(dst, src, 2, math.MaxInt) })
		require.Panics(t, func() { simd.SumFramesU16(dst, src, 2, -64) })
		require.Panics(t, func() { simd.SumFramesU16(dst, src, -1, 64) })
		require.Panics(t, func() { simd.SumFramesU16(dst, src[:63], 1, 0) })
		require.NotPanics(t, func() { simd.SumFramesU16(dst, src[:64], 9, 0) })
		require.NotPanics(t, func() { simd.SumFramesU16(dst, nil, 0, 64) })
		require.NotPanics(t, func() { simd.SumFramesU16(nil, nil, 3, 0) })
		require.Equal(t, float32(0), dst[0])
	})
}

func sqDevs[S number](t *testing.T, add func(dst, mean []float64, src []S, frames, stride int)) {
	r := newRand(t)
	for _, n := range fewLengths() {
		for _, frames := range []int{0, 1, 3, 8, 9} {
			stride := n + r.IntN(40)
			src := elements[S](t, r, max(0, frames-1)*stride+n)
			dst, mean := elements[float64](t, r, n), elements[float64](t, r, n)
			want := append([]float64(nil), dst...)
			size := make([]float64, n)
			for p := range n {
				for f := range frames {
					d := float64(src[f*stride+p]) - mean[p]
					want[p] += d * d
					size[p] += d * d
				}
				size[p] += math.Abs(dst[p])
			}
			add(dst, mean, src, frames, stride)
			for p := range n {
				require.InDelta(t, want[p], dst[p], 2e-15*size[p], "n=%d frames=%d p=%d", n, frames, p)
			}
		}
	}
}

func TestSqDevFramesEqualsLoop(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		t.Run("U8", func(t *testing.T) { sqDevs(t, simd.SqDevFramesU8) })
		t.Run("U16", func(t *testing.T) { sqDevs(t, simd.SqDevFramesU16) })
		t.Run("F32", func(t *testing.T) { sqDevs(t, simd.SqDevFramesF32) })
	})
}

// FuzzSumFramesU16 compares the levels with each other on arbitrary shapes.
func FuzzSumFramesU16(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6}, uint16(2), uint8(1), uint16(1))
	f.Add(make([]byte, 4000), uint16(130), uint8(7), uint16(200))
	f.Fuzz(func(t *testing.T, raw []byte, n uint16, frames uint8, stride uint16) {
		src := make([]uint16, len(raw)/2)
		for i := range src {
			src[i] = binary.LittleEndian.Uint16(raw[2*i:])
		}
		if last := max(0, int(frames)-1) * int(stride); last+int(n) > len(src) {
			return
		}
		var want []float64
		for _, level := range simd.Levels() {
			restore := simd.SetLevel(level)
			got, rounded := make([]float64, n), make([]float32, n)
			simd.SumFramesU16F64(got, src, int(frames), int(stride))
			simd.SumFramesU16(rounded, src, int(frames), int(stride))
			restore()
			if want == nil {
				want = got
			}
			require.Equal(t, want, got, level)
			for p, v := range rounded {
				require.Equal(t, float32(want[p]), v, level)
			}
		}
	})
}
