package arrays

import (
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Arctan2 returns the angle of the point (b, a), in radians.
func Arctan2(a, b any) (*Array, error) { return Binary(ndarray.OpArctan2, a, b) }

// Hypot returns the root of a² + b².
func Hypot(a, b any) (*Array, error) { return Binary(ndarray.OpHypot, a, b) }

// Copysign returns a with the sign of b.
func Copysign(a, b any) (*Array, error) { return Binary(ndarray.OpCopysign, a, b) }

// FMax returns the larger of a and b, NaN only if both are.
func FMax(a, b any) (*Array, error) { return Binary(ndarray.OpFMax, a, b) }

// FMin returns the smaller of a and b, NaN only if both are.
func FMin(a, b any) (*Array, error) { return Binary(ndarray.OpFMin, a, b) }

// LeftShift returns a·2^b of integers; shifts by the width and more give 0.
func LeftShift(a, b any) (*Array, error) { return Binary(ndarray.OpLeftShift, a, b) }

// RightShift returns a/2^b of integers, rounded down.
func RightShift(a, b any) (*Array, error) { return Binary(ndarray.OpRightShift, a, b) }

// LogAddExp returns log(exp(a)+exp(b)) without overflow.
func LogAddExp(a, b any) (*Array, error) { return Binary(ndarray.OpLogAddExp, a, b) }

// LogAddExp2 returns log2(2^a+2^b) without overflow.
func LogAddExp2(a, b any) (*Array, error) { return Binary(ndarray.OpLogAddExp2, a, b) }

// NextAfter returns the float next to a towards b.
func NextAfter(a, b any) (*Array, error) { return Binary(ndarray.OpNextAfter, a, b) }

// Ldexp returns a·2^b.
func Ldexp(a, b any) (*Array, error) { return Binary(ndarray.OpLdexp, a, b) }

// Heaviside returns 0 where a is below 0, 1 where it is above, b where it is 0.
func Heaviside(a, b any) (*Array, error) { return Binary(ndarray.OpHeaviside, a, b) }

// FloatPower returns a to the power b in float64, or complex128.
func FloatPower(a, b any) (*Array, error) {
	operands := [2]any{a, b}
	for i, o := range operands {
		x, err := arrayOf(o)
		if err != nil {
			return nil, err
		}
		if x == nil { // a number, or what Pow refuses
			continue
		}
		dtype := ndarray.Float64
		if x.dtype.Kind() == ndarray.KindComplex {
			dtype = ndarray.Complex128
		}
		wide, err := x.AsType(dtype)
		if err != nil {
			return nil, err
		}
		operands[i] = wide
	}
	return Pow(operands[0], operands[1])
}

// DivMod returns the results of [FloorDiv] and [Mod].
func DivMod(a, b any) (quotient, rest *Array, err error) {
	if quotient, err = FloorDiv(a, b); err != nil {
		return nil, nil, err
	}
	rest, err = Mod(a, b)
	return quotient, rest, err
}

// Modf returns the fractional and the whole parts, both with the sign of a.
func Modf(a *Array) (fraction, whole *Array, err error) {
	if fraction, err = Unary(ndarray.Frac, a); err != nil {
		return nil, nil, err
	}
	whole, err = Unary(ndarray.Trunc, a)
	return fraction, whole, err
}

// Frexp returns a as a number from half to one, with its sign, and the power of
// two, int32, to multiply it by.
func Frexp(a *Array) (mantissa, exponent *Array, err error) {
	if mantissa, err = Unary(ndarray.Mantissa, a); err != nil {
		return nil, nil, err
	}
	if exponent, err = Unary(ndarray.Exponent, a); err != nil {
		return nil, nil, err
	}
	exponent, err = exponent.AsType(ndarray.Int32)
	return mantissa, exponent, err
}

// IsInf returns whether a is infinite.
func IsInf(a *Array) (*Array, error) { return Unary(ndarray.IsInf, a) }

// Trunc returns the whole part.
func Trunc(a *Array) (*Array, error) { return Unary(ndarray.Trunc, a) }

// Around rounds to a number of decimals, halves to even; integers only to
// negative numbers of decimals.
func Around(a *Array, decimals int) (*Array, error) {
	if err := present("around", a); err != nil {
		return nil, err
	}
	exact := a.dtype.Kind() <= ndarray.KindInt
	if exact && decimals >= 0 {
		return a, nil
	}
	if decimals == 0 {
		return Rint(a)
	}
	scale := math.Pow(10, math.Abs(float64(decimals)))
	shift, back := Mul, Div
	if decimals < 0 {
		shift, back = Div, Mul
	}
	y, err := shift(a, scale)
	if err != nil {
		return nil, err
	}
	if y, err = Rint(y); err != nil {
		return nil, err
	}
	if y, err = back(y, scale); err != nil || !exact {
		return y, err
	}
	return y.AsType(a.dtype)
}

// IsClose returns whether |a-b| <= atol + rtol·|b|, of integers in float64.
// Infinities are close to themselves, and NaN to NaN if equalNaN is set.
func IsClose(a, b *Array, rtol, atol float64, equalNaN bool) (*Array, error) {
	if err := present("isclose", a, b); err != nil {
		return nil, err
	}
	var e Expr
	if b.dtype.Kind() <= ndarray.KindInt { // whose differences may wrap
		b = e.Keep(b.AsType(ndarray.Float64))
	}
	room := e.Do(Add, e.Do(Mul, e.One(Abs, b), rtol), atol)
	near := e.Do(LessEqual, e.One(Abs, e.Do(Sub, a, b)), room)
	near = e.Do(Or, e.Do(And, near, e.One(IsFinite, b)), e.Do(Equal, a, b))
	if equalNaN {
		near = e.Do(Or, near, e.Do(And, e.One(IsNaN, a), e.One(IsNaN, b)))
	}
	return near, e.Err
}

// NanToNum replaces NaN by 0 and infinities by the largest finite numbers, in
// both parts of complex numbers.
func NanToNum(a *Array) (*Array, error) {
	if err := present("nan to num", a); err != nil {
		return nil, err
	}
	switch a.dtype.Kind() {
	case ndarray.KindFloat:
	case ndarray.KindComplex:
		var e Expr
		re, im := e.One(NanToNum, e.One(Real, a)), e.One(NanToNum, e.One(Imag, a))
		return e.Do(Add, re, e.Do(Mul, im, 1i)), e.Err
	default:
		return a, nil
	}
	most := math.MaxFloat64
	switch a.dtype {
	case ndarray.Float32:
		most = math.MaxFloat32
	case ndarray.Float16:
		most = 65504
	}
	var e Expr
	y := e.Where(e.One(IsNaN, a), 0.0, a)
	y = e.Do(Maximum, e.Do(Minimum, y, most), -most)
	return y, e.Err
}

// Choose takes element k of choices where a is k; numbers outside are clipped.
func Choose(a *Array, choices ...*Array) (*Array, error) {
	if len(choices) == 0 {
		return nil, asked(&IndexError{Op: "choose", Axis: -1, Reason: "got no choices, want at least one"})
	}
	if err := present("choose", append([]*Array{a}, choices...)...); err != nil {
		return nil, err
	}
	if a.dtype.Kind() > ndarray.KindInt {
		return nil, asked(&DTypeError{Op: "choose", Got: a.dtype, Err: fmt.Errorf("want integers")})
	}
	var e Expr
	y := choices[len(choices)-1]
	for k := len(choices) - 2; k >= 0; k-- {
		y = e.Where(e.Do(LessEqual, a, k), choices[k], y)
	}
	return y, e.Err
}

// Select takes the choice of the first condition that is true, otherwise the
// default, which is an operand as in [Binary].
func Select(conditions, choices []*Array, otherwise any) (*Array, error) {
	if len(conditions) == 0 || len(conditions) != len(choices) {
		return nil, asked(&IndexError{Op: "select", Axis: -1, Reason: fmt.Sprintf("got %d conditions for %d choices", len(conditions), len(choices))})
	}
	if err := present("select", slices.Concat(conditions, choices)...); err != nil {
		return nil, err
	}
	for _, c := range conditions {
		if c.dtype != ndarray.Bool {
			return nil, asked(&DTypeError{Op: "select", Got: c.dtype, Err: fmt.Errorf("want booleans")})
		}
	}
	var e Expr
	y := otherwise
	for k := len(choices) - 1; k >= 0; k-- {
		y = e.Where(conditions[k], choices[k], y)
	}
	out, _ := y.(*Array)
	return out, e.Err
}
