package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// refuseNegativePower refuses a negative number as the exponent of integers,
// whose power is no integer. Exponents that are there, as numbers or as an array
// in memory, are looked at; those of lazy arrays are when they are computed.
func refuseNegativePower(op ndarray.BinaryOp, result ndarray.DType, x, y operand, exponent any) error {
	if op != ndarray.OpPow || result.Kind() > ndarray.KindInt || y.dtype().Kind() != ndarray.KindInt {
		return nil
	}
	known := y.lit
	if dense, ok := exponent.(*ndarray.Array); ok {
		known = dense
	}
	if known == nil || known.Size() == 0 || x.array != nil && x.array.Size() == 0 {
		return nil
	}
	least, err := ndarray.Reduce(ndarray.Min, known, nil, false)
	if err != nil {
		return err
	}
	if n, err := least.Float(); err != nil || n >= 0 {
		return err
	}
	return &DTypeError{Op: labelOf(string(op)), Got: x.dtype(), With: y.dtype(),
		Err: fmt.Errorf("integers to negative integer powers are not allowed, got exponent %v; use FloatPower or a float", least.Item())}
}
