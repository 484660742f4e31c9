package simd

import "math"

// The twin of log computes as the vector kernels do, step by step, with fused
// operations in the same places; see tools/simdgen/logarithm.go, also for where
// the numbers come from.

const (
	logLn2  = 0x1.62e42fefa3800p-1
	logRest = 0x1.ef35793c76730p-45
)

var (
	logCoefficients = [10]float64(fromBits(0xbfe0000000000000, 0x3fd555555555555d, 0xbfd0000000000cca, 0x3fc9999999988d8a,
		0xbfc5555553b09264, 0x3fc2492488c56290, 0xbfc00008c6171281, 0x3fbc72ede3d314c7, 0xbfb9808b4e863b47, 0x3fb447cbbafa4886))
	logCoefficients32 = [6]float64(fromBits(0xbfdffffffffb415c, 0x3fd555555057690e, 0xbfd0000092794bd6, 0x3fc99a18240b45d2,
		0xbfc554634ab195e2, 0x3fc0e5e27b615f25))

	logInverses = [16]float64(fromBits(0x3ff0000000000000, 0x3fed400000000000, 0x3feba00000000000, 0x3fea400000000000,
		0x3fe9000000000000, 0x3fe7c00000000000, 0x3fe6c00000000000, 0x3fe5c00000000000,
		0x3fe4e00000000000, 0x3fe4200000000000, 0x3fe3600000000000, 0x3fe2a00000000000,
		0x3fe2000000000000, 0x3fe1600000000000, 0x3fe0c00000000000, 0x3fe0000000000000))
	logHigh = [16]float64(fromBits(0, 0x3fb700d30aeac000, 0x3fc2d1610c868000, 0x3fc95a5adcf70000,
		0x3fcf991c6cb3c000, 0x3fd314f1e1d36000, 0x3fd5d5bddf596000, 0x3fd8b639a88b3000,
		0x3fdb56fa04463000, 0x3fddae75484c9000, 0x3fe00e5ae5b20800, 0x3fe151c3f6f29800,
		0x3fe269621134d800, 0x3fe38ae217197800, 0x3fe4b6fd6f971000, 0x3fe62e42fefa3800))
	logLow = [16]float64(fromBits(0, 0x3cec1e8da99ded32, 0x3d039d6ccb81b4a1, 0x3d07f22858a0ff6f,
		0xbd390d04cd7cc834, 0xbd28e27ad3213cb8, 0xbd0a0b2a08a465dc, 0xbd205ae1e5e70470,
		0xbd3bdab6b49ef99b, 0x3d3856f4a7c8e7a6, 0xbd053ba3b1727b1c, 0xbd2edd97a293ae49,
		0x3d3c93c1df5bb3b6, 0xbd218b7abb5569a4, 0xbd3f047750959d5f, 0x3d2ef35793c76730))
)

func logTwin64(dst, src []byte) {
	d := as[float64](dst)
	for i, x := range as[float64](src) {
		d[i] = logarithm(x)
	}
}

func logTwin32(dst, src []byte) {
	d := as[float32](dst)
	for i, x := range as[float32](src) {
		d[i] = float32(logarithm32(float64(x)))
	}
}

// logarithm returns k·ln2 - log(c) + log(1+r).
func logarithm(x float64) float64 {
	if !(x > 0 && x <= math.MaxFloat64) {
		return logOfSpecial(x)
	}
	k, m, i := logSplit(x)
	r := math.FMA(m, logInverses[i], -1)
	hi, lo := math.FMA(k, logLn2, logHigh[i]), math.FMA(k, logRest, logLow[i])
	a, q := &logCoefficients, r*r
	square := q * q
	low := math.FMA(math.FMA(a[3], r, a[2]), q, math.FMA(a[1], r, a[0]))
	high := math.FMA(math.FMA(a[7], r, a[6]), q, math.FMA(a[5], r, a[4]))
	high = math.FMA(math.FMA(a[9], r, a[8]), square, high)
	p := math.FMA(high, square, low)
	s := hi + r
	lost := hi - s + r + lo
	return s + math.FMA(q, p, lost)
}

// logarithm32 is logarithm of a float32.
func logarithm32(x float64) float64 {
	if !(x > 0 && x <= math.MaxFloat64) {
		return logOfSpecial(x)
	}
	k, m, i := logSplit(x)
	r := math.FMA(m, logInverses[i], -1)
	a, q := &logCoefficients32, r*r
	high := math.FMA(math.FMA(a[5], r, a[4]), q, math.FMA(a[3], r, a[2]))
	p := math.FMA(high, q, math.FMA(a[1], r, a[0]))
	return math.FMA(k, logLn2, logHigh[i]) + math.FMA(q, p, r)
}

// logSplit returns x = 2^k·m with m in [1, 2), and its place in the tables.
func logSplit(x float64) (k, m float64, place uint64) {
	bias := 1023.0
	if x < 0x1p-1022 {
		x *= 1 << 54
		bias += 54
	}
	bits := math.Float64bits(x)
	m = math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	return float64(bits>>52) - bias, m, bits >> 48 & 15
}

// logOfSpecial is the logarithm of what is not a positive number.
func logOfSpecial(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x > 0:
		return x
	case x != x:
		return x + x // with the bits of the vector kernels
	}
	return math.NaN()
}
