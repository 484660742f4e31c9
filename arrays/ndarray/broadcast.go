package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// A ShapeError reports shapes that do not broadcast.
type ShapeError struct{ A, B []int }

func (e *ShapeError) Error() string {
	return fmt.Sprintf("ndarray: shapes %s and %s do not broadcast", wording.Shape(e.A), wording.Shape(e.B))
}

// BroadcastShapes returns the shape that all shapes stretch to: trailing axes
// are aligned, missing and length-1 axes stretch. The error is a [*ShapeError].
func BroadcastShapes(shapes ...[]int) ([]int, error) {
	ndim := 0
	for _, s := range shapes {
		ndim = max(ndim, len(s))
	}
	out := make([]int, ndim)
	for i := range out {
		out[i] = 1
	}
	for _, s := range shapes {
		tail := out[ndim-len(s):]
		for i, e := range s {
			if tail[i] == 1 {
				tail[i] = e
			} else if e != 1 && e != tail[i] {
				return nil, &ShapeError{A: append([]int{}, out...), B: append([]int(nil), s...)}
			}
		}
	}
	return out, nil
}

// BroadcastTo returns the array stretched to shape as a view with strides of 0
// along stretched axes. Several elements of the view share memory: do not write
// to it. The error is a [*ShapeError].
func (a *Array) BroadcastTo(shape ...int) (*Array, error) {
	extra := len(shape) - len(a.shape)
	if extra < 0 {
		return nil, &ShapeError{A: a.shape, B: append([]int{}, shape...)}
	}
	if _, err := CheckShape(a.dtype, shape); err != nil {
		return nil, err
	}
	v := newHeader(a.dtype, len(shape))
	copy(v.shape, shape)
	v.off, v.buf, v.objs = a.off, a.buf, a.objs
	for i, e := range a.shape {
		switch shape[extra+i] {
		case e:
			v.strides[extra+i] = a.strides[i]
		default:
			if e != 1 {
				return nil, &ShapeError{A: a.shape, B: append([]int{}, shape...)}
			}
		}
	}
	return v, nil
}

// stretch is BroadcastTo that returns a itself if nothing changes.
func (a *Array) stretch(shape []int) (*Array, error) {
	if equalInts(a.shape, shape) {
		return a, nil
	}
	return a.BroadcastTo(shape...)
}

func equalInts(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
