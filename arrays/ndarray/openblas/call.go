//go:build (linux || darwin || windows) && (amd64 || arm64)

package openblas

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/gloam-go/gloam/internal/simd"
)

// open loads a library and finds its products.
func open(library string) (*simd.Library, error) {
	handle, err := load(library)
	if err != nil {
		return nil, err
	}
	var at [5]uintptr
	for i, name := range []string{"sgemm_", "dgemm_", "cgemm_", "zgemm_", "openblas_set_num_threads"} {
		if at[i], err = symbol(handle, name); err != nil {
			return nil, err
		}
	}
	purego.SyscallN(at[4], 1)
	return &simd.Library{
		F32:  product[float32](at[0], 1),
		F64:  product[float64](at[1], 1),
		C64:  product[complex64](at[2], 1),
		C128: product[complex128](at[3], 1),
	}, nil
}

// call are the arguments of a product, which go by reference. The numbers are
// 32 or 64 bits long by how the library was built; on machines of this byte
// order either finds them here.
type call[T any] struct {
	left, right            byte
	m, n, k, lda, ldb, ldc int64
	one                    T
}

// product wraps the Fortran function at an address. It sees rows as columns, and
// so computes the transposed product of the transposed operands.
func product[T float32 | float64 | complex64 | complex128](at uintptr, one T) func(dst []T, ldd int, a, b simd.Strided[T], m, n, k int) bool {
	return func(dst []T, ldd int, a, b simd.Strided[T], m, n, k int) bool {
		c := &call[T]{m: int64(n), n: int64(m), k: int64(k), ldc: int64(ldd), one: one}
		var first, second bool
		c.left, c.lda, first = operand(b, k, n)
		c.right, c.ldb, second = operand(a, m, k)
		if !first || !second || max(c.m, c.n, c.k, c.lda, c.ldb, c.ldc) > math.MaxInt32 {
			return false
		}
		x, y := &b.Data[b.At], &a.Data[a.At]
		purego.SyscallN(at, uintptr(unsafe.Pointer(&c.left)), uintptr(unsafe.Pointer(&c.right)),
			uintptr(unsafe.Pointer(&c.m)), uintptr(unsafe.Pointer(&c.n)), uintptr(unsafe.Pointer(&c.k)),
			uintptr(unsafe.Pointer(&c.one)), uintptr(unsafe.Pointer(x)), uintptr(unsafe.Pointer(&c.lda)),
			uintptr(unsafe.Pointer(y)), uintptr(unsafe.Pointer(&c.ldb)), uintptr(unsafe.Pointer(&c.one)),
			uintptr(unsafe.Pointer(&dst[0])), uintptr(unsafe.Pointer(&c.ldc)))
		runtime.KeepAlive(c)
		runtime.KeepAlive(dst)
		runtime.KeepAlive(a.Data)
		runtime.KeepAlive(b.Data)
		return true
	}
}

// operand says how a matrix is passed: as it is, or transposed, and how far its
// rows, or columns, are apart. Others are not taken.
func operand[T any](s simd.Strided[T], rows, cols int) (how byte, ld int64, ok bool) {
	switch {
	case s.Col == 1 && (s.Row >= cols || rows == 1):
		return 'N', int64(max(s.Row, cols)), true
	case s.Row == 1 && (s.Col >= rows || cols == 1):
		return 'T', int64(max(s.Col, rows)), true
	}
	return 0, 0, false
}
