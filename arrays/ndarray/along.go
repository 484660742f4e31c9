package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// TakeAlong returns the elements of a that the positions name along an axis:
// both have the same extents on all other axes. Positions are int64.
func TakeAlong(a, positions *Array, axis int) (*Array, error) {
	axis, err := normalAxis(axis, len(a.shape))
	if err != nil {
		return nil, err
	}
	if !sameExcept(a.shape, positions.shape, axis) || positions.dtype != Int64 || a.dtype == Object {
		return nil, fmt.Errorf("ndarray: take along axis %d: got positions of shape %s and %s for shape %s, want int64 and the same extents elsewhere", axis, wording.Shape(positions.shape), positions.dtype, wording.Shape(a.shape))
	}
	rows, err := lastAxis(a, axis, a.dtype)
	if err != nil {
		return nil, err
	}
	at, err := lastAxis(positions, axis, Int64)
	if err != nil {
		return nil, err
	}
	n, m := a.shape[axis], positions.shape[axis]
	list := elements[int64](at, at.Size())
	out, err := CheckShape(a.dtype, at.shape)
	if err != nil {
		return nil, err
	}
	dst, item := New(a.dtype, at.shape...), a.dtype.Size()
	from, to := rows.buf, dst.buf
	for i := range out {
		p := list[i]
		if p < 0 || p >= int64(n) {
			return nil, &IndexError{Index: int(p), Axis: axis, Size: n}
		}
		s := (i/m*n + int(p)) * item
		copy(to[i*item:(i+1)*item], from[s:s+item])
	}
	return axisBack(dst, axis)
}

// Windows returns a view in which each position of an axis, except the last
// n-1, becomes the window of n elements that starts there, along a new last
// axis.
func (a *Array) Windows(axis, n int) (*Array, error) {
	axis, err := normalAxis(axis, len(a.shape))
	if err != nil {
		return nil, err
	}
	if n < 1 || n > a.shape[axis] {
		return nil, fmt.Errorf("ndarray: got windows of %d along axis %d of length %d", n, axis, a.shape[axis])
	}
	v := a.view()
	v.shape[axis] -= n - 1
	v.shape, v.strides = append(v.shape, n), append(v.strides, a.strides[axis])
	return v, nil
}
