package stdudf

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A field is a vector for each scan position; positions outside the region of
// interest, and those that are not merged yet, are NaN.
type field struct {
	h, w  int
	roi   []bool
	valid []bool // by row: what is merged; nil for all
	y, x  []float64
}

func newField(nav []int, roi []bool) *field {
	n := nav[0] * nav[1]
	return &field{h: nav[0], w: nav[1], roi: roi, y: nans(n), x: nans(n)}
}

func nans(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

// each calls fn with the row of a compressed array and its scan position.
func (f *field) each(fn func(row, position int)) {
	row := 0
	for p := range f.y {
		if f.roi == nil || f.roi[p] {
			fn(row, p)
			row++
		}
	}
}

// eachValid is each for the rows that are merged.
func (f *field) eachValid(fn func(row, position int)) {
	f.each(func(row, p int) {
		if f.valid == nil || f.valid[row] {
			fn(row, p)
		}
	})
}

// shifts turns (sum, sum·y, sum·x) triples into (y, x) pairs; without counts
// they are zero.
func (f *field) shifts(moments []float64) []float64 {
	out := make([]float64, len(moments)/3*2)
	for i := range len(moments) / 3 {
		if s := moments[3*i]; s != 0 {
			out[2*i], out[2*i+1] = moments[3*i+1]/s, moments[3*i+2]/s
		}
	}
	return out
}

// set fills the field from compressed pairs.
func (f *field) set(pairs []float64) {
	f.eachValid(func(row, p int) { f.y[p], f.x[p] = pairs[2*row], pairs[2*row+1] })
}

// A plane holds [y, x], [dy/dy, dx/dy], [dy/dx, dx/dx].
type plane [6]float64

// fit returns what the regression subtracts.
func (f *field) fit(p CoMParams) plane {
	var out plane
	switch {
	case p.Plane != nil:
		for i, row := range p.Plane {
			out[2*i], out[2*i+1] = row[0], row[1]
		}
	case p.Regression == "mean":
		n := 0.0
		f.eachValid(func(_, p int) {
			out[0] += f.y[p]
			out[1] += f.x[p]
			n++
		})
		out[0], out[1] = out[0]/n, out[1]/n // NaN without positions
	case p.Regression == "linear":
		out = f.leastSquares()
	}
	return out
}

// leastSquares fits a plane to each component. Where positions leave it
// undetermined, the solution of least norm is taken.
func (f *field) leastSquares() plane {
	var a, b []float64
	f.eachValid(func(_, p int) {
		a = append(a, 1, float64(p/f.w), float64(p%f.w))
		b = append(b, f.y[p], f.x[p])
	})
	var out plane
	n := len(b) / 2
	if n == 0 {
		return out
	}
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(n, 3, a), mat.SVDThin) {
		return out
	}
	rank := svd.Rank(1e-12)
	var sol mat.Dense
	svd.SolveTo(&sol, mat.NewDense(n, 2, b), rank)
	for i := range 3 {
		out[2*i], out[2*i+1] = sol.At(i, 0), sol.At(i, 1)
	}
	return out
}

// subtract takes a plane off the field.
func (f *field) subtract(c plane) {
	f.each(func(_, p int) {
		y, x := float64(p/f.w), float64(p%f.w)
		f.y[p] -= c[0] + c[2]*y + c[4]*x
		f.x[p] -= c[1] + c[3]*y + c[5]*x
	})
}

// selected compresses values to the region of interest.
func (f *field) selected(v []float64) []float64 {
	var out []float64
	f.each(func(_, p int) { out = append(out, v[p]) })
	return out
}

func (f *field) pairs() []float64 {
	var out []float64
	f.each(func(_, p int) { out = append(out, f.y[p], f.x[p]) })
	return out
}

func (f *field) magnitude() []float64 {
	var out []float64
	f.each(func(_, p int) { out = append(out, math.Hypot(f.y[p], f.x[p])) })
	return out
}

func (f *field) divergence() []float64 {
	dy, dx := f.gradient(f.y, 0), f.gradient(f.x, 1)
	for i := range dy {
		dy[i] += dx[i]
	}
	return f.selected(dy)
}

func (f *field) curl() []float64 {
	dx, dy := f.gradient(f.y, 1), f.gradient(f.x, 0)
	for i := range dx {
		dx[i] -= dy[i]
	}
	return f.selected(dx)
}

// gradient takes central differences along an axis, one-sided at the borders.
func (f *field) gradient(v []float64, axis int) []float64 {
	n, step := f.h, f.w
	if axis == 1 {
		n, step = f.w, 1
	}
	out := make([]float64, len(v))
	if n < 2 {
		return out
	}
	for p := range v {
		i := p / step % n
		lo, hi, width := p-step, p+step, 2.0
		if i == 0 {
			lo, width = p, 1
		}
		if i == n-1 {
			hi, width = p, 1
		}
		out[p] = (v[hi] - v[lo]) / width
	}
	return out
}
