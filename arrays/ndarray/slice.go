package ndarray

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/internal/wording"
)

// A Range selects elements along one axis as a slice of NumPy does: from Start
// up to, not including, Stop in steps of Step. Negative Start and Stop count
// from the end, values beyond the ends are clipped, and a negative Step walks
// backwards. A Step of 0 means 1, so that Range{2, 5, 0} is [2:5].
type Range struct{ Start, Stop, Step int }

// Open ends of a [Range]: Last lies behind every axis and First before it.
// Range{Last, First, -1} reverses an axis.
const (
	Last  = math.MaxInt
	First = math.MinInt
)

// All selects a whole axis.
func All() Range { return Range{Start: 0, Stop: Last, Step: 1} }

// Resolve returns the first index, the number of indices and the step that the
// range selects on an axis of n elements.
func (r Range) Resolve(n int) (start, count, step int) {
	step = r.Step
	if step == 0 {
		step = 1
	}
	if step > 0 {
		start, stop := clip(r.Start, n, 0, n), clip(r.Stop, n, 0, n)
		if stop <= start {
			return start, 0, step
		}
		return start, (stop-start-1)/step + 1, step
	}
	start, stop := clip(r.Start, n, -1, n-1), clip(r.Stop, n, -1, n-1)
	if start <= stop {
		return max(start, 0), 0, step
	}
	if step == math.MinInt {
		return start, 1, step + 1
	}
	return start, (start-stop-1)/-step + 1, step
}

// clip counts a negative index from n and limits it to [lo, hi].
func clip(i, n, lo, hi int) int {
	if i < 0 {
		i += n
	}
	return min(max(i, lo), hi)
}

// Slice returns the view that the ranges select; axes without a range are
// whole. It fails only if there are more ranges than axes.
func (a *Array) Slice(ranges ...Range) (*Array, error) {
	if len(ranges) > len(a.shape) {
		return nil, fmt.Errorf("ndarray: %d ranges for shape %s of %d axes", len(ranges), wording.Shape(a.shape), len(a.shape))
	}
	v := a.view()
	for i, r := range ranges {
		start, count, step := r.Resolve(a.shape[i])
		v.shape[i] = count
		if count > 0 {
			v.off += start * a.strides[i]
		}
		if count > 1 { // otherwise the step may be out of all proportion
			v.strides[i] = step * a.strides[i]
		}
	}
	return v, nil
}

// Region returns the box of the given start and shape as a view. Unlike
// [Array.Slice] it neither clips nor counts from the end: a box that is not
// inside the array is an error.
func (a *Array) Region(start, shape []int) (*Array, error) {
	if len(start) != len(a.shape) || len(shape) != len(a.shape) {
		return nil, fmt.Errorf("ndarray: region at %s of shape %s has other axes than shape %s", wording.Shape(start), wording.Shape(shape), wording.Shape(a.shape))
	}
	v := a.view()
	for i := range start {
		if start[i] < 0 || shape[i] < 0 || start[i] > a.shape[i]-shape[i] {
			return nil, fmt.Errorf("ndarray: region at %s of shape %s is not inside shape %s", wording.Shape(start), wording.Shape(shape), wording.Shape(a.shape))
		}
		if shape[i] > 0 {
			v.off += start[i] * a.strides[i]
		}
	}
	copy(v.shape, shape)
	return v, nil
}

// An IndexError reports an index outside an axis.
type IndexError struct{ Index, Axis, Size int }

func (e *IndexError) Error() string {
	return fmt.Sprintf("ndarray: index %d is out of range for axis %d of size %d", e.Index, e.Axis, e.Size)
}

// Index returns the view at position i of axis, without that axis. Negative i
// and axis count from the end. The error for i is an [*IndexError].
func (a *Array) Index(axis, i int) (*Array, error) {
	axis, err := normalAxis(axis, len(a.shape))
	if err != nil {
		return nil, err
	}
	j := i
	if j < 0 {
		j += a.shape[axis]
	}
	if j < 0 || j >= a.shape[axis] {
		return nil, &IndexError{Index: i, Axis: axis, Size: a.shape[axis]}
	}
	v := &Array{dtype: a.dtype, buf: a.buf, objs: a.objs, off: a.off + j*a.strides[axis]}
	v.shape = without(a.shape, axis)
	v.strides = without(a.strides, axis)
	return v, nil
}

// view returns a second header of the same elements, whose shape and strides
// may be changed.
func (a *Array) view() *Array {
	v := newHeader(a.dtype, len(a.shape))
	copy(v.shape, a.shape)
	copy(v.strides, a.strides)
	v.off, v.buf, v.objs = a.off, a.buf, a.objs
	return v
}

// normalAxis counts a negative axis from the end and checks it.
func normalAxis(axis, ndim int) (int, error) {
	n := axis
	if n < 0 {
		n += ndim
	}
	if n < 0 || n >= ndim {
		return 0, fmt.Errorf("ndarray: axis %d is out of range for %d axes", axis, ndim)
	}
	return n, nil
}

func without(s []int, i int) []int {
	r := make([]int, 0, len(s))
	return append(append(r, s[:i]...), s[i+1:]...)
}
