package simd_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// newSweep makes a sweep of a set of results, which hold something.
func newSweep(t testing.TB, r *rand.Rand, set, pixels, frames int) *simd.Sweep {
	s := &simd.Sweep{Mask: elements[float32](t, r, pixels)}
	for i, dst := range []struct {
		of *[]float32
		n  int
	}{{&s.Sum, pixels}, {&s.Max, pixels}, {&s.Min, pixels}, {&s.Totals, frames}, {&s.Products, frames}} {
		if set&(1<<i) != 0 {
			*dst.of = elements[float32](t, r, dst.n)
			if dst.n == 0 {
				*dst.of = []float32{}
			}
		}
	}
	return s
}

// sweepType is what there is for a type of pixels.
type sweepType[S number] struct {
	sweep         func(s *simd.Sweep, src []S, n, frames, stride int)
	sum, max, min func(dst []float32, src []S, frames, stride int)
	total         func(src []S) uint64
}

var (
	sweepU8  = sweepType[uint8]{(*simd.Sweep).U8, simd.SumFramesU8, simd.MaxFramesU8, simd.MinFramesU8, simd.SumU8}
	sweepU16 = sweepType[uint16]{(*simd.Sweep).U16, simd.SumFramesU16, simd.MaxFramesU16, simd.MinFramesU16, simd.SumU16}
)

// equalsParts compares a sweep with the functions for each of its results, which
// need no vectors for this.
func (c sweepType[S]) equalsParts(t testing.TB, s *simd.Sweep, src []S, n, frames, stride int) {
	want := simd.Sweep{Mask: s.Mask}
	for _, r := range [][2]*[]float32{{&want.Sum, &s.Sum}, {&want.Max, &s.Max}, {&want.Min, &s.Min}, {&want.Totals, &s.Totals}, {&want.Products, &s.Products}} {
		*r[0] = append([]float32(nil), *r[1]...)
	}
	sum := append([]float32(nil), want.Sum...)
	c.sum(sum, src, frames, stride)
	c.max(want.Max, src, frames, stride)
	c.min(want.Min, src, frames, stride)
	var products, size []float64
	for f := range want.Products {
		p, a := float64(want.Products[f]), math.Abs(float64(want.Products[f]))
		for i := range n {
			x := float64(src[f*stride+i]) * float64(s.Mask[i])
			p, a = p+x, a+math.Abs(x)
		}
		products, size = append(products, p), append(size, a)
	}
	for f := range want.Totals {
		want.Totals[f] += float32(c.total(src[f*stride : f*stride+n]))
	}
	c.sweep(s, src, n, frames, stride)
	for p := range s.Sum {
		if d := math.Abs(float64(sum[p] - s.Sum[p])); d > 3e-7*math.Abs(float64(sum[p]))+1e-3 {
			require.Equal(t, sum[p], s.Sum[p], "n=%d frames=%d p=%d", n, frames, p)
		}
	}
	require.Equal(t, bits32(want.Max), bits32(s.Max))
	require.Equal(t, bits32(want.Min), bits32(s.Min))
	require.Equal(t, bits32(want.Totals), bits32(s.Totals))
	for f := range products {
		require.InDelta(t, products[f], float64(s.Products[f]), size[f]*(260+float64(n)/256)/(1<<24), "n=%d frames=%d f=%d", n, frames, f)
	}
}

// sweepsEqualParts goes through all sets of results.
func sweepsEqualParts[S number](t *testing.T, c sweepType[S]) {
	r := newRand(t)
	for set := range 32 {
		for _, n := range []int{0, 1, 31, 32, 33, 64, 95, 300, 2047, 2048, 2049, 4160} {
			for _, frames := range []int{0, 1, 3, 4, 5, 8, 9, 19} {
				stride := n + r.IntN(40)
				src := elements[S](t, r, max(0, frames-1)*stride+n)
				c.equalsParts(t, newSweep(t, r, set, n, frames), src, n, frames, stride)
			}
		}
	}
}

func TestSweepsEqualTheirParts(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		t.Run("U8", func(t *testing.T) { sweepsEqualParts(t, sweepU8) })
		t.Run("U16", func(t *testing.T) { sweepsEqualParts(t, sweepU16) })
	})
}

func TestSweepsKeepNaNAndAddInf(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		t.Run("U8", func(t *testing.T) { sweepsOfLargestPixels(t, sweepU8, math.MaxUint8) })
		t.Run("U16", func(t *testing.T) { sweepsOfLargestPixels(t, sweepU16, math.MaxUint16) })
	})
}

// sweepsOfLargestPixels sums what is most likely to overflow, in each set that
// has all of the kinds that are kept.
func sweepsOfLargestPixels[S number](t *testing.T, c sweepType[S], largest S) {
	const n, frames = 4200, 17
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	src := make([]S, frames*n)
	for i := range src {
		src[i] = largest
	}
	for _, totals := range [][]float32{nil, make([]float32, frames)} {
		s := &simd.Sweep{Sum: make([]float32, n), Max: make([]float32, n), Min: make([]float32, n), Mask: make([]float32, n), Totals: totals, Products: make([]float32, frames)}
		s.Sum[1], s.Max[2], s.Min[3], s.Mask[4] = inf, nan, nan, inf
		c.sweep(s, src, n, frames, n)
		require.Equal(t, bits32([]float32{frames * float32(largest), inf}), bits32(s.Sum[:2]))
		require.Equal(t, bits32([]float32{float32(largest), nan}), bits32(s.Max[1:3]))
		require.Equal(t, bits32([]float32{0, nan}), bits32(s.Min[2:4]))
		for f := range frames {
			require.Equal(t, inf, s.Products[f])
		}
		for _, v := range totals {
			require.Equal(t, n*float32(largest), v)
		}
	}
}

func TestSweepsPanicIfAResultIsShort(t *testing.T) {
	src := make([]uint8, 64*8)
	atEachLevel(t, func(t *testing.T) {
		for _, s := range []*simd.Sweep{
			{Sum: make([]float32, 63), Max: make([]float32, 64)},
			{Sum: make([]float32, 64), Min: make([]float32, 63)},
			{Max: make([]float32, 64), Totals: make([]float32, 7)},
			{Max: make([]float32, 64), Products: make([]float32, 7), Mask: make([]float32, 64)},
			{Max: make([]float32, 64), Products: make([]float32, 8), Mask: make([]float32, 63)},
			{Max: make([]float32, 64), Products: make([]float32, 8)},
		} {
			require.Panics(t, func() { s.U8(src, 64, 8, 64) })
		}
		require.Panics(t, func() { new(simd.Sweep).U8(src, 64, 9, 64) })
	})
}

func TestSweepsDoNotAllocate(t *testing.T) {
	const n = 2100
	src := make([]uint16, 9*n)
	s := &simd.Sweep{Sum: make([]float32, n), Max: make([]float32, n), Mask: make([]float32, n), Totals: make([]float32, 9), Products: make([]float32, 9)}
	atEachLevel(t, func(t *testing.T) {
		require.Zero(t, testing.AllocsPerRun(20, func() { s.U16(src, n, 9, n) }))
	})
}

// FuzzSweepU8 compares all sets of results with their parts on arbitrary shapes.
func FuzzSweepU8(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6}, uint16(2), uint8(1), uint16(1), uint8(31))
	f.Add(make([]byte, 4000), uint16(130), uint8(9), uint16(200), uint8(27))
	f.Fuzz(func(t *testing.T, raw []byte, n uint16, frames uint8, stride uint16, set uint8) {
		fuzzSweep(t, sweepU8, raw, int(n), int(frames), int(stride), int(set)%32)
	})
}

// FuzzSweepU16 is FuzzSweepU8 for uint16.
func FuzzSweepU16(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6}, uint16(2), uint8(1), uint16(1), uint8(31))
	f.Add(make([]byte, 4000), uint16(130), uint8(9), uint16(200), uint8(27))
	f.Fuzz(func(t *testing.T, raw []byte, n uint16, frames uint8, stride uint16, set uint8) {
		src := make([]uint16, len(raw)/2)
		for i := range src {
			src[i] = binary.LittleEndian.Uint16(raw[2*i:])
		}
		fuzzSweep(t, sweepU16, src, int(n), int(frames), int(stride), int(set)%32)
	})
}

func fuzzSweep[S number](t *testing.T, c sweepType[S], src []S, n, frames, stride, set int) {
	if max(0, frames-1)*stride+n > len(src) {
		return
	}
	r := rand.New(rand.NewPCG(uint64(n), uint64(set)))
	for _, level := range simd.Levels() {
		restore := simd.SetLevel(level)
		c.equalsParts(t, newSweep(t, r, set, n, frames), src, n, frames, stride)
		restore()
	}
}
