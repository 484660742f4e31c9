package simd_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func TestMaxU32EqualsLoop(t *testing.T) {
	r := newRand(t)
	for _, n := range []int{0, 1, 31, 32, 33, 64, 95, 1000} {
		src := make([]int32, n)
		want := uint32(0)
		for i := range src {
			src[i] = int32(r.Uint32()) & math.MaxInt32
			want = max(want, uint32(src[i]))
		}
		atEachLevel(t, func(t *testing.T) { require.Equal(t, want, simd.MaxU32(src)) })
		for _, at := range []int{0, n / 2, n - 1} {
			if n == 0 {
				continue
			}
			old := src[at]
			src[at] = -1
			atEachLevel(t, func(t *testing.T) { require.Equal(t, uint32(math.MaxUint32), simd.MaxU32(src)) })
			src[at] = old
		}
	}
}

func TestQuadDotEqualsLoop(t *testing.T) {
	r := newRand(t)
	const pixels = 500
	w := make([]float32, 4*pixels)
	fill(r, w)
	for _, n := range []int{0, 1, 3, 4, 5, 31, 32, 100, 1001} {
		index, values := make([]int32, n), make([]float32, n)
		fill(r, values)
		var want, size [4]float64
		for i := range index {
			index[i] = int32(r.IntN(pixels))
			for k := range 4 {
				x := float64(values[i]) * float64(w[4*int(index[i])+k])
				want[k], size[k] = want[k]+x, size[k]+math.Abs(x)
			}
		}
		atEachLevel(t, func(t *testing.T) {
			got := [4]float32{1, 2, 3, 4}
			simd.QuadDot(&got, index, values, w)
			for k := range 4 {
				require.InDelta(t, want[k]+float64(k+1), float64(got[k]), float64(n+8)*6e-8*(size[k]+4))
			}
		})
	}
}

func TestQuadDotPanicsForAPixelWithoutWeights(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for _, bad := range []int32{-1, 10, math.MaxInt32, math.MinInt32} {
			index := make([]int32, 64)
			index[40] = bad
			require.Panics(t, func() { simd.QuadDot(new([4]float32), index, make([]float32, 64), make([]float32, 40)) })
		}
		require.Panics(t, func() { simd.QuadDot(new([4]float32), make([]int32, 8), make([]float32, 7), make([]float32, 40)) })
	})
}
