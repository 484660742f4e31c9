package arrays

import "github.com/gloam-go/gloam/arrays/ndarray"

// Add returns the sum; of booleans, a or b. Operands of this and the other
// functions of two are those of [Binary].
func Add(a, b any) (*Array, error) { return Binary(ndarray.OpAdd, a, b) }

// Sub returns the difference; it is not defined for two boolean arrays.
func Sub(a, b any) (*Array, error) { return Binary(ndarray.OpSub, a, b) }

// Mul returns the product; of booleans, a and b.
func Mul(a, b any) (*Array, error) { return Binary(ndarray.OpMul, a, b) }

// Div returns the true quotient; integers give float64.
func Div(a, b any) (*Array, error) { return Binary(ndarray.OpDiv, a, b) }

// FloorDiv returns the quotient rounded down; of an integer by zero it is 0.
func FloorDiv(a, b any) (*Array, error) { return Binary(ndarray.OpFloorDiv, a, b) }

// Mod returns the remainder of [FloorDiv], which has the sign of b.
func Mod(a, b any) (*Array, error) { return Binary(ndarray.OpMod, a, b) }

// Pow returns a to the power b. Of integers to a negative number it is an error,
// to an array with one it is an error of the task.
func Pow(a, b any) (*Array, error) { return Binary(ndarray.OpPow, a, b) }

// Maximum returns the larger of a and b, NaN if either is.
func Maximum(a, b any) (*Array, error) { return Binary(ndarray.OpMaximum, a, b) }

// Minimum returns the smaller of a and b, NaN if either is.
func Minimum(a, b any) (*Array, error) { return Binary(ndarray.OpMinimum, a, b) }

// Equal returns whether a == b.
func Equal(a, b any) (*Array, error) { return Binary(ndarray.OpEqual, a, b) }

// NotEqual returns whether a != b.
func NotEqual(a, b any) (*Array, error) { return Binary(ndarray.OpNotEqual, a, b) }

// Less returns whether a < b.
func Less(a, b any) (*Array, error) { return Binary(ndarray.OpLess, a, b) }

// LessEqual returns whether a <= b.
func LessEqual(a, b any) (*Array, error) { return Binary(ndarray.OpLessEqual, a, b) }

// Greater returns whether a > b.
func Greater(a, b any) (*Array, error) { return Binary(ndarray.OpGreater, a, b) }

// GreaterEqual returns whether a >= b.
func GreaterEqual(a, b any) (*Array, error) { return Binary(ndarray.OpGreaterEqual, a, b) }

// And returns the bits set in both, of booleans and integers.
func And(a, b any) (*Array, error) { return Binary(ndarray.OpAnd, a, b) }

// Or returns the bits set in either, of booleans and integers.
func Or(a, b any) (*Array, error) { return Binary(ndarray.OpOr, a, b) }

// Xor returns the bits set in one but not both, of booleans and integers.
func Xor(a, b any) (*Array, error) { return Binary(ndarray.OpXor, a, b) }

// Neg returns -a.
func Neg(a *Array) (*Array, error) { return Unary(ndarray.Neg, a) }

// Abs returns the absolute value, of complex numbers real.
func Abs(a *Array) (*Array, error) { return Unary(ndarray.Abs, a) }

// Sqrt returns the square root.
func Sqrt(a *Array) (*Array, error) { return Unary(ndarray.Sqrt, a) }

// Square returns a·a.
func Square(a *Array) (*Array, error) { return Unary(ndarray.Square, a) }

// Exp returns e to the power a.
func Exp(a *Array) (*Array, error) { return Unary(ndarray.Exp, a) }

// Log returns the natural logarithm.
func Log(a *Array) (*Array, error) { return Unary(ndarray.Log, a) }

// Log1p returns the natural logarithm of 1+a.
func Log1p(a *Array) (*Array, error) { return Unary(ndarray.Log1p, a) }

// Sin returns the sine.
func Sin(a *Array) (*Array, error) { return Unary(ndarray.Sin, a) }

// Cos returns the cosine.
func Cos(a *Array) (*Array, error) { return Unary(ndarray.Cos, a) }

// Real returns the real part.
func Real(a *Array) (*Array, error) { return Unary(ndarray.Real, a) }

// Imag returns the imaginary part, 0 for real numbers.
func Imag(a *Array) (*Array, error) { return Unary(ndarray.Imag, a) }

// Conj returns the complex conjugate.
func Conj(a *Array) (*Array, error) { return Unary(ndarray.Conj, a) }

// Angle returns the phase in radians.
func Angle(a *Array) (*Array, error) { return Unary(ndarray.Angle, a) }

// Floor returns the largest whole number not above a.
func Floor(a *Array) (*Array, error) { return Unary(ndarray.Floor, a) }

// Ceil returns the smallest whole number not below a.
func Ceil(a *Array) (*Array, error) { return Unary(ndarray.Ceil, a) }

// Rint returns the nearest whole number, halves to even.
func Rint(a *Array) (*Array, error) { return Unary(ndarray.Rint, a) }

// Not returns the complement: of booleans logical, of integers bitwise.
func Not(a *Array) (*Array, error) { return Unary(ndarray.Not, a) }

// IsNaN returns whether a is NaN.
func IsNaN(a *Array) (*Array, error) { return Unary(ndarray.IsNaN, a) }

// IsFinite returns whether a is neither NaN nor infinite.
func IsFinite(a *Array) (*Array, error) { return Unary(ndarray.IsFinite, a) }

// Sign returns -1, 0 or 1; NaN of NaN, z/|z| of complex numbers.
func Sign(a *Array) (*Array, error) { return Unary(ndarray.Sign, a) }
