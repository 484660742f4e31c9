package arrays

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// lu overwrites a square matrix with its factors: U, and L below the diagonal,
// where it has ones. Row i of their product is row order[i] of the matrix.
func (m complexMatrix) lu() (order []int) {
	n := m.rows
	order = make([]int, n)
	for i := range order {
		order[i] = i
	}
	for k := range n {
		top := k
		for i := k + 1; i < n; i++ {
			if extent(m.row(i)[k]) > extent(m.row(top)[k]) {
				top = i
			}
		}
		if top != k {
			order[k], order[top] = order[top], order[k]
			a, b := m.row(k), m.row(top)
			for j := range a {
				a[j], b[j] = b[j], a[j]
			}
		}
		pivot := m.row(k)
		if pivot[k] == 0 {
			continue
		}
		for i := k + 1; i < n; i++ {
			row := m.row(i)
			row[k] /= pivot[k]
			for j := k + 1; j < n; j++ {
				row[j] -= row[k] * pivot[j]
			}
		}
	}
	return order
}

// extent is what pivots are chosen by.
func extent(z complex128) float64 { return math.Abs(real(z)) + math.Abs(imag(z)) }

// solve overwrites the matrix, and returns x with m·x = b.
func (m complexMatrix) solve(b complexMatrix) (complexMatrix, error) {
	order := m.lu()
	x := newComplexMatrix(b.rows, b.columns)
	for i, from := range order {
		if m.row(i)[i] == 0 {
			return x, fmt.Errorf("matrix of shape %s is singular", tuple([]int{m.rows, m.columns}))
		}
		copy(x.row(i), b.row(from))
		x.without(i, m.row(i)[:i], 0)
	}
	for i := m.rows - 1; i >= 0; i-- {
		x.without(i, m.row(i)[i+1:], i+1)
		for j := range x.row(i) {
			x.row(i)[j] /= m.row(i)[i]
		}
	}
	return x, nil
}

// without subtracts from row i the rows from the given one on, times factors.
func (m complexMatrix) without(i int, factors []complex128, from int) {
	row := m.row(i)
	for k, f := range factors {
		for j, z := range m.row(from + k) {
			row[j] -= f * z
		}
	}
}

func complexSolve(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := complexMatrixOf(in[0])
	if err != nil {
		return nil, err
	}
	b, err := complexMatrixOf(in[1])
	if err != nil {
		return nil, err
	}
	x, err := a.solve(b)
	if err != nil {
		return nil, err
	}
	out, err := ndarray.FromSlice(x.v, in[1].Shape()...)
	return []*ndarray.Array{out}, err
}

func complexInverse(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := complexMatrixOf(in[0])
	if err != nil {
		return nil, err
	}
	x, err := a.solve(complexIdentity(a.rows, a.rows))
	if err != nil {
		return nil, err
	}
	return complexBlocks(x)
}

// complexLU gives P, L and U with a = P L U.
func complexLU(in []*ndarray.Array) ([]*ndarray.Array, error) {
	u, err := complexMatrixOf(in[0])
	if err != nil {
		return nil, err
	}
	n := u.rows
	p, l := newComplexMatrix(n, n), complexIdentity(n, n)
	for i, from := range u.lu() {
		p.row(from)[i] = 1
		copy(l.row(i)[:i], u.row(i))
		clear(u.row(i)[:i])
	}
	return complexBlocks(p, l, u)
}

// complexCholesky gives the lower factor and reads the upper triangle.
func complexCholesky(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := complexMatrixOf(in[0])
	if err != nil {
		return nil, err
	}
	l := newComplexMatrix(a.rows, a.rows)
	for i := range a.rows {
		row := l.row(i)
		for j := range i {
			row[j] = (cmplx.Conj(a.row(j)[i]) - cmplx.Conj(inner(row[:j], l.row(j)[:j]))) / l.row(j)[j]
		}
		left := real(a.row(i)[i]) - real(inner(row[:i], row[:i]))
		if !(left > 0) {
			return nil, fmt.Errorf("matrix is not positive definite")
		}
		row[i] = complex(math.Sqrt(left), 0)
	}
	return complexBlocks(l)
}
