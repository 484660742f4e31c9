package simd

import (
	"math"
	"unsafe"
)

var castTwins = [numTypes][numTypes]Unary{
	Int8:    intCasts[int8](),
	Int16:   intCasts[int16](),
	Int32:   intCasts[int32](),
	Int64:   intCasts[int64](),
	Uint8:   intCasts[uint8](),
	Uint16:  intCasts[uint16](),
	Uint32:  intCasts[uint32](),
	Uint64:  intCasts[uint64](),
	Float32: withHalf(floatCasts[float32]()),
	Float64: floatCasts[float64](),
	Float16: {Float32: floatToHalfTwin},
}

func withHalf(t [numTypes]Unary) [numTypes]Unary {
	t[Float16] = halfToFloatTwin
	return t
}

// intCasts lists the conversions to an integer type.
func intCasts[T integer]() [numTypes]Unary {
	return [numTypes]Unary{
		Int8: convertTwin[T, int8], Int16: convertTwin[T, int16], Int32: convertTwin[T, int32], Int64: convertTwin[T, int64],
		Uint8: convertTwin[T, uint8], Uint16: convertTwin[T, uint16], Uint32: convertTwin[T, uint32], Uint64: convertTwin[T, uint64],
		Float32: truncateTwin[T, float32], Float64: truncateTwin[T, float64],
	}
}

func floatCasts[T float]() [numTypes]Unary {
	return [numTypes]Unary{
		Bool: boolTwin[T],
		Int8: convertTwin[T, int8], Int16: convertTwin[T, int16], Int32: convertTwin[T, int32], Int64: convertTwin[T, int64],
		Uint8: convertTwin[T, uint8], Uint16: convertTwin[T, uint16], Uint32: convertTwin[T, uint32], Uint64: convertTwin[T, uint64],
		Float32: convertTwin[T, float32], Float64: convertTwin[T, float64],
	}
}

func convertTwin[D, S anyReal](dst, src []byte) {
	s := as[S](src)
	d := as[D](dst)[:len(s)]
	for i, v := range s {
		d[i] = D(v)
	}
}

func boolTwin[D float](dst, src []byte) {
	d := as[D](dst)[:len(src)]
	for i, v := range src {
		d[i] = D(truth(v != 0))
	}
}

// truncateTwin saturates. Every float f with low <= f < high truncates to a
// value of the type; both ends are exact.
func truncateTwin[D integer, S float](dst, src []byte) {
	var zero D
	bits := 8 * int(unsafe.Sizeof(zero))
	low, high, least, most := S(0), S(math.Ldexp(1, bits)), zero, zero-1
	if most < 0 {
		low, high = S(-math.Ldexp(1, bits-1)), S(math.Ldexp(1, bits-1))
		least = D(1) << (bits - 1)
		most = least - 1
	}
	s := as[S](src)
	d := as[D](dst)[:len(s)]
	for i, v := range s {
		switch {
		case v >= low && v < high:
			d[i] = D(v)
		case v >= high:
			d[i] = most
		case v < low:
			d[i] = least
		default:
			d[i] = 0 // NaN
		}
	}
}
