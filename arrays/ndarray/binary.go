package ndarray

import "fmt"

// A BinaryOp names a function of two arrays. The text is NumPy's name.
type BinaryOp string

// The functions of two arrays.
const (
	OpAdd          BinaryOp = "add"
	OpSub          BinaryOp = "subtract"
	OpMul          BinaryOp = "multiply"
	OpDiv          BinaryOp = "true_divide"
	OpFloorDiv     BinaryOp = "floor_divide"
	OpMod          BinaryOp = "remainder"
	OpPow          BinaryOp = "power"
	OpMaximum      BinaryOp = "maximum"
	OpMinimum      BinaryOp = "minimum"
	OpEqual        BinaryOp = "equal"
	OpNotEqual     BinaryOp = "not_equal"
	OpLess         BinaryOp = "less"
	OpLessEqual    BinaryOp = "less_equal"
	OpGreater      BinaryOp = "greater"
	OpGreaterEqual BinaryOp = "greater_equal"
	OpAnd          BinaryOp = "bitwise_and"
	OpOr           BinaryOp = "bitwise_or"
	OpXor          BinaryOp = "bitwise_xor"
	OpLeftShift    BinaryOp = "left_shift" // by the width and more: 0
	OpRightShift   BinaryOp = "right_shift"
	OpFMax         BinaryOp = "fmax" // ignores NaN, unlike maximum
	OpFMin         BinaryOp = "fmin"
	OpArctan2      BinaryOp = "arctan2"
	OpHypot        BinaryOp = "hypot"
	OpCopysign     BinaryOp = "copysign"
	OpLogAddExp    BinaryOp = "logaddexp"   // log(exp(a)+exp(b)) without overflow
	OpLogAddExp2   BinaryOp = "logaddexp2"  // the same to the base of 2
	OpNextAfter    BinaryOp = "nextafter"   // the number next to a towards b
	OpLdexp        BinaryOp = "ldexp"       // a·2^b
	OpFloatPower   BinaryOp = "float_power" // in float64 or complex128
	OpHeaviside    BinaryOp = "heaviside"   // 0 below 0, 1 above, b at 0
)

// compares reports whether the operation gives Bool.
func (op BinaryOp) compares() bool {
	switch op {
	case OpEqual, OpNotEqual, OpLess, OpLessEqual, OpGreater, OpGreaterEqual:
		return true
	}
	return false
}

// needsIntegers reports whether the operation takes booleans as integers.
func (op BinaryOp) needsIntegers() bool {
	switch op {
	case OpFloorDiv, OpMod, OpPow, OpLeftShift, OpRightShift:
		return true
	}
	return false
}

// needsFloats reports whether the operation takes integers as floats that hold
// them.
func (op BinaryOp) needsFloats() bool {
	return floatFunctions2[op] != nil || op == OpNextAfter || op == OpFloatPower
}

// An OpError reports an operation that is not defined for its dtypes.
type OpError struct {
	Op     string
	DTypes []DType
}

func (e *OpError) Error() string {
	return fmt.Sprintf("ndarray: %s is not defined for %s", e.Op, joinDTypes(e.DTypes))
}

func joinDTypes(d []DType) string {
	s := d[0].String()
	for _, t := range d[1:] {
		s += " and " + t.String()
	}
	return s
}

// BinaryType returns the dtype of the result of op on arrays of the given
// dtypes: Bool for comparisons, a float for true division, else that of
// [ResultType]. The error is an [*OpError] if op is not defined for them:
// subtraction of booleans, remainders of complex numbers, bit operations on
// floats, anything on objects.
func BinaryType(op BinaryOp, a, b DType) (DType, error) {
	k, err := planBinary(op, a, b)
	return k.Result, err
}

// planBinary chooses the types to compute in, and the loop.
func planBinary(op BinaryOp, a, b DType) (BinaryKernel, error) {
	in := promote(a, b)
	switch {
	case in == Object || in == Invalid:
		return BinaryKernel{}, &OpError{Op: string(op), DTypes: []DType{a, b}}
	case mixedSigns(a, b) && op.compares():
		return mixedKernel(op, a), nil
	case op == OpFloatPower:
		op, in = OpPow, Float64
		if promote(a, b).Kind() == KindComplex {
			in = Complex128
		}
	case op == OpDiv && in.Kind() <= KindInt:
		in = Float64
	case in == Bool && op.needsIntegers():
		in = Int8
	case op == OpLdexp && b.Kind() > KindInt:
		return BinaryKernel{}, &OpError{Op: string(op), DTypes: []DType{a, b}}
	case op == OpLdexp: // exponents, of any size
		in = floatOrComplex(a)
	case op.needsFloats():
		in = promote(floatOrComplex(a), floatOrComplex(b))
	}
	result := in
	if in == Float16 && op != OpNextAfter {
		in = Float32
	}
	k := BinaryKernel{A: in, B: in, Out: in, Result: result}
	if k.loop, k.scalars = binaryLoop(op, in); k.loop == nil {
		return BinaryKernel{}, &OpError{Op: string(op), DTypes: []DType{a, b}}
	}
	if op.compares() {
		k.Out, k.Result = Bool, Bool
	}
	return k, nil
}

// Binary returns op of a and b in a new array, after broadcasting and promotion.
// Integers wrap on overflow and give 0 on division by zero; the quotient of
// floor division is rounded down and the remainder has the sign of the divisor.
// Maximum and minimum are NaN if either side is. The error is a [*ShapeError],
// an [*OpError], or says that an integer has a negative exponent.
func Binary(op BinaryOp, a, b *Array) (*Array, error) {
	k, err := planBinary(op, a.dtype, b.dtype)
	if err != nil {
		return nil, err
	}
	shape := a.shape
	if !equalInts(a.shape, b.shape) {
		if shape, err = BroadcastShapes(a.shape, b.shape); err != nil {
			return nil, err
		}
	}
	if _, err := CheckShape(k.Result, shape); err != nil {
		return nil, err
	}
	dst := Unset(k.Result, shape...)
	if err := k.run(op, dst, a, b); err != nil {
		return nil, err
	}
	return dst, nil
}

// BinaryInto stores op of a and b in dst, which a and b must stretch to and may
// overlap. The result must be of the same or a lower kind than dst's, else the
// error is a [*CastError].
func BinaryInto(op BinaryOp, dst, a, b *Array) error {
	if plain(op, dst, a, b) {
		return nil
	}
	k, err := planBinary(op, a.dtype, b.dtype)
	if err != nil {
		return err
	}
	if !CanCast(k.Result, dst.dtype, SameKind) || dst.dtype == Object {
		return &CastError{From: k.Result, To: dst.dtype, Rule: SameKind}
	}
	if overlap(dst, a) {
		a = a.Copy()
	}
	if overlap(dst, b) {
		b = b.Copy()
	}
	return k.run(op, dst, a, b)
}

// A CastError reports a cast that a rule forbids.
type CastError struct {
	From, To DType
	Rule     Casting
}

func (e *CastError) Error() string {
	return fmt.Sprintf("ndarray: cannot cast %s to %s under the rule %s", e.From, e.To, e.Rule)
}

// run stretches the operands and computes.
func (k BinaryKernel) run(op BinaryOp, dst, a, b *Array) error {
	a, err := a.stretch(dst.shape)
	if err != nil {
		return err
	}
	if b, err = b.stretch(dst.shape); err != nil {
		return err
	}
	if op == OpPow && k.A.Kind() == KindInt {
		if err := refuseNegative(b); err != nil {
			return err
		}
	}
	elementwise(operand{dst, k.Out, false}, func(d []byte, s *[3][]byte) { k.loop(d, s[0], s[1]) },
		operand{a, k.A, k.scalars}, operand{b, k.B, k.scalars})
	return nil
}

// refuseNegative fails if an exponent for integers is below zero.
func refuseNegative(b *Array) error {
	if b.Size() == 0 || b.dtype.Kind() != KindInt {
		return nil
	}
	least, err := Reduce(Min, b, nil, false)
	if err != nil {
		return err
	}
	if v, _ := least.Float(); v < 0 {
		return fmt.Errorf("ndarray: integer to negative power %v", least.Item())
	}
	return nil
}

// AddInto adds src, stretched to dst's shape, to dst. A src of a higher kind
// than dst's is a [*CastError].
func AddInto(dst, src *Array) error { return BinaryInto(OpAdd, dst, dst, src) }

// MulInto multiplies dst by src under the rules of [AddInto].
func MulInto(dst, src *Array) error { return BinaryInto(OpMul, dst, dst, src) }

// MaxInto raises dst to src where src is larger or NaN, under the rules of [AddInto].
func MaxInto(dst, src *Array) error { return BinaryInto(OpMaximum, dst, dst, src) }

// MinInto lowers dst to src where src is smaller or NaN, under the rules of [AddInto].
func MinInto(dst, src *Array) error { return BinaryInto(OpMinimum, dst, dst, src) }
