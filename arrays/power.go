package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// refuseNegativePower refuses a negative number as the exponent of integers,
// whose power is no integer. Exponents in arrays are looked at when they are
// there.
func refuseNegativePower(op ndarray.BinaryOp, result ndarray.DType, x, y operand) error {
	if op != ndarray.OpPow || y.lit == nil || x.array.Size() == 0 || result.Kind() > ndarray.KindInt || y.lit.DType().Kind() != ndarray.KindInt {
		return nil
	}
	if n, err := y.lit.Float(); err != nil || n >= 0 {
		return err
	}
	return &DTypeError{Op: labelOf(string(op)), Got: x.array.dtype, With: y.lit.DType(),
		Err: fmt.Errorf("integers to negative integer powers are not allowed, got exponent %v; use FloatPower or a float", y.lit.Item())}
}
