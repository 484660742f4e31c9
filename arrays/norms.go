package arrays

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Norm is the p-norm of the elements along axes: the root of the sum of p-th
// powers, the largest for +Inf, the smallest for -Inf, the number of nonzero
// ones for 0. With p = 2 over all axes it is the Frobenius norm of a matrix.
func Norm(a *Array, p float64, opts ...ReduceOption) (*Array, error) {
	if err := present("norm", a); err != nil {
		return nil, err
	}
	if a.dtype.Kind() <= ndarray.KindInt { // before the least one loses its sign
		var err error
		if a, err = a.AsType(ndarray.Float64); err != nil {
			return nil, err
		}
	}
	size, err := Abs(a)
	if err != nil {
		return nil, err
	}
	switch {
	case math.IsInf(p, 1):
		return size.Max(opts...)
	case math.IsInf(p, -1):
		return size.Min(opts...)
	case p == 0:
		n, err := size.CountNonzero(opts...)
		if err != nil {
			return nil, err
		}
		return n.AsType(size.dtype)
	}
	var e Expr
	power := e.Do(Pow, size, p)
	if p == 1 {
		power = size
	}
	if e.Err != nil {
		return nil, e.Err
	}
	sum := e.Keep(power.Sum(opts...))
	switch p {
	case 1:
		return sum, e.Err
	case 2:
		return e.One(Sqrt, sum), e.Err
	}
	return e.Do(Pow, sum, 1/p), e.Err
}

// MatrixNorm is a norm of a matrix: p = 1 and -1 the largest and smallest sum of
// absolute values of a column, +Inf and -Inf of a row, 2 and -2 the largest and
// smallest singular value. [Over] names the axes of rows and columns where
// there are more than two; those of 2 and -2 must be all.
func MatrixNorm(a *Array, p float64, opts ...ReduceOption) (*Array, error) {
	if err := present("matrix norm", a); err != nil {
		return nil, err
	}
	c, rows, columns, err := matrixAxes(a, opts)
	if err != nil {
		return nil, err
	}
	switch {
	case p == 2 || p == -2:
		return c.ofSingular(a, func(s *Array) (*Array, error) { return Norm(s, math.Inf(int(p))) })
	case math.IsInf(p, 0):
		rows, columns = columns, rows
	case p != 1 && p != -1:
		return nil, asked(fmt.Errorf("arrays: matrix norm: got order %v, want 1, 2 or infinity of either sign", p))
	}
	var e Expr
	sums := e.Keep(Norm(a, 1, Over(rows), KeepDims()))
	if e.Err != nil {
		return nil, e.Err
	}
	y := e.Keep(Norm(sums, math.Inf(int(math.Copysign(1, p))), Over(columns), KeepDims()))
	if e.Err != nil || c.keep {
		return y, e.Err
	}
	return y.Squeeze(rows, columns)
}

// matrixAxes returns the axes of rows and columns.
func matrixAxes(a *Array, opts []ReduceOption) (c reduceConfig, rows, columns int, err error) {
	for _, o := range opts {
		o(&c)
	}
	if len(c.axes) == 0 {
		c.axes = []int{0, 1}
		if a.NDim() != 2 {
			return c, 0, 0, asked(&AxisError{Op: "matrix norm", Axis: 1, NDim: a.NDim()})
		}
	}
	if len(c.axes) != 2 {
		return c, 0, 0, asked(&IndexError{Op: "matrix norm", Axis: -1, Reason: fmt.Sprintf("got axes %s, want two", tuple(c.axes))})
	}
	if _, err = normalAxes("matrix norm", c.axes, a.NDim()); err != nil {
		return c, 0, 0, err
	}
	if rows, err = normalAxis("matrix norm", c.axes[0], a.NDim()); err != nil {
		return c, 0, 0, err
	}
	columns, err = normalAxis("matrix norm", c.axes[1], a.NDim())
	return c, rows, columns, err
}

// ofSingular is a function of the singular values of a matrix.
func (c reduceConfig) ofSingular(a *Array, f func(s *Array) (*Array, error)) (*Array, error) {
	_, s, _, err := SVD(a)
	if err != nil {
		return nil, err
	}
	y, err := f(s)
	if err != nil || !c.keep {
		return y, err
	}
	return y.ExpandDims(0, 1)
}

// NuclearNorm is the sum of the singular values of a matrix. Of the options
// only [KeepDims] has a meaning.
func NuclearNorm(a *Array, opts ...ReduceOption) (*Array, error) {
	if err := present("nuclear norm", a); err != nil {
		return nil, err
	}
	c, _, _, err := matrixAxes(a, opts)
	if err != nil {
		return nil, err
	}
	return c.ofSingular(a, func(s *Array) (*Array, error) { return s.Sum() })
}
