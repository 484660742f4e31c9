package simd

import "sync/atomic"

// A Library multiplies matrices in place of the packed kernels. Each function
// adds a product as [GemmF32] does, and reports false, without having done
// anything, for what it does not take. They must be safe for concurrent use and
// deterministic.
type Library struct {
	F32  productOf[float32]
	F64  productOf[float64]
	C64  productOf[complex64]
	C128 productOf[complex128]
}

type productOf[T any] = func(dst []T, ldd int, a, b Strided[T], m, n, k int) bool

// libraryWork is the number of multiplications from which a library is asked:
// its calls leave Go, which small products do not repay.
const libraryWork = 32 << 10

var library atomic.Pointer[Library]

// UseLibrary has large products done by a library from now on, or by the kernels
// again if it is nil. It returns the one used before.
func UseLibrary(l *Library) *Library { return library.Swap(l) }

// byLibrary tries the library on a product that lies within its operands.
func byLibrary[T any](of func(*Library) productOf[T], dst []T, ldd int, a, b Strided[T], m, n, k int) bool {
	l := library.Load()
	if l == nil || m <= 0 || n <= 0 || k <= 0 || m*n*k < libraryWork {
		return false
	}
	a.holds(m, k)
	b.holds(k, n)
	return of(l)(dst[:(m-1)*ldd+n], ldd, a, b, m, n, k)
}
