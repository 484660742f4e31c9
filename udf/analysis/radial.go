package analysis

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// RadialFourier computes Fourier coefficients over the angle in rings, for bins
// b and orders o. Its channels are "dominant_b", the order above 0 with the
// largest coefficient, 0 where all are below a fifth of the bin's largest one,
// "absolute_b_o", "phase_b_o" and "complex_b_o", which from order 1 on is divided
// by the modulus of order 0 if that is above 1.
func RadialFourier(ds *udf.Dataset, p stdudf.RadialFourierParams) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	p, err := p.Complete(ds.Sig())
	if err != nil {
		return nil, fmt.Errorf("analysis: radial fourier: %w", err)
	}
	spec, err := stdudf.RadialFourier.With(p)
	if err != nil {
		return nil, err
	}
	return &Analysis{data: ds, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		return radialChannels(got["coefficients"], p.Bins, p.MaxOrder+1)
	}}, nil
}

// A spectrum is the coefficients by bin, order and position.
type spectrum struct {
	bins, orders int
	nav          []int
	double       bool
	c            []complex128 // by position, bin and order
}

func (s *spectrum) positions() int { return len(s.c) / max(1, s.bins*s.orders) }

func (s *spectrum) at(b, o, i int) complex128 { return s.c[(i*s.bins+b)*s.orders+o] }

func radialChannels(r delayed.Result, bins, orders int) ([]Channel, error) {
	wide, err := r.Data.AsType(ndarray.Complex128)
	if err != nil {
		return nil, err
	}
	s := &spectrum{bins: bins, orders: orders, nav: r.Data.Shape()[:r.Data.NDim()-2], double: r.Data.DType() == ndarray.Complex128}
	if s.c, err = ndarray.Values[complex128](wide); err != nil {
		return nil, err
	}
	first, err := last(r.Valid, 0)
	if err != nil {
		return nil, err
	}
	damage, err := last(first, 0)
	if err != nil {
		return nil, err
	}
	lo, hi := s.limits()
	var out []Channel
	for b := range bins {
		out = append(out, Channel{Key: fmt.Sprint("dominant_", b), Title: fmt.Sprint("dominant order of bin ", b), Desc: "Dominant Fourier component",
			Raw: s.dominant(b), View: View{Colors: Tab20, Min: pointer(0), Max: pointer(20)}})
		for o := range orders {
			c := Channel{Key: fmt.Sprintf("absolute_%d_%d", b, o), Title: fmt.Sprintf("absolute of bin %d order %d", b, o), Desc: "Absolute value of Fourier component",
				Raw: s.real(b, o, cmplx.Abs), View: View{Damage: damage}}
			if o > 0 {
				c.View.Min, c.View.Max = pointer(lo), pointer(hi)
				c.View.divide = s.real(b, 0, func(v complex128) float64 { return max(1, cmplx.Abs(v)) })
			}
			out = append(out, c)
		}
	}
	for b := range bins {
		for o := range orders {
			out = append(out, Channel{Key: fmt.Sprintf("phase_%d_%d", b, o), Title: fmt.Sprintf("phase of bin %d order %d", b, o), Desc: "Phase of Fourier component",
				Raw: s.real(b, o, cmplx.Phase), View: View{Damage: damage, Colors: Cyclic}})
		}
	}
	for b := range bins {
		for o := range orders {
			c := Channel{Key: fmt.Sprintf("complex_%d_%d", b, o), Title: fmt.Sprintf("bin %d order %d", b, o), Desc: "Fourier component", Raw: s.normal(b, o), vector: true}
			if o > 0 {
				c.View.Max = pointer(hi)
			}
			out = append(out, c)
		}
	}
	return out, nil
}

func pointer(v float64) *float64 { return &v }

// limits returns the range of normalised moduli of orders above 0.
func (s *spectrum) limits() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for i := range s.positions() {
		for b := range s.bins {
			n := max(1, cmplx.Abs(s.at(b, 0, i)))
			for o := 1; o < s.orders; o++ {
				if v := cmplx.Abs(s.at(b, o, i)) / n; v == v {
					lo, hi = min(lo, v), max(hi, v)
				}
			}
		}
	}
	if lo > hi {
		return 1, 1
	}
	return lo, hi
}

// real maps the coefficients of a bin and order to real numbers.
func (s *spectrum) real(b, o int, fn func(complex128) float64) *ndarray.Array {
	v := make([]float64, s.positions())
	for i := range v {
		v[i] = fn(s.at(b, o, i))
	}
	return s.array(v)
}

// array wraps real numbers in the precision of the coefficients.
func (s *spectrum) array(v []float64) *ndarray.Array {
	a := wrap(v, s.nav)
	if s.double {
		return a
	}
	return cast(a, ndarray.Float32)
}

// normal returns the coefficients of a bin and order; above order 0 divided by
// the modulus of order 0.
func (s *spectrum) normal(b, o int) *ndarray.Array {
	v := make([]complex128, s.positions())
	for i := range v {
		v[i] = s.at(b, o, i)
		if o > 0 {
			v[i] /= complex(max(1, cmplx.Abs(s.at(b, 0, i))), 0)
		}
	}
	a := wrap(v, s.nav)
	if s.double {
		return a
	}
	return cast(a, ndarray.Complex64)
}

// weak is the share of a bin's largest coefficient below which there is no
// symmetry to speak of.
const weak = 0.2

// dominant returns the order above 0 with the largest modulus.
func (s *spectrum) dominant(b int) *ndarray.Array {
	largest := 0.0
	for i := range s.positions() {
		for o := 1; o < s.orders; o++ {
			if v := cmplx.Abs(s.at(b, o, i)); v > largest {
				largest = v
			}
		}
	}
	out := make([]int64, s.positions())
	for i := range out {
		best := -1.0
		for o := 1; o < s.orders; o++ {
			if v := cmplx.Abs(s.at(b, o, i)); v > best && v >= weak*largest {
				out[i], best = int64(o), v
			}
		}
	}
	return wrap(out, s.nav)
}

// wrap makes an array of as many elements as its shape has.
func wrap[T ndarray.Element](v []T, shape []int) *ndarray.Array {
	a, err := ndarray.FromSlice(v, shape...)
	if err != nil {
		panic(err) // the lengths are ours
	}
	return a
}

// cast narrows an array to a dtype of its own kind.
func cast(a *ndarray.Array, d ndarray.DType) *ndarray.Array {
	c, err := a.AsType(d)
	if err != nil {
		panic(err) // numbers have a cast
	}
	return c
}
