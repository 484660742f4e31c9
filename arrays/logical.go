package arrays

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// LogicalAnd returns whether both operands are not zero. Those of this and the
// other logical functions are as in [Binary], of any dtype; NaN is not zero.
func LogicalAnd(a, b any) (*Array, error) { return logical(ndarray.OpAnd, a, b) }

// LogicalOr returns whether one of the operands, or both, is not zero.
func LogicalOr(a, b any) (*Array, error) { return logical(ndarray.OpOr, a, b) }

// LogicalXor returns whether just one of the operands is not zero.
func LogicalXor(a, b any) (*Array, error) { return logical(ndarray.OpXor, a, b) }

// LogicalNot returns whether elements are zero.
func LogicalNot(a *Array) (*Array, error) {
	if err := present("logical-not", a); err != nil {
		return nil, err
	}
	if a.dtype == ndarray.Bool {
		return Not(a)
	}
	return Equal(a, 0)
}

func logical(op ndarray.BinaryOp, a, b any) (*Array, error) {
	x, err := truth(a)
	if err != nil {
		return nil, err
	}
	y, err := truth(b)
	if err != nil {
		return nil, err
	}
	return Binary(op, x, y)
}

// truth is an operand as booleans. What is neither an array nor a number stays
// as it is, for Binary to refuse.
func truth(v any) (any, error) {
	if x, ok := v.(*Array); ok {
		if err := present("logical", x); err != nil {
			return nil, err
		}
	}
	switch x, err := arrayOf(v); {
	case err != nil:
		return nil, err
	case x != nil && x.dtype == ndarray.Bool:
		return x, nil
	case x != nil:
		return NotEqual(x, 0)
	}
	d := ndarray.PromoteScalar(ndarray.Bool, v)
	if d == ndarray.Invalid {
		return v, nil
	}
	x, err := scalarArray("logical", d, v)
	if err != nil {
		return nil, err
	}
	if x, err = x.AsType(ndarray.Bool); err != nil {
		return nil, err
	}
	return x.Item(), nil
}
