package ndarray

import (
	"math"
	"math/cmplx"
)

// floatFunctions2 are computed in float64; their cost hides that of the call.
var floatFunctions2 = map[BinaryOp]func(a, b float64) float64{
	OpArctan2:  math.Atan2,
	OpHypot:    math.Hypot,
	OpCopysign: math.Copysign,

	OpLogAddExp:  func(a, b float64) float64 { return logAddExp(a, b, 1) },
	OpLogAddExp2: func(a, b float64) float64 { return logAddExp(a, b, math.Ln2) },
	OpLdexp:      ldexp,
	OpHeaviside: func(a, b float64) float64 {
		switch {
		case a < 0:
			return 0
		case a > 0:
			return 1
		case a == 0:
			return b
		}
		return a
	},
}

// ldexp takes exponents of any size: from a few thousand on all results are 0 or
// infinite, and far beyond an int may not hold them.
func ldexp(a, exponent float64) float64 {
	const most = 5000
	return math.Ldexp(a, int(min(max(exponent, -most), most)))
}

// logAddExp works on logarithms whose unit is the given part of the natural one.
func logAddExp(a, b, unit float64) float64 {
	if a == b {
		return a + math.Ln2/unit
	}
	hi, lo := math.Max(a, b), math.Min(a, b)
	return hi + math.Log1p(math.Exp((lo-hi)*unit))/unit
}

func nextAfterLoop[T Float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		if x[i] == y[i] {
			d[i] = y[i] // of zeros the sign of b
		} else if DTypeOf[T]() == Float32 {
			d[i] = T(math.Nextafter32(float32(x[i]), float32(y[i])))
		} else {
			d[i] = T(math.Nextafter(float64(x[i]), float64(y[i])))
		}
	}
}

func applyFloat2[T Float](d, x, y []T, f func(a, b float64) float64) {
	for i := range d {
		d[i] = T(f(float64(x[i]), float64(y[i])))
	}
}

func floatFloorDivLoop[T Float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i], _ = divMod(x[i], y[i])
	}
}

func floatModLoop[T Float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		_, d[i] = divMod(x[i], y[i])
	}
}

// divMod divides as Python does: the remainder has the sign of b, and the
// quotient is an integer that is off by less than one in spite of rounding.
func divMod[T Float](a, b T) (quotient, rest T) {
	rest = T(math.Mod(float64(a), float64(b)))
	if b == 0 {
		return a / b, rest
	}
	div := (a - rest) / b
	if rest == 0 {
		rest = T(math.Copysign(0, float64(b)))
	} else if (b < 0) != (rest < 0) {
		rest += b
		div--
	}
	if div == 0 {
		return T(math.Copysign(0, float64(a/b))), rest
	}
	quotient = T(math.Floor(float64(div)))
	if div-quotient > 0.5 {
		quotient++
	}
	return quotient, rest
}

func floatPowLoop[T Float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		if y[i] == 2 {
			d[i] = x[i] * x[i]
			continue
		}
		d[i] = T(math.Pow(float64(x[i]), float64(y[i])))
	}
}

// complexPow is that of NumPy 2: zero has no power but those of zero and of
// numbers with a positive real part, small whole powers are products, and an
// infinite exponent leads to zero or to an infinite number of no direction, unless
// the base is as long as one.
func complexPow(x, y complex128) complex128 {
	switch n := real(y); {
	case x == 0 && y != 0 && !(n > 0):
		return cmplx.NaN()
	case imag(y) == 0 && n == math.Trunc(n) && math.Abs(n) < wholePowers && !isNaN(x) && !cmplx.IsInf(x):
		return complexProduct(x, int(n))
	case x == 0 || !math.IsInf(real(y), 0) || math.IsInf(imag(y), 0) || math.IsNaN(imag(y)):
		return cmplx.Pow(x, y)
	}
	switch size := cmplx.Abs(x); {
	case size == 1 || math.IsNaN(size):
		return cmplx.NaN()
	case (size > 1) == (real(y) > 0):
		return complex(math.Inf(1), math.NaN())
	}
	return 0
}

// wholePowers is below which exponents powers are products, as in NumPy.
const wholePowers = 100

// complexProduct squares and multiplies.
func complexProduct(x complex128, n int) complex128 {
	p := complex128(1)
	for e := max(n, -n); e > 0; e >>= 1 {
		if e&1 == 1 {
			p *= x
		}
		x *= x
	}
	if n < 0 {
		return 1 / p
	}
	return p
}

func complexPowLoop[T complexNumber](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := range d {
		d[i] = T(complexPow(complex128(x[i]), complex128(y[i])))
	}
}
