package arrays

import "github.com/gloam-go/gloam/arrays/ndarray"

// Var is the mean squared deviation from the mean of what is not masked. The
// result is masked where no more than [DDof] elements count.
func (m Masked) Var(opts ...ReduceOption) (Masked, error) {
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	dtype, err := ndarray.ReduceType(ndarray.Var, m.Values.dtype)
	if err != nil {
		return Masked{}, asked(&DTypeError{Op: "masked var", Got: m.Values.dtype, Err: err})
	}
	wide, err := m.Values.AsType(floating(m.Values.dtype))
	if err != nil {
		return Masked{}, err
	}
	average, err := Masked{wide, m.Mask}.Mean(Over(c.axes...), KeepDims())
	if err != nil {
		return Masked{}, err
	}
	var e Expr
	squares := e.One(Square, e.One(Abs, e.Do(Sub, wide, average.Values)))
	n := e.Keep(m.Count(opts...))
	if e.Err != nil {
		return Masked{}, e.Err
	}
	sum, err := Masked{squares, m.Mask}.Sum(opts...)
	if err != nil {
		return Masked{}, err
	}
	n = e.Do(Sub, n, c.ddof)
	y := e.Do(Div, sum.Values, e.Do(Maximum, n, 1))
	mask := e.Do(LessEqual, n, 0)
	if e.Err != nil {
		return Masked{}, e.Err
	}
	return Masked{e.Keep(y.AsType(dtype)), mask}, e.Err
}

// Std is the square root of [Masked.Var].
func (m Masked) Std(opts ...ReduceOption) (Masked, error) {
	v, err := m.Var(opts...)
	if err != nil {
		return Masked{}, err
	}
	return v.Apply(Sqrt)
}
