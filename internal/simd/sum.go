package simd

import "math"

// sumRun bounds the elements of one call of the float sums, so that the
// number of additions per lane, and with it the error, stays small.
const sumRun = 16 << 10

// SumU8 returns the exact sum of src.
func SumU8(src []uint8) uint64 {
	sum, rest := fold(active.sumU8, maxRun, src)
	return sum + sumTwin[uint64](rest)
}

// SumU16 returns the exact sum of src.
func SumU16(src []uint16) uint64 {
	sum, rest := fold(active.sumU16, maxRun, src)
	return sum + sumTwin[uint64](rest)
}

// SumF32 returns the sum of src. Blocks of at most 4096 elements are summed in
// float32 lanes, their sums in float64: the error is below 40·eps·Σ|x| with
// vector kernels and 131·eps·Σ|x| without, and typically that of the pairwise
// sum of NumPy.
func SumF32(src []float32) float32 {
	sum, rest := fold(active.sumF32, maxRun, src)
	return float32(sum + blockedTwin(rest))
}

// SumF32F64 returns the sum of src accumulated in float64.
func SumF32F64(src []float32) float64 {
	sum, rest := fold(active.sumF32F64, sumRun, src)
	return sum + sumTwin[float64](rest)
}

// SumF64 returns the sum of src. The error is below
// (520 + n/16384)·eps·Σ|x| with vector kernels and n/4·eps·Σ|x| without.
func SumF64(src []float64) float64 {
	sum, rest := fold(active.sumF64, sumRun, src)
	return sum + sumTwin[float64](rest)
}

// MinF32 returns the minimum of src, NaN if src contains one, and +Inf if src
// is empty. Which zero it returns when both signs occur is not specified.
func MinF32(src []float32) float32 {
	m := float32(math.Inf(1))
	if k := active.minF32; k != nil {
		for len(src) >= quantum {
			n := min(maxRun, len(src)&^(quantum-1))
			m = minTwin(m, []float32{k(&src[0], n)})
			src = src[n:]
		}
	}
	if m != m {
		return m
	}
	return minTwin(m, src)
}

// TouchSum reads every byte of b once, as fast as the machine allows, and
// returns the sum modulo 2⁶⁴ of its little-endian 64-bit words plus the bytes
// of an incomplete last word. It measures the limit of memory reads.
func TouchSum(b []byte) uint64 {
	sum, rest := fold(active.touch, maxRun, b)
	return sum + touchTwin(rest)
}

// fold sums what the kernel can take and returns the rest of src.
func fold[S any, R uint64 | float64](k foldKernel[S, R], run int, src []S) (sum R, rest []S) {
	if k == nil {
		return 0, src
	}
	for len(src) >= quantum {
		n := min(run, len(src)&^(quantum-1))
		sum += k(&src[0], n)
		src = src[n:]
	}
	return sum, src
}
