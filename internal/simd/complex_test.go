package simd_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func TestComplexProductsRoundOneByOne(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		a, b, got := make([]float32, 300), make([]float32, 300), make([]float32, 300)
		for i := range a {
			a[i], b[i] = float32(r.NormFloat64()), float32(r.NormFloat64())
		}
		simd.BinaryOf(simd.Mul, simd.Complex64)(memoryOf(got), memoryOf(a), memoryOf(b))
		for i := 0; i < len(a); i += 2 {
			require.Equal(t, float32(a[i]*b[i])-float32(a[i+1]*b[i+1]), got[i])
			require.Equal(t, float32(a[i]*b[i+1])+float32(a[i+1]*b[i]), got[i+1])
		}
	})
}

func TestAbsOfComplexNumbersIsAccurate(t *testing.T) {
	r := newRand(t)
	z := make([]float64, 2000)
	for i := range z {
		z[i] = math.Ldexp(r.NormFloat64(), r.IntN(2000)-1000)
		if i%2 == 1 && r.IntN(2) == 0 {
			z[i] = z[i-1] * r.Float64()
		}
	}
	atEachLevel(t, func(t *testing.T) {
		got, worst := make([]float64, 1000), 0.0
		simd.UnaryOf(simd.Abs, simd.Complex128)(memoryOf(got), memoryOf(z))
		for i, v := range got {
			re, im := big.NewFloat(z[2*i]).SetPrec(300), big.NewFloat(z[2*i+1]).SetPrec(300)
			want := new(big.Float).Sqrt(re.Add(re.Mul(re, re), im.Mul(im, im)))
			off, _ := new(big.Float).Sub(want, big.NewFloat(v)).Float64()
			worst = max(worst, math.Abs(off)/(math.Nextafter(v, math.Inf(1))-v))
		}
		t.Logf("largest error %.3f units", worst)
		require.Less(t, worst, 2.0)
	})
}

func TestAbsOfComplexSpecials(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	z := []float64{inf, nan, nan, -inf, -inf, 1, nan, 1, 1, nan, 0, 0, math.Copysign(0, -1), 0, 3, -4,
		math.MaxFloat64, 0, 5e-324, 0, 0, -5e-324, 1e300, 1e300}
	want := []float64{inf, inf, inf, nan, nan, 0, 0, 5, math.MaxFloat64, 5e-324, 5e-324, 1e300 * math.Sqrt2}
	z = append(z, make([]float64, 256)...)
	atEachLevel(t, func(t *testing.T) {
		got := make([]float64, len(z)/2)
		simd.UnaryOf(simd.Abs, simd.Complex128)(memoryOf(got), memoryOf(z))
		for i, v := range want {
			require.True(t, v == got[i] || v != v && got[i] != got[i], "%v: %v", z[2*i:2*i+2], got[i])
		}
	})
}

func TestHalvesAreThoseOfTheFormat(t *testing.T) {
	halves, floats := make([]uint16, 1<<16), make([]float32, 1<<16)
	for i := range halves {
		halves[i] = uint16(i)
	}
	atEachLevel(t, func(t *testing.T) {
		simd.CastOf(simd.Float32, simd.Float16)(memoryOf(floats), memoryOf(halves))
		for i, f := range floats {
			exp, frac := i>>10&31, float64(i&1023)
			want := math.Ldexp(1+frac/1024, exp-15)
			if exp == 0 {
				want = math.Ldexp(frac, -24)
			}
			switch {
			case exp == 31 && frac != 0:
				require.True(t, f != f)
				continue
			case exp == 31:
				want = math.Inf(1)
			}
			if i >= 1<<15 {
				want = -want
			}
			require.Equal(t, math.Float32bits(float32(want)), math.Float32bits(f), "%#04x", i)
		}
		back := make([]uint16, 1<<16)
		simd.CastOf(simd.Float16, simd.Float32)(memoryOf(back), memoryOf(floats))
		for i, h := range back {
			if f := floats[i]; f == f {
				require.Equal(t, halves[i], h)
			} else {
				require.Equal(t, halves[i]|0x200, h)
			}
		}
	})
}

func TestHalvesRoundTiesToEven(t *testing.T) {
	f := []float32{1 + 0x1p-11, 1 + 0x3p-11, 1 + 0x1p-11 + 0x1p-20, 65519.996, 65520, 0x1p-25, 0x1.000002p-25, 0x3p-25, -0x1p-26, 1e30, 0x1p-149, 0x1.ffcp-15, 0x1.ffep-15}
	want := []uint16{0x3c00, 0x3c02, 0x3c01, 0x7bff, 0x7c00, 0, 1, 2, 0x8000, 0x7c00, 0, 0x0400, 0x0400}
	f = append(f, make([]float32, 64)...)
	atEachLevel(t, func(t *testing.T) {
		got := make([]uint16, len(f))
		simd.CastOf(simd.Float16, simd.Float32)(memoryOf(got), memoryOf(f))
		require.Equal(t, want, got[:len(want)])
	})
}

func TestLongIntegersRoundOnceToFloats(t *testing.T) {
	var x []int64
	for shift := range 63 {
		for d := int64(-2); d <= 2; d++ {
			for _, tie := range []int64{0, 1 << shift >> 24, 1 << shift >> 25, 3 << shift >> 25, 1 << shift >> 53} {
				x = append(x, 1<<shift+d+tie, -1<<shift+d-tie)
			}
		}
	}
	exact := func(i int, unsigned bool) *big.Float {
		if unsigned {
			return new(big.Float).SetUint64(uint64(x[i]))
		}
		return new(big.Float).SetInt64(x[i])
	}
	atEachLevel(t, func(t *testing.T) {
		single, double := make([]float32, len(x)), make([]float64, len(x))
		for typ, unsigned := range map[simd.Type]bool{simd.Int64: false, simd.Uint64: true} {
			simd.CastOf(simd.Float32, typ)(memoryOf(single), memoryOf(x))
			simd.CastOf(simd.Float64, typ)(memoryOf(double), memoryOf(x))
			for i := range x {
				f, _ := exact(i, unsigned).Float32()
				g, _ := exact(i, unsigned).Float64()
				require.Equal(t, f, single[i], "%#x", x[i])
				require.Equal(t, g, double[i], "%#x", x[i])
			}
		}
	})
}
