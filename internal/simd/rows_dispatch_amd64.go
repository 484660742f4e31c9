//go:build amd64 && !noasm

package simd

func init() { avx2.rows, avx512.rows = rowsAVX2, rowsAVX512 }

var rowsAVX2 = rowLevel{
	u8:  []rowGroup[uint8]{{12, rows12U8AVX2}, {8, rows8U8AVX2}, {4, rows4U8AVX2}, {2, rows2U8AVX2}, {1, rows1U8AVX2}},
	u16: []rowGroup[uint16]{{12, rows12U16AVX2}, {8, rows8U16AVX2}, {4, rows4U16AVX2}, {2, rows2U16AVX2}, {1, rows1U16AVX2}},
	f32: []rowGroup[float32]{{12, rows12F32AVX2}, {8, rows8F32AVX2}, {4, rows4F32AVX2}, {2, rows2F32AVX2}, {1, rows1F32AVX2}},
}

var rowsAVX512 = rowLevel{
	u8:  []rowGroup[uint8]{{12, rows12U8AVX512}, {8, rows8U8AVX512}, {4, rows4U8AVX512}, {2, rows2U8AVX512}, {1, rows1U8AVX512}},
	u16: []rowGroup[uint16]{{12, rows12U16AVX512}, {8, rows8U16AVX512}, {4, rows4U16AVX512}, {2, rows2U16AVX512}, {1, rows1U16AVX512}},
	f32: []rowGroup[float32]{{12, rows12F32AVX512}, {8, rows8F32AVX512}, {4, rows4F32AVX512}, {2, rows2F32AVX512}, {1, rows1F32AVX512}},
}
