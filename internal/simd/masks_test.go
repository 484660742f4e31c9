package simd_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func dotsWithin[S number](t *testing.T, dot func([]S, []float32) float32) {
	r := newRand(t)
	for _, n := range lengths() {
		a, m := elements[S](t, r, n), elements[float32](t, r, n)
		var want, size float64
		for i, v := range a {
			want += float64(v) * float64(m[i])
			size += math.Abs(float64(v) * float64(m[i]))
		}
		require.InDelta(t, want, float64(dot(a, m)), 41*math.Pow(2, -24)*size, "n=%d", n)
	}
}

func TestDotEqualsLoop(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		t.Run("F32", func(t *testing.T) { dotsWithin(t, simd.DotF32) })
		t.Run("U8F32", func(t *testing.T) { dotsWithin(t, simd.DotU8F32) })
		t.Run("U16F32", func(t *testing.T) { dotsWithin(t, simd.DotU16F32) })
		require.Panics(t, func() { simd.DotF32(make([]float32, 2), make([]float32, 1)) })
	})
}

type maskProducts[S, T any] func(out []T, frames []S, nf, fstride int, masks []T, nm, mstride, npx int)

func multiplies[S number, T float32 | float64](t *testing.T, products maskProducts[S, T], eps float64) {
	r := newRand(t)
	for _, npx := range []int{0, 1, 15, 16, 17, 31, 64, 100} {
		for nf := range 14 {
			for _, nm := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 13} {
				checkProducts(t, products, eps, nf, npx+r.IntN(9), nm, npx+r.IntN(9), npx)
			}
		}
	}
	// Several blocks of pixels, for every width of kernel.
	for nm := range 8 {
		checkProducts(t, products, eps, 13, 4100, nm, 4099, 4096+r.IntN(3))
	}
	checkProducts(t, products, eps, 5, 1100, 70, 1101, 1100)
	checkProducts(t, products, eps, 65, 301, 66, 300, 300)
}

func checkProducts[S number, T float32 | float64](t *testing.T, products maskProducts[S, T], eps float64, nf, fstride, nm, mstride, npx int) {
	r := newRand(discard{t})
	frames := make([]S, max(0, nf-1)*fstride+npx)
	masks := make([]T, max(0, nm-1)*mstride+npx)
	out := make([]T, nf*nm)
	fill(r, frames)
	fill(r, masks)
	fill(r, out)
	want, size := make([]float64, nf*nm), make([]float64, nf*nm)
	for f := range nf {
		for k := range nm {
			o := f*nm + k
			want[o], size[o] = float64(out[o]), math.Abs(float64(out[o]))
			for p := range npx {
				v := float64(frames[f*fstride+p]) * float64(masks[k*mstride+p])
				want[o] += v
				size[o] += math.Abs(v)
			}
		}
	}
	products(out, frames, nf, fstride, masks, nm, mstride, npx)
	for o := range out {
		// The random signs keep the error far below the bound.
		if d := math.Abs(want[o] - float64(out[o])); d > 40*eps*size[o] {
			require.Failf(t, "off", "frames=%d masks=%d pixels=%d out[%d]: got %v, want %v", nf, nm, npx, o, out[o], want[o])
		}
	}
}

// discard hides the seed line of inner loops.
type discard struct{ testing.TB }

func (discard) Logf(string, ...any) {}

func TestMaskProductsEqualLoop(t *testing.T) {
	eps32, eps64 := math.Pow(2, -24), math.Pow(2, -53)
	atEachLevel(t, func(t *testing.T) {
		t.Run("F32", func(t *testing.T) { multiplies[float32](t, simd.MaskProductsF32, eps32) })
		t.Run("F64", func(t *testing.T) { multiplies[float64](t, simd.MaskProductsF64, eps64) })
		t.Run("U8", func(t *testing.T) { multiplies[uint8](t, simd.MaskProductsU8, eps32) })
		t.Run("U16", func(t *testing.T) { multiplies[uint16](t, simd.MaskProductsU16, eps32) })
	})
}

// The last frame and the last mask end where memory ends.
func TestMaskProductsStayInside(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, npx := range []int{16, 17, 63, 1040} {
			frames, masks := elements[float32](t, r, 9*npx), elements[float32](t, r, 7*npx)
			out := elements[float32](t, r, 9*7)
			simd.MaskProductsF32(out, frames, 9, npx, masks, 7, npx, npx)
			counts := elements[uint16](t, r, 9*npx)
			simd.MaskProductsU16(out, counts, 9, npx, masks, 7, npx, npx)
		}
		require.Panics(t, func() {
			simd.MaskProductsF32(make([]float32, 5), make([]float32, 32), 2, 16, make([]float32, 48), 3, 16, 16)
		})
		require.Panics(t, func() {
			simd.MaskProductsF32(make([]float32, 6), make([]float32, 31), 2, 16, make([]float32, 48), 3, 16, 16)
		})
		require.Panics(t, func() {
			simd.MaskProductsF32(make([]float32, 6), make([]float32, 32), 2, 16, make([]float32, 47), 3, 16, 16)
		})
	})
}
