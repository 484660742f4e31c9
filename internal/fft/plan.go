package fft

import (
	"math"
	"sync"
)

// A Plan transforms columns of n elements. It is safe for concurrent use.
type Plan[T Float] struct {
	n      int
	passes []pass[T]
	chirp  *chirp[T] // for sizes with large prime factors
}

// A pass splits transforms of radix·m elements into radix transforms of m.
type pass[T Float] struct {
	radix, m int
	done     int // product of the radices before
	wr, wi   []T // exp(-2πi pj/(radix·m)) at [p·(radix-1) + j-1]
}

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
	p := &Plan[T]{n: n}
	radices, rest := factors(n)
	if rest > 1 {
		p.chirp = newChirp[T](n)
		return p
	}
	left, done := n, 1
	for _, r := range radices {
		left /= r
		p.passes = append(p.passes, newPass[T](r, left, done))
		done *= r
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
			s.wr, s.wi = append(s.wr, T(cos)), append(s.wi, T(sin))
		}
	}
	return s
}

// Len returns the number of elements of a column.
func (p *Plan[T]) Len() int { return p.n }

// Scratch returns the length of the scratch memory for that many columns.
func (p *Plan[T]) Scratch(columns int) int {
	if p.chirp != nil {
		return 4 * p.chirp.inner.n * columns
	}
	return 2 * p.n * columns
}

// Forward transforms each of the columns of an n × columns matrix in place.
// scratch is at least Scratch(columns) long.
func (p *Plan[T]) Forward(re, im []T, columns int, scratch []T) {
	n := p.n * columns
	r, i := p.run(re[:n], im[:n], columns, scratch)
	if n > 0 && &r[0] != &re[0] {
		copy(re, r)
		copy(im, i)
	}
}

// Inverse is the inverse of Forward.
func (p *Plan[T]) Inverse(re, im []T, columns int, scratch []T) {
	p.Forward(im, re, columns, scratch)
	scale := 1 / T(p.n)
	for i := range re[:p.n*columns] {
		re[i] *= scale
		im[i] *= scale
	}
}

// run transforms and returns where the result is: in the arguments or in
// scratch. The other one's contents are lost. With re and im exchanged it is the
// inverse, without scaling.
func (p *Plan[T]) run(re, im []T, columns int, scratch []T) (r, i []T) {
	if p.chirp != nil {
		p.chirp.run(re, im, columns, scratch)
		return re, im
	}
	n := p.n * columns
	wr, wi := scratch[:n], scratch[n:2*n]
	for k := range p.passes {
		s := &p.passes[k]
		q := s.done * columns
		switch s.radix {
		case 2:
			s.two(re, im, wr, wi, q)
		case 3:
			s.three(re, im, wr, wi, q)
		case 4:
			s.four(re, im, wr, wi, q)
		case 5:
			s.five(re, im, wr, wi, q)
		}
		re, im, wr, wi = wr, wi, re, im
	}
	return re, im
}
