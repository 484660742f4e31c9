package arrays

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// jacobiSweeps is more than any matrix has needed: each sweep about squares how
// far columns are from being orthogonal.
const jacobiSweeps = 60

// complexSVD gives U, the singular values and the conjugate transpose of V.
func complexSVD(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := complexMatrixOf(in[0])
	if err != nil {
		return nil, err
	}
	wide := a.rows < a.columns
	if wide {
		a = a.adjoint()
	}
	q, r := a.qr()
	left, s, right, ok := r.jacobi()
	if !ok {
		return nil, fmt.Errorf("did not converge for shape %s", tuple(in[0].Shape()))
	}
	u, vh := q.times(left), right.adjoint()
	if wide {
		u, vh = right, u.adjoint()
	}
	out, err := complexBlocks(u, vh)
	if err != nil {
		return nil, err
	}
	values, err := ndarray.FromSlice(s, len(s))
	return []*ndarray.Array{out[0], values, out[1]}, err
}

// jacobi factors a square matrix by turning pairs of columns until all are
// orthogonal: their lengths are the singular values, descending.
func (m complexMatrix) jacobi() (u complexMatrix, s []float64, v complexMatrix, ok bool) {
	n := m.columns
	scale := length(m.v)
	if scale == 0 {
		scale = 1
	}
	columns, turns := m.adjoint(), complexIdentity(n, n) // rows are conjugate columns
	for i := range columns.v {
		columns.v[i] /= complex(scale, 0)
	}
	for range jacobiSweeps {
		if ok = !columns.sweep(turns); ok {
			break
		}
	}
	lengths, order := make([]float64, n), make([]int, n)
	for i := range n {
		lengths[i], order[i] = length(columns.row(i)), i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case lengths[a] > lengths[b]:
			return -1
		case lengths[a] < lengths[b]:
			return 1
		}
		return 0
	})
	left, right := newComplexMatrix(n, n), newComplexMatrix(n, n)
	for to, from := range order {
		s = append(s, lengths[from]*scale)
		copy(right.row(to), turns.row(from))
		if lengths[from] > m.noise() {
			for i, z := range columns.row(from) {
				left.row(to)[i] = z / complex(lengths[from], 0)
			}
			continue
		}
		left.complete(to)
	}
	return left.adjoint(), s, right.adjoint(), ok
}

// noise is how long a row is that is nothing but rounding, where all rows together
// have length 1.
func (m complexMatrix) noise() float64 { return float64(m.rows) * 0x1p-52 }

// sweep turns each pair of rows, and of the rows of turns with them, and reports
// whether there was one to turn.
func (m complexMatrix) sweep(turns complexMatrix) bool {
	turned := false
	for p := range m.rows {
		for q := p + 1; q < m.rows; q++ {
			a, b := m.row(p), m.row(q)
			alpha, beta, gamma := real(inner(a, a)), real(inner(b, b)), inner(a, b)
			size := cmplx.Abs(gamma)
			least := math.Sqrt(min(alpha, beta))
			if least <= m.noise() || size <= 0x1p-52*math.Sqrt(alpha)*math.Sqrt(beta) {
				continue
			}
			turned = true
			zeta := (beta - alpha) / (2 * size)
			t := math.Copysign(1, zeta) / (math.Abs(zeta) + math.Hypot(1, zeta))
			c := 1 / math.Hypot(1, t)
			phase := gamma / complex(size, 0)
			turn(a, b, c, c*t, phase)
			turn(turns.row(p), turns.row(q), c, c*t, phase)
		}
	}
	return turned
}

// turn makes a and b orthogonal.
func turn(a, b []complex128, c, s float64, phase complex128) {
	cos, forth, back := complex(c, 0), complex(s, 0)*phase, complex(s, 0)*cmplx.Conj(phase)
	for i, x := range a {
		y := b[i]
		a[i], b[i] = cos*x-back*y, forth*x+cos*y
	}
}

// complete makes row k, and with it any later one, a unit vector orthogonal to
// the rows before.
func (m complexMatrix) complete(k int) {
	for axis := range m.columns {
		row := m.row(k)
		clear(row)
		row[axis] = 1
		for range 2 { // once more for what rounding left
			for before := range k {
				other := m.row(before)
				part := inner(other, row)
				for i, z := range other {
					row[i] -= part * z
				}
			}
		}
		size := length(row)
		if size*size*float64(m.columns) < 0.5 {
			continue
		}
		for i := range row {
			row[i] /= complex(size, 0)
		}
		return
	}
}
