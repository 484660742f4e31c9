package ndarray

import (
	"math"
	"math/cmplx"
)

// unary of booleans.
func (boolKernels) unary(op UnaryOp) loop1 {
	switch op {
	case Abs, Real:
		return boolKernels{}.toBool
	case Imag, IsNaN, IsInf:
		return zeroLoop
	case IsFinite:
		return oneLoop
	}
	return nil
}

func (intKernels[T, A]) unary(op UnaryOp) loop1 {
	switch op {
	case Real, Conj:
		return copyLoop
	case Imag, IsNaN, IsInf:
		return zeroLoop
	case IsFinite:
		return oneLoop
	case Sign:
		return signLoop[T]
	case Reciprocal:
		return reciprocalLoop[T]
	}
	return nil
}

func (floatKernels[T]) unary(op UnaryOp) loop1 {
	switch op {
	case Real, Conj:
		return copyLoop
	case Imag:
		return zeroLoop
	case IsInf:
		return infLoop[T]
	case IsFinite:
		return finiteLoop[T]
	case Sign:
		return signLoop[T]
	case Spacing:
		return spacingLoop[T]
	case SignBit:
		return signBitLoop[T]
	}
	if f := floatFunctions[op]; f != nil {
		return func(dst, src []byte) { applyFloat(as[T](dst), as[T](src), f) }
	}
	return nil
}

func (complexKernels[T, P]) unary(op UnaryOp) loop1 {
	switch op {
	case IsInf:
		return complexInfLoop[P]
	case IsFinite:
		return complexFiniteLoop[P]
	case Angle:
		return func(dst, src []byte) { applyComplexReal(as[P](dst), as[T](src), cmplx.Phase) }
	}
	if f := complexFunctions[op]; f != nil {
		return func(dst, src []byte) { applyComplex(as[T](dst), as[T](src), f) }
	}
	return nil
}

// floatFunctions are computed in float64; their cost hides that of the call.
var floatFunctions = map[UnaryOp]func(float64) float64{
	Exp:     math.Exp,
	Expm1:   math.Expm1,
	Log:     logOf,
	Log1p:   math.Log1p,
	Log2:    log2Of,
	Log10:   log10Of,
	Cbrt:    math.Cbrt,
	Sin:     math.Sin,
	Cos:     math.Cos,
	Tan:     math.Tan,
	Arcsin:  math.Asin,
	Arccos:  arccosOf,
	Arctan:  math.Atan,
	Sinh:    sinhOf,
	Cosh:    coshOf,
	Tanh:    math.Tanh,
	Arcsinh: math.Asinh,
	Arccosh: math.Acosh,
	Arctanh: math.Atanh,
	Floor:   math.Floor,
	Ceil:    math.Ceil,
	Trunc:   math.Trunc,
	Rint:    math.RoundToEven,
	Angle:   func(x float64) float64 { return math.Atan2(0, x) },

	Frac:       fraction,
	Reciprocal: reciprocal,
	Deg2Rad:    func(x float64) float64 { return x * (math.Pi / 180) },
	Rad2Deg:    func(x float64) float64 { return x * (180 / math.Pi) },
	Sinc:       sinc,
	I0:         bessel0,
	Mantissa:   func(x float64) float64 { m, _ := math.Frexp(x); return m },
	Exponent:   func(x float64) float64 { _, e := math.Frexp(x); return float64(e) },
}

func fraction(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.Copysign(0, x)
	}
	_, f := math.Modf(x)
	return math.Copysign(f, x)
}

func reciprocal(x float64) float64 { return 1 / x }

// reciprocalLoop rounds towards zero; that of 0 is 0, as all divisions by zero.
func reciprocalLoop[T integer](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		if d[i] = 0; v != 0 {
			d[i] = 1 / v
		}
	}
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// bessel0 sums the power series where it converges fast, and the asymptotic
// one elsewhere.
func bessel0(x float64) float64 {
	x = math.Abs(x)
	if x > 30 {
		sum, term := 1.0, 1.0
		for k := 1.0; k < 20; k++ {
			term *= (2*k - 1) * (2*k - 1) / (8 * x * k)
			sum += term
		}
		return math.Exp(x) / math.Sqrt(2*math.Pi*x) * sum
	}
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= x * x / (4 * k * k)
		sum += term
	}
	return sum
}

var complexFunctions = map[UnaryOp]func(complex128) complex128{
	Sqrt:    cmplx.Sqrt,
	Exp:     expComplex,
	Expm1:   expm1Complex,
	Log:     logComplex,
	Log1p:   log1pComplex,
	Log2:    func(z complex128) complex128 { z = logComplex(z); return complex(real(z)/math.Ln2, imag(z)/math.Ln2) },
	Log10:   func(z complex128) complex128 { z = logComplex(z); return complex(real(z)/math.Ln10, imag(z)/math.Ln10) },
	Sin:     turned(sinhComplex),
	Cos:     func(z complex128) complex128 { return coshComplex(complex(-imag(z), real(z))) },
	Tan:     turned(tanhComplex),
	Arcsin:  arcsinComplex,
	Arccos:  arccosComplex,
	Arctan:  turned(arctanhComplex),
	Sinh:    sinhComplex,
	Cosh:    coshComplex,
	Tanh:    tanhComplex,
	Arcsinh: turned(arcsinComplex),
	Arccosh: arccoshComplex,
	Arctanh: arctanhComplex,
	Rint:    func(z complex128) complex128 { return complex(math.RoundToEven(real(z)), math.RoundToEven(imag(z))) },
	Sign:    signComplex,
	Sinc: func(z complex128) complex128 {
		if z == 0 {
			return 1
		}
		return turned(sinhComplex)(math.Pi*z) / (math.Pi * z)
	},
	Reciprocal: func(z complex128) complex128 { return 1 / z },
}

// log1pComplex avoids the cancellation of 1+z near 0: the squared modulus of
// 1+z is 1 + x(2+x) + y².
func log1pComplex(z complex128) complex128 {
	x, y := real(z), imag(z)
	if math.Abs(x) > 0.5 || math.Abs(y) > 0.5 {
		return logComplex(complex(1+x, y))
	}
	return complex(math.Log1p(x*(2+x)+y*y)/2, math.Atan2(y, 1+x))
}

// expm1Complex is e^x cos y - 1 and e^x sin y, the former without cancellation
// near 0.
func expm1Complex(z complex128) complex128 {
	x, y := real(z), imag(z)
	s := math.Sin(y / 2)
	return complex(math.Expm1(x)*math.Cos(y)-2*s*s, math.Exp(x)*math.Sin(y))
}

// signComplex is the direction of a number. One of two infinite parts has none.
func signComplex(z complex128) complex128 {
	switch r, re, im := cmplx.Abs(z), math.IsInf(real(z), 0), math.IsInf(imag(z), 0); {
	case z == 0:
		return 0
	case re != im && re:
		return complex(math.Copysign(1, real(z)), 0)
	case re != im:
		return complex(0, math.Copysign(1, imag(z)))
	default:
		return complex(real(z)/r, imag(z)/r)
	}
}

func applyFloat[T Float](d, s []T, f func(float64) float64) {
	for i, v := range s {
		d[i] = T(f(float64(v)))
	}
}

func applyComplex[T complexNumber](d, s []T, f func(complex128) complex128) {
	for i, v := range s {
		d[i] = T(f(complex128(v)))
	}
}

func applyComplexReal[P Float, T complexNumber](d []P, s []T, f func(complex128) float64) {
	for i, v := range s {
		d[i] = P(f(complex128(v)))
	}
}

func copyLoop(dst, src []byte) { copy(dst, src) }

func zeroLoop(dst, _ []byte) { clear(dst) }

// oneLoop is for results of type Bool.
func oneLoop(dst, _ []byte) {
	for i := range dst {
		dst[i] = 1
	}
}

func spacingLoop[T Float](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		next := T(math.Nextafter(float64(v), math.Copysign(math.Inf(1), float64(v))))
		if DTypeOf[T]() == Float32 {
			next = T(math.Nextafter32(float32(v), float32(math.Copysign(math.Inf(1), float64(v)))))
		}
		d[i] = next - v
	}
}

func signBitLoop[T Float](dst, src []byte) {
	for i, v := range as[T](src) {
		dst[i] = truth(math.Signbit(float64(v)))
	}
}

func signLoop[T realNumber](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		switch {
		case v > 0:
			v = 1
		case v < 0:
			v = 0
			v--
		case v == 0:
			v = 0 // without its sign
		}
		d[i] = v // NaN stays
	}
}

func finiteLoop[T Float](dst, src []byte) {
	for i, v := range as[T](src) {
		dst[i] = truth(v-v == 0)
	}
}

func infLoop[T Float](dst, src []byte) {
	for i, v := range as[T](src) {
		dst[i] = truth(v-v != 0 && v == v)
	}
}

func complexInfLoop[P Float](dst, src []byte) {
	s := as[P](src)
	for i := range dst {
		re, im := s[2*i], s[2*i+1]
		dst[i] = truth(re-re != 0 && re == re || im-im != 0 && im == im)
	}
}

func complexFiniteLoop[P Float](dst, src []byte) {
	s := as[P](src)
	for i := range dst {
		re, im := s[2*i], s[2*i+1]
		dst[i] = truth(re-re == 0 && im-im == 0)
	}
}
