package fft

import (
	"math"

	"github.com/gloam-go/gloam/internal/simd"
)

// A long transform of rows·cols elements, seen as a matrix, is one along the
// columns, a product with factors, and one along the rows, which end up as
// columns. Every step works on strips.
type long[T Float] struct {
	high, wide *Plan[T] // of the columns, and of the rows
	wr, wi     []T      // exp(-2πi jk/n) at [k·cols + j]
}

func newLong[T Float](n int) *long[T] {
	rows := int(math.Sqrt(float64(n)))
	for n%rows != 0 {
		rows--
	}
	l := &long[T]{high: Of[T](rows), wide: Of[T](n / rows), wr: make([]T, n), wi: make([]T, n)}
	for k := range rows {
		for j := range n / rows {
			sin, cos := math.Sincos(-2 * math.Pi * float64(j*k) / float64(n))
			l.wr[k*l.wide.n+j], l.wi[k*l.wide.n+j] = T(cos), T(sin)
		}
	}
	return l
}

func (l *long[T]) need() int {
	return 2*len(l.wr) + 2*l.wide.n*simd.Strip[T]() + max(l.high.need, l.wide.need)
}

// line transforms in place.
func (l *long[T]) line(re, im, scratch []T) {
	n, rows, cols, width := len(l.wr), l.high.n, l.wide.n, simd.Strip[T]()
	tr, ti, scratch := scratch[:n], scratch[n:2*n], scratch[2*n:]
	sr, si, rest := scratch[:cols*width], scratch[cols*width:2*cols*width], scratch[2*cols*width:]
	l.high.Forward(re, im, cols, rest)
	simd.ComplexProduct(re, im, re, im, l.wr, l.wi)
	for k := 0; k < rows; k += width {
		some := min(width, rows-k)
		simd.Transpose(sr, width, re[k*cols:], cols, some, cols)
		simd.Transpose(si, width, im[k*cols:], cols, some, cols)
		l.wide.strip(sr, si, width, sr, si, width, rest)
		for j := range cols {
			copy(tr[j*rows+k:][:some], sr[j*width:])
			copy(ti[j*rows+k:][:some], si[j*width:])
		}
	}
	copy(re, tr)
	copy(im, ti)
}
