package simd

import "math"

var unaryTwins = [numTypes][numUnaryOps]Unary{
	Bool:    {Not: boolNotTwin},
	Int8:    signedTwins[int8](),
	Int16:   signedTwins[int16](),
	Int32:   signedTwins[int32](),
	Int64:   signedTwins[int64](),
	Uint8:   unsignedTwins[uint8](),
	Uint16:  unsignedTwins[uint16](),
	Uint32:  unsignedTwins[uint32](),
	Uint64:  unsignedTwins[uint64](),
	Float32: floatUnaryTwins[float32](expTwin32, logTwin32),
	Float64: floatUnaryTwins[float64](expTwin64, logTwin64),

	Complex64:  complexUnaryTwins[float32](absComplexTwin32),
	Complex128: complexUnaryTwins[float64](absComplexTwin64),
}

func signedTwins[T signedInt]() [numUnaryOps]Unary {
	return [numUnaryOps]Unary{Neg: negTwin[T], Abs: absTwin[T], Not: notTwin[T]}
}

func unsignedTwins[T unsignedInt]() [numUnaryOps]Unary {
	return [numUnaryOps]Unary{Neg: negTwin[T], Abs: copyTwin, Not: notTwin[T]}
}

func floatUnaryTwins[T float](exp, log Unary) [numUnaryOps]Unary {
	return [numUnaryOps]Unary{
		Neg:        negTwin[T],
		Abs:        func(dst, src []byte) { each(as[T](dst), as[T](src), math.Abs) },
		Sqrt:       sqrtTwin[T],
		Reciprocal: reciprocalTwin[T],
		Rint:       func(dst, src []byte) { each(as[T](dst), as[T](src), math.RoundToEven) },
		Floor:      func(dst, src []byte) { each(as[T](dst), as[T](src), math.Floor) },
		Ceil:       func(dst, src []byte) { each(as[T](dst), as[T](src), math.Ceil) },
		Trunc:      func(dst, src []byte) { each(as[T](dst), as[T](src), math.Trunc) },
		Exp:        exp,
		Log:        log,
	}
}

// each computes in float64, which is exact for what it is used for.
func each[T float](d, s []T, f func(float64) float64) {
	for i, v := range s {
		d[i] = T(f(float64(v)))
	}
}

func copyTwin(dst, src []byte) { copy(dst, src) }

func negTwin[T anyReal](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		d[i] = -v
	}
}

func absTwin[T signedInt](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		if v < 0 {
			v = -v
		}
		d[i] = v
	}
}

func notTwin[T integer](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		d[i] = ^v
	}
}

func boolNotTwin(dst, src []byte) {
	for i, v := range src {
		dst[i] = truth(v == 0)
	}
}

func sqrtTwin[T float](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		d[i] = T(math.Sqrt(float64(v))) // exact: rounding twice does not hurt the root of a float32
	}
}

func reciprocalTwin[T float](dst, src []byte) {
	d := as[T](dst)
	for i, v := range as[T](src) {
		d[i] = 1 / v
	}
}
