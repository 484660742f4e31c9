// Package fft computes discrete Fourier transforms of float32 and float64 data
// of any size: mixed radix 2, 3, 4 and 5, and Bluestein's algorithm for sizes
// with other prime factors.
//
// # Model
//
// Complex data lies in two slices, real and imaginary parts. A [Plan]
// transforms along the first axis of a matrix, all columns at once, so that the
// inner loops run over contiguous memory with one pair of factors; [Complex2D]
// and [Real2D] transpose between the two axes. Passes are those of Stockham and
// need no bit reversal.
//
// Plans are immutable, shared, and made once per size. Complex2D and Real2D hold
// scratch memory: each belongs to one goroutine.
//
// Transforms have numpy.fft's signs and scaling: forward with exp(-2πi jk/n),
// inverse divided by n.
package fft

// A Float is a type of numbers to transform.
type Float interface{ float32 | float64 }
