//go:build amd64 && !noasm

package simd

func init() { avx2.gemm, avx512.gemm = &gemmAVX2, &gemmAVX512 }

var gemmAVX2 = gemmLevel{
	f32: gemmKernels[float32]{
		rows: []int{4}, cols: []int{24, 16, 8}, group: 4, quantum: 8, pool: gemmPoolF32,
		tile:   [][]gemmTile[float32]{{gemm4x24F32AVX2, gemm4x16F32AVX2, gemm4x8F32AVX2}},
		along:  map[int]packAlong[float32]{4: packAlong4F32AVX2, 8: packAlong8F32AVX2, 16: packAlong16F32AVX2, 24: packAlong24F32AVX2},
		across: packAcrossF32AVX2, addPairs: addPairsF32AVX2,
	},
	f64: gemmKernels[float64]{
		rows: []int{4}, cols: []int{12, 8, 4}, group: 2, quantum: 4, pool: gemmPoolF64,
		tile:   [][]gemmTile[float64]{{gemm4x12F64AVX2, gemm4x8F64AVX2, gemm4x4F64AVX2}},
		along:  map[int]packAlong[float64]{4: packAlong4F64AVX2, 8: packAlong8F64AVX2, 12: packAlong12F64AVX2},
		across: packAcrossF64AVX2, addPairs: addPairsF64AVX2,
	},
}

var gemmAVX512 = gemmLevel{
	f32: gemmKernels[float32]{
		rows: []int{12, 8, 4}, cols: []int{32, 16}, group: 4, quantum: 16, pool: gemmPoolF32,
		tile: [][]gemmTile[float32]{
			{gemm12x32F32AVX512, gemm12x16F32AVX512},
			{gemm8x32F32AVX512, gemm8x16F32AVX512},
			{gemm4x32F32AVX512, gemm4x16F32AVX512},
		},
		along: map[int]packAlong[float32]{4: packAlong4F32AVX512, 8: packAlong8F32AVX512, 12: packAlong12F32AVX512,
			16: packAlong16F32AVX512, 32: packAlong32F32AVX512},
		across: packAcrossF32AVX512, addPairs: addPairsF32AVX512,
	},
	f64: gemmKernels[float64]{
		rows: []int{12, 8, 4}, cols: []int{16, 8}, group: 2, quantum: 8, pool: gemmPoolF64,
		tile: [][]gemmTile[float64]{
			{gemm12x16F64AVX512, gemm12x8F64AVX512},
			{gemm8x16F64AVX512, gemm8x8F64AVX512},
			{gemm4x16F64AVX512, gemm4x8F64AVX512},
		},
		along: map[int]packAlong[float64]{4: packAlong4F64AVX512, 8: packAlong8F64AVX512, 12: packAlong12F64AVX512,
			16: packAlong16F64AVX512},
		across: packAcrossF64AVX512, addPairs: addPairsF64AVX512,
	},
}
