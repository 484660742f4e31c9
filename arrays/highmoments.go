package arrays

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

const (
	momentPrefix = "moment-"
	mostMoments  = 12
)

// Moment is the mean k-th power of the deviations from the mean: 1 for k = 0
// and 0 for k = 1. k is at most 12. Blocks are merged with the update of Pébay,
// which does not cancel. Of complex numbers it is the mean power of how far they
// are from the mean, which reads the array twice.
func (a *Array) Moment(k int, opts ...ReduceOption) (*Array, error) {
	if err := present("moment", a); err != nil {
		return nil, err
	}
	if k < 0 || k > mostMoments {
		return nil, asked(fmt.Errorf("arrays: moment: got order %d, want 0 to %d", k, mostMoments))
	}
	if a.dtype.Kind() == ndarray.KindComplex {
		return a.complexMoment(k, opts)
	}
	if k >= 2 {
		return a.Reduce(ndarray.ReduceOp(fmt.Sprintf("%s%d", momentPrefix, k)), opts...)
	}
	v, err := a.Reduce(ndarray.Var, opts...)
	if err != nil {
		return nil, err
	}
	return FullLike(v, 1-k)
}

// complexMoment is the mean power of the magnitudes of the deviations.
func (a *Array) complexMoment(k int, opts []ReduceOption) (*Array, error) {
	v, err := a.Reduce(ndarray.Var, opts...)
	switch {
	case err != nil || k == 2:
		return v, err
	case k < 2:
		return FullLike(v, 1-k)
	}
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	var e Expr
	away := e.One(Abs, e.Do(Sub, a, e.Keep(a.Mean(Over(c.axes...), KeepDims()))))
	power := e.Do(Pow, away, k)
	if e.Err != nil {
		return nil, e.Err
	}
	y := e.Keep(power.Mean(opts...))
	if c.ddof == 0 || e.Err != nil {
		return y, e.Err
	}
	ones := e.One(OnesLike, power)
	if e.Err != nil {
		return nil, e.Err
	}
	n := e.Keep(ones.Sum(opts...))
	return e.Do(Mul, y, e.Do(Div, n, e.Do(Sub, n, c.ddof))), e.Err
}

// moments knows (count, mean, sums of the 2nd to the order-th powers of the
// deviations).
type moments struct{ order int }

func (m moments) part(b *ndarray.Array, at place) (partial, error) {
	n := at.count(b.Shape())
	wide, err := as(b, ndarray.Float64)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return m.none(wide, at)
	}
	average, err := ndarray.Reduce(ndarray.Mean, wide, at.axes, true)
	if err != nil {
		return nil, err
	}
	d, err := ndarray.Sub(wide, average)
	if err != nil {
		return nil, err
	}
	p, power := partial{number(n), average}, d
	for k := 2; k <= m.order; k++ {
		if power, err = ndarray.Mul(power, d); err != nil {
			return nil, err
		}
		sum, err := ndarray.Reduce(ndarray.Sum, power, at.axes, true)
		if err != nil {
			return nil, err
		}
		p = append(p, sum)
	}
	return p, nil
}

// none is about no elements.
func (m moments) none(b *ndarray.Array, at place) (partial, error) {
	zero, err := ndarray.Reduce(ndarray.Sum, b, at.axes, true)
	p := partial{number(0)}
	for range m.order {
		p = append(p, zero)
	}
	return p, err
}

func (m moments) merge(list []partial) (partial, error) {
	acc := list[0]
	for _, p := range list[1:] {
		if count(p) == 0 {
			continue
		}
		if count(acc) == 0 {
			acc = p
			continue
		}
		var err error
		if acc, err = m.two(acc, p); err != nil {
			return nil, err
		}
	}
	return acc, nil
}

// two merges as in Pébay (2008), equation 2.1.
func (m moments) two(a, b partial) (partial, error) {
	na, nb := count(a), count(b)
	n := na + nb
	var c calculation
	d := c.binary(ndarray.OpSub, b[1], a[1])
	scaled := func(x *ndarray.Array, f float64) *ndarray.Array { return c.binary(ndarray.OpMul, x, number(f)) }
	powers := []*ndarray.Array{nil, d}
	for k := 2; k <= m.order; k++ {
		powers = append(powers, c.binary(ndarray.OpMul, powers[k-1], d))
	}
	out := partial{number(n), c.binary(ndarray.OpAdd, a[1], scaled(d, nb/n))}
	for p := 2; p <= m.order; p++ {
		sum := c.binary(ndarray.OpAdd, a[p], b[p])
		for k := 1; k <= p-2; k++ {
			terms := c.binary(ndarray.OpAdd, scaled(a[p-k], math.Pow(-nb/n, float64(k))), scaled(b[p-k], math.Pow(na/n, float64(k))))
			sum = c.binary(ndarray.OpAdd, sum, scaled(c.binary(ndarray.OpMul, terms, powers[k]), choose(p, k)))
		}
		f := math.Pow(na*nb/n, float64(p)) * (1/math.Pow(nb, float64(p-1)) - math.Pow(-1/na, float64(p-1)))
		out = append(out, c.binary(ndarray.OpAdd, sum, scaled(powers[p], f)))
	}
	return out, c.err
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

func (m moments) finish(p partial, ddof int) (*ndarray.Array, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("arrays: moment of no elements")
	}
	return ndarray.Div(p[m.order], number(count(p)-float64(ddof)))
}

// nanMoments knows (counts, means, sums of squared deviations) of what is not
// NaN.
type nanMoments struct{ root bool }

func (m nanMoments) part(b *ndarray.Array, at place) (partial, error) {
	clean, holes, err := withoutNaN(b, 0)
	if err != nil {
		return nil, err
	}
	var c calculation
	reduce := func(x *ndarray.Array) *ndarray.Array {
		if c.err != nil {
			return nil
		}
		x, c.err = ndarray.ReduceWide(ndarray.Sum, x, at.axes, true)
		return x
	}
	wide, err := as(clean, floating(clean.DType()))
	if err != nil {
		return nil, err
	}
	n := c.binary(ndarray.OpMul, reduce(c.unary(ndarray.Not, holes)), number(1))
	average := c.binary(ndarray.OpDiv, reduce(wide), c.binary(ndarray.OpMaximum, n, number(1)))
	d := c.binary(ndarray.OpSub, wide, average)
	if c.err != nil {
		return nil, c.err
	}
	if d, err = ndarray.Where(holes, number(0), d); err != nil {
		return nil, err
	}
	size := c.unary(ndarray.Abs, d)
	return partial{n, average, reduce(c.binary(ndarray.OpMul, size, size))}, c.err
}

func (m nanMoments) merge(list []partial) (partial, error) {
	acc := list[0]
	for _, p := range list[1:] {
		var c calculation
		n := c.binary(ndarray.OpAdd, acc[0], p[0])
		share := c.binary(ndarray.OpDiv, p[0], c.binary(ndarray.OpMaximum, n, number(1)))
		d := c.binary(ndarray.OpSub, p[1], acc[1])
		size := c.unary(ndarray.Abs, d)
		squares := c.binary(ndarray.OpMul, c.binary(ndarray.OpMul, size, size), c.binary(ndarray.OpMul, share, acc[0]))
		next := partial{
			n, c.binary(ndarray.OpAdd, acc[1], c.binary(ndarray.OpMul, d, share)),
			c.binary(ndarray.OpAdd, c.binary(ndarray.OpAdd, acc[2], p[2]), squares),
		}
		if c.err != nil {
			return nil, c.err
		}
		acc = next
	}
	return acc, nil
}

func (m nanMoments) finish(p partial, ddof int) (*ndarray.Array, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("arrays: nanvar: %w", errNoElements)
	}
	var c calculation
	nan := number(math.NaN())
	divisor := c.binary(ndarray.OpSub, p[0], number(float64(ddof)))
	v := c.binary(ndarray.OpDiv, p[2], divisor)
	some := c.binary(ndarray.OpGreater, divisor, number(0))
	if c.err != nil {
		return nil, c.err
	}
	v, err := ndarray.Where(some, v, nan)
	if err != nil || !m.root {
		return v, err
	}
	return ndarray.Unary(ndarray.Sqrt, v)
}
