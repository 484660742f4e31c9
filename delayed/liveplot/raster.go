package liveplot

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A plane is a picture's numbers: unknown ones are NaN.
type plane struct {
	rows, cols int
	values     []float64
}

// planeOf drops axes with one element, of which two must be left, and makes
// unknown elements and those that are not finite NaN. Complex numbers are drawn
// by magnitude.
func planeOf(data, known *ndarray.Array) (plane, error) {
	if data == nil {
		return plane{}, fmt.Errorf("got no array, want one with two axes")
	}
	shape := wide(data.Shape())
	if len(shape) != 2 {
		return plane{}, fmt.Errorf("got shape %s, want two axes", wording.Shape(data.Shape()))
	}
	var err error
	if data.DType().Kind() == ndarray.KindComplex {
		if data, err = ndarray.Unary(ndarray.Abs, data); err != nil {
			return plane{}, err
		}
	}
	p := plane{rows: shape[0], cols: shape[1]}
	if p.values, err = ndarray.Float64s(data); err != nil {
		return plane{}, err
	}
	in, err := knownIn(data, known)
	if err != nil {
		return plane{}, err
	}
	for i, v := range p.values {
		if in != nil && !in[i] || math.IsInf(v, 0) {
			p.values[i] = math.NaN()
		}
	}
	return p, nil
}

// knownIn broadcasts known to the shape of data; nil stands for all.
func knownIn(data, known *ndarray.Array) ([]bool, error) {
	if known == nil {
		return nil, nil
	}
	if known.DType() != ndarray.Bool {
		return nil, fmt.Errorf("got known elements as %s, want bool", known.DType())
	}
	if known.Size() == data.Size() {
		return ndarray.Values[bool](known.AsContiguous())
	}
	k, err := known.BroadcastTo(data.Shape()...)
	if err != nil {
		return nil, fmt.Errorf("got known elements of shape %s, want one that broadcasts to %s", wording.Shape(known.Shape()), wording.Shape(data.Shape()))
	}
	return ndarray.Values[bool](k.AsContiguous())
}

// empty reports whether nothing is known yet.
func (p plane) empty() bool {
	for _, v := range p.values {
		if v == v {
			return false
		}
	}
	return true
}
