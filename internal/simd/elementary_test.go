package simd_test

import (
	"bytes"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

func memoryOf[T float32 | float64 | uint16 | int64](s []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(zero)))
}

const precision = 140

// bigExp sums the Taylor series of e^(x/2^16) and squares.
func bigExp(x float64) *big.Float {
	const halvings = 16
	r := new(big.Float).SetPrec(precision).SetFloat64(x)
	r.SetMantExp(r, -halvings)
	sum, term := big.NewFloat(1).SetPrec(precision), big.NewFloat(1).SetPrec(precision)
	for i := range 14 {
		term.Mul(term, r)
		term.Quo(term, big.NewFloat(float64(i+1)).SetPrec(precision))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog takes one step of Newton's method from a float64 result; math.Log is
// wrong for subnormal numbers.
func bigLog(x float64) *big.Float {
	m, e := math.Frexp(x)
	y := math.Log(m) + float64(e)*math.Ln2
	q := new(big.Float).SetPrec(precision).SetFloat64(x)
	q.Quo(q, bigExp(y))
	q.Sub(q, big.NewFloat(1))
	return q.Add(q, new(big.Float).SetPrec(precision).SetFloat64(y))
}

// distance returns |got-want| in units of the last place of want.
func distance(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	ulp := math.Nextafter(math.Abs(w), math.Inf(1)) - math.Abs(w)
	d := new(big.Float).Sub(new(big.Float).SetPrec(precision).SetFloat64(got), want)
	f, _ := d.Float64()
	return math.Abs(f) / ulp
}

func TestFloat64ElementaryFunctionsAreAccurate(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, c := range []struct {
		op     simd.UnaryOp
		truth  func(float64) *big.Float
		sample func() float64
	}{
		{simd.Exp, bigExp, func() float64 {
			if r.IntN(3) == 0 {
				return r.NormFloat64()
			}
			return -745 + r.Float64()*(745+709.7)
		}},
		{simd.Log, bigLog, func() float64 {
			if r.IntN(2) == 0 {
				return math.Exp(r.NormFloat64() * math.Pow(2, -float64(r.IntN(20))))
			}
			return math.Float64frombits(1<<52 + r.Uint64N(0x7fe0<<48))
		}},
	} {
		src, dst := make([]float64, 8192), make([]float64, 8192)
		for i := range src {
			src[i] = c.sample()
		}
		simd.UnaryOf(c.op, simd.Float64)(memoryOf(dst), memoryOf(src))
		worst := 0.0
		for i, x := range src {
			if math.Abs(dst[i]) < 0x1p-1022 { // subnormal, or log(1)
				require.InDelta(t, math.Exp(x), dst[i], 0x1p-1074)
				continue
			}
			worst = max(worst, distance(dst[i], c.truth(x)))
		}
		t.Logf("op %d: largest error %.4f ulp", c.op, worst)
		require.Less(t, worst, 1.0)
	}
}

// Every 1021st float32 is tried, which visits every exponent thousands of times.
func TestFloat32ElementaryFunctionsAreAccurate(t *testing.T) {
	for op, truth := range map[simd.UnaryOp]func(float64) float64{simd.Exp: math.Exp, simd.Log: math.Log} {
		f := simd.UnaryOf(op, simd.Float32)
		src, dst := make([]float32, 4096), make([]float32, 4096)
		worst := 0.0
		for bits := uint64(0); bits < 1<<32; {
			for i := range src {
				src[i] = math.Float32frombits(uint32(bits))
				bits += 1021
			}
			f(memoryOf(dst), memoryOf(src))
			for i, x := range src {
				want := truth(float64(x))
				if got := float64(dst[i]); want != want || math.Abs(want) > math.MaxFloat32 || want == 0 {
					w := float64(float32(want))
					require.True(t, got == w || got != got && w != w || math.Abs(want) < 0x1p128 && got == math.MaxFloat32, "op %d of %g: %g, want %g", op, x, got, want)
					continue
				}
				ulp := max(math.Ldexp(1, math.Ilogb(want)-23), 0x1p-149)
				worst = max(worst, math.Abs(float64(dst[i])-want)/ulp)
			}
		}
		t.Logf("op %d: largest error %.4f ulp", op, worst)
		require.Less(t, worst, 0.501)
	}
}

func TestElementaryFunctionsOfSpecials(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	cases := map[simd.UnaryOp][2][]float64{
		simd.Exp: {{0, math.Copysign(0, -1), inf, -inf, nan, 1000, -1000, 709.79, -745.2}, {1, 1, inf, 0, nan, inf, 0, inf, 0}},
		simd.Log: {{1, 0, math.Copysign(0, -1), inf, -inf, nan, -1}, {0, -inf, -inf, inf, nan, nan, nan}},
	}
	atEachLevel(t, func(t *testing.T) {
		for op, c := range cases {
			src := make([]float64, 64)
			copy(src, c[0])
			dst := make([]float64, 64)
			simd.UnaryOf(op, simd.Float64)(memoryOf(dst), memoryOf(src))
			require.True(t, bytes.Equal(canonical(simd.Float64, memoryOf(c[1])), canonical(simd.Float64, memoryOf(dst[:len(c[1])]))), "op %d: %v", op, dst[:len(c[1])])

			src32, dst32, want := make([]float32, 64), make([]float32, 64), make([]float32, len(c[1]))
			for i, v := range c[0] {
				src32[i] = float32(v)
			}
			for i, v := range c[1] {
				want[i] = float32(v)
			}
			simd.UnaryOf(op, simd.Float32)(memoryOf(dst32), memoryOf(src32))
			require.True(t, slices.Equal(bits32(want), bits32(dst32[:len(want)])), "op %d: %v", op, dst32[:len(want)])
		}
	})
}

func TestElementaryFunctionsEqualTwins(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		src, want, got := make([]float64, 1<<16), make([]float64, 1<<16), make([]float64, 1<<16)
		src32, want32, got32 := make([]float32, 1<<16), make([]float32, 1<<16), make([]float32, 1<<16)
		for i := range src {
			src[i] = (r.Float64() - 0.5) * 1500
			if r.IntN(2) == 0 {
				src[i] = math.Float64frombits(r.Uint64())
			}
			src32[i] = float32((r.Float64() - 0.5) * 220)
			if r.IntN(2) == 0 {
				src32[i] = math.Float32frombits(r.Uint32())
			}
		}
		for _, op := range []simd.UnaryOp{simd.Exp, simd.Log} {
			f, f32 := simd.UnaryOf(op, simd.Float64), simd.UnaryOf(op, simd.Float32)
			twin(func() { f(memoryOf(want), memoryOf(src)); f32(memoryOf(want32), memoryOf(src32)) })
			f(memoryOf(got), memoryOf(src))
			f32(memoryOf(got32), memoryOf(src32))
			require.True(t, bytes.Equal(canonical(simd.Float64, memoryOf(want)), canonical(simd.Float64, memoryOf(got))))
			require.True(t, bytes.Equal(canonical(simd.Float32, memoryOf(want32)), canonical(simd.Float32, memoryOf(got32))))
		}
	})
}
