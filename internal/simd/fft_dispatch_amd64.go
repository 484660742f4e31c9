//go:build amd64 && !noasm

package simd

func init() { avx2.fft, avx512.fft = &fftAVX2, &fftAVX512 }

var fftAVX2 = fftLevel{
	f32: fftKernels[float32]{
		pass:  [6]passKernel[float32]{1: fft1F32AVX2, 2: fft2F32AVX2, 3: fft3F32AVX2, 4: fft4F32AVX2, 5: fft5F32AVX2},
		split: realSplitF32AVX2, join: realJoinF32AVX2, apart: splitPairsF32AVX2, mixed: joinPairsF32AVX2,
		product: productF32AVX2,
	},
	f64: fftKernels[float64]{
		pass:  [6]passKernel[float64]{1: fft1F64AVX2, 2: fft2F64AVX2, 3: fft3F64AVX2, 4: fft4F64AVX2, 5: fft5F64AVX2},
		split: realSplitF64AVX2, join: realJoinF64AVX2, apart: splitPairsF64AVX2, mixed: joinPairsF64AVX2,
		product: productF64AVX2,
	},
}

var fftAVX512 = fftLevel{
	f32: fftKernels[float32]{
		pass:  [6]passKernel[float32]{1: fft1F32AVX512, 2: fft2F32AVX512, 3: fft3F32AVX512, 4: fft4F32AVX512, 5: fft5F32AVX512},
		split: realSplitF32AVX512, join: realJoinF32AVX512, apart: splitPairsF32AVX512, mixed: joinPairsF32AVX512,
		product: productF32AVX512,
	},
	f64: fftKernels[float64]{
		pass:  [6]passKernel[float64]{1: fft1F64AVX512, 2: fft2F64AVX512, 3: fft3F64AVX512, 4: fft4F64AVX512, 5: fft5F64AVX512},
		split: realSplitF64AVX512, join: realJoinF64AVX512, apart: splitPairsF64AVX512, mixed: joinPairsF64AVX512,
		product: productF64AVX512,
	},
}
