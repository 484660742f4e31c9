package fft

// A Real2D transforms h × w matrices of real numbers. Spectra have the
// non-negative half of the horizontal frequencies: h × (w/2+1), as rfft2 gives
// them. It holds scratch memory and is for one goroutine.
type Real2D[T Float] struct {
	h, w    int
	rows    *RealRows[T]
	columns *Plan[T]
	scratch []T
}

// NewReal2D returns a transform of h × w matrices.
func NewReal2D[T Float](h, w int) *Real2D[T] { return NewPartial2D[T](h, w, w/2+1) }

// NewPartial2D returns a transform that computes and stores the first cols
// horizontal frequencies only; Forward's spectra are h × cols. It has an
// Inverse only if these are all.
func NewPartial2D[T Float](h, w, cols int) *Real2D[T] {
	f := &Real2D[T]{h: h, w: w, rows: newRealRows[T](w, max(1, min(cols, w/2+1))), columns: Of[T](h)}
	f.scratch = make([]T, f.columns.Scratch())
	return f
}

// Cols returns the number of horizontal frequencies of a spectrum.
func (f *Real2D[T]) Cols() int { return f.rows.cols }

// Forward writes the spectrum of src to re and im.
func (f *Real2D[T]) Forward(re, im, src []T) {
	f.rows.Forward(re, im, src, f.h)
	f.columns.Forward(re, im, f.Cols(), f.scratch)
}

// Inverse writes the real matrix with that spectrum to dst. re and im are
// overwritten. Imaginary parts that no real matrix has are ignored.
func (f *Real2D[T]) Inverse(dst, re, im []T) {
	f.columns.Forward(im, re, f.Cols(), f.scratch)
	half, scale := (f.h+1)/2, 1/T(f.h*f.w)
	pairRows[T](f.h, func(y, n, below int) { f.rows.inverse(dst, re, im, y, n, y+half, below, scale) })
}
