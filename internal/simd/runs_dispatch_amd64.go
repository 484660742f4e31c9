//go:build amd64 && !noasm

package simd

func init() {
	avx2.runsDotU8, avx2.runsDotU16 = runsDotU8AVX2, runsDotU16AVX2
	avx512.runsDotU8, avx512.runsDotU16 = runsDotU8AVX512, runsDotU16AVX512
}
