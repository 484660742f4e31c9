package main

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/fft"
	"github.com/gloam-go/gloam/internal/simd"
)

// gemmfftGroup is matrix products and Fourier transforms, with one thread and
// its processor time. Both sides write to memory that is there already.
var gemmfftGroup = group{name: "gemmfft", kinds: []string{"numpy"}, open: openGemmFFT}

func openGemmFFT(context.Context, options) (*field, error) {
	var trials []*trial
	for _, n := range []int{256, 512, 1024} {
		trials = append(trials,
			gemmTrial("float32", n, 0.85, waves[float32], simd.GemmF32),
			gemmTrial("float64", n, 0.85, waves[float64], simd.GemmF64))
	}
	trials = append(trials,
		gemmTrial("complex64", 512, 0, complexWaves[complex64], simd.GemmC64),
		gemmTrial("complex128", 512, 0, complexWaves[complex128], simd.GemmC128))
	trials = append(trials,
		rfft2Trial[float32]("float32", 256, 1), rfft2Trial[float64]("float64", 256, 0), rfft2Trial[float32]("float32", 100, 0))
	for _, t := range trials {
		t.ownTime = true
	}
	return &field{
		about:  "Matrix products and Fourier transforms of one thread, in processor time. NumPy's products are those of the fastest OpenBLAS kernels for this processor, which are named.",
		config: map[string]any{"threads": 1},
		trials: trials,
	}, nil
}

// wave is the i-th number of every input.
func wave(i int) float64 { return float64((i*i+3*i)%97)/97 - 0.5 }

func waves[T float32 | float64](n int) []T {
	v := make([]T, n)
	for i := range v {
		v[i] = T(wave(i))
	}
	return v
}

func complexWaves[T complex64 | complex128](n int) []T {
	v := make([]T, n)
	for i := range v {
		v[i] = T(complex(wave(i), wave(i+1)))
	}
	return v
}

// pooled is memory as arrays have it: in huge pages, as NumPy's.
func pooled[T ndarray.Element](n int) []T {
	v, err := ndarray.Values[T](ndarray.Get(ndarray.DTypeOf[T](), n))
	if err != nil {
		panic(err) // the dtype is that of T
	}
	return v
}

// gemmTrial multiplies square matrices.
func gemmTrial[T ndarray.Element](dtype string, n int, atLeast float64, input func(int) []T, gemm func([]T, int, simd.Strided[T], simd.Strided[T], int, int, int)) *trial {
	in, out := simd.Strided[T]{Data: pooled[T](n * n), Row: n, Col: 1}, pooled[T](n*n)
	copy(in.Data, input(n*n))
	clear(out)
	return &trial{
		name: fmt.Sprintf("matmul %s %d", dtype, n), loops: max(4, 100*256*256*256/(n*n*n)),
		ask: map[string]any{"dtype": dtype, "n": n},
		run: func(context.Context) (values, error) {
			// Products add up; those of the first run are compared.
			gemm(out, n, in, in, n, n, n)
			a, err := ndarray.FromSlice(out, n, n)
			return values{"product": a}, err
		},
		targets: []target{{"numpy", atLeast}},
	}
}

// rfft2Trial transforms a square matrix of real numbers, and pairs real and
// imaginary parts as others have them.
func rfft2Trial[T fft.Float](dtype string, n int, atLeast float64) *trial {
	f, src := fft.NewReal2D[T](n, n), waves[T](n*n)
	size := n * f.Cols()
	re, im, out := make([]T, size), make([]T, size), make([]T, 2*size)
	return &trial{
		name: fmt.Sprintf("rfft2 %s %d", dtype, n), loops: 200,
		ask: map[string]any{"dtype": dtype, "n": n},
		run: func(context.Context) (values, error) {
			f.Forward(re, im, src)
			simd.JoinPairs(out, re, im)
			a, err := ndarray.FromSlice(out, n, f.Cols(), 2)
			return values{"spectrum": a}, err
		},
		targets: []target{{"numpy", atLeast}},
	}
}
