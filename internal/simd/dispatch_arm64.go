//go:build arm64 && !noasm

package simd

// available lists the kernel sets, slowest first. Every arm64 processor has
// vectors of 16 bytes.
func available() []*kernels { return []*kernels{generic, &neon} }

var neon = kernels{
	name: "neon",

	sumFramesU8:     sumFramesU8NEON,
	sumFramesU16:    sumFramesU16NEON,
	sumFramesF32:    sumFramesF32NEON,
	sumFramesU8F64:  sumFramesU8F64NEON,
	sumFramesU16F64: sumFramesU16F64NEON,
	sumFramesF32F64: sumFramesF32F64NEON,
	sumFramesF64F64: sumFramesF64F64NEON,

	sumU8:     sumU8NEON,
	sumU16:    sumU16NEON,
	sumF32:    sumF32NEON,
	sumF32F64: sumF32F64NEON,
	sumF64:    sumF64NEON,

	dotF32:    dotF32NEON,
	dotU8F32:  dotU8F32NEON,
	dotU16F32: dotU16F32NEON,

	swap16: swap16NEON,
	swap32: swap32NEON,
	swap64: swap64NEON,

	binary: binaryNEON,
	unary:  unaryNEON,
	casts:  castsNEON,

	gemm: gemmTwins,
	fft:  &fftLevel{},
}
