package analysis

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A View says how to draw an array of real numbers.
type View struct {
	Colors Colormap
	// Log draws ln(x - min + 1) instead of x, where min is that of the numbers.
	Log bool
	// Min and Max are the values of the first and last colour. If one is nil,
	// that is the [StatLimits] of the damaged, finite elements.
	Min, Max *float64
	// Damage is a bool array of the elements that count for limits; nil are those
	// that are not zero.
	Damage *ndarray.Array

	divide *ndarray.Array // by which values are divided first
}

// Visualize draws an array of shape (rows, columns): uint8 of shape (rows,
// columns, 4), red, green, blue and opacity. What is no number is transparent.
func Visualize(a *ndarray.Array, v View) (*ndarray.Array, error) {
	values, err := ndarray.Float64s(a)
	if err != nil {
		return nil, err
	}
	if v.divide != nil {
		by, err := ndarray.Float64s(v.divide)
		if err != nil {
			return nil, err
		}
		for i := range values {
			values[i] /= by[i]
		}
	}
	if v.Log {
		low := lowest(values)
		for i := range values {
			values[i] += 1 - low
		}
	}
	lo, hi, err := v.limits(a, values)
	if err != nil {
		return nil, err
	}
	table := v.Colors.table()
	out := make([]uint8, 4*len(values))
	for i, x := range values {
		c := table.at(normalised(x, lo, hi, v.Log))
		copy(out[4*i:], c[:])
	}
	return ndarray.FromSlice(out, append(append([]int(nil), a.Shape()...), 4)...)
}

// lowest returns the smallest of the values that are numbers: one that is none
// leaves the others as they are.
func lowest(values []float64) float64 {
	low := math.Inf(1)
	for _, x := range values {
		if x < low {
			low = x
		}
	}
	return low
}

// limits returns the values of the first and last colour.
func (v View) limits(a *ndarray.Array, values []float64) (lo, hi float64, err error) {
	if v.Min != nil && v.Max != nil {
		return *v.Min, *v.Max, nil
	}
	valid, err := v.valid(a, values)
	if err != nil {
		return 0, 0, err
	}
	if len(valid) == 0 {
		return 1, 1, nil
	}
	lo, hi = statLimits(valid)
	if v.Min != nil {
		lo = *v.Min
	}
	if v.Max != nil {
		hi = *v.Max
	}
	return lo, hi, nil
}

// valid returns the finite, damaged values, rounded to float32.
func (v View) valid(a *ndarray.Array, values []float64) ([]float64, error) {
	damage := func(i int) bool { return float32(values[i]) != 0 }
	if v.Damage != nil {
		if v.Damage.Size() != len(values) {
			return nil, udf.BadValue("analysis: damage", fmt.Sprintf("%s", wording.Shape(a.Shape())), "shape %s", wording.Shape(v.Damage.Shape()))
		}
		mask, err := v.Damage.AsType(ndarray.Bool)
		if err != nil {
			return nil, err
		}
		in, err := ndarray.Values[bool](mask)
		if err != nil {
			return nil, err
		}
		damage = func(i int) bool { return in[i] }
	}
	var out []float64
	for i, x := range values {
		if f := float64(float32(x)); damage(i) && !math.IsNaN(f) && !math.IsInf(f, 0) {
			out = append(out, f)
		}
	}
	return out, nil
}

// normalised maps the limits to 0 and 1.
func normalised(x, lo, hi float64, log bool) float64 {
	if log {
		if x <= 0 {
			return math.NaN()
		}
		x, lo, hi = math.Log(x), math.Log(lo), math.Log(hi)
	}
	if lo == hi && x == x {
		return 0
	}
	return (x - lo) / (hi - lo)
}
