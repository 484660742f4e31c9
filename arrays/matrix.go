package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"gonum.org/v1/gonum/mat"
)

// denseFunctions are decompositions of matrices in memory: of real numbers by
// gonum in float64, of complex ones in complex128.
var denseFunctions = map[string]dense{
	"qr":       either(denseQR, complexQR),
	"svd":      either(denseSVD, complexSVD),
	"solve":    either(denseSolve, complexSolve),
	"inv":      either(denseInverse, complexInverse),
	"cholesky": either(denseCholesky, complexCholesky),
	"lu":       either(denseLU, complexLU),
	"lstsq":    either(denseLeast, complexLeast),
}

// either chooses by the numbers of the matrices.
func either(ofReal, ofComplex dense) dense {
	return func(in []*ndarray.Array) ([]*ndarray.Array, error) {
		for _, a := range in {
			if a.DType().Kind() == ndarray.KindComplex {
				return ofComplex(in)
			}
		}
		return ofReal(in)
	}
}

// matrix copies a matrix; a vector is a column.
func matrix(a *ndarray.Array) (*mat.Dense, error) {
	v, err := ndarray.Float64s(a)
	if err != nil {
		return nil, err
	}
	rows, columns := a.Shape()[0], 1
	if a.NDim() > 1 {
		columns = a.Shape()[1]
	}
	if rows*columns == 0 {
		return nil, fmt.Errorf("got an empty matrix of shape %s", tuple(a.Shape()))
	}
	return mat.NewDense(rows, columns, v), nil
}

func fromMatrix(m mat.Matrix) (*ndarray.Array, error) {
	d := mat.DenseCopyOf(m)
	rows, columns := d.Dims()
	return ndarray.FromSlice(d.RawMatrix().Data, rows, columns)
}

// fromMatrices converts results.
func fromMatrices(list ...mat.Matrix) ([]*ndarray.Array, error) {
	out := make([]*ndarray.Array, len(list))
	for i, m := range list {
		var err error
		if out[i], err = fromMatrix(m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// denseQR gives the reduced factors: min(m, n) columns of Q.
func denseQR(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := matrix(in[0])
	if err != nil {
		return nil, err
	}
	m, n := a.Dims()
	square := a.Slice(0, m, 0, min(m, n)).(*mat.Dense)
	var qr mat.QR
	qr.Factorize(square)
	var q, r mat.Dense
	qr.QTo(&q)
	reduced := q.Slice(0, m, 0, min(m, n))
	r.Mul(reduced.T(), a)
	k := min(m, n)
	for i := range k { // what is 0 but for rounding
		for j := range min(i, n) {
			r.Set(i, j, 0)
		}
	}
	return fromMatrices(reduced, &r)
}

// denseSVD gives U, the singular values and the transpose of V.
func denseSVD(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := matrix(in[0])
	if err != nil {
		return nil, err
	}
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return nil, fmt.Errorf("did not converge for shape %s", tuple(in[0].Shape()))
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	out, err := fromMatrices(&u, v.T())
	if err != nil {
		return nil, err
	}
	s := svd.Values(nil)
	values, err := ndarray.FromSlice(s, len(s))
	return []*ndarray.Array{out[0], values, out[1]}, err
}

func denseSolve(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := matrix(in[0])
	if err != nil {
		return nil, err
	}
	b, err := matrix(in[1])
	if err != nil {
		return nil, err
	}
	var x mat.Dense
	if err := x.Solve(a, b); err != nil {
		return nil, err
	}
	out, err := fromMatrix(&x)
	if err != nil {
		return nil, err
	}
	if in[1].NDim() == 1 {
		out, err = out.Reshape(-1)
	}
	return []*ndarray.Array{out}, err
}

func denseInverse(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := matrix(in[0])
	if err != nil {
		return nil, err
	}
	var x mat.Dense
	if err := x.Inverse(a); err != nil {
		return nil, err
	}
	return fromMatrices(&x)
}

// denseCholesky gives the lower factor and reads the upper triangle.
func denseCholesky(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := matrix(in[0])
	if err != nil {
		return nil, err
	}
	n, _ := a.Dims()
	var c mat.Cholesky
	if !c.Factorize(mat.NewSymDense(n, a.RawMatrix().Data)) {
		return nil, fmt.Errorf("matrix is not positive definite")
	}
	var l mat.TriDense
	c.LTo(&l)
	return fromMatrices(&l)
}

// denseLU gives P, L and U with a = P L U.
func denseLU(in []*ndarray.Array) ([]*ndarray.Array, error) {
	a, err := matrix(in[0])
	if err != nil {
		return nil, err
	}
	n, _ := a.Dims()
	var lu mat.LU
	lu.Factorize(a)
	var l, u mat.TriDense
	lu.LTo(&l)
	lu.UTo(&u)
	p := mat.NewDense(n, n, nil)
	for i, j := range lu.RowPivots(nil) {
		p.Set(j, i, 1)
	}
	return fromMatrices(p, &l, &u)
}
