package arrays

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// mean knows (count, total).
type mean struct{}

func (mean) part(b *ndarray.Array, at place) (partial, error) {
	n := at.count(b.Shape())
	if b.DType().Size() == 8 && b.DType().Kind() <= ndarray.KindInt && n > 0 { // sums of these may wrap
		total, err := ndarray.ReduceWide(ndarray.Mean, b, at.axes, true)
		if err != nil {
			return nil, err
		}
		return partial{number(n), total}, ndarray.MulInto(total, number(n))
	}
	total, err := ndarray.ReduceWide(ndarray.Sum, b, at.axes, true)
	if err != nil {
		return nil, err
	}
	if total, err = as(total, floating(total.DType())); err != nil {
		return nil, err
	}
	return partial{number(n), total}, nil
}

func (mean) merge(list []partial) (partial, error) {
	n, total := count(list[0]), list[0][1].Copy()
	for _, p := range list[1:] {
		n += count(p)
		if err := ndarray.AddInto(total, p[1]); err != nil {
			return nil, err
		}
	}
	return partial{number(n), total}, nil
}

func (mean) finish(p partial, _ int) (*ndarray.Array, error) { return ndarray.Div(p[1], p[0]) }

// deviation knows (count, mean, sum of squared deviations from the mean) and
// merges them with the update of Chan, Golub and LeVeque, which does not
// cancel.
type deviation struct{ root bool }

func (deviation) part(b *ndarray.Array, at place) (partial, error) {
	n := at.count(b.Shape())
	if n == 0 { // their mean is NaN, and must not spread
		zero, err := ndarray.ReduceWide(ndarray.Sum, b, at.axes, true)
		if err != nil {
			return nil, err
		}
		squares, err := ndarray.Unary(ndarray.Real, zero)
		return partial{number(0), zero, squares}, err
	}
	average, err := ndarray.ReduceWide(ndarray.Mean, b, at.axes, true)
	if err != nil {
		return nil, err
	}
	squares, err := ndarray.ReduceWide(ndarray.Var, b, at.axes, true)
	if err != nil {
		return nil, err
	}
	return partial{number(n), average, squares}, ndarray.MulInto(squares, number(n))
}

func (deviation) merge(list []partial) (partial, error) {
	acc := list[0]
	for _, p := range list[1:] {
		var err error
		switch {
		case count(p) == 0:
			continue
		case count(acc) == 0:
			acc = p
		default:
			if acc, err = chan2(acc, p); err != nil {
				return nil, err
			}
		}
	}
	return acc, nil
}

// chan2 merges two: with d the difference of the means, the mean moves by
// d·nb/n and the squares grow by |d|²·na·nb/n.
func chan2(a, b partial) (partial, error) {
	na, nb := count(a), count(b)
	n := na + nb
	d, err := ndarray.Sub(b[1], a[1])
	if err != nil {
		return nil, err
	}
	average, err := ndarray.Mul(d, number(nb/n))
	if err != nil {
		return nil, err
	}
	if err := ndarray.AddInto(average, a[1]); err != nil {
		return nil, err
	}
	size, err := ndarray.Unary(ndarray.Abs, d)
	if err != nil {
		return nil, err
	}
	squares, err := ndarray.Mul(size, size)
	if err != nil {
		return nil, err
	}
	for _, step := range []error{
		ndarray.MulInto(squares, number(na*nb/n)),
		ndarray.AddInto(squares, a[2]),
		ndarray.AddInto(squares, b[2]),
	} {
		if step != nil {
			return nil, step
		}
	}
	return partial{number(n), average, squares}, nil
}

func (d deviation) finish(p partial, ddof int) (*ndarray.Array, error) {
	divisor := count(p) - float64(ddof)
	if divisor < 0 {
		divisor = math.NaN()
	}
	v, err := ndarray.Div(p[2], number(divisor))
	if err != nil || !d.root {
		return v, err
	}
	return ndarray.Unary(ndarray.Sqrt, v)
}

// floating returns the dtype in which moments of d are computed.
func floating(d ndarray.DType) ndarray.DType {
	if d.Kind() == ndarray.KindComplex {
		return ndarray.Complex128
	}
	return ndarray.Float64
}

// count returns the number of elements that a partial of moments is about.
func count(p partial) float64 {
	n, _ := p[0].Float()
	return n
}

// number returns x as an array without axes.
func number(x float64) *ndarray.Array {
	a := ndarray.New(ndarray.Float64)
	_ = a.Set(x) // a float64 holds any float64
	return a
}

// count returns how many elements of a block go into each result.
func (p place) count(shape []int) float64 {
	n := 1.0
	for _, a := range p.axes {
		n *= float64(shape[a])
	}
	return n
}
