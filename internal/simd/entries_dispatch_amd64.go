//go:build amd64 && !noasm

package simd

func init() {
	avx2.entries = entryLevel{
		max:   maxU32AVX2,
		addU8: addEntriesU8AVX2, addU16: addEntriesU16AVX2,
		squareU8: squareEntriesU8AVX2, squareU16: squareEntriesU16AVX2,
		quadU8: quadEntriesU8AVX2, quadU16: quadEntriesU16AVX2, quadF32: quadEntriesF32AVX2,
		covered: coveredEntriesAVX2,
	}
	avx512.entries = avx2.entries
	avx512.entries.max = maxU32AVX512
}
