package fft

// A Complex2D transforms h × w matrices of complex numbers. It holds scratch
// memory and is for one goroutine.
type Complex2D[T Float] struct {
	h, w       int
	rows, cols *Plan[T]
	re, im     []T
	scratch    []T
}

// NewComplex2D returns a transform of h × w matrices.
func NewComplex2D[T Float](h, w int) *Complex2D[T] {
	c := &Complex2D[T]{h: h, w: w, rows: Of[T](w), cols: Of[T](h), re: make([]T, h*w), im: make([]T, h*w)}
	c.scratch = make([]T, max(c.rows.Scratch(h), c.cols.Scratch(w)))
	return c
}

// Forward transforms in place.
func (c *Complex2D[T]) Forward(re, im []T) {
	c.cols.Forward(re, im, c.w, c.scratch)
	transpose(c.re, re, c.h, c.w)
	transpose(c.im, im, c.h, c.w)
	r, i := c.rows.run(c.re, c.im, c.h, c.scratch)
	transpose(re, r, c.w, c.h)
	transpose(im, i, c.w, c.h)
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

// block is the side of the squares that are transposed at a time: their rows
// stay in the first-level cache.
const block = 16

// transpose writes the transpose of the h × w matrix src.
func transpose[T Float](dst, src []T, h, w int) {
	for y0 := 0; y0 < h; y0 += block {
		n := min(block, h-y0)
		for x := range w {
			to := dst[x*h+y0:][:n]
			for y := range to {
				to[y] = src[(y0+y)*w+x]
			}
		}
	}
}
