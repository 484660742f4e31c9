package ndarray

// A UnaryOp names a function of one array. The text is NumPy's name.
type UnaryOp string

// The functions of one array.
const (
	Neg      UnaryOp = "negative"
	Abs      UnaryOp = "absolute" // of complex numbers real
	Sqrt     UnaryOp = "sqrt"
	Square   UnaryOp = "square"
	Exp      UnaryOp = "exp"
	Log      UnaryOp = "log"
	Log1p    UnaryOp = "log1p"
	Log2     UnaryOp = "log2"
	Log10    UnaryOp = "log10"
	Expm1    UnaryOp = "expm1"
	Cbrt     UnaryOp = "cbrt"
	Sin      UnaryOp = "sin"
	Cos      UnaryOp = "cos"
	Tan      UnaryOp = "tan"
	Arcsin   UnaryOp = "arcsin"
	Arccos   UnaryOp = "arccos"
	Arctan   UnaryOp = "arctan"
	Sinh     UnaryOp = "sinh"
	Cosh     UnaryOp = "cosh"
	Tanh     UnaryOp = "tanh"
	Arcsinh  UnaryOp = "arcsinh"
	Arccosh  UnaryOp = "arccosh"
	Arctanh  UnaryOp = "arctanh"
	Real     UnaryOp = "real"
	Imag     UnaryOp = "imag" // of real numbers 0
	Conj     UnaryOp = "conjugate"
	Angle    UnaryOp = "angle" // in radians
	Floor    UnaryOp = "floor"
	Ceil     UnaryOp = "ceil"
	Trunc    UnaryOp = "trunc"
	Rint     UnaryOp = "rint"   // halves to even
	Not      UnaryOp = "invert" // of booleans logical, of integers bitwise
	IsNaN    UnaryOp = "isnan"
	IsInf    UnaryOp = "isinf"
	IsFinite UnaryOp = "isfinite"
	Sign     UnaryOp = "sign" // -1, 0 or 1, NaN of NaN, z/|z| of complex numbers

	Frac       UnaryOp = "frac" // the fractional part, with the sign of the number
	Reciprocal UnaryOp = "reciprocal"
	Deg2Rad    UnaryOp = "deg2rad"
	Rad2Deg    UnaryOp = "rad2deg"
	Sinc       UnaryOp = "sinc"     // sin(πx)/πx
	I0         UnaryOp = "i0"       // modified Bessel function of order 0
	Mantissa   UnaryOp = "mantissa" // of frexp: half to one, with the sign of the number
	Exponent   UnaryOp = "exponent" // of frexp: the power of two, as a float
	Spacing    UnaryOp = "spacing"  // distance to the next number of the type
	SignBit    UnaryOp = "signbit"  // of floats and signed integers
)

// widens reports whether the function computes integers in floats.
func (op UnaryOp) widens() bool {
	return op == Sqrt || op == Spacing || op == SignBit || floatFunctions[op] != nil
}

// UnaryType returns the dtype of the result of op on an array of dtype d.
// Functions that need floats give float16 for 8-bit integers and bool, float32
// for 16-bit and float64 for wider ones. The error is an [*OpError].
func UnaryType(op UnaryOp, d DType) (DType, error) {
	_, out, err := unaryTypes(op, d)
	return out, err
}

// unaryTypes returns the dtype that op computes in and that of the result.
func unaryTypes(op UnaryOp, d DType) (in, out DType, err error) {
	if d == Object || !d.Valid() {
		return 0, 0, &OpError{Op: string(op), DTypes: []DType{d}}
	}
	in = d
	switch {
	case d == Bool && op == Angle:
		in = Float64 // as in NumPy, where the angle is that from a default integer
	case (op == Sinc || op == I0) && d.Kind() <= KindInt:
		in = Float64 // they are composed functions in NumPy
	case op == Reciprocal && d.Kind() <= KindInt && d != Bool:
		// integers stay
	case op.widens() && !(d == Bool && op == Reciprocal):
		in = floatOrComplex(d)
	case d == Bool && (op == Square || op == Conj || op == Reciprocal):
		in = Int8
	}
	out = in
	switch op {
	case Abs, Real, Imag, Angle:
		out = RealOf(in)
	case IsNaN, IsInf, IsFinite, SignBit:
		out = Bool
	}
	if in == Float16 && unaryLoop(op, in) == nil {
		in = Float32
	}
	if unaryLoop(op, in) == nil {
		return 0, 0, &OpError{Op: string(op), DTypes: []DType{d}}
	}
	return in, out, nil
}

// floatOrComplex keeps complex numbers complex.
func floatOrComplex(d DType) DType {
	if d.Kind() == KindComplex {
		return d
	}
	return floatFor(d)
}

// Unary returns op of a in a new array. The error is an [*OpError] if op is not
// defined for the dtype of a.
func Unary(op UnaryOp, a *Array) (*Array, error) {
	in, out, err := unaryTypes(op, a.dtype)
	if err != nil {
		return nil, err
	}
	dst := Unset(out, a.shape...)
	if out == Float16 && in != Float16 {
		out = Float32
	}
	loop := unaryLoop(op, in)
	elementwise(operand{dst, out, false}, func(d []byte, s *[3][]byte) { loop(d, s[0]) }, operand{a, in, false})
	return dst, nil
}

// Where returns x where cond is true and y elsewhere, after broadcasting. The
// dtype is the common one of x and y; cond may have any.
func Where(cond, x, y *Array) (*Array, error) {
	d := ResultType(x.dtype, y.dtype)
	if d == Object || d == Invalid || cond.dtype == Object || !cond.dtype.Valid() {
		return nil, &OpError{Op: "where", DTypes: []DType{cond.dtype, x.dtype, y.dtype}}
	}
	shape, err := BroadcastShapes(cond.shape, x.shape, y.shape)
	if err != nil {
		return nil, err
	}
	if _, err := CheckShape(d, shape); err != nil {
		return nil, err
	}
	in := [3]*Array{cond, x, y}
	for i, a := range in {
		if in[i], err = a.stretch(shape); err != nil {
			return nil, err
		}
	}
	dst := Unset(d, shape...)
	choose, scalars := whereLoop(d)
	elementwise(operand{dst, d, false}, func(b []byte, s *[3][]byte) { choose(b, s[0], s[1], s[2]) },
		operand{in[0], Bool, false}, operand{in[1], d, scalars}, operand{in[2], d, scalars})
	return dst, nil
}
