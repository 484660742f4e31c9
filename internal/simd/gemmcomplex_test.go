package simd_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/simd"
)

// complexMatrix is stridedMatrix of complex numbers.
func complexMatrix(t testing.TB, r *rand.Rand, rows, cols, kind int) simd.Strided[complex128] {
	s := stridedMatrix[float64](t, r, rows, cols, kind)
	out := simd.Strided[complex128]{Data: make([]complex128, len(s.Data)), At: s.At, Row: s.Row, Col: s.Col}
	for i, v := range s.Data {
		out.Data[i] = complex(v, r.NormFloat64()*1000)
	}
	return out
}

func narrowed(s simd.Strided[complex128]) simd.Strided[complex64] {
	out := simd.Strided[complex64]{Data: make([]complex64, len(s.Data)), At: s.At, Row: s.Row, Col: s.Col}
	for i, v := range s.Data {
		out.Data[i] = complex64(v)
	}
	return out
}

func checkComplexGemm(t *testing.T, rt require.TestingT, seed uint64, m, n, k, kindA, kindB, gap int) {
	r := rand.New(rand.NewPCG(seed, 3))
	a, b := complexMatrix(t, r, m, k, kindA), complexMatrix(t, r, k, n, kindB)
	ldc := n + gap
	size := (m-1)*ldc + n
	c, c64 := make([]complex128, size), make([]complex64, size)
	for i := range c {
		c[i] = complex(float64(i), -1)
		c64[i] = complex64(c[i])
	}
	simd.GemmC128(c, ldc, a, b, m, n, k)
	simd.GemmC64(c64, ldc, narrowed(a), narrowed(b), m, n, k)
	for i := range size {
		want, error := complex(float64(i), -1), math.Abs(float64(i))+1
		if x, y := i%ldc, i/ldc; x < n {
			for p := range k {
				u, v := a.Data[a.At+y*a.Row+p*a.Col], b.Data[b.At+p*b.Row+x*b.Col]
				want += u * v
				error += (math.Abs(real(u)) + math.Abs(imag(u))) * (math.Abs(real(v)) + math.Abs(imag(v)))
			}
		}
		// Random signs keep the error far below the bound.
		off, off64 := cmplx.Abs(want-c[i]), cmplx.Abs(want-complex128(c64[i]))
		if !(off <= 40*math.Pow(2, -53)*error && off64 <= 40*math.Pow(2, -24)*error) {
			require.Failf(rt, "off", "m=%d n=%d k=%d kinds=%d,%d at %d: got %v and %v, want %v", m, n, k, kindA, kindB, i, c[i], c64[i], want)
		}
	}
}

func TestComplexGemmOfAnyShapeAndStrides(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for kindA := range 7 {
			for kindB := range 7 {
				checkComplexGemm(t, t, 5, 27, 41, 37, kindA, kindB, 2)
			}
		}
		checkComplexGemm(t, t, 6, 13, 17, 530, 0, 0, 0)
		checkComplexGemm(t, t, 7, 130, 700, 3, 0, 1, 0)
		rapid.Check(t, func(rt *rapid.T) {
			m, n, k := rapid.IntRange(1, 40).Draw(rt, "m"), rapid.IntRange(1, 50).Draw(rt, "n"), rapid.IntRange(1, 40).Draw(rt, "k")
			checkComplexGemm(t, rt, rapid.Uint64().Draw(rt, "seed"), m, n, k, rapid.IntRange(0, 6).Draw(rt, "a"), rapid.IntRange(0, 6).Draw(rt, "b"), 0)
		})
	})
}

// The chains of additions are the same, so the vector width does not show.
func TestVectorLevelsGiveTheSameProducts(t *testing.T) {
	r := newRand(t)
	const m, n, k = 29, 37, 300
	a, b := complexMatrix(t, r, m, k, 0), complexMatrix(t, r, k, n, 1)
	x, y := stridedMatrix[float32](t, r, m, k, 1), stridedMatrix[float32](t, r, k, n, 0)
	var wantC []complex128
	var want []float32
	for _, level := range simd.Levels()[1:] {
		restore := simd.SetLevel(level)
		c, f := make([]complex128, m*n), make([]float32, m*n)
		simd.GemmC128(c, n, a, b, m, n, k)
		simd.GemmF32(f, n, x, y, m, n, k)
		restore()
		if want == nil {
			wantC, want = c, f
		}
		require.Equal(t, wantC, c, level)
		require.Equal(t, want, f, level)
	}
}

func TestComplexGemmRefusesShortSlices(t *testing.T) {
	one := simd.Strided[complex64]{Data: make([]complex64, 9), Row: 3, Col: 1}
	require.Panics(t, func() { simd.GemmC64(make([]complex64, 9), 3, one, one, 4, 3, 3) })
	require.Panics(t, func() { simd.GemmC64(make([]complex64, 9), 3, one, one, 3, 3, 4) })
	require.Panics(t, func() { simd.GemmC64(make([]complex64, 8), 3, one, one, 3, 3, 3) })
}

func BenchmarkGemmComplex(b *testing.B) {
	for _, n := range []int{64, 256, 512} {
		b.Run(fmt.Sprintf("dtype=complex64/n=%d", n), func(b *testing.B) {
			x, c := make([]complex64, n*n), make([]complex64, n*n)
			for i := range x {
				x[i] = complex(float32(i%7), float32(i%11))
			}
			s := simd.Strided[complex64]{Data: x, Row: n, Col: 1}
			for b.Loop() {
				simd.GemmC64(c, n, s, s, n, n, n)
			}
			b.ReportMetric(8*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
		})
	}
}
