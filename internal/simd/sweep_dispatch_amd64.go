//go:build amd64 && !noasm

package simd

func init() {
	avx2.sweeps = sweepLevel{frames: 8, both: 4, u8: sweepsU8AVX2, u16: sweepsU16AVX2}
	avx512.sweeps = sweepLevel{frames: 8, both: 8, u8: sweepsU8AVX512, u16: sweepsU16AVX512}
}
