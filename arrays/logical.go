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
	switch v := v.(type) {
	case *Array:
		if err := present("logical", v); err != nil {
			return nil, err
		}
		if v.dtype == ndarray.Bool {
			return v, nil
		}
		return NotEqual(v, 0)
	case int:
		return v != 0, nil
	case float64:
		return v != 0, nil
	case complex128:
		return v != 0, nil
	}
	return v, nil
}
