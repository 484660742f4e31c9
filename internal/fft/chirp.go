package fft

import "math"

// A chirp is Bluestein's algorithm: a transform of n elements as a convolution,
// done with transforms of a smooth size of at least 2n-1.
type chirp[T Float] struct {
	n      int
	inner  *Plan[T]
	wr, wi []T // exp(-πi k²/n)
	br, bi []T // transform of its conjugate, divided by the inner size
}

func newChirp[T Float](n int) *chirp[T] {
	m := NextFast(2*n - 1)
	c := &chirp[T]{n: n, inner: Of[T](m), wr: make([]T, n), wi: make([]T, n), br: make([]T, m), bi: make([]T, m)}
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
	p.Forward(re, im, 1, make([]float64, p.Scratch(1)))
	for k := range m {
		c.br[k], c.bi[k] = T(re[k]/float64(m)), T(im[k]/float64(m))
	}
	return c
}

// run transforms in place.
func (c *chirp[T]) run(re, im []T, columns int, scratch []T) {
	n, m := c.n*columns, c.inner.n*columns
	ar, ai, rest := scratch[:m], scratch[m:2*m], scratch[2*m:4*m]
	clear(scratch[n:m])
	clear(scratch[m+n : 2*m])
	timesRows(ar, ai, re, im, c.wr, c.wi, columns)
	ar, ai = c.inner.run(ar, ai, columns, rest)
	timesRows(ar, ai, ar, ai, c.br, c.bi, columns)
	// The result may be in either half of the scratch memory; the other one is
	// free.
	if &ar[0] == &rest[0] {
		rest = scratch[:2*m]
	}
	ai, ar = c.inner.run(ai, ar, columns, rest)
	timesRows(re, im, ar, ai, c.wr, c.wi, columns)
}

// timesRows multiplies the k-th row of x by w[k], for as many rows as there are
// factors.
func timesRows[T Float](yr, yi, xr, xi, wr, wi []T, columns int) {
	for k := range wr {
		at := k * columns
		ar, ai := xr[at:][:columns], xi[at:][:columns]
		br, bi := yr[at:][:columns], yi[at:][:columns]
		c, s := wr[k], wi[k]
		for i := range columns {
			r, m := ar[i], ai[i]
			br[i], bi[i] = r*c-m*s, r*s+m*c
		}
	}
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
