package simd_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func TestRunsDotEqualsLoop(t *testing.T) {
	r := newRand(t)
	for _, n := range []int{0, 1, 2, 3, 4, 5, 8, 13, 100} {
		const pixels = 1000
		at, w := make([]int32, n), make([]float32, n*simd.RunWidth)
		fill(r, w)
		for i := range at {
			at[i] = int32(r.IntN(pixels - simd.RunWidth + 1))
		}
		u8, u16 := elements[uint8](t, r, pixels), elements[uint16](t, r, pixels)
		runs := simd.NewRuns(at, w)
		require.Equal(t, n, runs.Len())
		var want8, size8, want16, size16 float64
		for i, v := range w {
			p := int(at[i/simd.RunWidth]) + i%simd.RunWidth
			want8, size8 = want8+float64(v)*float64(u8[p]), size8+math.Abs(float64(v)*float64(u8[p]))
			want16, size16 = want16+float64(v)*float64(u16[p]), size16+math.Abs(float64(v)*float64(u16[p]))
		}
		atEachLevel(t, func(t *testing.T) {
			tolerance := float64(n+4) * 6e-8
			require.InDelta(t, want8, float64(runs.DotU8(u8, 50)), tolerance*size8)
			require.InDelta(t, want16, float64(runs.DotU16(u16, 0)), tolerance*size16)
		})
	}
}

func TestRunsBeyondTheFramePanic(t *testing.T) {
	w := make([]float32, 2*simd.RunWidth)
	require.Panics(t, func() { simd.NewRuns([]int32{0}, w) })
	require.Panics(t, func() { simd.NewRuns([]int32{0, -1}, w) })
	runs := simd.NewRuns([]int32{4, 84}, w)
	atEachLevel(t, func(t *testing.T) {
		require.NotPanics(t, func() { runs.DotU16(make([]uint16, 100), 0) })
		require.Panics(t, func() { runs.DotU16(make([]uint16, 99), 0) })
		require.Panics(t, func() { runs.DotU8(nil, 0) })
	})
}
