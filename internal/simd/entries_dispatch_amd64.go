//go:build amd64 && !noasm

package simd

func init() {
	avx2.entries = entryLevel{max: maxU32AVX2, quad: quadDotAVX2}
	avx512.entries = entryLevel{max: maxU32AVX512, quad: quadDotAVX512}
}
