package simd_test

import (
	"math"
	"math/rand/v2"
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

// entries are stored pixels in any order, of counts.
func entries(r *rand.Rand, n, pixels int) (index []int32, small []uint8, wide []uint16) {
	index, small, wide = make([]int32, n), make([]uint8, n), make([]uint16, n)
	for i := range index {
		index[i], small[i], wide[i] = int32(r.IntN(pixels)), uint8(r.Uint32()), uint16(r.Uint32())
	}
	return index, small, wide
}

// entryCounts are around those that a turn of the kernels takes.
var entryCounts = []int{0, 1, 7, 8, 9, 16, 23, 100, 1001}

// wrongPixels are none of n.
func wrongPixels(n int) []int32 { return []int32{-1, int32(n), math.MaxInt32, math.MinInt32} }

func TestAddEntriesEqualsLoop(t *testing.T) {
	r := newRand(t)
	const pixels = 90
	for _, n := range entryCounts {
		index, small, wide := entries(r, n, pixels)
		var fromSmall, fromWide [pixels]uint64
		for i, p := range index {
			fromSmall[p] += uint64(small[i])
			fromWide[p] += uint64(wide[i])
		}
		atEachLevel(t, func(t *testing.T) {
			sums := make([]uint64, pixels)
			require.Equal(t, n, simd.AddEntriesU8(sums, index, small))
			require.Equal(t, fromSmall[:], sums)
			clear(sums)
			require.Equal(t, n, simd.AddEntriesU16(sums, index, wide))
			require.Equal(t, fromWide[:], sums)
		})
	}
}

func TestSquareEntriesAddsValuesAndSquares(t *testing.T) {
	r := newRand(t)
	for _, n := range entryCounts {
		_, small, wide := entries(r, n, 1)
		index := make([]int32, n)
		var fromSmall, fromWide = make([]uint64, 6*n+2), make([]uint64, 6*n+2)
		for i := range index {
			p := 3*i + r.IntN(3)
			index[i] = int32(p)
			fromSmall[2*p], fromSmall[2*p+1] = uint64(small[i]), uint64(small[i])*uint64(small[i])
			fromWide[2*p], fromWide[2*p+1] = uint64(wide[i]), uint64(wide[i])*uint64(wide[i])
		}
		atEachLevel(t, func(t *testing.T) {
			sums := make([]uint64, 6*n+2)
			require.Equal(t, n, simd.SquareEntriesU8(sums, index, small, -1))
			require.Equal(t, fromSmall, sums)
			clear(sums)
			require.Equal(t, n, simd.SquareEntriesU16(sums, index, wide, -1))
			require.Equal(t, fromWide, sums)
		})
	}
}

func TestSquareEntriesStopsWherePixelsDoNotRise(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for at := range 40 {
			index := make([]int32, 40)
			for i := range index {
				index[i] = int32(i + 1)
			}
			index[at] = int32(at) // that of the one before
			sums := make([]uint64, 100)
			require.Equal(t, at, simd.SquareEntriesU16(sums, index, make([]uint16, 40), 0))
			require.Equal(t, at, simd.SquareEntriesU8(sums, index, make([]uint8, 40), 0))
		}
	})
}

func TestQuadEntriesEqualsLoop(t *testing.T) {
	r := newRand(t)
	const pixels = 500
	w := make([]float32, 4*pixels)
	fill(r, w)
	for _, n := range entryCounts {
		index, small, wide := entries(r, n, pixels)
		values := make([]float32, n)
		fill(r, values)
		check := func(t *testing.T, x func(i int) float64, run func(*[4]float32) int) {
			var want, size [4]float64
			for i, p := range index {
				for k := range 4 {
					v := x(i) * float64(w[4*int(p)+k])
					want[k], size[k] = want[k]+v, size[k]+math.Abs(v)
				}
			}
			got := [4]float32{1, 2, 3, 4}
			require.Equal(t, n, run(&got))
			for k := range 4 {
				require.InDelta(t, want[k]+float64(k+1), float64(got[k]), float64(n+8)*6e-8*(size[k]+4))
			}
		}
		atEachLevel(t, func(t *testing.T) {
			check(t, func(i int) float64 { return float64(small[i]) }, func(s *[4]float32) int { return simd.QuadEntriesU8(s, index, small, w) })
			check(t, func(i int) float64 { return float64(wide[i]) }, func(s *[4]float32) int { return simd.QuadEntriesU16(s, index, wide, w) })
			check(t, func(i int) float64 { return float64(values[i]) }, func(s *[4]float32) int { return simd.QuadEntriesF32(s, index, values, w) })
		})
	}
}

func TestCoveredEntriesListsThoseOfCoveredPixels(t *testing.T) {
	r := newRand(t)
	cover := make([]uint8, 300)
	for i := range cover {
		cover[i] = uint8(r.IntN(2))
	}
	for _, n := range entryCounts {
		index, _, _ := entries(r, n, len(cover))
		want := []int32{}
		for i, p := range index {
			if cover[p] == 1 {
				want = append(want, int32(i))
			}
		}
		atEachLevel(t, func(t *testing.T) {
			list := make([]int32, n)
			seen, kept := simd.CoveredEntries(list, index, cover)
			require.Equal(t, n, seen)
			require.Equal(t, want, list[:kept])
		})
	}
}

func TestEntriesOfNoPixelStopEveryKernel(t *testing.T) {
	const pixels, n = 64, 41
	small, wide, values := make([]uint8, n), make([]uint16, n), make([]float32, n)
	atEachLevel(t, func(t *testing.T) {
		for at := range n {
			for _, bad := range wrongPixels(pixels) {
				index := make([]int32, n)
				for i := range index {
					index[i] = int32(i)
				}
				index[at] = bad
				// Memory around what is given must stay as it is.
				around := make([]uint64, 3*pixels)
				sums := around[pixels : 2*pixels : 2*pixels]
				require.Equal(t, at, simd.AddEntriesU8(sums, index, small))
				require.Equal(t, at, simd.AddEntriesU16(sums, index, wide))
				pairs := make([]uint64, 2*pixels)
				require.Equal(t, at, simd.SquareEntriesU8(pairs, index, small, -1))
				require.Equal(t, at, simd.SquareEntriesU16(pairs, index, wide, -1))
				var four [4]float32
				w := make([]float32, 4*pixels)
				require.Equal(t, at, simd.QuadEntriesU8(&four, index, small, w))
				require.Equal(t, at, simd.QuadEntriesU16(&four, index, wide, w))
				require.Equal(t, at, simd.QuadEntriesF32(&four, index, values, w))
				seen, kept := simd.CoveredEntries(make([]int32, n), index, make([]uint8, pixels))
				require.Equal(t, [2]int{at, 0}, [2]int{seen, kept})
			}
		}
	})
}

func TestEntriesWithoutPixelsOrValues(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		one := []int32{0}
		require.Zero(t, simd.AddEntriesU16(nil, one, []uint16{1}))
		require.Zero(t, simd.SquareEntriesU16(nil, one, []uint16{1}, -1))
		require.Zero(t, simd.QuadEntriesU16(new([4]float32), one, []uint16{1}, nil))
		seen, kept := simd.CoveredEntries(make([]int32, 1), one, nil)
		require.Zero(t, seen+kept)
		require.Panics(t, func() { simd.AddEntriesU16(make([]uint64, 9), make([]int32, 8), make([]uint16, 7)) })
		require.Panics(t, func() { simd.CoveredEntries(make([]int32, 7), make([]int32, 8), make([]uint8, 9)) })
	})
}
