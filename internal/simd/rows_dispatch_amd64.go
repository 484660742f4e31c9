//go:build amd64 && !noasm

package simd

func init() { avx2.rows, avx512.rows = rowsAVX2, rowsAVX512 }

var rowsAVX2 = rowLevel{
	u8:  rowKernels[uint8]{set4: rowsSet4U8AVX2, add4: rowsAdd4U8AVX2, out4: rowsOut4U8AVX2, add1: rowsAdd1U8AVX2, out1: rowsOut1U8AVX2},
	u16: rowKernels[uint16]{set4: rowsSet4U16AVX2, add4: rowsAdd4U16AVX2, out4: rowsOut4U16AVX2, add1: rowsAdd1U16AVX2, out1: rowsOut1U16AVX2},
	f32: rowKernels[float32]{set4: rowsSet4F32AVX2, add4: rowsAdd4F32AVX2, out4: rowsOut4F32AVX2, add1: rowsAdd1F32AVX2, out1: rowsOut1F32AVX2},
}

var rowsAVX512 = rowLevel{
	u8:  rowKernels[uint8]{set4: rowsSet4U8AVX512, add4: rowsAdd4U8AVX512, out4: rowsOut4U8AVX512, add1: rowsAdd1U8AVX512, out1: rowsOut1U8AVX512},
	u16: rowKernels[uint16]{set4: rowsSet4U16AVX512, add4: rowsAdd4U16AVX512, out4: rowsOut4U16AVX512, add1: rowsAdd1U16AVX512, out1: rowsOut1U16AVX512},
	f32: rowKernels[float32]{set4: rowsSet4F32AVX512, add4: rowsAdd4F32AVX512, out4: rowsOut4F32AVX512, add1: rowsAdd1F32AVX512, out1: rowsOut1F32AVX512},
}
