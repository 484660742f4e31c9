package simd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// bitsOf compares floats including NaN and the sign of zero; all NaN are the
// same.
func bitsOf[T float](s []T) []uint64 {
	b := make([]uint64, len(s))
	for i, v := range s {
		if b[i] = math.Float64bits(float64(v)); v != v {
			b[i] = 1
		}
	}
	return b
}

// some returns random values, NaN, infinities and zeros if extreme, in memory
// that ends there.
func some[T float](t testing.TB, r *rand.Rand, n int, extreme bool) []T {
	s := elements[T](t, r, n)
	values := []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0, 1e-42, math.MaxFloat32}
	for i := range s {
		if extreme && r.IntN(9) == 0 {
			s[i] = T(values[r.IntN(len(values))])
		}
	}
	return s
}

// likeGeneric runs a kernel at the generic and the present level. run returns
// what it wrote.
func likeGeneric[T float](t *testing.T, run func() [][]T, msg string, args ...any) {
	t.Helper()
	got := run()
	restore := simd.SetLevel("generic")
	want := run()
	restore()
	for i := range want {
		require.Equal(t, bitsOf(want[i]), bitsOf(got[i]), "%s: output %d", fmt.Sprintf(msg, args...), i)
	}
}

func checkPass[T float](t *testing.T, r *rand.Rand, radix, m, rows, dx, dy int, extreme bool) {
	width := simd.Strip[T]()
	xs, ys := width+dx, width+dy
	n := radix * m * rows
	xr, xi := some[T](t, r, (n-1)*xs+width, extreme), some[T](t, r, (n-1)*xs+width, extreme)
	w := some[T](t, r, 2*m*max(radix-1, 1), extreme)
	likeGeneric(t, func() [][]T {
		yr, yi := guardedZeros[T](t, (n-1)*ys+width), guardedZeros[T](t, (n-1)*ys+width)
		simd.FFTPass(radix, yr, yi, xr, xi, w, m, rows, xs, ys)
		return [][]T{yr, yi}
	}, "radix %d m %d rows %d", radix, m, rows)
	if m*rows == 1 {
		likeGeneric(t, func() [][]T {
			yr, yi := append([]T(nil), xr...), append([]T(nil), xi...)
			simd.FFTPass(radix, yr, yi, yr, yi, w, m, rows, xs, xs)
			return [][]T{yr, yi}
		}, "in place, radix %d", radix)
	}
}

func guardedZeros[T float](t testing.TB, n int) []T {
	s := elements[T](t, rand.New(rand.NewPCG(1, 1)), n)
	clear(s)
	return s
}

func TestPassesGiveTheSameBitsAtEveryLevel(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, radix := range []int{1, 2, 3, 4, 5} {
			for m := 1; m < 5; m++ {
				for _, rows := range []int{1, 2, 3, 7} {
					if radix == 1 && rows > 1 {
						continue
					}
					checkPass[float32](t, r, radix, m, rows, 0, 0, false)
					checkPass[float32](t, r, radix, m, rows, m%3, rows%2, true)
					checkPass[float64](t, r, radix, m, rows, 0, 0, true)
					checkPass[float64](t, r, radix, m, rows, 5, 3, false)
				}
			}
		}
	})
}

func checkRealStrips[T float](t *testing.T, r *rand.Rand, n int, extreme bool) {
	width, full := simd.Strip[T](), n/2+1
	zr, zi := some[T](t, r, n*width, extreme), some[T](t, r, n*width, extreme)
	for _, cols := range []int{1, full} {
		likeGeneric(t, func() [][]T {
			out := make([][]T, 4)
			for i := range out {
				out[i] = guardedZeros[T](t, cols*width)
			}
			simd.RealSplit(out[0], out[1], out[2], out[3], zr, zi, n, cols)
			return out
		}, "split n %d cols %d", n, cols)
	}
	in := make([][]T, 4)
	for i := range in {
		in[i] = some[T](t, r, full*width, extreme)
	}
	likeGeneric(t, func() [][]T {
		zr, zi := guardedZeros[T](t, n*width), guardedZeros[T](t, n*width)
		simd.RealJoin(zr, zi, in[0], in[1], in[2], in[3], n, 0.3)
		return [][]T{zr, zi}
	}, "join n %d", n)
}

func TestRealStripsGiveTheSameBitsAtEveryLevel(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for n := 1; n < 14; n++ {
			checkRealStrips[float32](t, r, n, n%2 == 0)
			checkRealStrips[float64](t, r, n, n%2 == 1)
		}
		checkRealStrips[float64](t, r, 8300, false)
	})
}

func checkPairs[T float](t *testing.T, r *rand.Rand, n int) {
	pairs := some[T](t, r, 2*n, true)
	re, im, back := guardedZeros[T](t, n), guardedZeros[T](t, n), guardedZeros[T](t, 2*n)
	simd.SplitPairs(re, im, pairs)
	even, odd := make([]T, n), make([]T, n)
	for i := range re {
		even[i], odd[i] = pairs[2*i], pairs[2*i+1]
	}
	require.Equal(t, bitsOf(even), bitsOf(re))
	require.Equal(t, bitsOf(odd), bitsOf(im))
	simd.JoinPairs(back, re, im)
	require.Equal(t, bitsOf(pairs), bitsOf(back))
}

func TestPairsAreSplitAndJoined(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for n := range 70 {
			checkPairs[float32](t, r, n)
			checkPairs[float64](t, r, n)
		}
		checkPairs[float32](t, r, 65<<10+3)
	})
}

func checkProductParts[T float](t *testing.T, r *rand.Rand, n int) {
	in := make([][]T, 4)
	for i := range in {
		in[i] = some[T](t, r, n, n%2 == 0)
	}
	likeGeneric(t, func() [][]T {
		yr, yi := guardedZeros[T](t, n), guardedZeros[T](t, n)
		simd.ComplexProduct(yr, yi, in[0], in[1], in[2], in[3])
		xr, xi := append([]T(nil), in[2]...), append([]T(nil), in[3]...)
		simd.ComplexProduct(xr, xi, in[0], in[1], xr, xi)
		require.Equal(t, bitsOf(yr), bitsOf(xr))
		return [][]T{yr, yi, xi}
	}, "n %d", n)
}

func TestComplexProductsGiveTheSameBitsAtEveryLevel(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for n := range 60 {
			checkProductParts[float32](t, r, n)
			checkProductParts[float64](t, r, n)
		}
		checkProductParts[float32](t, r, 65<<10+3)
		require.Panics(t, func() {
			f := make([]float32, 20)
			simd.ComplexProduct(f, f, f, f, f, f[:19:19])
		})
	})
}

func checkTranspose[T float](t *testing.T, r *rand.Rand, rows, cols, ds, dd int) {
	lds, ldd := cols+ds, rows+dd
	src := elements[T](t, r, max(0, (rows-1)*lds+cols))
	dst := elements[T](t, r, max(0, (cols-1)*ldd+rows))
	want := append([]T(nil), dst...)
	for i := range rows {
		for j := range cols {
			want[j*ldd+i] = src[i*lds+j]
		}
	}
	simd.Transpose(dst, ldd, src, lds, rows, cols)
	require.Equal(t, want, dst, "%d × %d", rows, cols)
}

func TestTransposeOfAnyShape(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for rows := 1; rows < 40; rows += 1 + rows/7 {
			for cols := 1; cols < 70; cols += 1 + cols/9 {
				checkTranspose[float32](t, r, rows, cols, rows%3, cols%4)
				checkTranspose[float64](t, r, rows, cols, cols%2, rows%5)
			}
		}
		checkTranspose[float32](t, r, 37, 1100, 0, 0)
		checkTranspose[float64](t, r, 1100, 18, 1, 1)
		simd.Transpose([]float32{}, 0, []float32{}, 0, 0, 4)
	})
}

func TestStripKernelsRefuseShortSlices(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		full, short, w := make([]float64, 32), make([]float64, 31), make([]float64, 8)
		require.Panics(t, func() { simd.FFTPass(4, full, full, short, full, w, 1, 1, 8, 8) })
		require.Panics(t, func() { simd.FFTPass(4, full, short, full, full, w, 1, 1, 8, 8) })
		require.Panics(t, func() { simd.FFTPass(2, full, full, full, full, w[:3], 2, 1, 8, 8) })
		require.Panics(t, func() { simd.RealSplit(full, full, short, full, full, full, 4, 4) })
		require.Panics(t, func() { simd.RealJoin(full, full, full, short[:16], full, full, 4, 1) })
		require.Panics(t, func() { simd.SplitPairs(full, full, full) })
		require.Panics(t, func() { simd.JoinPairs(full, full, full) })
		require.Panics(t, func() { simd.Transpose(short, 4, full, 8, 4, 8) })
	})
}
