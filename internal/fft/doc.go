// Package fft computes discrete Fourier transforms of float32 and float64 data
// of any size: mixed radix 2, 3, 4 and 5, and Bluestein's algorithm for sizes
// with other prime factors.
//
// # Model
//
// Complex data lies in two slices, real and imaginary parts. A [Plan]
// transforms the columns of a matrix, or its rows, a strip of 64 bytes of columns
// at a time, with the passes of package simd: Stockham's, which need no bit
// reversal. Rows are transposed to strips and back. [Complex2D] and [Real2D]
// transform both axes. Sizes above 4096 are transformed one by one, as matrices
// of their own.
//
// Plans are immutable, shared, and made once per size. Complex2D and Real2D hold
// scratch memory: each belongs to one goroutine.
//
// Transforms have numpy.fft's signs and scaling: forward with exp(-2πi jk/n),
// inverse divided by n. Vector kernels round like plain Go, so that a processor's
// vectors do not show in the result, and neither do the other rows or columns.
package fft

import "github.com/gloam-go/gloam/internal/simd"

// A Float is a type of numbers to transform.
type Float = simd.Float
