package fft

import (
	"unsafe"

	"github.com/gloam-go/gloam/internal/simd"
)

// Complex is a type of complex numbers.
type Complex interface{ complex64 | complex128 }

// Split separates real and imaginary parts: as many as re has. T is the type of
// the parts of C.
func Split[T Float, C Complex](re, im []T, src []C) { simd.SplitPairs(re, im, parts[T](src)) }

// Join is the inverse of [Split].
func Join[T Float, C Complex](dst []C, re, im []T) { simd.JoinPairs(parts[T](dst), re, im) }

// parts is the memory of complex numbers.
func parts[T Float, C Complex](s []C) []T {
	var number C
	var part T
	if unsafe.Sizeof(number) != 2*unsafe.Sizeof(part) {
		panic("fft: complex numbers with parts of another type")
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), 2*len(s))
}
