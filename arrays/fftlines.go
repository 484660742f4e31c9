package arrays

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/fft"
)

// fftBlock transforms a block along an axis. The numbers are divided into planes
// of real and imaginary parts a batch at a time, and the result is contiguous.
func fftBlock[T fft.Float, C fft.Complex](kind string, b *ndarray.Array, axis, n int, scale T, dtype ndarray.DType) (*ndarray.Array, error) {
	complexIn := b.DType().Kind() == ndarray.KindComplex
	work := ndarray.RealOf(dtype)
	if complexIn {
		work = ndarray.ComplexOf(work)
	}
	if b.DType() != work {
		var err error
		if b, err = b.AsType(work); err != nil {
			return nil, err
		}
	}
	b = b.AsContiguous()
	keep := n
	if kind == "rfft" || kind == "ihfft" {
		keep = n/2 + 1
	}
	shape := b.Shape()
	l := &fftLines[T, C]{kind: kind, n: n, have: shape[axis], keep: keep, scale: scale,
		outer: product(shape[:axis]), inner: product(shape[axis+1:])}
	out := slices.Clone(shape)
	out[axis] = keep
	dst := ndarray.New(dtype, out...)
	if err := l.open(b, dst, complexIn); err != nil {
		return nil, err
	}
	if dst.Size() > 0 {
		l.run()
	}
	return dst, nil
}

// fftLines are the lines of a block, seen as outer × length × inner.
type fftLines[T fft.Float, C fft.Complex] struct {
	kind                string
	n, have, keep       int // of a line: transformed, given, and kept
	outer, inner        int
	scale               T
	plan                *fft.Plan[T]
	re, im, scratch     []T
	realIn, realOut     []T
	complexIn, complexO []C
}

// open finds the elements of both arrays.
func (l *fftLines[T, C]) open(src, dst *ndarray.Array, complexIn bool) (err error) {
	if complexIn {
		l.complexIn, err = ndarray.Values[C](src)
	} else {
		l.realIn, err = ndarray.Values[T](src)
	}
	if err != nil {
		return err
	}
	if l.toReal() {
		l.realOut, err = ndarray.Values[T](dst)
	} else {
		l.complexO, err = ndarray.Values[C](dst)
	}
	return err
}

func (l *fftLines[T, C]) toReal() bool { return l.kind == "irfft" || l.kind == "hfft" }

// inverse transforms exchange real and imaginary parts.
func (l *fftLines[T, C]) inverse() bool { return l.kind == "ifft" || l.kind == "irfft" }

// fftBatch is how many numbers are transformed at once: with their imaginary
// parts and scratch memory they stay in second-level cache.
const fftBatch = 1 << 15

func (l *fftLines[T, C]) run() {
	l.plan = fft.Of[T](l.n)
	if l.inner == 1 && l.half() {
		l.realRows()
		return
	}
	l.scratch = make([]T, max(l.plan.Scratch(), l.plan.RowScratch()))
	if l.inner == 1 {
		batch := min(max(fftBatch/l.n, 32), l.outer)
		l.re, l.im = make([]T, batch*l.n), make([]T, batch*l.n)
		for first := 0; first < l.outer; first += batch {
			l.rows(first, min(batch, l.outer-first))
		}
		return
	}
	batch := min(max(fftBatch/l.n&^15, 16), l.inner)
	l.re, l.im = make([]T, batch*l.n), make([]T, batch*l.n)
	for o := range l.outer {
		for c := 0; c < l.inner; c += batch {
			l.columns(o, c, min(batch, l.inner-c))
		}
	}
}

// half reports whether lines are whole and real on one side, so that two are
// transformed as one.
func (l *fftLines[T, C]) half() bool {
	return l.realIn != nil && (l.kind == "rfft" || l.kind == "ihfft") && l.have == l.n ||
		l.kind == "irfft" && l.complexIn != nil && l.have == l.n/2+1
}

func (l *fftLines[T, C]) realRows() {
	n, cols := l.n, l.n/2+1
	batch := min(max(fftBatch/n, 32), l.outer)
	r := fft.NewRealRows[T](n)
	l.re, l.im = make([]T, batch*cols), make([]T, batch*cols)
	inverse := l.scale * T(n) // which Inverse divides by
	for first := 0; first < l.outer; first += batch {
		count := min(batch, l.outer-first)
		re, im := l.re[:count*cols], l.im[:count*cols]
		if l.kind != "irfft" {
			r.Forward(re, im, l.realIn[first*n:][:count*n], count)
			l.store(first*cols, re, im)
			continue
		}
		fft.Split(re, im, l.complexIn[first*cols:])
		dst := l.realOut[first*n:][:count*n]
		r.Inverse(dst, re, im, count)
		for i := range dst {
			dst[i] *= inverse
		}
	}
}

// rows transforms lines whose elements follow each other.
func (l *fftLines[T, C]) rows(first, count int) {
	n, some := l.n, min(l.have, l.n)
	for r := range count {
		re, im := l.re[r*n:][:n], l.im[r*n:][:n]
		l.load(re[:some], im[:some], (first+r)*l.have)
		l.complete(re, im, 1, some)
	}
	if l.inverse() {
		l.plan.ForwardRows(l.im, l.re, count, l.scratch)
	} else {
		l.plan.ForwardRows(l.re, l.im, count, l.scratch)
	}
	for r := range count {
		l.store((first+r)*l.keep, l.re[r*n:][:l.keep], l.im[r*n:][:l.keep])
	}
}

// columns transforms lines that lie beside each other.
func (l *fftLines[T, C]) columns(o, c, count int) {
	n, some := l.n, min(l.have, l.n)
	re, im := l.re[:n*count], l.im[:n*count]
	for k := range some {
		l.load(re[k*count:][:count], im[k*count:][:count], (o*l.have+k)*l.inner+c)
	}
	l.complete(re, im, count, some)
	if l.inverse() {
		l.plan.Forward(im, re, count, l.scratch)
	} else {
		l.plan.Forward(re, im, count, l.scratch)
	}
	for k := range l.keep {
		l.store((o*l.keep+k)*l.inner+c, re[k*count:][:count], im[k*count:][:count])
	}
}

// load separates the elements from one on into parts.
func (l *fftLines[T, C]) load(re, im []T, at int) {
	if l.complexIn != nil {
		fft.Split(re, im, l.complexIn[at:])
		return
	}
	copy(re, l.realIn[at:])
	clear(im)
}

// complete fills what is missing of lines after the first some elements: zeros,
// or the negative frequencies of real numbers.
func (l *fftLines[T, C]) complete(re, im []T, columns, some int) {
	if l.toReal() {
		mirrorHalf(re, im, l.n, columns, min(some, l.n/2+1))
		return
	}
	clear(re[some*columns:])
	clear(im[some*columns:])
}

// store scales and joins parts.
func (l *fftLines[T, C]) store(at int, re, im []T) {
	if l.toReal() {
		dst := l.realOut[at:][:len(re)]
		for i, v := range re {
			dst[i] = v * l.scale
		}
		return
	}
	flip := l.scale
	if l.kind == "ihfft" {
		flip = -flip
	}
	if l.scale != 1 || flip != 1 {
		for i := range re {
			re[i] *= l.scale
			im[i] *= flip
		}
	}
	fft.Join(l.complexO[at:], re, im)
}

// fftOf chooses the precision.
func fftOf(kind string, b *ndarray.Array, axis, n int, scale float64, dtype ndarray.DType) (*ndarray.Array, error) {
	if n < 1 || axis < 0 || axis >= b.NDim() {
		return nil, fmt.Errorf("arrays: %s: got length %d along axis %d of shape %s", kind, n, axis, tuple(b.Shape()))
	}
	if dtype == ndarray.Float32 || dtype == ndarray.Complex64 {
		return fftBlock[float32, complex64](kind, b, axis, n, float32(scale), dtype)
	}
	return fftBlock[float64, complex128](kind, b, axis, n, scale, dtype)
}
