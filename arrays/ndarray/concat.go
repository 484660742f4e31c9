package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// Concatenate joins arrays along an existing axis. Their other extents must
// agree; dtypes are promoted.
func Concatenate(arrays []*Array, axis int) (*Array, error) {
	if len(arrays) == 0 {
		return nil, fmt.Errorf("ndarray: nothing to concatenate")
	}
	first := arrays[0]
	axis, err := normalAxis(axis, len(first.shape))
	if err != nil {
		return nil, err
	}
	shape, d := append([]int{}, first.shape...), first.dtype
	for _, a := range arrays[1:] {
		if !sameExcept(a.shape, first.shape, axis) {
			return nil, fmt.Errorf("ndarray: cannot concatenate shapes %s and %s along axis %d", wording.Shape(first.shape), wording.Shape(a.shape), axis)
		}
		shape[axis] += a.shape[axis]
		d = ResultType(d, a.dtype)
	}
	if _, err := CheckShape(d, shape); err != nil {
		return nil, err
	}
	out := Unset(d, shape...)
	part := out.view()
	for _, a := range arrays {
		part.shape[axis] = a.shape[axis]
		if err := CopyInto(part, a); err != nil {
			return nil, err
		}
		part.off += a.shape[axis] * out.strides[axis]
	}
	return out, nil
}

// Stack joins arrays of one shape along a new axis at position axis of the
// result; negative positions count from the end. Dtypes are promoted.
func Stack(arrays []*Array, axis int) (*Array, error) {
	if len(arrays) == 0 {
		return nil, fmt.Errorf("ndarray: nothing to stack")
	}
	axis, err := normalAxis(axis, len(arrays[0].shape)+1)
	if err != nil {
		return nil, err
	}
	layers := make([]*Array, len(arrays))
	for i, a := range arrays {
		if !equalInts(a.shape, arrays[0].shape) {
			return nil, fmt.Errorf("ndarray: cannot stack shapes %s and %s", wording.Shape(arrays[0].shape), wording.Shape(a.shape))
		}
		if layers[i], err = a.ExpandDims(axis); err != nil {
			return nil, err
		}
	}
	return Concatenate(layers, axis)
}

func sameExcept(a, b []int, axis int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if i != axis && a[i] != b[i] {
			return false
		}
	}
	return true
}
