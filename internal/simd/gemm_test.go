package simd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/simd"
)

type float interface{ float32 | float64 }

// fusedAdd is a·b+c rounded once.
func fusedAdd[T float](a, b, c T) T {
	s := math.FMA(float64(a), float64(b), float64(c))
	r := T(s)
	if float64(r) == s || math.IsNaN(s) || math.IsInf(float64(r), 0) {
		return r
	}
	// Rounding twice goes wrong only where the first rounding ends halfway
	// between two float32.
	if bits := math.Float64bits(s); bits&(1<<29-1) == 1<<28 {
		p := float64(a) * float64(b) // exact
		t := p + float64(c)
		bb := t - p
		err := (p - (t - bb)) + (float64(c) - bb)
		switch {
		case err > 0:
			return T(math.Nextafter(s, math.Inf(1)))
		case err < 0:
			return T(math.Nextafter(s, math.Inf(-1)))
		}
	}
	return r
}

// fusedProduct is what vector kernels promise: chains of fused additions over
// even blocks of the depth.
func fusedProduct[T float](c []T, ldc int, a, b simd.Strided[T], m, n, k int) {
	const depth = 256
	parts := (k + depth - 1) / depth
	for i := range m {
		for j := range n {
			for part, p := 0, 0; part < parts; part++ {
				end := p + (k-p)/(parts-part)
				var s T
				for ; p < end; p++ {
					s = fusedAdd(a.Data[a.At+i*a.Row+p*a.Col], b.Data[b.At+p*b.Row+j*b.Col], s)
				}
				c[i*ldc+j] += s
			}
		}
	}
}

// stridedMatrix returns random elements in one of several arrangements, in
// memory that ends with the matrix.
func stridedMatrix[T float](t testing.TB, r *rand.Rand, rows, cols, kind int) simd.Strided[T] {
	s := simd.Strided[T]{Row: cols, Col: 1}
	switch kind {
	case 1: // transposed
		s.Row, s.Col = 1, rows
	case 2: // part of a wider matrix
		s.Row = cols + 3
	case 3: // part of a wider matrix, transposed
		s.Row, s.Col = 1, rows+5
	case 4: // every other element
		s.Row, s.Col = 2*cols+1, 2
	case 5: // backwards
		s.Row, s.Col, s.At = -cols, -1, rows*cols-1
	case 6: // one row again and again
		s.Row = 0
	}
	last := s.At + max(0, (rows-1)*s.Row) + max(0, (cols-1)*s.Col)
	s.Data = elements[T](t, r, last+1)
	return s
}

func gemmOf[T float]() func([]T, int, simd.Strided[T], simd.Strided[T], int, int, int) {
	var f any = simd.GemmF64
	if _, ok := any(T(0)).(float32); ok {
		f = simd.GemmF32
	}
	return f.(func([]T, int, simd.Strided[T], simd.Strided[T], int, int, int))
}

func checkGemm[T float](t *testing.T, rt require.TestingT, seed uint64, m, n, k, kindA, kindB, gap int) {
	r := rand.New(rand.NewPCG(seed, 7))
	a, b := stridedMatrix[T](t, r, m, k, kindA), stridedMatrix[T](t, r, k, n, kindB)
	ldc := n + gap
	c := elements[T](t, r, (m-1)*ldc+n)
	want := append([]T(nil), c...)
	fusedProduct(want, ldc, a, b, m, n, k)
	size := make([]float64, len(c))
	for i := range m {
		for j := range n {
			size[i*ldc+j] = math.Abs(float64(c[i*ldc+j]))
			for p := range k {
				size[i*ldc+j] += math.Abs(float64(a.Data[a.At+i*a.Row+p*a.Col]) * float64(b.Data[b.At+p*b.Row+j*b.Col]))
			}
		}
	}
	gemmOf[T]()(c, ldc, a, b, m, n, k)
	dots := n <= 32 && k >= 64 && a.Col == 1 && (a.Row >= k || m == 1)
	exact := simd.Level() != "generic" && m*n*k > 1024 && !dots
	eps := math.Pow(2, -53)
	if _, ok := any(T(0)).(float32); ok {
		eps = math.Pow(2, -24)
	}
	for i := range c {
		bound := 2 * eps * float64(256+k/256) * size[i]
		if exact {
			bound = 0
		}
		if !(math.Abs(float64(want[i])-float64(c[i])) <= bound) {
			require.Failf(rt, "off", "m=%d n=%d k=%d kinds=%d,%d at %d: got %v, want %v", m, n, k, kindA, kindB, i, c[i], want[i])
		}
	}
}

func TestGemmIsOneChainOfFusedAdditions(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		for _, m := range []int{1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 25} {
			for _, n := range []int{1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 65} {
				k := 1 + (m*31+n*17)%70
				checkGemm[float32](t, t, uint64(m*n), m, n, k, 0, 0, m%3)
				checkGemm[float64](t, t, uint64(m*n), m, n, k, 0, 0, m%3)
			}
		}
		for kindA := range 7 {
			for kindB := range 7 {
				checkGemm[float32](t, t, 5, 27, 41, 37, kindA, kindB, 2)
				checkGemm[float64](t, t, 6, 27, 41, 37, kindA, kindB, 2)
				checkGemm[float64](t, t, 6, 27, 3, 37, kindA, kindB, 2)
			}
		}
		for _, n := range []int{1, 2, 5, 32} { // rows with columns
			for kindB := range 7 {
				checkGemm[float32](t, t, 5, 27, n, 137, kindB%3, kindB, n%3)
				checkGemm[float64](t, t, 5, 1, n, 2100, 0, kindB, 0)
			}
		}
		checkGemm[float32](t, t, 5, 2, 3, 20000, 0, 0, 1)
		checkGemm[float64](t, t, 5, 4100, 2, 70, 0, 0, 1)
		checkGemm[float32](t, t, 5, 4100, 3, 11, 1, 0, 1)
		for _, k := range []int{255, 256, 257, 513} {
			checkGemm[float32](t, t, 8, 13, 33, k, 0, 0, 0)
			checkGemm[float64](t, t, 8, 13, 17, k, 1, 1, 0)
		}
		checkGemm[float32](t, t, 9, 245, 33, 9, 0, 0, 0)
		checkGemm[float32](t, t, 9, 13, 1400, 9, 0, 0, 0)
		checkGemm[float64](t, t, 9, 13, 1400, 9, 0, 1, 0)
	})
}

func TestGemmOfAnyShapeAndStrides(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			m, n, k := rapid.IntRange(1, 60).Draw(rt, "m"), rapid.IntRange(1, 80).Draw(rt, "n"), rapid.IntRange(1, 80).Draw(rt, "k")
			kindA, kindB := rapid.IntRange(0, 6).Draw(rt, "a"), rapid.IntRange(0, 6).Draw(rt, "b")
			seed := rapid.Uint64().Draw(rt, "seed")
			checkGemm[float32](t, rt, seed, m, n, k, kindA, kindB, rapid.IntRange(0, 4).Draw(rt, "gap"))
			checkGemm[float64](t, rt, seed, m, n, k, kindA, kindB, 0)
		})
	})
}

// Values that are no numbers stay where arithmetic puts them.
func TestGemmPassesSpecialValuesOn(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	atEachLevel(t, func(t *testing.T) {
		const m, n, k = 13, 35, 40
		a, b, c := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
		for i := range a {
			a[i] = 1
		}
		for i := range b {
			b[i] = 2
		}
		a[0], a[k], a[2*k], a[3*k+1] = nan, inf, -inf, math.MaxFloat32
		for j := range n {
			b[1*n+j] = 4
		}
		a[4*k], b[5] = 0, inf // 0·Inf
		simd.GemmF32(c, n, simd.Strided[float32]{Data: a, Row: k, Col: 1}, simd.Strided[float32]{Data: b, Row: n, Col: 1}, m, n, k)
		for j := range n {
			require.True(t, math.IsNaN(float64(c[j])))
			require.Equal(t, inf, c[n+j])
			require.Equal(t, inf, c[3*n+j])
			require.Equal(t, -inf, c[2*n+j])
			if j != 5 {
				require.Equal(t, float32(80), c[4*n+j])
				require.Equal(t, float32(82), c[5*n+j])
			}
		}
		require.True(t, math.IsNaN(float64(c[4*n+5])))
		require.Equal(t, inf, c[5*n+5])
	})
}

func TestGemmStaysInside(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, s := range [][3]int{{1, 40, 64}, {12, 32, 16}, {13, 33, 65}, {40, 3, 70}, {24, 64, 32}} {
			for kind := range 4 {
				m, n, k := s[0], s[1], s[2]
				a, b := stridedMatrix[float32](t, r, m, k, kind), stridedMatrix[float32](t, r, k, n, kind)
				simd.GemmF32(elements[float32](t, r, m*n), n, a, b, m, n, k)
			}
		}
		one := simd.Strided[float64]{Data: make([]float64, 9), Row: 3, Col: 1}
		require.Panics(t, func() { simd.GemmF64(make([]float64, 9), 3, one, one, 4, 3, 3) })
		require.Panics(t, func() { simd.GemmF64(make([]float64, 9), 3, one, one, 3, 3, 4) })
		require.Panics(t, func() { simd.GemmF64(make([]float64, 8), 3, one, one, 3, 3, 3) })
		back := simd.Strided[float64]{Data: make([]float64, 9), Row: -3, Col: 1}
		require.Panics(t, func() { simd.GemmF64(make([]float64, 9), 3, back, one, 3, 3, 3) })
	})
}

func BenchmarkGemm(b *testing.B) {
	for _, n := range []int{64, 128, 256, 512, 1024} {
		b.Run(fmt.Sprintf("dtype=float32/n=%d", n), func(b *testing.B) { benchGemm[float32](b, n) })
		b.Run(fmt.Sprintf("dtype=float64/n=%d", n), func(b *testing.B) { benchGemm[float64](b, n) })
	}
}

func benchGemm[T float](b *testing.B, n int) {
	r := rand.New(rand.NewPCG(1, 1))
	x, y, c := make([]T, n*n), make([]T, n*n), make([]T, n*n)
	for i := range x {
		x[i], y[i] = T(r.Float64()), T(r.Float64())
	}
	f := gemmOf[T]()
	for b.Loop() {
		f(c, n, simd.Strided[T]{Data: x, Row: n, Col: 1}, simd.Strided[T]{Data: y, Row: n, Col: 1}, n, n, n)
	}
	b.ReportMetric(2*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
}
