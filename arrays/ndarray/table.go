package ndarray

import (
	"math"
	"unsafe"
)

// Loops work on whole runs of contiguous elements, given as memory so that the
// table below needs one type for each of them. All slices of a call hold the
// same number of elements, unless a comment says otherwise; dst may be the same
// memory as a source of the same element size.
type (
	loop1 func(dst, src []byte)
	loop2 func(dst, a, b []byte)
)

// kernels is what arithmetic needs to know about an element type. Methods
// return nil for what the type does not support. Loops take elements of the
// type; results of comparisons and tests are Bool, absolute values and parts of
// complex numbers real.
type kernels interface {
	castFrom(src DType) loop1 // from any type to this one
	toBool(dst, src []byte)   // whether elements are not zero
	toHalf(dst, src []byte)
	toComplex64(dst, src []byte)
	toComplex128(dst, src []byte)

	binary(op BinaryOp) loop2
	unary(op UnaryOp) loop1
	fold(op ReduceOp) fold
	extreme(op ReduceOp) func(src []byte) int // index of the largest or smallest

	load(src []byte, i int) any
	store(dst []byte, i int, s scalarValue) error
}

// byDType is the only list of element types: each line instantiates all loops.
// The second parameter of a family is the type that sums accumulate in, of the
// complex one also that of its parts.
var byDType = [numDTypes]kernels{
	Bool:       boolKernels{},
	Int8:       intKernels[int8, int64]{},
	Int16:      intKernels[int16, int64]{},
	Int32:      intKernels[int32, int64]{},
	Int64:      intKernels[int64, int64]{},
	Uint8:      intKernels[uint8, uint64]{},
	Uint16:     intKernels[uint16, uint64]{},
	Uint32:     intKernels[uint32, uint64]{},
	Uint64:     intKernels[uint64, uint64]{},
	Float16:    halfKernels{},
	Float32:    floatKernels[float32]{},
	Float64:    floatKernels[float64]{},
	Complex64:  complexKernels[complex64, float32]{},
	Complex128: complexKernels[complex128, float64]{},
}

// Constraints of the families.
type (
	integer interface {
		int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
	}
	realNumber    interface{ integer | Float }
	complexNumber interface{ complex64 | complex128 }
	number        interface{ realNumber | complexNumber }
)

// Float is the set of Go types of floating-point elements.
type Float interface{ float32 | float64 }

// typed holds what all element types but bool share, realKernels what integers
// and floats share.
type (
	typed[T Element]                         struct{}
	boolKernels                              struct{}
	halfKernels                              struct{ typed[Half] }
	realKernels[T realNumber]                struct{ typed[T] }
	intKernels[T integer, A int64 | uint64]  struct{ realKernels[T] }
	floatKernels[T Float]                    struct{ realKernels[T] }
	complexKernels[T complexNumber, P Float] struct{ typed[T] }
)

// as views memory as elements.
func as[T Element](b []byte) []T {
	var zero T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(zero)))
}

// memory is the inverse of as.
func memory[T Element](s []T) []byte {
	var zero T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(zero)))
}

func (typed[T]) load(src []byte, i int) any { return as[T](src)[i] }

// limits returns the ends of an integer type: every float f with low <= f < high
// truncates to a value of the type. Both are exact in float32.
func limits[T integer]() (low, high float64, least, most T) {
	var zero T
	bits := int(unsafe.Sizeof(zero)) * 8
	if zero-1 > 0 {
		return 0, math.Ldexp(1, bits), 0, zero - 1
	}
	least = T(1) << (bits - 1)
	return -math.Ldexp(1, bits-1), math.Ldexp(1, bits-1), least, least - 1
}
