package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"gonum.org/v1/gonum/mat"
)

// LeastSquares returns the x for which a·x is nearest to b, and the sums of the
// squared residuals. Where several x are, as with more columns than rows, it is
// the one of least length: singular values of a that are no more than rounding,
// as [MatrixRank] has it, count as 0. a is in one column or one row of blocks.
func LeastSquares(a, b *Array) (x, residuals *Array, err error) {
	if err := present("lstsq", a, b); err != nil {
		return nil, nil, err
	}
	dtype, err := matrixType("lstsq", a)
	if err != nil {
		return nil, nil, err
	}
	if b.NDim() < 1 || b.NDim() > 2 || b.grid.shape[0] != a.grid.shape[0] {
		return nil, nil, asked(&ShapeError{Op: "lstsq", Got: b.grid.shape, Want: a.grid.shape, Rule: "as many rows as"})
	}
	right, err := factorType("lstsq", b)
	if err != nil {
		return nil, nil, err
	}
	if dtype = ndarray.ResultType(dtype, right); a.grid.shape[0] < a.grid.shape[1] {
		x, err = a.shortest(b, dtype)
	} else {
		x, err = a.nearest(b, dtype)
	}
	if err != nil {
		return nil, nil, err
	}
	if residuals, err = MatMul(a, x); err != nil {
		return nil, nil, err
	}
	var e Expr
	gap := e.One(Square, e.One(Abs, e.Do(Sub, b, residuals)))
	if e.Err != nil {
		return nil, nil, e.Err
	}
	residuals, err = gap.Sum(Over(0))
	return x, residuals, err
}

// nearest solves R·x = Qᴴ·b for a matrix that is at least as high as wide.
func (a *Array) nearest(b *Array, dtype ndarray.DType) (*Array, error) {
	q, r, err := QR(a)
	if err != nil {
		return nil, err
	}
	var e Expr
	turned := e.adjoint(q)
	if e.Err != nil {
		return nil, e.Err
	}
	right, err := MatMul(turned, b)
	if err != nil {
		return nil, err
	}
	return a.least(r, right, dtype)
}

// shortest solves Rᴴ·y = b, where Q·R is the adjoint, for a matrix that is wider
// than high. Then x is Q·y.
func (a *Array) shortest(b *Array, dtype ndarray.DType) (*Array, error) {
	var e Expr
	turned := e.adjoint(a)
	if e.Err != nil {
		return nil, e.Err
	}
	q, r, err := QR(turned)
	if err != nil {
		return nil, err
	}
	left := e.adjoint(r)
	if e.Err != nil {
		return nil, e.Err
	}
	y, err := a.least(left, b, dtype)
	if err != nil {
		return nil, err
	}
	return MatMul(q, y)
}

// least returns the shortest x for which m·x is nearest to b in one task. m, which
// is square, has the singular values of a.
func (a *Array) least(m, b *Array, dtype ndarray.DType) (*Array, error) {
	shape := append([]int{m.grid.shape[1]}, b.grid.shape[1:]...)
	if m.Size() == 0 || b.Size() == 0 {
		return Zeros(shape, dtype, EveryAxis(Whole))
	}
	unit := 0x1p-52
	if d, err := factorType("lstsq", a); err == nil && (d == ndarray.Float32 || d == ndarray.Complex64) {
		unit = 0x1p-23
	}
	cut, err := Full(nil, float64(max(a.grid.shape[0], a.grid.shape[1]))*unit, ndarray.Float64, EveryAxis(Whole))
	if err != nil {
		return nil, err
	}
	x, err := whole("lstsq", dtype, []*Array{m, b, cut}, shape)
	if err != nil {
		return nil, err
	}
	return x[0], nil
}

// denseLeast gives the shortest of the best solutions. Singular values up to the
// largest one times a number are 0.
func denseLeast(in []*ndarray.Array) ([]*ndarray.Array, error) {
	b, err := matrix(in[1])
	if err != nil {
		return nil, err
	}
	parts, err := denseSVD(in[:1])
	if err != nil {
		return nil, err
	}
	inverse, err := inverses(parts[1], in[2])
	if err != nil {
		return nil, err
	}
	u, err := matrix(parts[0])
	if err != nil {
		return nil, err
	}
	vt, err := matrix(parts[2])
	if err != nil {
		return nil, err
	}
	var y, x mat.Dense
	y.Mul(u.T(), b)
	y.Apply(func(i, _ int, v float64) float64 { return v * inverse[i] }, &y)
	x.Mul(vt.T(), &y)
	out, err := fromMatrix(&x)
	if err == nil && in[1].NDim() == 1 {
		out, err = out.Reshape(-1)
	}
	return []*ndarray.Array{out}, err
}

func complexLeast(in []*ndarray.Array) ([]*ndarray.Array, error) {
	b, err := complexMatrixOf(in[1])
	if err != nil {
		return nil, err
	}
	parts, err := complexSVD(in[:1])
	if err != nil {
		return nil, err
	}
	inverse, err := inverses(parts[1], in[2])
	if err != nil {
		return nil, err
	}
	u, err := complexMatrixOf(parts[0])
	if err != nil {
		return nil, err
	}
	vh, err := complexMatrixOf(parts[2])
	if err != nil {
		return nil, err
	}
	y := u.adjoint().times(b)
	for i, f := range inverse {
		row := y.row(i)
		for j := range row {
			row[j] *= complex(f, 0)
		}
	}
	out, err := complexBlocks(vh.adjoint().times(y))
	if err == nil && in[1].NDim() == 1 {
		out[0], err = out[0].Reshape(-1)
	}
	return out, err
}

// inverses are those of singular values, 0 of what counts as 0.
func inverses(values, cut *ndarray.Array) ([]float64, error) {
	s, err := ndarray.Float64s(values)
	if err != nil {
		return nil, err
	}
	unit, err := ndarray.Float64s(cut)
	if err != nil {
		return nil, err
	}
	if len(s) == 0 || len(unit) != 1 {
		return nil, fmt.Errorf("got %d singular values and %d limits", len(s), len(unit))
	}
	out := make([]float64, len(s))
	for i, v := range s {
		if v > s[0]*unit[0] {
			out[i] = 1 / v
		}
	}
	return out, nil
}
