//go:build arm64 && !noasm

package simd

// available lists the kernel sets, slowest first. Every arm64 processor has
// vectors of 16 bytes.
func available() []*kernels { return []*kernels{generic, &neon} }

var neon = kernels{
	name: "neon",

	sumFramesU8F64:  sumFramesU8F64NEON,
	sumFramesU16F64: sumFramesU16F64NEON,
	sumFramesF32F64: sumFramesF32F64NEON,
	sumFramesF64F64: sumFramesF64F64NEON,

	maxFramesU8:  maxFramesU8NEON,
	maxFramesU16: maxFramesU16NEON,
	maxFramesF32: maxFramesF32NEON,

	minFramesU8:  minFramesU8NEON,
	minFramesU16: minFramesU16NEON,
	minFramesF32: minFramesF32NEON,

	sqDevFramesU8:  sqDevFramesU8NEON,
	sqDevFramesU16: sqDevFramesU16NEON,
	sqDevFramesF32: sqDevFramesF32NEON,

	rows: rowLevel{
		u8:  []rowGroup[uint8]{{8, rows8U8NEON}, {4, rows4U8NEON}, {2, rows2U8NEON}, {1, rows1U8NEON}},
		u16: []rowGroup[uint16]{{8, rows8U16NEON}, {4, rows4U16NEON}, {2, rows2U16NEON}, {1, rows1U16NEON}},
		f32: []rowGroup[float32]{{8, rows8F32NEON}, {4, rows4F32NEON}, {2, rows2F32NEON}, {1, rows1F32NEON}},
	},

	sumU8:     sumU8NEON,
	sumU16:    sumU16NEON,
	sumF32:    sumF32NEON,
	sumF32F64: sumF32F64NEON,
	sumF64:    sumF64NEON,
	minF32:    minF32NEON,
	touch:     touchNEON,

	dotF32:    dotF32NEON,
	dotU8F32:  dotU8F32NEON,
	dotU16F32: dotU16F32NEON,

	masksU8: maskTiles[uint8, float32]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[uint8, float32]{
		1: {1: mask1x1U8NEON, 2: mask1x2U8NEON, 3: mask1x3U8NEON, 4: mask1x4U8NEON, 5: mask1x5U8NEON, 6: mask1x6U8NEON},
		4: {1: mask4x1U8NEON, 2: mask4x2U8NEON, 3: mask4x3U8NEON, 4: mask4x4U8NEON, 5: mask4x5U8NEON, 6: mask4x6U8NEON},
		8: {1: mask8x1U8NEON, 2: mask8x2U8NEON, 3: mask8x3U8NEON},
	}},
	masksU16: maskTiles[uint16, float32]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[uint16, float32]{
		1: {1: mask1x1U16NEON, 2: mask1x2U16NEON, 3: mask1x3U16NEON, 4: mask1x4U16NEON, 5: mask1x5U16NEON, 6: mask1x6U16NEON},
		4: {1: mask4x1U16NEON, 2: mask4x2U16NEON, 3: mask4x3U16NEON, 4: mask4x4U16NEON, 5: mask4x5U16NEON, 6: mask4x6U16NEON},
		8: {1: mask8x1U16NEON, 2: mask8x2U16NEON, 3: mask8x3U16NEON},
	}},
	masksF32: maskTiles[float32, float32]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[float32, float32]{
		1: {1: mask1x1F32NEON, 2: mask1x2F32NEON, 3: mask1x3F32NEON, 4: mask1x4F32NEON, 5: mask1x5F32NEON, 6: mask1x6F32NEON},
		4: {1: mask4x1F32NEON, 2: mask4x2F32NEON, 3: mask4x3F32NEON, 4: mask4x4F32NEON, 5: mask4x5F32NEON, 6: mask4x6F32NEON},
		8: {1: mask8x1F32NEON, 2: mask8x2F32NEON, 3: mask8x3F32NEON},
	}},
	masksF64: maskTiles[float64, float64]{cols: 6, tile: [maskRows + 1][maskCols + 1]maskKernel[float64, float64]{
		1: {1: mask1x1F64NEON, 2: mask1x2F64NEON, 3: mask1x3F64NEON, 4: mask1x4F64NEON, 5: mask1x5F64NEON, 6: mask1x6F64NEON},
		4: {1: mask4x1F64NEON, 2: mask4x2F64NEON, 3: mask4x3F64NEON, 4: mask4x4F64NEON, 5: mask4x5F64NEON, 6: mask4x6F64NEON},
		8: {1: mask8x1F64NEON, 2: mask8x2F64NEON, 3: mask8x3F64NEON},
	}},

	swap16: swap16NEON,
	swap32: swap32NEON,
	swap64: swap64NEON,

	logShiftAdd: logShiftAddNEON,

	binary: binaryNEON,
	unary:  unaryNEON,
	where:  whereNEON,
	casts:  castsNEON,

	shuffles:   shufflesNEON,
	unshuffles: unshufflesNEON,
	bitRows:    bitRowsNEON,
	bitBytes:   bitBytesNEON,
	unpackBits: unpackBitsNEON,
	unpack12:   unpackTwelveNEON,

	runsDotU8:  runsDotU8NEON,
	runsDotU16: runsDotU16NEON,

	gemm: &gemmNEON,
	fft:  &fftNEON,
}

var gemmNEON = gemmLevel{
	f32: gemmKernels[float32]{
		rows: []int{8, 4}, cols: []int{12, 8, 4}, group: 4, quantum: 4, pool: gemmPoolF32,
		tile: [][]gemmTile[float32]{
			{gemm8x12F32NEON, gemm8x8F32NEON, gemm8x4F32NEON},
			{gemm4x12F32NEON, gemm4x8F32NEON, gemm4x4F32NEON},
		},
		along:  map[int]packAlong[float32]{4: packAlong4F32NEON, 8: packAlong8F32NEON, 12: packAlong12F32NEON},
		across: packAcrossF32NEON, addPairs: addPairsF32NEON,
	},
	f64: gemmKernels[float64]{
		rows: []int{8, 4}, cols: []int{6, 4, 2}, group: 2, quantum: 2, pool: gemmPoolF64,
		tile: [][]gemmTile[float64]{
			{gemm8x6F64NEON, gemm8x4F64NEON, gemm8x2F64NEON},
			{gemm4x6F64NEON, gemm4x4F64NEON, gemm4x2F64NEON},
		},
		along: map[int]packAlong[float64]{2: packAlong2F64NEON, 4: packAlong4F64NEON, 6: packAlong6F64NEON,
			8: packAlong8F64NEON},
		across: packAcrossF64NEON, addPairs: addPairsF64NEON,
	},
}

var fftNEON = fftLevel{
	f32: fftKernels[float32]{
		pass:  [6]passKernel[float32]{1: fft1F32NEON, 2: fft2F32NEON, 3: fft3F32NEON, 4: fft4F32NEON, 5: fft5F32NEON},
		split: realSplitF32NEON, join: realJoinF32NEON, apart: splitPairsF32NEON, mixed: joinPairsF32NEON,
		product: productF32NEON,
	},
	f64: fftKernels[float64]{
		pass:  [6]passKernel[float64]{1: fft1F64NEON, 2: fft2F64NEON, 3: fft3F64NEON, 4: fft4F64NEON, 5: fft5F64NEON},
		split: realSplitF64NEON, join: realJoinF64NEON, apart: splitPairsF64NEON, mixed: joinPairsF64NEON,
		product: productF64NEON,
	},
}
