package fft_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/dsp/fourier"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/fft"
)

// naive is the definition.
func naive(x []complex128) []complex128 {
	n := len(x)
	out := make([]complex128, n)
	for k := range out {
		for j, v := range x {
			out[k] += v * cmplx.Rect(1, -2*math.Pi*float64(j*k%n)/float64(n))
		}
	}
	return out
}

func random(seed uint64, n int) []float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func cast[T fft.Float](x []float64) []T {
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v)
	}
	return out
}

// near compares with an error that grows as those of transforms do.
func near[T fft.Float](t require.TestingT, want float64, got T, n int, msg string) {
	eps := 1e-15
	if _, ok := any(got).(float32); ok {
		eps = 3e-7
	}
	require.InDelta(t, want, float64(got), 40*eps*math.Sqrt(float64(n))*(1+math.Log2(float64(n+1))), msg)
}

func checkColumns[T fft.Float](t require.TestingT, n, columns int) {
	p := fft.Of[T](n)
	re, im := cast[T](random(1, n*columns)), cast[T](random(2, n*columns))
	gotR, gotI := append([]T(nil), re...), append([]T(nil), im...)
	scratch := make([]T, p.Scratch())
	p.Forward(gotR, gotI, columns, scratch)
	for c := range columns {
		x := make([]complex128, n)
		for k := range x {
			x[k] = complex(float64(re[k*columns+c]), float64(im[k*columns+c]))
		}
		for k, v := range naive(x) {
			near(t, real(v), gotR[k*columns+c], n, fmt.Sprint("real of ", n, " bin ", k))
			near(t, imag(v), gotI[k*columns+c], n, fmt.Sprint("imag of ", n, " bin ", k))
		}
	}
	p.Inverse(gotR, gotI, columns, scratch)
	for i := range re {
		near(t, float64(re[i]), gotR[i], n, "there and back")
		near(t, float64(im[i]), gotI[i], n, "there and back")
	}
}

func TestColumnsAreTransformsByDefinition(t *testing.T) {
	for n := 1; n <= 64; n++ {
		checkColumns[float64](t, n, 1)
		checkColumns[float32](t, n, 3)
	}
	for _, n := range []int{97, 100, 125, 127, 128, 180, 211, 243, 256, 320} {
		checkColumns[float64](t, n, 2)
		checkColumns[float32](t, n, 1)
	}
}

func TestTransformEqualsGonum(t *testing.T) {
	for _, n := range []int{8, 60, 75, 251, 1000, 1021, 4096} {
		re, im := random(3, n), random(4, n)
		x := make([]complex128, n)
		for i := range x {
			x[i] = complex(re[i], im[i])
		}
		want := fourier.NewCmplxFFT(n).Coefficients(nil, x)
		p := fft.Of[float64](n)
		p.Forward(re, im, 1, make([]float64, p.Scratch()))
		for k, v := range want {
			near(t, real(v), re[k], n, "")
			near(t, imag(v), im[k], n, "")
		}
	}
}

// naive2 transforms rows and columns by definition.
func naive2(x []complex128, h, w int) []complex128 {
	out := make([]complex128, h*w)
	for y := range h {
		copy(out[y*w:], naive(x[y*w:(y+1)*w]))
	}
	column := make([]complex128, h)
	for k := range w {
		for y := range h {
			column[y] = out[y*w+k]
		}
		for y, v := range naive(column) {
			out[y*w+k] = v
		}
	}
	return out
}

func TestComplex2DIsTransformOfRowsAndColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, w := rapid.IntRange(1, 20).Draw(t, "h"), rapid.IntRange(1, 20).Draw(t, "w")
		re, im := random(5, h*w), random(6, h*w)
		x := make([]complex128, h*w)
		for i := range x {
			x[i] = complex(re[i], im[i])
		}
		c := fft.NewComplex2D[float64](h, w)
		c.Forward(re, im)
		for i, v := range naive2(x, h, w) {
			near(t, real(v), re[i], h*w, "")
			near(t, imag(v), im[i], h*w, "")
		}
		c.Inverse(re, im)
		for i, v := range x {
			near(t, real(v), re[i], h*w, "")
			near(t, imag(v), im[i], h*w, "")
		}
	})
}

func checkReal[T fft.Float](t *rapid.T) {
	h, w := rapid.IntRange(1, 24).Draw(t, "h"), rapid.IntRange(1, 24).Draw(t, "w")
	cols := rapid.IntRange(1, w/2+1).Draw(t, "cols")
	src := cast[T](random(7, h*w))
	x := make([]complex128, h*w)
	for i := range x {
		x[i] = complex(float64(src[i]), 0)
	}
	want := naive2(x, h, w)
	for _, f := range []*fft.Real2D[T]{fft.NewReal2D[T](h, w), fft.NewPartial2D[T](h, w, cols)} {
		re, im := make([]T, h*f.Cols()), make([]T, h*f.Cols())
		f.Forward(re, im, src)
		for y := range h {
			for k := range f.Cols() {
				near(t, real(want[y*w+k]), re[y*f.Cols()+k], h*w, "")
				near(t, imag(want[y*w+k]), im[y*f.Cols()+k], h*w, "")
			}
		}
		if f.Cols() == w/2+1 {
			back := make([]T, h*w)
			f.Inverse(back, re, im)
			for i := range back {
				near(t, float64(src[i]), back[i], h*w, "")
			}
		}
	}
}

func TestReal2DIsHalfOfTheTransform(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkReal[float32](t) })
	rapid.Check(t, func(t *rapid.T) { checkReal[float64](t) })
}

func TestTransformsDoNotAllocate(t *testing.T) {
	f := fft.NewReal2D[float32](24, 24)
	src, re, im := make([]float32, 24*24), make([]float32, 24*13), make([]float32, 24*13)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		f.Forward(re, im, src)
		f.Inverse(src, re, im)
	}))
}

func TestShiftMovesZeroFrequencyToTheCentre(t *testing.T) {
	for _, s := range [][2]int{{4, 6}, {5, 7}, {1, 1}, {3, 4}} {
		h, w := s[0], s[1]
		x := make([]int, h*w)
		x[0] = 1
		require.Equal(t, 1, fft.Shift(x, h, w)[h/2*w+w/2])
		for i := range x {
			x[i] = i
		}
		require.Equal(t, x, fft.Unshift(fft.Shift(x, h, w), h, w))
	}
	require.Equal(t, []float64{0, 1. / 5, 2. / 5, -2. / 5, -1. / 5}, fft.Freq(5, 1))
	require.Equal(t, []float64{0, 0.5, -1, -0.5}, fft.Freq(4, 0.5))
	require.Equal(t, []float64{0, 0.25, 0.5}, fft.RFreq(4, 1))
}

func TestLongTransformsEqualGonum(t *testing.T) {
	for _, n := range []int{4096, 4100, 4320, 8192, 9973, 10000, 65536} {
		re, im := random(3, n), random(4, n)
		x := make([]complex128, n)
		for i := range x {
			x[i] = complex(re[i], im[i])
		}
		fr, fi := cast[float32](re), cast[float32](im)
		want := fourier.NewCmplxFFT(n).Coefficients(nil, x)
		p, q := fft.Of[float64](n), fft.Of[float32](n)
		p.Forward(re, im, 1, make([]float64, p.Scratch()))
		q.Forward(fr, fi, 1, make([]float32, q.Scratch()))
		for k, v := range want {
			near(t, real(v), re[k], n, "")
			near(t, imag(v), im[k], n, "")
			near(t, real(v), fr[k], n, "")
			near(t, imag(v), fi[k], n, "")
		}
	}
}

// What becomes of a column does not depend on its neighbours, nor on whether it
// is a row.
func TestColumnsAndRowsAreTransformedAlike(t *testing.T) {
	for _, n := range []int{1, 2, 5, 7, 12, 16, 100, 127, 256, 5000, 4099} {
		p := fft.Of[float32](n)
		scratch := make([]float32, max(p.Scratch(), p.RowScratch()))
		for _, columns := range []int{1, 15, 16, 17, 35} {
			re, im := cast[float32](random(1, n*columns)), cast[float32](random(2, n*columns))
			rowR, rowI := make([]float32, n*columns), make([]float32, n*columns)
			for k := range n {
				for c := range columns {
					rowR[c*n+k], rowI[c*n+k] = re[k*columns+c], im[k*columns+c]
				}
			}
			last, lastI := append([]float32(nil), rowR[(columns-1)*n:]...), append([]float32(nil), rowI[(columns-1)*n:]...)
			p.Forward(re, im, columns, scratch)
			p.ForwardRows(rowR, rowI, columns, scratch)
			p.Forward(last, lastI, 1, scratch)
			require.Equal(t, last, rowR[(columns-1)*n:])
			require.Equal(t, lastI, rowI[(columns-1)*n:])
			for k := range n {
				for c := range columns {
					require.True(t, rowR[c*n+k] == re[k*columns+c] && rowI[c*n+k] == im[k*columns+c], "n=%d columns=%d", n, columns)
				}
			}
		}
	}
}

func TestLargeRealTransformsThereAndBack(t *testing.T) {
	for _, s := range [][2]int{{3, 4200}, {4200, 3}, {33, 127}, {64, 64}} {
		h, w := s[0], s[1]
		src := random(9, h*w)
		f := fft.NewReal2D[float64](h, w)
		re, im := make([]float64, h*f.Cols()), make([]float64, h*f.Cols())
		f.Forward(re, im, src)
		full, zero := append([]float64(nil), src...), make([]float64, h*w)
		fft.NewComplex2D[float64](h, w).Forward(full, zero)
		for y := range h {
			for k := range f.Cols() {
				near(t, full[y*w+k], re[y*f.Cols()+k], h*w, "")
				near(t, zero[y*w+k], im[y*f.Cols()+k], h*w, "")
			}
		}
		back := make([]float64, h*w)
		f.Inverse(back, re, im)
		for i := range back {
			near(t, src[i], back[i], h*w, "")
		}
	}
}

func TestRealRowsAreHalfOfTheTransform(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8, 15, 64, 97, 4100} {
		for _, rows := range []int{1, 2, 5, 32, 35} {
			src := random(3, rows*n)
			r := fft.NewRealRows[float64](n)
			cols := n/2 + 1
			re, im := make([]float64, rows*cols), make([]float64, rows*cols)
			r.Forward(re, im, src, rows)
			full, zero := append([]float64(nil), src...), make([]float64, len(src))
			p := fft.Of[float64](n)
			p.ForwardRows(full, zero, rows, make([]float64, p.RowScratch()))
			for y := range rows {
				for k := range cols {
					near(t, full[y*n+k], re[y*cols+k], n, "")
					near(t, zero[y*n+k], im[y*cols+k], n, "")
				}
			}
			back := make([]float64, len(src))
			r.Inverse(back, re, im, rows)
			for i := range back {
				near(t, src[i], back[i], n, "there and back")
			}
		}
	}
}

func TestPartsOfAnotherTypeAreRefused(t *testing.T) {
	re, im := make([]float32, 3), make([]float32, 3)
	fft.Split(re, im, []complex64{1 + 2i, 3, 5i})
	require.Equal(t, []float32{1, 3, 0}, re)
	require.Equal(t, []float32{2, 0, 5}, im)
	dst := make([]complex64, 3)
	fft.Join(dst, re, im)
	require.Equal(t, []complex64{1 + 2i, 3, 5i}, dst)
	require.Panics(t, func() { fft.Split(re, im, []complex128{1, 2, 3}) })
}
