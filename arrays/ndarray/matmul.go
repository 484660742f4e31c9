package ndarray

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
)

// MatMul returns the matrix products of the last two axes of a and b, which
// have shapes (…, m, k) and (…, k, n); axes before them broadcast. Dtypes are
// promoted; booleans give "and" summed by "or". Views of any strides are
// multiplied without a copy. Sums of floats run over blocks of at most 256
// terms, whose error does not exceed (256+k/256)·eps·Σ|a·b|, and twice that for
// complex numbers; sums of integers wrap.
func MatMul(a, b *Array) (*Array, error) {
	d := ResultType(a.dtype, b.dtype)
	in, err := productType(d)
	if err != nil {
		return nil, &OpError{Op: "matmul", DTypes: []DType{a.dtype, b.dtype}}
	}
	na, nb := len(a.shape), len(b.shape)
	if na < 2 || nb < 2 || a.shape[na-1] != b.shape[nb-2] {
		return nil, fmt.Errorf("ndarray: cannot multiply matrices of shapes %s and %s", wording.Shape(a.shape), wording.Shape(b.shape))
	}
	m, k, n := a.shape[na-2], a.shape[na-1], b.shape[nb-1]
	batch, err := BroadcastShapes(a.shape[:na-2], b.shape[:nb-2])
	if err != nil {
		return nil, err
	}
	x, err := stretched(a, in, batch, m, k)
	if err != nil {
		return nil, err
	}
	y, err := stretched(b, in, batch, k, n)
	if err != nil {
		return nil, err
	}
	out := New(in, append(slices.Clone(batch), m, n)...)
	if m*n*k > 0 {
		multiplyAll(out, x, y, len(batch), m, n, k)
	}
	if in == d {
		return out, nil
	}
	return out.AsType(d)
}

// productType returns the dtype in which matrices of d are multiplied. Counts of
// booleans must not wrap to zero.
func productType(d DType) (DType, error) {
	if d == Bool {
		return Float32, nil
	}
	return laneType("matmul", d)
}

// stretched returns a view of matrices in dtype d.
func stretched(a *Array, d DType, batch []int, rows, columns int) (*Array, error) {
	v := a
	if v.dtype != d {
		var err error
		if v, err = v.AsType(d); err != nil {
			return nil, err
		}
	}
	return v.BroadcastTo(append(slices.Clone(batch), rows, columns)...)
}

// A matrix is the last two axes of an array, from an element on.
type matrix struct {
	buf          []byte
	at, row, col int
}

// multiplyAll multiplies each pair of matrices.
func multiplyAll(out, a, b *Array, batch, m, n, k int) {
	kernels, size := lanesOf(out.dtype), out.dtype.Size()
	dst := out.first(out.Size())
	at := make([]int, batch)
	for i := range out.Size() / (m * n) {
		x := matrix{buf: a.buf, at: a.off, row: a.strides[batch], col: a.strides[batch+1]}
		y := matrix{buf: b.buf, at: b.off, row: b.strides[batch], col: b.strides[batch+1]}
		for axis, p := range at {
			x.at += p * a.strides[axis]
			y.at += p * b.strides[axis]
		}
		kernels.product(dst[i*m*n*size:(i+1)*m*n*size], x, y, m, n, k)
		for axis := batch - 1; axis >= 0; axis-- {
			if at[axis]++; at[axis] < out.shape[axis] {
				break
			}
			at[axis] = 0
		}
	}
}

func strided[T Element](m matrix) simd.Strided[T] {
	return simd.Strided[T]{Data: as[T](m.buf), At: m.at, Row: m.row, Col: m.col}
}

// product of floats uses packed vector kernels.
func (floatKernels[T]) product(dst []byte, a, b matrix, m, n, k int) {
	switch DTypeOf[T]() {
	case Float32:
		simd.GemmF32(as[float32](dst), n, strided[float32](a), strided[float32](b), m, n, k)
	default:
		simd.GemmF64(as[float64](dst), n, strided[float64](a), strided[float64](b), m, n, k)
	}
}

// product of complex numbers is four of their parts.
func (complexKernels[T, P]) product(dst []byte, a, b matrix, m, n, k int) {
	switch DTypeOf[T]() {
	case Complex64:
		simd.GemmC64(as[complex64](dst), n, strided[complex64](a), strided[complex64](b), m, n, k)
	default:
		simd.GemmC128(as[complex128](dst), n, strided[complex128](a), strided[complex128](b), m, n, k)
	}
}

// integerDepth is the number of rows of the right matrix that stay in
// first-level cache, integerWidth what is used of them at a time.
const integerDepth, integerWidth = 32, 256

// matMulRows adds a × b, four rows of the second factor at a time.
func matMulRows[T realNumber](dst []byte, a, b matrix, m, n, k int) {
	d, x, y := as[T](dst), as[T](a.buf), as[T](b.buf)
	rows := make([]T, integerDepth*integerWidth)
	for j := 0; j < n; j += integerWidth {
		w := min(integerWidth, n-j)
		for p := 0; p < k; p += integerDepth {
			depth := min(integerDepth, k-p)
			for q := range depth {
				from := b.at + (p+q)*b.row + j*b.col
				for c := range w {
					rows[q*w+c] = y[from+c*b.col]
				}
			}
			for i := range m {
				addRows(d[i*n+j:][:w], x, a.at+i*a.row+p*a.col, a.col, rows, depth)
			}
		}
	}
}

// addRows adds the sum of rows, each times an element of x, to dst.
func addRows[T realNumber](dst, x []T, at, step int, rows []T, depth int) {
	n, q := len(dst), 0
	for ; q+4 <= depth; q += 4 {
		f, g, h, i := x[at], x[at+step], x[at+2*step], x[at+3*step]
		at += 4 * step
		r, s, t, u := rows[q*n:][:n], rows[(q+1)*n:][:n], rows[(q+2)*n:][:n], rows[(q+3)*n:][:n]
		for j := range dst {
			dst[j] += f*r[j] + g*s[j] + h*t[j] + i*u[j]
		}
	}
	for ; q < depth; q++ {
		f := x[at]
		at += step
		for j, v := range rows[q*n:][:n] {
			dst[j] += f * v
		}
	}
}
