//go:build amd64 && !noasm

package simd

import "golang.org/x/sys/cpu"

// available lists the kernel sets this machine can run, slowest first.
func available() []*kernels {
	list := []*kernels{generic}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasF16C {
		list = append(list, &avx2)
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ &&
		cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasF16C {
		list = append(list, &avx512)
	}
	return list
}

var avx2 = kernels{
	name: "avx2",

	sumFramesU8F64:  sumFramesU8F64AVX2,
	sumFramesU16F64: sumFramesU16F64AVX2,
	sumFramesF32F64: sumFramesF32F64AVX2,
	sumFramesF64F64: sumFramesF64F64AVX2,

	maxFramesU8:  maxFramesU8AVX2,
	maxFramesU16: maxFramesU16AVX2,
	maxFramesF32: maxFramesF32AVX2,

	minFramesU8:  minFramesU8AVX2,
	minFramesU16: minFramesU16AVX2,
	minFramesF32: minFramesF32AVX2,

	sqDevFramesU8:  sqDevFramesU8AVX2,
	sqDevFramesU16: sqDevFramesU16AVX2,
	sqDevFramesF32: sqDevFramesF32AVX2,

	sumU8:     sumU8AVX2,
	sumU16:    sumU16AVX2,
	sumF32:    sumF32AVX2,
	sumF32F64: sumF32F64AVX2,
	sumF64:    sumF64AVX2,
	minF32:    minF32AVX2,
	touch:     touchAVX2,

	dotF32:    dotF32AVX2,
	dotU8F32:  dotU8F32AVX2,
	dotU16F32: dotU16F32AVX2,

	masksU8: maskTiles[uint8, float32]{cols: 3, tile: [maskRows + 1][maskCols + 1]maskKernel[uint8, float32]{
		1: {1: mask1x1U8AVX2, 2: mask1x2U8AVX2, 3: mask1x3U8AVX2},
		4: {1: mask4x1U8AVX2, 2: mask4x2U8AVX2, 3: mask4x3U8AVX2},
		8: {1: mask8x1U8AVX2},
	}},
	masksU16: maskTiles[uint16, float32]{cols: 3, tile: [maskRows + 1][maskCols + 1]maskKernel[uint16, float32]{
		1: {1: mask1x1U16AVX2, 2: mask1x2U16AVX2, 3: mask1x3U16AVX2},
		4: {1: mask4x1U16AVX2, 2: mask4x2U16AVX2, 3: mask4x3U16AVX2},
		8: {1: mask8x1U16AVX2},
	}},
	masksF32: maskTiles[float32, float32]{cols: 3, tile: [maskRows + 1][maskCols + 1]maskKernel[float32, float32]{
		1: {1: mask1x1F32AVX2, 2: mask1x2F32AVX2, 3: mask1x3F32AVX2},
		4: {1: mask4x1F32AVX2, 2: mask4x2F32AVX2, 3: mask4x3F32AVX2},
		8: {1: mask8x1F32AVX2},
	}},
	masksF64: maskTiles[float64, float64]{cols: 3, tile: [maskRows + 1][maskCols + 1]maskKernel[float64, float64]{
		1: {1: mask1x1F64AVX2, 2: mask1x2F64AVX2, 3: mask1x3F64AVX2},
		4: {1: mask4x1F64AVX2, 2: mask4x2F64AVX2, 3: mask4x3F64AVX2},
		8: {1: mask8x1F64AVX2},
	}},

	swap16: swap16AVX2,
	swap32: swap32AVX2,
	swap64: swap64AVX2,

	logShiftAdd: logShiftAddAVX2,

	binary: binaryAVX2,
	unary:  unaryAVX2,
	where:  whereAVX2,
	casts:  castsAVX2,

	shuffles:   shufflesAVX2,
	unshuffles: unshufflesAVX2,
	bitRows:    bitRowsAVX2,
	bitBytes:   bitBytesAVX2,
	unpackBits: unpackBitsAVX2,
	unpack12:   unpackTwelveAVX2,
}

var avx512 = kernels{
	name: "avx512",

	sumFramesU8F64:  sumFramesU8F64AVX512,
	sumFramesU16F64: sumFramesU16F64AVX512,
	sumFramesF32F64: sumFramesF32F64AVX512,
	sumFramesF64F64: sumFramesF64F64AVX512,

	maxFramesU8:  maxFramesU8AVX512,
	maxFramesU16: maxFramesU16AVX512,
	maxFramesF32: maxFramesF32AVX512,

	minFramesU8:  minFramesU8AVX512,
	minFramesU16: minFramesU16AVX512,
	minFramesF32: minFramesF32AVX512,

	sqDevFramesU8:  sqDevFramesU8AVX512,
	sqDevFramesU16: sqDevFramesU16AVX512,
	sqDevFramesF32: sqDevFramesF32AVX512,

	sumU8:     sumU8AVX512,
	sumU16:    sumU16AVX512,
	sumF32:    sumF32AVX512,
	sumF32F64: sumF32F64AVX512,
	sumF64:    sumF64AVX512,
	minF32:    minF32AVX512,
	touch:     touchAVX512,

	dotF32:    dotF32AVX512,
	dotU8F32:  dotU8F32AVX512,
	dotU16F32: dotU16F32AVX512,

	masksU8: maskTiles[uint8, float32]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[uint8, float32]{
		1: {1: mask1x1U8AVX512, 2: mask1x2U8AVX512, 3: mask1x3U8AVX512, 4: mask1x4U8AVX512, 5: mask1x5U8AVX512, 6: mask1x6U8AVX512},
		4: {1: mask4x1U8AVX512, 2: mask4x2U8AVX512, 3: mask4x3U8AVX512, 4: mask4x4U8AVX512, 5: mask4x5U8AVX512, 6: mask4x6U8AVX512},
		8: {1: mask8x1U8AVX512, 2: mask8x2U8AVX512, 3: mask8x3U8AVX512},
	}},
	masksU16: maskTiles[uint16, float32]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[uint16, float32]{
		1: {1: mask1x1U16AVX512, 2: mask1x2U16AVX512, 3: mask1x3U16AVX512, 4: mask1x4U16AVX512, 5: mask1x5U16AVX512, 6: mask1x6U16AVX512},
		4: {1: mask4x1U16AVX512, 2: mask4x2U16AVX512, 3: mask4x3U16AVX512, 4: mask4x4U16AVX512, 5: mask4x5U16AVX512, 6: mask4x6U16AVX512},
		8: {1: mask8x1U16AVX512, 2: mask8x2U16AVX512, 3: mask8x3U16AVX512},
	}},
	masksF32: maskTiles[float32, float32]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[float32, float32]{
		1: {1: mask1x1F32AVX512, 2: mask1x2F32AVX512, 3: mask1x3F32AVX512, 4: mask1x4F32AVX512, 5: mask1x5F32AVX512, 6: mask1x6F32AVX512},
		2: {1: mask2x1F32AVX512},
		4: {2: mask4x2F32AVX512, 3: mask4x3F32AVX512, 4: mask4x4F32AVX512, 5: mask4x5F32AVX512, 6: mask4x6F32AVX512},
		8: {2: mask8x2F32AVX512, 3: mask8x3F32AVX512},
	}},
	masksF64: maskTiles[float64, float64]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[float64, float64]{
		1: {1: mask1x1F64AVX512, 2: mask1x2F64AVX512, 3: mask1x3F64AVX512, 4: mask1x4F64AVX512, 5: mask1x5F64AVX512, 6: mask1x6F64AVX512},
		4: {1: mask4x1F64AVX512, 2: mask4x2F64AVX512, 3: mask4x3F64AVX512, 4: mask4x4F64AVX512, 5: mask4x5F64AVX512, 6: mask4x6F64AVX512},
		8: {1: mask8x1F64AVX512, 2: mask8x2F64AVX512, 3: mask8x3F64AVX512},
	}},

	swap16: swap16AVX512,
	swap32: swap32AVX512,
	swap64: swap64AVX512,

	logShiftAdd: logShiftAddAVX512,

	binary: binaryAVX512,
	unary:  unaryAVX512,
	where:  whereAVX512,
	casts:  castsAVX512,

	shuffles:   shufflesAVX512,
	unshuffles: unshufflesAVX512,
	bitRows:    bitRowsAVX512,
	bitBytes:   bitBytesAVX512,
	unpackBits: unpackBitsAVX512,
	unpack12:   unpackTwelveAVX512,
}
