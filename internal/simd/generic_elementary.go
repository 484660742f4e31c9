package simd

import "math"

// The twin of exp computes as the vector kernels do, step by step, with fused
// operations in the same places; see tools/simdgen/elementary.go.

// polynomial evaluates c, given from the highest power on.
func polynomial(c []float64, x float64) float64 {
	p := c[0]
	for _, next := range c[1:] {
		p = math.FMA(p, x, next)
	}
	return p
}

var (
	expCoefficients = fromBits(0x3e21f7315649f2d7, 0x3e5af4e092e1705b, 0x3e927e4db5bb725a, 0x3ec71de02225a2f3,
		0x3efa01a01a6db488, 0x3f2a01a01abeccc3, 0x3f56c16c16c162cf, 0x3f811111111100d3, 0x3fa5555555555556,
		0x3fc5555555555557, 0x3fe0000000000000)
	expCoefficients32 = fromBits(0x3efa11341e452c9d, 0x3f2a151a41f36204, 0x3f56c16857b3af8e, 0x3f81110c61e50f27,
		0x3fa5555555c8a024, 0x3fc555555675a7df, 0x3fe0000000000000)
)

func fromBits(bits ...uint64) []float64 {
	f := make([]float64, len(bits))
	for i, b := range bits {
		f[i] = math.Float64frombits(b)
	}
	return f
}

func expTwin64(dst, src []byte) {
	d := as[float64](dst)
	for i, x := range as[float64](src) {
		d[i] = exp(x, -746, 710, expCoefficients)
	}
}

func expTwin32(dst, src []byte) {
	d := as[float32](dst)
	for i, x := range as[float32](src) {
		d[i] = float32(exp(float64(x), -110, 90, expCoefficients32))
	}
}

// exp returns e^x = 2^k·e^r for low <= x <= high, and what these give beyond.
func exp(x, low, high float64, c []float64) float64 {
	const (
		ln2hi = 0x1.62e42fefa3800p-1
		ln2lo = 0x1.ef35793c76730p-45
	)
	if x != x {
		return x + x // with the bits of the vector kernels
	}
	if x < low {
		x = low
	}
	if x > high {
		x = high
	}
	k := math.RoundToEven(x * math.Log2E)
	r := math.FMA(-k, ln2hi, x)
	r = math.FMA(-k, ln2lo, r)
	p := 1 + math.FMA(polynomial(c, r), r*r, r)
	half := math.Floor(k * 0.5)
	return p * power(half) * power(k-half) // the first product is exact
}

// power returns 2^k for an integer k: the lowest bits of 1.5·2⁵²+k are those of k.
func power(k float64) float64 {
	return math.Float64frombits(math.Float64bits(k+(0x1.8p52+1023)) << 52)
}
