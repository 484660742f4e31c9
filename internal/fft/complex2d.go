package fft

import "github.com/gloam-go/gloam/internal/simd"

// A Complex2D transforms h × w matrices of complex numbers. It holds scratch
// memory and is for one goroutine.
type Complex2D[T Float] struct {
	h, w       int
	rows, cols *Plan[T]
	scratch    []T
}

// NewComplex2D returns a transform of h × w matrices.
func NewComplex2D[T Float](h, w int) *Complex2D[T] {
	c := &Complex2D[T]{h: h, w: w, rows: Of[T](w), cols: Of[T](h)}
	c.scratch = make([]T, max(c.rows.RowScratch(), c.cols.Scratch()))
	return c
}

// Forward transforms in place.
func (c *Complex2D[T]) Forward(re, im []T) {
	c.rows.ForwardRows(re, im, c.h, c.scratch)
	c.cols.Forward(re, im, c.w, c.scratch)
}

// Inverse is the inverse of Forward.
func (c *Complex2D[T]) Inverse(re, im []T) {
	c.Forward(im, re)
	scale := 1 / T(c.h*c.w)
	for i := range re[:c.h*c.w] {
		re[i] *= scale
		im[i] *= scale
	}
}

// RowScratch returns the length of the scratch memory of ForwardRows.
func (p *Plan[T]) RowScratch() int { return p.need + 2*p.n*simd.Strip[T]() }

// ForwardRows transforms each of the rows of a rows × n matrix in place, many at
// a time. scratch is at least RowScratch() long. What a row becomes does not
// depend on the others, and is what Forward gives for a column.
func (p *Plan[T]) ForwardRows(re, im []T, rows int, scratch []T) {
	n, width := p.n, simd.Strip[T]()
	if n > maxStrip {
		for y := range rows {
			p.column(re[y*n:], im[y*n:], 1, re[y*n:], im[y*n:], 1, scratch)
		}
		return
	}
	sr, si, rest := scratch[:n*width], scratch[n*width:2*n*width], scratch[2*n*width:]
	for y := 0; y < rows; y += width {
		some := min(width, rows-y)
		if some < width { // no leftovers, which could be slow to work on
			clear(sr)
			clear(si)
		}
		simd.Transpose(sr, width, re[y*n:], n, some, n)
		simd.Transpose(si, width, im[y*n:], n, some, n)
		p.strip(sr, si, width, sr, si, width, rest)
		simd.Transpose(re[y*n:], n, sr, width, n, some)
		simd.Transpose(im[y*n:], n, si, width, n, some)
	}
}
