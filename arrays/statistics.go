package arrays

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Ptp is the difference between the largest and the smallest element.
func (a *Array) Ptp(opts ...ReduceOption) (*Array, error) {
	var e Expr
	return e.Do(Sub, e.Keep(a.Max(opts...)), e.Keep(a.Min(opts...))), e.Err
}

// Average is the mean weighted by weights: as many axes as a that stretch to
// it, or the axes reduced, in their order. Without weights it is [Array.Mean].
func (a *Array) Average(weights *Array, opts ...ReduceOption) (*Array, error) {
	if err := present("average", a); err != nil {
		return nil, err
	}
	if weights == nil {
		return a.Mean(opts...)
	}
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	w, err := a.weightsAlong(weights, c.axes)
	if err != nil {
		return nil, err
	}
	wide, err := w.BroadcastTo(a.grid.shape...)
	if err != nil {
		return nil, asked(&ShapeError{Op: "average", Got: weights.grid.shape, Want: a.grid.shape, Rule: "weights that stretch to"})
	}
	dtype := ndarray.ResultType(a.dtype, w.dtype)
	if a.dtype.Kind() <= ndarray.KindInt {
		dtype = ndarray.ResultType(dtype, ndarray.Float64)
	}
	var e Expr
	if dtype != ndarray.Invalid {
		a, wide = e.Keep(a.AsType(dtype)), e.Keep(wide.AsType(dtype))
	}
	top := e.Do(Mul, a, wide)
	if e.Err != nil {
		return nil, e.Err
	}
	return e.Do(Div, e.Keep(top.Sum(opts...)), e.Keep(wide.Sum(opts...))), e.Err
}

// weightsAlong gives weights as many axes as a has.
func (a *Array) weightsAlong(weights *Array, over []int) (*Array, error) {
	if weights.NDim() == a.NDim() {
		return weights, nil
	}
	if weights.NDim() != len(over) {
		return nil, asked(&ShapeError{Op: "average", Got: weights.grid.shape, Want: a.grid.shape, Rule: "weights for the axes named in Over, or of"})
	}
	index, order := slices.Repeat([]Index{NewAxis}, a.NDim()), make([]int, len(over))
	axes := slices.Clone(over)
	for i, axis := range over {
		at, err := normalAxis("average", axis, a.NDim())
		if err != nil {
			return nil, err
		}
		axes[i], order[i], index[at] = at, i, All
	}
	slices.SortFunc(order, func(i, j int) int { return axes[i] - axes[j] })
	turned, err := weights.Transpose(order...)
	if err != nil {
		return nil, err
	}
	return turned.Slice(index...)
}

// Cov is the covariance of the rows of a, divided by the number of columns
// less ddof, at least 0, in float64 or complex128. That of one row has no axes.
func Cov(a *Array, ddof int) (*Array, error) {
	rows, err := a.AtLeast2D()
	if err != nil {
		return nil, err
	}
	if rows.NDim() != 2 {
		return nil, asked(&AxisError{Op: "cov", Axis: 2, NDim: a.NDim()})
	}
	if err := rows.known("cov"); err != nil {
		return nil, err
	}
	if rows, err = rows.AsType(ndarray.ResultType(rows.dtype, ndarray.Float64)); err != nil {
		return nil, err
	}
	var e Expr
	d := e.Do(Sub, rows, e.Keep(rows.Mean(Over(1), KeepDims())))
	if e.Err != nil {
		return nil, e.Err
	}
	turned := e.One(Conj, e.Keep(d.Transpose()))
	if e.Err != nil {
		return nil, e.Err
	}
	c := e.Do(Div, e.Keep(MatMul(d, turned)), float64(max(rows.grid.shape[1]-ddof, 0)))
	if e.Err == nil && rows.grid.shape[0] == 1 {
		return c.Squeeze()
	}
	return c, e.Err
}

// CorrCoef is [Cov] divided by the standard deviations of both rows. What
// rounding puts beyond -1 and 1, of complex numbers in either part, is cut off.
func CorrCoef(a *Array) (*Array, error) {
	c, err := Cov(a, 1)
	if err != nil {
		return nil, err
	}
	if c.NDim() == 0 {
		return Div(c, c)
	}
	var e Expr
	sd := e.One(Sqrt, e.One(Real, e.Keep(Diagonal(c, 0, 0, 1))))
	if e.Err != nil {
		return nil, e.Err
	}
	if sd = e.Keep(sd.rechunk(c.grid.chunks[1:])); e.Err != nil {
		return nil, e.Err
	}
	tall := e.Keep(sd.Slice(All, NewAxis))
	return e.withinUnit(e.Do(Div, e.Do(Div, c, tall), sd)), e.Err
}

// withinUnit limits numbers, or their parts, to [-1, 1].
func (e *Expr) withinUnit(a *Array) *Array {
	switch {
	case e.Err != nil:
		return nil
	case a.dtype.Kind() != ndarray.KindComplex:
		return e.Keep(a.Clip(-1.0, 1.0))
	}
	re, im := e.withinUnit(e.One(Real, a)), e.withinUnit(e.One(Imag, a))
	return e.Do(Add, re, e.Do(Mul, im, 1i))
}
