package ndarray

import "math"

// Float32 returns the value of h, exactly.
func (h Half) Float32() float32 {
	sign, exp, frac := uint32(h>>15)<<31, uint32(h>>10)&0x1f, uint32(h)&0x3ff
	switch {
	case exp == 0x1f:
		return math.Float32frombits(sign | 0xff<<23 | frac<<13)
	case exp != 0:
		return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
	}
	f := float32(frac) * 0x1p-24 // zero or subnormal
	return math.Float32frombits(sign | math.Float32bits(f))
}

// HalfOf returns the half-precision number nearest to f, ties to even. Values
// of 65520 and more become infinite.
func HalfOf(f float64) Half {
	b := math.Float64bits(f)
	sign, exp, frac := Half(b>>48&0x8000), int(b>>52&0x7ff)-1023, b&(1<<52-1)
	switch {
	case exp == 1024 && frac != 0:
		return sign | 0x7e00 | Half(frac>>42)
	case exp > 15:
		return sign | 0x7c00
	case exp >= -14:
		return sign + Half(exp+15)<<10 + Half(roundShift(frac, 42)) // a carry moves to the next exponent
	case exp < -25:
		return sign
	}
	return sign | Half(roundShift(frac|1<<52, uint(42-14-exp)))
}

// roundShift returns v>>n rounded to nearest, ties to even.
func roundShift(v uint64, n uint) uint64 {
	q, rest, tie := v>>n, v&(1<<n-1), uint64(1)<<(n-1)
	if rest > tie || rest == tie && q&1 == 1 {
		q++
	}
	return q
}
