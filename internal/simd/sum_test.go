package simd_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func sumsExactly[S uint8 | uint16](t *testing.T, sum func([]S) uint64) {
	r := newRand(t)
	for _, n := range lengths() {
		for _, src := range [][]S{elements[S](t, r, n), elements[S](t, r, n+1)[1:]} {
			var want uint64
			for _, v := range src {
				want += uint64(v)
			}
			require.Equal(t, want, sum(src), "n=%d", n)
		}
	}
}

func sumsWithin[S float32 | float64, R float32 | float64](t *testing.T, sum func([]S) R, tolerance float64) {
	r := newRand(t)
	for _, n := range lengths() {
		for _, src := range [][]S{elements[S](t, r, n), elements[S](t, r, n+1)[1:]} {
			var want, size float64
			for _, v := range src {
				want += float64(v)
				size += math.Abs(float64(v))
			}
			require.InDelta(t, want, float64(sum(src)), tolerance*size, "n=%d", n)
		}
	}
}

func TestSumsEqualLoop(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		t.Run("U8", func(t *testing.T) { sumsExactly(t, simd.SumU8) })
		t.Run("U16", func(t *testing.T) { sumsExactly(t, simd.SumU16) })
		t.Run("F32", func(t *testing.T) { sumsWithin(t, simd.SumF32, 40*math.Pow(2, -24)) })
		t.Run("F32F64", func(t *testing.T) { sumsWithin(t, simd.SumF32F64, 1e-14) })
		t.Run("F64", func(t *testing.T) { sumsWithin(t, simd.SumF64, 1e-14) })
	})
}

// A million of the largest values overflow 32-bit lanes that are not emptied.
func TestSumOfExtremesIsExact(t *testing.T) {
	const n = 1<<20 + 77
	u8, u16 := make([]uint8, n), make([]uint16, n)
	for i := range n {
		u8[i], u16[i] = math.MaxUint8, math.MaxUint16
	}
	atEachLevel(t, func(t *testing.T) {
		require.Equal(t, uint64(n*math.MaxUint8), simd.SumU8(u8))
		require.Equal(t, uint64(n*math.MaxUint16), simd.SumU16(u16))
	})
}

// Sums of equal positive values are the worst case of a running float32 sum,
// which would be off by more than a percent here.
func TestSumF32StaysAccurate(t *testing.T) {
	src := make([]float32, 1<<22)
	for i := range src {
		src[i] = 0.1
	}
	atEachLevel(t, func(t *testing.T) {
		require.InEpsilon(t, float64(float32(0.1))*float64(len(src)), float64(simd.SumF32(src)), 4e-6)
	})
}

func TestSumF32PropagatesNaNAndInf(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for _, at := range []int{0, 17, 63, 64, 199} {
			src := make([]float32, 200)
			src[at] = float32(math.Inf(1))
			require.Equal(t, float32(math.Inf(1)), simd.SumF32(src))
			src[100] = float32(math.Inf(-1))
			require.True(t, math.IsNaN(float64(simd.SumF32(src))))
			require.True(t, math.IsNaN(simd.SumF32F64(src)))
		}
	})
}

func TestTouchSumEqualsLoop(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, n := range lengths() {
			b := elements[uint8](t, r, n)
			var want uint64
			rest := b
			for ; len(rest) >= 8; rest = rest[8:] {
				want += binary.LittleEndian.Uint64(rest)
			}
			for _, v := range rest {
				want += uint64(v)
			}
			require.Equal(t, want, simd.TouchSum(b), "n=%d", n)
		}
	})
}

func TestMinF32EqualsLoop(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, n := range lengths() {
			src := elements[float32](t, r, n)
			want := float32(math.Inf(1))
			for _, v := range src {
				want = min(want, v)
			}
			require.Equal(t, want, simd.MinF32(src), "n=%d", n)
			if n > 0 {
				src[r.IntN(n)] = float32(math.NaN())
				require.True(t, math.IsNaN(float64(simd.MinF32(src))), "n=%d", n)
			}
		}
	})
}
