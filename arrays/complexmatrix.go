package arrays

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A complexMatrix is a matrix in memory, row after row.
type complexMatrix struct {
	rows, columns int
	v             []complex128
}

func newComplexMatrix(rows, columns int) complexMatrix {
	return complexMatrix{rows: rows, columns: columns, v: make([]complex128, rows*columns)}
}

// complexIdentity is the first columns of the unit matrix.
func complexIdentity(rows, columns int) complexMatrix {
	m := newComplexMatrix(rows, columns)
	for i := range min(rows, columns) {
		m.row(i)[i] = 1
	}
	return m
}

// complexMatrixOf copies a block; a vector is a column. Values must be finite.
func complexMatrixOf(a *ndarray.Array) (complexMatrix, error) {
	c, err := a.AsType(ndarray.Complex128)
	if err != nil {
		return complexMatrix{}, err
	}
	v, err := ndarray.Values[complex128](c)
	if err != nil {
		return complexMatrix{}, err
	}
	for i, z := range v {
		if cmplx.IsNaN(z) || cmplx.IsInf(z) {
			return complexMatrix{}, fmt.Errorf("got %v at element %d of a matrix, want finite numbers", z, i)
		}
	}
	m := complexMatrix{rows: a.Shape()[0], columns: 1, v: v}
	if a.NDim() > 1 {
		m.columns = a.Shape()[1]
	}
	return m, nil
}

func (m complexMatrix) row(i int) []complex128 { return m.v[i*m.columns : (i+1)*m.columns] }

// adjoint is the transpose of the conjugate.
func (m complexMatrix) adjoint() complexMatrix {
	out := newComplexMatrix(m.columns, m.rows)
	for i := range m.rows {
		for j, z := range m.row(i) {
			out.v[j*m.rows+i] = cmplx.Conj(z)
		}
	}
	return out
}

func (m complexMatrix) times(b complexMatrix) complexMatrix {
	out := newComplexMatrix(m.rows, b.columns)
	for i := range m.rows {
		row := out.row(i)
		for k, z := range m.row(i) {
			for j, w := range b.row(k) {
				row[j] += z * w
			}
		}
	}
	return out
}

// first is the top left corner.
func (m complexMatrix) first(rows, columns int) complexMatrix {
	out := newComplexMatrix(rows, columns)
	for i := range rows {
		copy(out.row(i), m.row(i))
	}
	return out
}

// complexBlocks converts results.
func complexBlocks(list ...complexMatrix) ([]*ndarray.Array, error) {
	out := make([]*ndarray.Array, len(list))
	for i, m := range list {
		var err error
		if out[i], err = ndarray.FromSlice(m.v, m.rows, m.columns); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// length is the root of the sum of squares, by the largest part so that no
// square overflows.
func length(v []complex128) float64 {
	top := 0.0
	for _, z := range v {
		top = max(top, math.Abs(real(z)), math.Abs(imag(z)))
	}
	if top == 0 {
		return 0
	}
	sum := 0.0
	for _, z := range v {
		re, im := real(z)/top, imag(z)/top
		sum += re*re + im*im
	}
	return top * math.Sqrt(sum)
}

// inner is the sum of products of a's conjugates with b.
func inner(a, b []complex128) complex128 {
	var sum complex128
	for i, z := range a {
		sum += cmplx.Conj(z) * b[i]
	}
	return sum
}
