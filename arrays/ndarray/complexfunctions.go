package ndarray

import (
	"math"
	"math/cmplx"
)

// The functions of package cmplx lose digits or overflow in large parts of the
// plane: asin from 1e5 on, tanh from 355 on. Those here do not; the formulas are
// Kahan's. Where a part is infinite or NaN cmplx follows the standard of C.

// sinhOf and coshOf have the last numbers before infinity.
func sinhOf(x float64) float64 {
	if math.Abs(x) > steep && !math.IsInf(x, 0) {
		return math.Copysign(grown(math.Abs(x), 1), x)
	}
	return math.Sinh(x)
}

func coshOf(x float64) float64 {
	if math.Abs(x) > steep && !math.IsInf(x, 0) {
		return grown(math.Abs(x), 1)
	}
	return math.Cosh(x)
}

// arccosOf keeps its digits next to 1.
func arccosOf(x float64) float64 { return 2 * math.Atan2(math.Sqrt(1-x), math.Sqrt(1+x)) }

// special reports whether a part of z is infinite or NaN.
func special(z complex128) bool {
	return math.IsInf(real(z), 0) || math.IsInf(imag(z), 0) || math.IsNaN(real(z)) || math.IsNaN(imag(z))
}

// turned is -i·f(i·z), which makes sines of hyperbolic sines.
func turned(f func(complex128) complex128) func(complex128) complex128 {
	return func(z complex128) complex128 {
		w := f(complex(-imag(z), real(z)))
		return complex(imag(w), -real(w))
	}
}

// steep is from where on sinh and cosh are half an exponential.
const steep = 22

// grown is half of e^x, times f, where e^x alone may be too large.
func grown(x, f float64) float64 {
	if f == 0 {
		return f
	}
	h := math.Exp(x / 2)
	return h / 2 * f * h
}

func expComplex(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch s, c := math.Sincos(y); {
	case special(z):
		return cmplx.Exp(z)
	case y == 0:
		return complex(math.Exp(x), y)
	case x > 700:
		return complex(2*grown(x, c), 2*grown(x, s))
	default:
		e := math.Exp(x)
		return complex(e*c, e*s)
	}
}

func sinhComplex(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch s, c := math.Sincos(y); {
	case special(z):
		return cmplx.Sinh(z)
	case math.Abs(x) > steep:
		return complex(math.Copysign(1, x)*grown(math.Abs(x), c), grown(math.Abs(x), s))
	default:
		return complex(math.Sinh(x)*c, math.Cosh(x)*s)
	}
}

func coshComplex(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch s, c := math.Sincos(y); {
	case special(z):
		return cmplx.Cosh(z)
	case math.Abs(x) > steep:
		return complex(grown(math.Abs(x), c), math.Copysign(1, x)*grown(math.Abs(x), s))
	default:
		return complex(math.Cosh(x)*c, math.Sinh(x)*s)
	}
}

func tanhComplex(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case special(z):
		return cmplx.Tanh(z)
	case math.Abs(x) > steep:
		s, c := math.Sincos(y)
		return complex(math.Copysign(1, x), 4*s*c*math.Exp(-2*math.Abs(x)))
	}
	t, s := math.Tan(y), math.Sinh(x)
	beta, rho := 1+t*t, math.Sqrt(1+s*s)
	d := 1 + beta*s*s
	return complex(beta*rho*s/d, t/d)
}

// roots returns the square roots of 1-z and 1+z, on the side of the cut that the
// sign of a zero says.
func roots(z complex128) (minus, plus complex128) {
	return cmplx.Sqrt(complex(1-real(z), -imag(z))), cmplx.Sqrt(complex(1+real(z), imag(z)))
}

func arcsinComplex(z complex128) complex128 {
	if special(z) {
		return cmplx.Asin(z)
	}
	minus, plus := roots(z)
	return complex(math.Atan2(real(z), real(minus*plus)), math.Asinh(imag(cmplx.Conj(minus)*plus)))
}

func arccosComplex(z complex128) complex128 {
	if special(z) {
		return cmplx.Acos(z)
	}
	minus, plus := roots(z)
	return complex(2*math.Atan2(real(minus), real(plus)), math.Asinh(imag(cmplx.Conj(plus)*minus)))
}

func arccoshComplex(z complex128) complex128 {
	if special(z) {
		return cmplx.Acosh(z)
	}
	minus, plus := cmplx.Sqrt(complex(real(z)-1, imag(z))), cmplx.Sqrt(complex(real(z)+1, imag(z)))
	return complex(math.Asinh(real(cmplx.Conj(minus)*plus)), 2*math.Atan2(imag(minus), real(plus)))
}

// far is from where on squares may overflow, and its inverse from where on down
// they may vanish.
const far = 1e150

func arctanhComplex(z complex128) complex128 {
	x, y := math.Abs(real(z)), imag(z)
	var w complex128
	switch {
	case special(z):
		return cmplx.Atanh(z)
	case x == 1 && y == 0:
		return complex(math.Copysign(math.Inf(1), real(z)), y)
	case x > far || math.Abs(y) > far:
		w = complex(math.Abs(real(1/z)), math.Copysign(math.Pi/2, y))
	case x == 1 && math.Abs(y) < 1/far:
		w = complex((math.Ln2-logOf(math.Abs(y)))/2, math.Copysign(math.Pi/4, y))
	default:
		w = complex(math.Log1p(4*x/((1-x)*(1-x)+y*y))/4, math.Atan2(2*y, (1-x)*(1+x)-y*y)/2)
	}
	return complex(math.Copysign(real(w), real(z)), imag(w))
}

func logComplex(z complex128) complex128 {
	if special(z) {
		return cmplx.Log(z)
	}
	small, large := math.Abs(real(z)), math.Abs(imag(z))
	small, large = min(small, large), max(small, large)
	if large > 0.7 && large < 1.4 && small < 1 { // the modulus may be next to 1
		return complex(math.Log1p((large-1)*(large+1)+small*small)/2, cmplx.Phase(z))
	}
	return complex(logOf(cmplx.Abs(z)), cmplx.Phase(z))
}

// logOf is math.Log, which on some machines takes the smallest numbers, of fewer
// bits, for larger ones. So are log2Of and log10Of.
func logOf(x float64) float64 {
	if x > 0 && x < leastFull {
		return math.Log(x*0x1p52) - 52*math.Ln2
	}
	return math.Log(x)
}

// leastFull is the smallest number of all bits.
const leastFull = 0x1p-1022

func log2Of(x float64) float64 {
	if x > 0 && x < leastFull {
		return math.Log2(x*0x1p52) - 52
	}
	if x > 0.75 && x < 1.5 { // where Log2 takes the difference of like numbers
		return math.Log1p(x-1) / math.Ln2
	}
	return math.Log2(x)
}

func log10Of(x float64) float64 {
	if x > 0 && x < leastFull {
		return math.Log10(x*0x1p52) - 52*math.Log10(2)
	}
	return math.Log10(x)
}
