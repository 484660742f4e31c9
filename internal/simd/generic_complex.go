package simd

import "math"

// Twins on complex numbers take them as pairs of floats. Products are rounded on
// their own, also where the machine could fuse them with a sum.

func complexTwins[T float]() [numOps]Binary {
	return [numOps]Binary{
		Add: addTwin[T], Sub: subTwin[T], Mul: mulComplexTwin[T], Div: divComplexTwin[T],
		Equal: equalComplexTwin[T], NotEqual: notEqualComplexTwin[T],
	}
}

func complexUnaryTwins[T float](abs Unary) [numUnaryOps]Unary {
	return [numUnaryOps]Unary{
		Neg: negTwin[T], Conj: conjTwin[T], Abs: abs,
		Real: func(dst, src []byte) { partTwin(as[T](dst), as[T](src)) },
		Imag: func(dst, src []byte) { partTwin(as[T](dst), as[T](src)[1:]) },
	}
}

func mulComplexTwin[T float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := 0; i+1 < len(d); i += 2 {
		ar, ai, br, bi := x[i], x[i+1], y[i], y[i+1]
		d[i], d[i+1] = T(ar*br)-T(ai*bi), T(ar*bi)+T(ai*br)
	}
}

func divComplexTwin[T float](dst, a, b []byte) {
	d, x, y := three[T](dst, a, b)
	for i := 0; i+1 < len(d); i += 2 {
		d[i], d[i+1] = divideComplex(x[i], x[i+1], y[i], y[i+1])
	}
}

// divideComplex scales by the larger part of the divisor (Smith's method), so
// that intermediate results do not overflow. Division by zero divides both
// parts by it, as NumPy does.
func divideComplex[T float](ar, ai, br, bi T) (re, im T) {
	if max(br, -br) >= max(bi, -bi) {
		if br == 0 && bi == 0 {
			zero := T(math.Abs(float64(br)))
			return ar / zero, ai / zero
		}
		ratio := bi / br
		scale := 1 / (br + T(bi*ratio))
		return (ar + T(ai*ratio)) * scale, (ai - T(ar*ratio)) * scale
	}
	ratio := br / bi
	scale := 1 / (bi + T(br*ratio))
	return (T(ar*ratio) + ai) * scale, (T(ai*ratio) - ar) * scale
}

func equalComplexTwin[T float](dst, a, b []byte) {
	x, y := as[T](a), as[T](b)[:len(as[T](a))]
	for i := range dst {
		dst[i] = truth(x[2*i] == y[2*i]) & truth(x[2*i+1] == y[2*i+1])
	}
}

func notEqualComplexTwin[T float](dst, a, b []byte) {
	x, y := as[T](a), as[T](b)[:len(as[T](a))]
	for i := range dst {
		dst[i] = truth(x[2*i] != y[2*i]) | truth(x[2*i+1] != y[2*i+1])
	}
}

func conjTwin[T float](dst, src []byte) {
	d, s := as[T](dst), as[T](src)
	for i := 0; i+1 < len(s); i += 2 {
		d[i], d[i+1] = s[i], -s[i+1]
	}
}

// partTwin takes every other element of s.
func partTwin[T float](d, s []T) {
	for i := range d {
		d[i] = s[2*i]
	}
}

// absComplexTwin32 adds squares, which are exact, in float64.
func absComplexTwin32(dst, src []byte) {
	d, s := as[float32](dst), as[float32](src)
	for i := range len(s) / 2 {
		re, im := float64(s[2*i]), float64(s[2*i+1])
		if math.IsInf(re, 0) || math.IsInf(im, 0) {
			d[i] = float32(math.Inf(1))
			continue
		}
		d[i] = float32(math.Sqrt(float64(re*re) + float64(im*im)))
	}
}

// absComplexTwin64 divides by the larger part, so that squares do not overflow.
func absComplexTwin64(dst, src []byte) {
	d, s := as[float64](dst), as[float64](src)
	for i := range len(s) / 2 {
		d[i] = modulus(s[2*i], s[2*i+1])
	}
}

func modulus(re, im float64) float64 {
	p, q := math.Abs(re), math.Abs(im)
	if p < q {
		p, q = q, p
	}
	switch {
	case math.IsInf(re, 0) || math.IsInf(im, 0):
		return math.Inf(1)
	case re != re || im != im:
		return math.NaN()
	case p == 0:
		return 0
	}
	q /= p
	return p * math.Sqrt(1+float64(q*q))
}
