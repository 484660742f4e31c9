package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// matrixType checks that a is a matrix of numbers and returns the dtype of its
// factors.
func matrixType(op string, a *Array) (ndarray.DType, error) {
	if err := present(op, a); err != nil {
		return 0, err
	}
	if a.NDim() != 2 {
		return 0, asked(&IndexError{Op: op, Axis: -1, Reason: fmt.Sprintf("got shape %s, want a matrix", tuple(a.grid.shape))})
	}
	if err := a.known(op); err != nil {
		return 0, err
	}
	return factorType(op, a)
}

func factorType(op string, a *Array) (ndarray.DType, error) {
	dtype, err := ndarray.ReduceType(ndarray.Mean, a.dtype)
	if err != nil {
		return 0, asked(&DTypeError{Op: op, Got: a.dtype, Err: fmt.Errorf("want numbers")})
	}
	return dtype, nil
}

// adjoint is the transpose of the conjugate.
func (e *Expr) adjoint(a *Array) *Array {
	if e.Err == nil {
		a = e.Keep(a.Transpose())
	}
	if e.Err == nil && a.dtype.Kind() == ndarray.KindComplex {
		a = e.One(Conj, a)
	}
	return a
}

// empty makes arrays without elements, as factors of such a matrix are.
func (e *Expr) empty(dtype ndarray.DType, shapes ...[]int) []*Array {
	out := make([]*Array, len(shapes))
	for i, shape := range shapes {
		out[i] = e.Keep(Zeros(shape, dtype, EveryAxis(Whole)))
	}
	return out
}

// QR factors a matrix: Q with orthonormal columns and R upper triangular. A tall
// matrix in one column of blocks takes one task for each block, then the factors
// R, stacked as high as the largest block, are factored in turn. A wide one in
// one row of blocks is factored by its first columns.
func QR(a *Array) (q, r *Array, err error) {
	dtype, err := matrixType("qr", a)
	if err != nil {
		return nil, nil, err
	}
	full := a.grid.chunks
	if a.Size() == 0 {
		var e Expr
		out := e.empty(dtype, []int{a.grid.shape[0], 0}, []int{0, a.grid.shape[1]})
		q, r, err = out[0], out[1], e.Err
	} else {
		q, r, err = a.qr(dtype)
	}
	if err != nil {
		return nil, nil, err
	}
	if q, err = q.rechunk([][]int{full[0], q.grid.chunks[1]}); err == nil {
		r, err = r.rechunk([][]int{r.grid.chunks[0], full[1]})
	}
	return q, r, err
}

// qr factors a matrix that has elements.
func (a *Array) qr(dtype ndarray.DType) (q, r *Array, err error) {
	if a, err = a.withoutEmpty(); err != nil {
		return nil, nil, err
	}
	m, n := a.grid.shape[0], a.grid.shape[1]
	switch {
	case a.grid.blocks() == 1:
		k := min(m, n)
		parts, err := whole("qr", dtype, []*Array{a}, []int{m, k}, []int{k, n})
		if err != nil {
			return nil, nil, err
		}
		return parts[0], parts[1], nil
	case a.grid.counts[1] == 1:
		return tallQR(a, dtype)
	case a.grid.counts[0] == 1:
		return wideQR(a, dtype)
	}
	return nil, nil, asked(&ChunkError{Op: "qr", Axis: -1, Reason: fmt.Sprintf("got %d × %d blocks, want one column or one row of them", a.grid.counts[0], a.grid.counts[1])})
}

// wideQR needs only as many columns as there are rows for Q.
func wideQR(a *Array, dtype ndarray.DType) (q, r *Array, err error) {
	m := a.grid.shape[0]
	first, err := a.Slice(All, Span(0, m))
	if err != nil {
		return nil, nil, err
	}
	k := min(m, a.grid.shape[1])
	parts, err := whole("qr", dtype, []*Array{first}, []int{m, k}, []int{k, k})
	if err != nil {
		return nil, nil, err
	}
	var e Expr
	turned := e.adjoint(parts[0])
	if e.Err != nil {
		return nil, nil, e.Err
	}
	r = e.Keep(MatMul(turned, a))
	if e.Err != nil {
		return nil, nil, e.Err
	}
	r = e.Keep(Triu(r, 0))
	return parts[0], r, e.Err
}

func tallQR(a *Array, dtype ndarray.DType) (q, r *Array, err error) {
	n := a.grid.shape[1]
	lists, err := graph.NewLayer(graph.LayerSpec{
		Label: "qr", Token: graph.Token("qr", dtype.String(), a.layer), Grid: a.grid.counts, Op: denseOp, Deps: []*graph.Layer{a.layer}, Blockwise: true,
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit("qr"), graph.Lit(dtype.String()), graph.Ref(0, b))
		},
		Bytes: func(b int) int64 { return 2 * int64(a.grid.size(b)) * int64(dtype.Size()) },
	})
	if err != nil {
		return nil, nil, err
	}
	heights := []int{}
	for _, m := range a.grid.chunks[0] {
		heights = append(heights, min(m, n))
	}
	tops, err := picked("qr-part", lists, 1, newGrid([][]int{heights, {n}}), dtype, func(b int) int { return b })
	if err != nil {
		return nil, nil, err
	}
	limit := max(slices.Max(a.grid.chunks[0]), 2*n) // at least two factors each
	stacked, err := tops.rechunk([][]int{mergeChunks(heights, float64(limit)), {n}})
	if err != nil {
		return nil, nil, err
	}
	inner, r, err := QR(stacked)
	if err != nil {
		return nil, nil, err
	}
	k := inner.grid.shape[1]
	if inner, err = inner.rechunk([][]int{heights, {k}}); err != nil {
		return nil, nil, err
	}
	q, err = work{
		label: "qr-join", op: joinQROp, deps: []*Array{inner}, layers: []*graph.Layer{lists}, out: newGrid([][]int{a.grid.chunks[0], {k}}), dtype: dtype, blockwise: true,
		args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(1, b), graph.Ref(0, b))
		},
	}.array()
	return q, r, err
}

var joinQROp = graph.Register("gloam/arrays/qr-join", func(_ context.Context, args []any) (any, error) {
	var r reader
	p, inner := take[[]*ndarray.Array](&r, args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	if len(p) == 0 {
		return nil, fmt.Errorf("arrays: qr: got an empty list")
	}
	return ndarray.MatMul(p[0], inner)
})

// SVD factors a matrix, tall or wide, in one column or one row of blocks: U
// times the singular values, descending, times the rows of Vᴴ, the conjugate
// transpose of V. Signs are such that the sum of each column of U is not
// negative, its real part if it is complex.
func SVD(a *Array) (u, s, vh *Array, err error) {
	dtype, err := matrixType("svd", a)
	if err != nil {
		return nil, nil, nil, err
	}
	full := a.grid.chunks
	if a.Size() == 0 {
		var e Expr
		out := e.empty(dtype, []int{a.grid.shape[0], 0}, []int{0}, []int{0, a.grid.shape[1]})
		u, s, vh, err = out[0], e.One(realPart, out[1]), out[2], e.Err
	} else {
		u, s, vh, err = a.svd(dtype)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if u, err = u.rechunk([][]int{full[0], u.grid.chunks[1]}); err == nil {
		vh, err = vh.rechunk([][]int{vh.grid.chunks[0], full[1]})
	}
	return u, s, vh, err
}

// svd factors a matrix that has elements.
func (a *Array) svd(dtype ndarray.DType) (u, s, vh *Array, err error) {
	if a, err = a.withoutEmpty(); err != nil {
		return nil, nil, nil, err
	}
	rows, columns := a.grid.counts[0], a.grid.counts[1]
	if rows > 1 && columns > 1 {
		return nil, nil, nil, asked(&ChunkError{Op: "svd", Axis: -1, Reason: fmt.Sprintf("got %d × %d blocks, want one column or one row of them", rows, columns)})
	}
	var e Expr
	if columns > 1 || rows == 1 && a.grid.shape[0] < a.grid.shape[1] {
		turned := e.adjoint(a)
		if e.Err != nil {
			return nil, nil, nil, e.Err
		}
		v, s, uh, err := factors(turned, dtype)
		if err != nil {
			return nil, nil, nil, err
		}
		u, vh = e.adjoint(uh), e.adjoint(v)
		if e.Err != nil {
			return nil, nil, nil, e.Err
		}
		return signed(u, s, vh)
	}
	if u, s, vh, err = factors(a, dtype); err != nil {
		return nil, nil, nil, err
	}
	return signed(u, s, vh)
}

// factors is the SVD of a matrix in one column of blocks through that of its R.
func factors(a *Array, dtype ndarray.DType) (u, s, vh *Array, err error) {
	m, n := a.grid.shape[0], a.grid.shape[1]
	k := min(m, n)
	var q *Array
	if a.grid.blocks() > 1 {
		if q, a, err = QR(a); err != nil {
			return nil, nil, nil, err
		}
	}
	parts, err := whole("svd", dtype, []*Array{a}, []int{a.grid.shape[0], k}, []int{k}, []int{k, n})
	if err != nil {
		return nil, nil, nil, err
	}
	if s, err = realPart(parts[1]); err != nil {
		return nil, nil, nil, err
	}
	if u = parts[0]; q != nil {
		u, err = MatMul(q, u)
	}
	return u, s, parts[2], err
}

// realPart is the array itself if its numbers are real.
func realPart(a *Array) (*Array, error) {
	if a.dtype.Kind() != ndarray.KindComplex {
		return a, nil
	}
	return Real(a)
}

// signed fixes the signs.
func signed(u, s, vt *Array) (*Array, *Array, *Array, error) {
	var e Expr
	sums := e.Keep(u.Sum(Over(0)))
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	sign := e.Where(e.Do(Less, sums, 0), -1, 1)
	if e.Err == nil {
		sign = e.Keep(sign.AsType(u.dtype))
	}
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	column := e.Keep(sign.Slice(All, NewAxis))
	return e.Do(Mul, u, sign), s, e.Do(Mul, vt, column), e.Err
}

// Solve returns x with a·x = b for a square matrix a, in the row chunks of a.
// Both are gathered in one task.
func Solve(a, b *Array) (*Array, error) {
	if err := present("solve", a, b); err != nil {
		return nil, err
	}
	dtype, err := squareMatrix("solve", a)
	if err != nil {
		return nil, err
	}
	if b.NDim() < 1 || b.NDim() > 2 || b.grid.shape[0] != a.grid.shape[0] {
		return nil, asked(&ShapeError{Op: "solve", Got: b.grid.shape, Want: a.grid.shape, Rule: "as many rows as"})
	}
	right, err := factorType("solve", b)
	if err != nil {
		return nil, err
	}
	if dtype = ndarray.ResultType(dtype, right); b.Size() == 0 {
		return Zeros(b.grid.shape, dtype, Explicit(append([][]int{a.grid.chunks[0]}, b.grid.chunks[1:]...)))
	}
	x, err := whole("solve", dtype, []*Array{a, b}, b.grid.shape)
	if err != nil {
		return nil, err
	}
	return x[0].rechunk(append([][]int{a.grid.chunks[0]}, b.grid.chunks[1:]...))
}

func squareMatrix(op string, a *Array) (ndarray.DType, error) {
	dtype, err := matrixType(op, a)
	if err == nil && a.grid.shape[0] != a.grid.shape[1] {
		err = asked(&ShapeError{Op: op, Got: a.grid.shape, Want: []int{a.grid.shape[0], a.grid.shape[0]}})
	}
	return dtype, err
}

// Inv returns the inverse of a square matrix, computed in one task.
func Inv(a *Array) (*Array, error) {
	if err := present("inv", a); err != nil {
		return nil, err
	}
	return square("inv", a)
}

// Cholesky returns the lower factor L with a = L·Lᴴ of a positive definite
// matrix, of which the upper triangle is read, computed in one task.
func Cholesky(a *Array) (*Array, error) {
	if err := present("cholesky", a); err != nil {
		return nil, err
	}
	return square("cholesky", a)
}

func square(op string, a *Array) (*Array, error) {
	dtype, err := squareMatrix(op, a)
	if err != nil {
		return nil, err
	}
	if a.Size() == 0 {
		return Zeros(a.grid.shape, dtype, Explicit(a.grid.chunks))
	}
	x, err := whole(op, dtype, []*Array{a}, a.grid.shape)
	if err != nil {
		return nil, err
	}
	return x[0].rechunk(a.grid.chunks)
}

// LU returns a permutation, a lower and an upper triangular matrix whose product
// is the square matrix a, computed in one task.
func LU(a *Array) (p, l, u *Array, err error) {
	if err := present("lu", a); err != nil {
		return nil, nil, nil, err
	}
	dtype, err := squareMatrix("lu", a)
	if err != nil {
		return nil, nil, nil, err
	}
	if a.Size() == 0 {
		var e Expr
		x := e.empty(dtype, a.grid.shape, a.grid.shape, a.grid.shape)
		return x[0], x[1], x[2], e.Err
	}
	x, err := whole("lu", dtype, []*Array{a}, a.grid.shape, a.grid.shape, a.grid.shape)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range x {
		if x[i], err = x[i].rechunk(a.grid.chunks); err != nil {
			return nil, nil, nil, err
		}
	}
	return x[0], x[1], x[2], nil
}

// MatrixRank counts the singular values of a matrix in one column or one row of
// blocks that are more than rounding: those above the largest one times the
// longer extent times the distance from 1 to the next number of their dtype.
func MatrixRank(a *Array) (*Array, error) {
	if err := present("matrix rank", a); err != nil {
		return nil, err
	}
	_, s, _, err := SVD(a)
	if err != nil {
		return nil, err
	}
	if s.Size() == 0 {
		return Zeros(nil, ndarray.Int64, EveryAxis(Whole))
	}
	unit := 0x1p-52
	if s.dtype == ndarray.Float32 {
		unit = 0x1p-23
	}
	var e Expr
	least := e.Do(Mul, e.Keep(s.Max()), float64(max(a.grid.shape[0], a.grid.shape[1]))*unit)
	above := e.Do(Greater, s, least)
	if e.Err != nil {
		return nil, e.Err
	}
	return above.CountNonzero()
}
