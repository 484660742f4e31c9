//go:build arm64 && !noasm

package simd

func init() {
	neon.entries = entryLevel{max: maxU32NEON, quadU8: quadEntriesU8NEON, quadU16: quadEntriesU16NEON, quadF32: quadEntriesF32NEON}
}
