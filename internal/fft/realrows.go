package fft

import "github.com/gloam-go/gloam/internal/simd"

// RealRows transforms rows of real numbers, two as one of complex numbers.
// Spectra have the non-negative half of the frequencies. It holds scratch memory
// and is for one goroutine.
type RealRows[T Float] struct {
	n, cols int // numbers of a row, and frequencies that are stored
	plan    *Plan[T]
	sr, si  []T // a strip: two rows in one complex column
	ar, ai  []T // spectra of those in the real parts
	br, bi  []T // and in the imaginary parts
	scratch []T
}

// NewRealRows returns a transform of rows of n numbers.
func NewRealRows[T Float](n int) *RealRows[T] { return newRealRows[T](n, n/2+1) }

func newRealRows[T Float](n, cols int) *RealRows[T] {
	width := simd.Strip[T]()
	r := &RealRows[T]{n: n, cols: cols, plan: Of[T](n), sr: make([]T, n*width), si: make([]T, n*width)}
	for _, s := range []*[]T{&r.ar, &r.ai, &r.br, &r.bi} {
		*s = make([]T, cols*width)
	}
	r.scratch = make([]T, r.plan.Scratch())
	return r
}

// Forward writes the spectra of rows to re and im, rows × (n/2+1).
func (r *RealRows[T]) Forward(re, im, src []T, rows int) {
	half := (rows + 1) / 2
	pairRows[T](rows, func(y, n, below int) { r.forward(re, im, src, y, n, y+half, below) })
}

// pairRows calls visit with strips of rows y to y+n of the upper half; below of
// them have a partner in the lower half, as an odd number of rows lacks the last
// one.
func pairRows[T Float](rows int, visit func(y, n, below int)) {
	width, half := simd.Strip[T](), (rows+1)/2
	for y := 0; y < half; y += width {
		n := min(width, half-y)
		visit(y, n, min(n, max(0, rows-half-y)))
	}
}

// forward transforms n rows from y on and below rows from low on.
func (r *RealRows[T]) forward(re, im, src []T, y, n, low, below int) {
	width := simd.Strip[T]()
	if below < width {
		clear(r.sr)
		clear(r.si)
	}
	simd.Transpose(r.sr, width, src[y*r.n:], r.n, n, r.n)
	if below > 0 {
		simd.Transpose(r.si, width, src[low*r.n:], r.n, below, r.n)
	}
	r.plan.strip(r.sr, r.si, width, r.sr, r.si, width, r.scratch)
	simd.RealSplit(r.ar, r.ai, r.br, r.bi, r.sr, r.si, r.n, r.cols)
	simd.Transpose(re[y*r.cols:], r.cols, r.ar, width, r.cols, n)
	simd.Transpose(im[y*r.cols:], r.cols, r.ai, width, r.cols, n)
	if below > 0 {
		simd.Transpose(re[low*r.cols:], r.cols, r.br, width, r.cols, below)
		simd.Transpose(im[low*r.cols:], r.cols, r.bi, width, r.cols, below)
	}
}

// inverse is the inverse of forward, times n·scale.
func (r *RealRows[T]) inverse(dst, re, im []T, y, n, low, below int, scale T) {
	width := simd.Strip[T]()
	if below < width {
		for _, s := range [][]T{r.ar, r.ai, r.br, r.bi} {
			clear(s)
		}
	}
	simd.Transpose(r.ar, width, re[y*r.cols:], r.cols, n, r.cols)
	simd.Transpose(r.ai, width, im[y*r.cols:], r.cols, n, r.cols)
	if below > 0 {
		simd.Transpose(r.br, width, re[low*r.cols:], r.cols, below, r.cols)
		simd.Transpose(r.bi, width, im[low*r.cols:], r.cols, below, r.cols)
	}
	simd.RealJoin(r.sr, r.si, r.ar, r.ai, r.br, r.bi, r.n, scale)
	r.plan.strip(r.si, r.sr, width, r.si, r.sr, width, r.scratch)
	simd.Transpose(dst[y*r.n:], r.n, r.sr, width, r.n, n)
	if below > 0 {
		simd.Transpose(dst[low*r.n:], r.n, r.si, width, r.n, below)
	}
}

// Inverse writes the real rows with these spectra, divided by n, to dst.
// Imaginary parts that no real row has are ignored.
func (r *RealRows[T]) Inverse(dst, re, im []T, rows int) {
	half := (rows + 1) / 2
	pairRows[T](rows, func(y, n, below int) { r.inverse(dst, re, im, y, n, y+half, below, 1/T(r.n)) })
}
