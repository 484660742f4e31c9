package arrays

import (
	"context"
	"fmt"
	"reflect"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Masked is an array of which some elements do not count: those where Mask,
// of the same shape, is true. Their values may be anything.
type Masked struct {
	Values, Mask *Array
}

// NewMasked pairs values with a mask that broadcasts to them; nil masks nothing.
func NewMasked(values, mask *Array) (Masked, error) {
	if err := present("masked", values); err != nil {
		return Masked{}, err
	}
	if mask == nil {
		var e Expr
		none := e.Keep(Full([]int{}, false, ndarray.Bool, EveryAxis(Whole)))
		if e.Err != nil {
			return Masked{}, e.Err
		}
		mask = none
	}
	if mask.dtype != ndarray.Bool {
		return Masked{}, asked(&DTypeError{Op: "masked", Got: mask.dtype, With: ndarray.Bool, Err: fmt.Errorf("want a mask of booleans")})
	}
	wide, err := mask.BroadcastTo(values.grid.shape...)
	if err != nil {
		return Masked{}, asked(&ShapeError{Op: "masked", Got: mask.grid.shape, Want: values.grid.shape, Rule: "a mask that broadcasts to"})
	}
	return Masked{values, wide}, nil
}

// MaskedWhere masks the elements of a where a condition is true.
func MaskedWhere(cond, a *Array) (Masked, error) { return NewMasked(a, cond) }

func maskedBy(op string, f func(a, b any) (*Array, error), a *Array, value any) (Masked, error) {
	mask, err := f(a, value)
	if err != nil {
		return Masked{}, calledAs(op, err)
	}
	return NewMasked(a, mask)
}

// MaskedEqual masks elements that equal value.
func MaskedEqual(a *Array, value any) (Masked, error) {
	return maskedBy("masked equal", Equal, a, value)
}

// MaskedNotEqual masks elements that do not equal value.
func MaskedNotEqual(a *Array, value any) (Masked, error) {
	return maskedBy("masked not equal", NotEqual, a, value)
}

// MaskedGreater masks elements above value.
func MaskedGreater(a *Array, value any) (Masked, error) {
	return maskedBy("masked greater", Greater, a, value)
}

// MaskedGreaterEqual masks elements not below value.
func MaskedGreaterEqual(a *Array, value any) (Masked, error) {
	return maskedBy("masked greater equal", GreaterEqual, a, value)
}

// MaskedLess masks elements below value.
func MaskedLess(a *Array, value any) (Masked, error) {
	return maskedBy("masked less", Less, a, value)
}

// MaskedLessEqual masks elements not above value.
func MaskedLessEqual(a *Array, value any) (Masked, error) {
	return maskedBy("masked less equal", LessEqual, a, value)
}

// MaskedInside masks elements from low to high, both included. Two numbers may
// come in either order.
func MaskedInside(a *Array, low, high any) (Masked, error) {
	low, high = ordered(low, high)
	var e Expr
	mask := e.Do(And, e.Do(GreaterEqual, a, low), e.Do(LessEqual, a, high))
	if e.Err != nil {
		return Masked{}, calledAs("masked inside", e.Err)
	}
	return NewMasked(a, mask)
}

// MaskedOutside masks elements below low or above high. Two numbers may come in
// either order.
func MaskedOutside(a *Array, low, high any) (Masked, error) {
	low, high = ordered(low, high)
	var e Expr
	mask := e.Do(Or, e.Do(Less, a, low), e.Do(Greater, a, high))
	if e.Err != nil {
		return Masked{}, calledAs("masked outside", e.Err)
	}
	return NewMasked(a, mask)
}

// ordered swaps two numbers of which the first is larger.
func ordered(low, high any) (any, any) {
	x, y := reflect.ValueOf(low), reflect.ValueOf(high)
	float := reflect.TypeFor[float64]()
	if x.IsValid() && y.IsValid() && x.CanConvert(float) && y.CanConvert(float) && x.Convert(float).Float() > y.Convert(float).Float() {
		return high, low
	}
	return low, high
}

// MaskedInvalid masks NaN and infinite elements.
func MaskedInvalid(a *Array) (Masked, error) {
	var e Expr
	mask := e.One(Not, e.One(IsFinite, a))
	if e.Err != nil {
		return Masked{}, calledAs("masked invalid", e.Err)
	}
	return NewMasked(a, mask)
}

// Filled returns the values with masked ones replaced by a number, in the dtype
// of the values.
func (m Masked) Filled(value any) (*Array, error) {
	if err := present("filled", m.Values, m.Mask); err != nil {
		return nil, err
	}
	lit, err := scalarArray("filled", m.Values.dtype, value)
	if err != nil {
		return nil, err
	}
	return Where(m.Mask, lit, m.Values)
}

// Apply applies a function of one array to the values.
func (m Masked) Apply(f func(a *Array) (*Array, error)) (Masked, error) {
	v, err := f(m.Values)
	return Masked{v, m.Mask}, err
}

// With applies a function of two operands; what either side masks is masked.
func (m Masked) With(f func(a, b any) (*Array, error), other any) (Masked, error) {
	mask := m.Mask
	if o, ok := other.(Masked); ok {
		var err error
		if mask, err = Or(m.Mask, o.Mask); err != nil {
			return Masked{}, err
		}
		other = o.Values
	}
	v, err := f(m.Values, other)
	if err != nil {
		return Masked{}, err
	}
	return NewMasked(v, mask)
}

// Count counts the elements that are not masked.
func (m Masked) Count(opts ...ReduceOption) (*Array, error) {
	if err := present("count", m.Values, m.Mask); err != nil {
		return nil, err
	}
	keep, err := Not(m.Mask)
	if err != nil {
		return nil, err
	}
	return keep.Sum(opts...)
}

// reduce replaces masked elements by what changes nothing. The result is masked
// where all elements are.
func (m Masked) reduce(neutral any, f func(a *Array) (*Array, error), opts []ReduceOption) (Masked, error) {
	filled, err := m.Filled(neutral)
	if err != nil {
		return Masked{}, err
	}
	v, err := f(filled)
	if err != nil {
		return Masked{}, err
	}
	mask, err := m.Mask.All(opts...)
	return Masked{v, mask}, err
}

// Sum adds up what is not masked.
func (m Masked) Sum(opts ...ReduceOption) (Masked, error) {
	return m.reduce(0, func(a *Array) (*Array, error) { return a.Sum(opts...) }, opts)
}

// Prod multiplies what is not masked.
func (m Masked) Prod(opts ...ReduceOption) (Masked, error) {
	return m.reduce(1, func(a *Array) (*Array, error) { return a.Prod(opts...) }, opts)
}

// Mean averages what is not masked.
func (m Masked) Mean(opts ...ReduceOption) (Masked, error) {
	return m.reduce(0, func(a *Array) (*Array, error) {
		dtype, err := ndarray.ReduceType(ndarray.Mean, a.dtype)
		if err != nil {
			return nil, err
		}
		if dtype.Kind() == ndarray.KindFloat {
			return m.realMean(dtype, opts)
		}
		var e Expr
		y := e.Do(Div, e.Keep(a.Sum(opts...)), e.Keep(m.Count(opts...)))
		if e.Err != nil {
			return nil, e.Err
		}
		return y.AsType(dtype)
	}, opts)
}

// realMean adds up values and their number in one tree: as the real and the
// imaginary part of complex numbers.
func (m Masked) realMean(dtype ndarray.DType, opts []ReduceOption) (*Array, error) {
	pairs, err := elementwise("masked-pair", pairOp, "", ndarray.Complex128, []operand{{array: m.Mask}, {array: m.Values}})
	if err != nil {
		return nil, err
	}
	sums, err := pairs.Sum(opts...)
	if err != nil {
		return nil, err
	}
	return elementwise("masked-mean", pairMeanOp, dtype.String(), dtype, []operand{{array: sums}})
}

var pairOp = graph.Register("gloam/arrays/masked-pair", func(_ context.Context, args []any) (any, error) {
	var r reader
	mask, values := r.block(args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	one, none := ndarray.New(ndarray.Complex128), ndarray.New(ndarray.Complex128)
	if err := one.Fill(1i); err != nil {
		return nil, err
	}
	counted, err := ndarray.Add(values, one)
	if err != nil {
		return nil, err
	}
	return ndarray.Where(mask, none, counted)
})

var pairMeanOp = graph.Register("gloam/arrays/masked-mean", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, sums := r.dtype(args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	var c calculation
	y := c.binary(ndarray.OpDiv, c.unary(ndarray.Real, sums), c.unary(ndarray.Imag, sums))
	if c.err != nil {
		return nil, c.err
	}
	return as(y, dtype)
})

// Min takes the smallest of what is not masked.
func (m Masked) Min(opts ...ReduceOption) (Masked, error) {
	return m.extreme((*Array).NanMax, (*Array).Min, opts)
}

// Max takes the largest of what is not masked.
func (m Masked) Max(opts ...ReduceOption) (Masked, error) {
	return m.extreme((*Array).NanMin, (*Array).Max, opts)
}

// extreme replaces masked elements by the extreme at the other end of all
// values, masked NaN aside, so that no type needs a largest number.
func (m Masked) extreme(other, f func(a *Array, opts ...ReduceOption) (*Array, error), opts []ReduceOption) (Masked, error) {
	limit, err := other(m.Values)
	if err != nil {
		return Masked{}, err
	}
	filled, err := Where(m.Mask, limit, m.Values)
	if err != nil {
		return Masked{}, err
	}
	v, err := f(filled, opts...)
	if err != nil {
		return Masked{}, err
	}
	mask, err := m.Mask.All(opts...)
	return Masked{v, mask}, err
}

// Average is the mean, weighted by weights of the same shape, of what is not
// masked.
func (m Masked) Average(weights *Array, opts ...ReduceOption) (Masked, error) {
	if weights == nil {
		return m.Mean(opts...)
	}
	var e Expr
	w := e.Where(m.Mask, 0, weights)
	filled := e.Keep(m.Filled(0))
	if e.Err != nil {
		return Masked{}, e.Err
	}
	v := e.Keep(filled.Average(w, opts...))
	mask := e.Keep(m.Mask.All(opts...))
	return Masked{v, mask}, e.Err
}
