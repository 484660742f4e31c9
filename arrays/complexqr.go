package arrays

import (
	"math"
	"math/cmplx"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// complexQR gives the reduced factors, min(m, n) columns of Q and real numbers
// on the diagonal of R.
func complexQR(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := complexMatrixOf(in[0])
	if err != nil {
		return nil, err
	}
	q, r := a.qr()
	return complexBlocks(q, r)
}

// qr overwrites the matrix.
func (m complexMatrix) qr() (q, r complexMatrix) {
	k := min(m.rows, m.columns)
	mirrors, factors := make([][]complex128, k), make([]complex128, k)
	for j := range k {
		column := make([]complex128, m.rows-j)
		for i := range column {
			column[i] = m.row(j + i)[j]
		}
		mirrors[j], factors[j] = householder(column)
		m.reflect(mirrors[j], cmplx.Conj(factors[j]), j)
		for i := j + 1; i < m.rows; i++ {
			m.row(i)[j] = 0 // what is 0 but for rounding
		}
		m.row(j)[j] = complex(real(m.row(j)[j]), 0)
	}
	q = complexIdentity(m.rows, k)
	for j := k - 1; j >= 0; j-- {
		q.reflect(mirrors[j], factors[j], j)
	}
	return q, m.first(k, m.columns)
}

// householder turns a column into the vector v, and returns the factor f, for which
// (1 - f·v·vᴴ)ᴴ makes all of the column but its first element 0, and that real.
func householder(v []complex128) ([]complex128, complex128) {
	size := length(v)
	first := v[0]
	if size == math.Abs(real(first)) {
		return v, 0
	}
	to := complex(-math.Copysign(size, real(first)), 0)
	for i := range v[1:] {
		v[i+1] /= first - to
	}
	v[0] = 1
	return v, (to - first) / to
}

// reflect multiplies the rows from the given one on by 1 - f·v·vᴴ.
func (m complexMatrix) reflect(v []complex128, f complex128, from int) {
	if f == 0 {
		return
	}
	sums := make([]complex128, m.columns)
	for i, z := range v {
		for j, w := range m.row(from + i) {
			sums[j] += cmplx.Conj(z) * w
		}
	}
	for i, z := range v {
		row := m.row(from + i)
		for j, s := range sums {
			row[j] -= f * z * s
		}
	}
}
