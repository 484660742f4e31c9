package fft

import (
	"math"
	"sync"

	"github.com/gloam-go/gloam/internal/simd"
)

// A Plan transforms columns, or rows, of n elements. It is safe for concurrent
// use.
type Plan[T Float] struct {
	n      int
	passes []pass[T]
	chirp  *chirp[T] // for sizes with large prime factors
	long   *long[T]  // for sizes above maxStrip
	need   int       // scratch elements
}

// A pass splits transforms of radix·m elements into radix transforms of m.
type pass[T Float] struct {
	radix, m int
	done     int // product of the radices before
	w        []T // exp(-2πi pj/(radix·m)), real and imaginary part, at [p·(radix-1) + j-1]
}

// maxStrip is the largest size whose strips, with scratch memory, stay near the
// second-level cache. Larger transforms run one by one.
const maxStrip = 4096

var plans sync.Map // planKey → *Plan[T]

type planKey struct {
	n    int
	wide bool
}

// Of returns the plan for n elements, which is made once. n must be positive.
func Of[T Float](n int) *Plan[T] {
	var zero T
	_, wide := any(zero).(float64)
	key := planKey{n, wide}
	if p, ok := plans.Load(key); ok {
		return p.(*Plan[T])
	}
	p, _ := plans.LoadOrStore(key, newPlan[T](n))
	return p.(*Plan[T])
}

func newPlan[T Float](n int) *Plan[T] {
	p, width := &Plan[T]{n: n}, simd.Strip[T]()
	radices, rest := factors(n)
	switch {
	case rest > 1:
		p.chirp = newChirp[T](n)
		p.need = p.chirp.need()
	case n > maxStrip:
		p.long = newLong[T](n)
		p.need = p.long.need()
	default:
		left, done := n, 1
		for _, r := range radices {
			left /= r
			p.passes = append(p.passes, newPass[T](r, left, done))
			done *= r
		}
		p.need = 4 * n * width
	}
	if n <= maxStrip {
		p.need += 2 * n * width
	} else {
		p.need += 2 * n
	}
	return p
}

// factors splits n into radices and what they leave.
func factors(n int) (radices []int, rest int) {
	for _, r := range []int{4, 2, 3, 5} {
		for n%r == 0 && n > 1 {
			radices = append(radices, r)
			n /= r
		}
	}
	return radices, n
}

func newPass[T Float](radix, m, done int) pass[T] {
	s := pass[T]{radix: radix, m: m, done: done}
	for p := range m {
		for j := 1; j < radix; j++ {
			sin, cos := math.Sincos(-2 * math.Pi * float64(p*j) / float64(radix*m))
			s.w = append(s.w, T(cos), T(sin))
		}
	}
	return s
}

// Len returns the number of elements of a column.
func (p *Plan[T]) Len() int { return p.n }

// Scratch returns the length of the scratch memory of any call.
func (p *Plan[T]) Scratch() int { return p.need }

// Forward transforms each of the columns of an n × columns matrix in place.
// scratch is at least Scratch() long. What a column becomes does not depend on
// the others.
func (p *Plan[T]) Forward(re, im []T, columns int, scratch []T) {
	width, c := simd.Strip[T](), 0
	for ; c+width <= columns; c += width {
		p.strip(re[c:], im[c:], columns, re[c:], im[c:], columns, scratch)
	}
	if c == columns {
		return
	}
	if p.n > maxStrip {
		for ; c < columns; c++ {
			p.column(re[c:], im[c:], columns, re[c:], im[c:], columns, scratch)
		}
		return
	}
	size, some := p.n*width, columns-c
	sr, si, rest := scratch[:size], scratch[size:2*size], scratch[2*size:]
	for k := range p.n {
		clear(padded(sr[k*width:][:width], re[k*columns+c:][:some]))
		clear(padded(si[k*width:][:width], im[k*columns+c:][:some]))
	}
	p.strip(sr, si, width, sr, si, width, rest)
	for k := range p.n {
		copy(re[k*columns+c:][:some], sr[k*width:])
		copy(im[k*columns+c:][:some], si[k*width:])
	}
}

// padded copies src and returns what is left of dst.
func padded[T any](dst, src []T) []T { return dst[copy(dst, src):] }

// Inverse is the inverse of Forward.
func (p *Plan[T]) Inverse(re, im []T, columns int, scratch []T) {
	p.Forward(im, re, columns, scratch)
	scale := 1 / T(p.n)
	for i := range re[:p.n*columns] {
		re[i] *= scale
		im[i] *= scale
	}
}

// strip transforms one strip of columns. Rows of x are xs elements apart, those
// of y ys; x and y may be the same. With re and im exchanged it is the inverse,
// without scaling.
func (p *Plan[T]) strip(yr, yi []T, ys int, xr, xi []T, xs int, scratch []T) {
	width := simd.Strip[T]()
	switch {
	case p.n > maxStrip:
		for c := range width {
			p.column(yr[c:], yi[c:], ys, xr[c:], xi[c:], xs, scratch)
		}
	case p.chirp != nil:
		p.chirp.strip(yr, yi, ys, xr, xi, xs, scratch)
	case len(p.passes) == 0:
		copy(yr[:width], xr[:width])
		copy(yi[:width], xi[:width])
	default:
		p.stockham(yr, yi, ys, xr, xi, xs, scratch)
	}
}

// stockham runs the passes, which alternate between two strips of scratch
// memory.
func (p *Plan[T]) stockham(yr, yi []T, ys int, xr, xi []T, xs int, scratch []T) {
	width := simd.Strip[T]()
	size, last := p.n*width, len(p.passes)-1
	for k := range p.passes {
		tr, ti, ts := yr, yi, ys
		if k < last {
			half := scratch[k%2*2*size:]
			tr, ti, ts = half[:size], half[size:2*size], width
		}
		s := &p.passes[k]
		simd.FFTPass(s.radix, tr, ti, xr, xi, s.w, s.m, s.done, xs, ts)
		xr, xi, xs = tr, ti, ts
	}
}

// column transforms one column on its own.
func (p *Plan[T]) column(yr, yi []T, ys int, xr, xi []T, xs int, scratch []T) {
	r, i, rest := scratch[:p.n], scratch[p.n:2*p.n], scratch[2*p.n:]
	for k := range r {
		r[k], i[k] = xr[k*xs], xi[k*xs]
	}
	if p.chirp != nil {
		p.chirp.line(r, i, rest)
	} else {
		p.long.line(r, i, rest)
	}
	for k := range r {
		yr[k*ys], yi[k*ys] = r[k], i[k]
	}
}
