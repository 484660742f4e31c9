package fft

import (
	"math"

	"github.com/gloam-go/gloam/internal/simd"
)

// A chirp is Bluestein's algorithm: a transform of n elements as a convolution,
// done with transforms of a smooth size of at least 2n-1.
type chirp[T Float] struct {
	n      int
	inner  *Plan[T]
	wr, wi []T // exp(-πi k²/n)
	br, bi []T // transform of its conjugate, divided by the inner size
	w, b   []T // the same in pairs
}

func newChirp[T Float](n int) *chirp[T] {
	m := NextFast(2*n - 1)
	c := &chirp[T]{n: n, inner: Of[T](m), wr: make([]T, n), wi: make([]T, n), br: make([]T, m), bi: make([]T, m), w: make([]T, 2*n), b: make([]T, 2*m)}
	wide := make([]float64, 2*m)
	re, im := wide[:m], wide[m:]
	for k := range n {
		// k² modulo 2n keeps the angle exact for large k.
		sin, cos := math.Sincos(-math.Pi * float64(k*k%(2*n)) / float64(n))
		c.wr[k], c.wi[k] = T(cos), T(sin)
		re[k], im[k] = cos, -sin
		if k > 0 {
			re[m-k], im[m-k] = cos, -sin
		}
	}
	p := Of[float64](m)
	p.Forward(re, im, 1, make([]float64, p.Scratch()))
	for k := range m {
		c.br[k], c.bi[k] = T(re[k]/float64(m)), T(im[k]/float64(m))
	}
	simd.JoinPairs(c.w, c.wr, c.wi)
	simd.JoinPairs(c.b, c.br, c.bi)
	return c
}

// need is the scratch memory of strip and of line.
func (c *chirp[T]) need() int {
	if c.n <= maxStrip {
		return 2*c.inner.n*simd.Strip[T]() + c.inner.need
	}
	return 2*c.inner.n + c.inner.need
}

// strip transforms one strip.
func (c *chirp[T]) strip(yr, yi []T, ys int, xr, xi []T, xs int, scratch []T) {
	width := simd.Strip[T]()
	n, m := c.n*width, c.inner.n*width
	ar, ai, rest := scratch[:m], scratch[m:2*m], scratch[2*m:]
	clear(ar[n:])
	clear(ai[n:])
	simd.FFTPass(1, ar, ai, xr, xi, c.w, c.n, 1, xs, width)
	c.inner.strip(ar, ai, width, ar, ai, width, rest)
	simd.FFTPass(1, ar, ai, ar, ai, c.b, c.inner.n, 1, width, width)
	c.inner.strip(ai, ar, width, ai, ar, width, rest)
	simd.FFTPass(1, yr, yi, ar, ai, c.w, c.n, 1, width, ys)
}

// line transforms in place.
func (c *chirp[T]) line(re, im, scratch []T) {
	m := c.inner.n
	ar, ai, rest := scratch[:m], scratch[m:2*m], scratch[2*m:]
	clear(ar[c.n:])
	clear(ai[c.n:])
	simd.ComplexProduct(ar[:c.n], ai[:c.n], re, im, c.wr, c.wi)
	c.inner.Forward(ar, ai, 1, rest)
	simd.ComplexProduct(ar, ai, ar, ai, c.br, c.bi)
	c.inner.Forward(ai, ar, 1, rest)
	simd.ComplexProduct(re, im, ar, ai, c.wr, c.wi)
}

// NextFast returns the smallest size of at least n without prime factors above
// five.
func NextFast(n int) int {
	for n = max(n, 1); ; n++ {
		if _, rest := factors(n); rest == 1 {
			return n
		}
	}
}
