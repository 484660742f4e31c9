package ndarray

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/internal/simd"
)

// MatMul returns the matrix products of the last two axes of a and b, which
// have shapes (…, m, k) and (…, k, n); axes before them broadcast. Dtypes are
// promoted; booleans give "and" summed by "or".
func MatMul(a, b *Array) (*Array, error) {
	d := ResultType(a.dtype, b.dtype)
	in, err := laneType("matmul", d)
	if err != nil {
		return nil, &OpError{Op: "matmul", DTypes: []DType{a.dtype, b.dtype}}
	}
	na, nb := len(a.shape), len(b.shape)
	if na < 2 || nb < 2 || a.shape[na-1] != b.shape[nb-2] {
		return nil, fmt.Errorf("ndarray: cannot multiply matrices of shapes %v and %v", a.shape, b.shape)
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
	size := in.Size()
	dst, p, q := out.first(out.Size()), x.first(x.Size()), y.first(y.Size())
	if m*n*k > 0 {
		for i := range out.Size() / (m * n) {
			lanesOf(in).product(dst[i*m*n*size:(i+1)*m*n*size], p[i*m*k*size:(i+1)*m*k*size], q[i*k*n*size:(i+1)*k*n*size], m, n, k)
		}
	}
	if in == d {
		return out, nil
	}
	return out.AsType(d)
}

// stretched returns a as contiguous matrices in dtype d.
func stretched(a *Array, d DType, batch []int, rows, columns int) (*Array, error) {
	v, err := a.BroadcastTo(append(slices.Clone(batch), rows, columns)...)
	if err != nil {
		return nil, err
	}
	if v.dtype == d {
		return v.AsContiguous(), nil
	}
	return v.AsType(d)
}

// matMulRows adds a × b, whose second factor is read by rows.
func matMulRows[T number](dst, a, b []byte, m, n, k int) {
	d, x, y := as[T](dst), as[T](a), as[T](b)
	for i := range m {
		row := d[i*n : (i+1)*n]
		for p, f := range x[i*k : (i+1)*k] {
			for j, v := range y[p*n : (p+1)*n] {
				row[j] += f * v
			}
		}
	}
}

// product of floats uses the kernels that multiply frames by masks, which read
// both factors by rows.
func (floatKernels[T]) product(dst, a, b []byte, m, n, k int) {
	t := transposedMatrix(as[T](b), k, n)
	switch DTypeOf[T]() {
	case Float32:
		simd.MaskProductsF32(as[float32](dst), as[float32](a), m, k, as[float32](memory(t)), n, k, k)
	default:
		simd.MaskProductsF64(as[float64](dst), as[float64](a), m, k, as[float64](memory(t)), n, k, k)
	}
}

// transposedMatrix copies in tiles, so that both sides stay in cache.
func transposedMatrix[T Element](src []T, rows, columns int) []T {
	const tile = 32
	out := make([]T, len(src))
	for i := 0; i < rows; i += tile {
		for j := 0; j < columns; j += tile {
			for r := i; r < min(i+tile, rows); r++ {
				for c := j; c < min(j+tile, columns); c++ {
					out[c*rows+r] = src[r*columns+c]
				}
			}
		}
	}
	return out
}
