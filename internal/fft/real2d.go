package fft

// A Real2D transforms h × w matrices of real numbers. Spectra have the
// non-negative half of the horizontal frequencies: h × (w/2+1), as rfft2 gives
// them. It holds scratch memory and is for one goroutine.
type Real2D[T Float] struct {
	h, w, half int
	cols       int // horizontal frequencies that Forward computes
	rows       *Plan[T]
	columns    *Plan[T]
	re, im     []T // w × half: two rows of the matrix in one complex column
	scratch    []T
}

// NewReal2D returns a transform of h × w matrices.
func NewReal2D[T Float](h, w int) *Real2D[T] { return NewPartial2D[T](h, w, w/2+1) }

// NewPartial2D returns a transform that computes and stores the first cols
// horizontal frequencies only; Forward's spectra are h × cols. It has an
// Inverse only if these are all.
func NewPartial2D[T Float](h, w, cols int) *Real2D[T] {
	f := &Real2D[T]{h: h, w: w, half: (h + 1) / 2, cols: max(1, min(cols, w/2+1)), rows: Of[T](w), columns: Of[T](h)}
	f.re, f.im = make([]T, w*f.half), make([]T, w*f.half)
	f.scratch = make([]T, max(f.rows.Scratch(f.half), f.columns.Scratch(f.cols)))
	return f
}

// Cols returns the number of horizontal frequencies of a spectrum.
func (f *Real2D[T]) Cols() int { return f.cols }

// Forward writes the spectrum of src to re and im.
func (f *Real2D[T]) Forward(re, im, src []T) {
	f.pack(src)
	zr, zi := f.rows.run(f.re, f.im, f.half, f.scratch)
	f.split(re, im, zr, zi)
	f.columns.Forward(re, im, f.cols, f.scratch)
}

// pack puts row y of the matrix into the real part of column y, and row y+half
// into the imaginary part.
func (f *Real2D[T]) pack(src []T) {
	top, bottom := src[:f.half*f.w], src[f.half*f.w:f.h*f.w]
	for y0 := 0; y0 < f.half; y0 += block {
		n := min(block, f.half-y0)
		below := min(n, max(0, f.h-f.half-y0)) // an odd height lacks the last one
		for x := range f.w {
			at := x*f.half + y0
			re, im := f.re[at:][:n], f.im[at:][:n]
			from := y0*f.w + x
			for y := range below {
				re[y], im[y] = top[from], bottom[from]
				from += f.w
			}
			for y := below; y < n; y++ {
				re[y], im[y] = top[from], 0
				from += f.w
			}
		}
	}
}

// split separates the spectra of both rows of each column, using that those of
// real rows are conjugate symmetric.
func (f *Real2D[T]) split(re, im, zr, zi []T) {
	for y0 := 0; y0 < f.half; y0 += block {
		n := min(block, f.half-y0)
		below := min(n, max(0, f.h-f.half-y0))
		for k := range f.cols {
			p, m := k*f.half+y0, (f.w-k)%f.w*f.half+y0
			pr, pi := zr[p:][:n], zi[p:][:n]
			mr, mi := zr[m:][:n], zi[m:][:n]
			to := y0*f.cols + k
			for y := range n {
				re[to], im[to] = (pr[y]+mr[y])/2, (pi[y]-mi[y])/2
				to += f.cols
			}
			to = (y0+f.half)*f.cols + k
			for y := range below {
				re[to], im[to] = (pi[y]+mi[y])/2, (mr[y]-pr[y])/2
				to += f.cols
			}
		}
	}
}

// Inverse writes the real matrix with that spectrum to dst. re and im are
// overwritten. Imaginary parts that no real matrix has are ignored.
func (f *Real2D[T]) Inverse(dst, re, im []T) {
	n := f.h * f.cols
	yi, yr := f.columns.run(im[:n], re[:n], f.cols, f.scratch)
	f.join(yr, yi)
	zi, zr := f.rows.run(f.im, f.re, f.half, f.scratch)
	f.unpack(dst, zr, zi)
}

// join is the inverse of split. It scales.
func (f *Real2D[T]) join(yr, yi []T) {
	scale := 1 / T(f.h*f.w)
	for y0 := 0; y0 < f.half; y0 += block {
		n := min(block, f.half-y0)
		below := min(n, max(0, f.h-f.half-y0))
		for k := range f.cols {
			m := (f.w - k) % f.w
			pr, pi := f.re[k*f.half+y0:][:n], f.im[k*f.half+y0:][:n]
			mr, mi := f.re[m*f.half+y0:][:n], f.im[m*f.half+y0:][:n]
			at := y0*f.cols + k
			bt := at + f.half*f.cols
			for y := range n {
				ar, ai := yr[at]*scale, yi[at]*scale
				var br, bi T
				if y < below {
					br, bi = yr[bt]*scale, yi[bt]*scale
				}
				if m == k {
					ai, bi = 0, 0
				}
				pr[y], pi[y] = ar-bi, ai+br
				mr[y], mi[y] = ar+bi, br-ai
				at += f.cols
				bt += f.cols
			}
		}
	}
}

// unpack is the inverse of pack.
func (f *Real2D[T]) unpack(dst, zr, zi []T) {
	transpose(dst[:f.half*f.w], zr, f.w, f.half)
	rest := dst[f.half*f.w : f.h*f.w]
	if f.h%2 == 0 {
		transpose(rest, zi, f.w, f.half)
		return
	}
	for y := range f.h - f.half {
		for x := range f.w {
			rest[y*f.w+x] = zi[x*f.half+y]
		}
	}
}
