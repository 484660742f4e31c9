package simd

import "math"

// halfToFloatTwin is exact; NaN becomes quiet, as in processors.
func halfToFloatTwin(dst, src []byte) {
	d := as[float32](dst)
	for i, h := range as[uint16](src) {
		sign, exp, frac := uint32(h>>15)<<31, uint32(h>>10)&0x1f, uint32(h)&0x3ff
		switch {
		case exp == 0x1f && frac != 0:
			d[i] = math.Float32frombits(sign | 0x7fc00000 | frac<<13)
		case exp == 0x1f:
			d[i] = math.Float32frombits(sign | 0x7f800000)
		case exp != 0:
			d[i] = math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
		default: // zero or subnormal
			d[i] = math.Float32frombits(sign | math.Float32bits(float32(frac)*0x1p-24))
		}
	}
}

func floatToHalfTwin(dst, src []byte) {
	d := as[uint16](dst)
	for i, v := range as[float32](src) {
		d[i] = halfOf(math.Float32bits(v))
	}
}

// halfOf rounds the float32 of the given bits, ties to even: the carry of the
// fraction moves to the exponent, up to infinity.
func halfOf(b uint32) uint16 {
	sign, exp, frac := uint16(b>>16&0x8000), int(b>>23&0xff)-127, b&0x7fffff
	switch {
	case exp == 128 && frac != 0:
		return sign | 0x7e00 | uint16(frac>>13)
	case exp > 15:
		return sign | 0x7c00
	case exp >= -14:
		return sign + uint16(exp+15)<<10 + roundShift(frac, 13)
	case exp < -25:
		return sign
	}
	return sign | roundShift(frac|1<<23, uint(-1-exp))
}

// roundShift returns v>>n rounded to nearest, ties to even.
func roundShift(v uint32, n uint) uint16 {
	q, rest, tie := v>>n, v&(1<<n-1), uint32(1)<<(n-1)
	if rest > tie || rest == tie && q&1 == 1 {
		q++
	}
	return uint16(q)
}
