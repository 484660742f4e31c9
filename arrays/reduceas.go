package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// As computes a sum, a product, a mean or a spread in another dtype: the
// elements are cast to it before, and the result has it. Of float32 numbers it
// makes float64 results, of small integers sums that wrap. Variances of complex
// numbers stay real. Other reductions refuse it with a [*DTypeError], and so do
// those that leave NaN out if it is a dtype without NaN.
func As(dtype ndarray.DType) ReduceOption { return func(c *reduceConfig) { c.dtype = dtype } }

// reduceAs is Reduce with a dtype.
func (a *Array) reduceAs(op ndarray.ReduceOp, c reduceConfig) (*Array, error) {
	switch typedAs(op) {
	case ndarray.Sum, ndarray.Prod, ndarray.Mean, ndarray.Var, ndarray.Std:
	default:
		return nil, asked(&DTypeError{Op: reductionLabel(op), Got: c.dtype, Err: fmt.Errorf("the result has the dtype of the elements, or its own")})
	}
	if typedAs(op) != op && c.dtype.Kind() < ndarray.KindFloat && a.dtype.Kind() >= ndarray.KindFloat {
		return nil, asked(&DTypeError{Op: reductionLabel(op), Got: c.dtype, With: a.dtype, Err: fmt.Errorf("it has no NaN that could be left out")})
	}
	x, err := a.AsType(c.dtype)
	if err != nil {
		return nil, err
	}
	want := c.dtype
	c.dtype = ndarray.Invalid
	y, err := x.reduce(op, c)
	if err != nil || want.Kind() == ndarray.KindComplex && y.dtype.Kind() != ndarray.KindComplex {
		return y, err
	}
	return y.AsType(want)
}
