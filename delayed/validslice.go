package delayed

import (
	"fmt"
	"strconv"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// ValidBounding returns for each axis of Data the smallest half-open range
// that holds all valid elements; without any, empty ranges at 0.
func (r Result) ValidBounding() ([][2]int, error) {
	shape := r.Valid.Shape()
	out := make([][2]int, len(shape))
	valid, err := ndarray.Values[bool](r.Valid.AsContiguous())
	if err != nil {
		return nil, err
	}
	found := false
	for i, v := range valid {
		if !v {
			continue
		}
		for a := len(shape) - 1; a >= 0; a-- {
			c := i % shape[a]
			i /= shape[a]
			if !found {
				out[a] = [2]int{c, c + 1}
			}
			out[a] = [2]int{min(out[a][0], c), max(out[a][1], c+1)}
		}
		found = true
	}
	return out, nil
}

// ValidInner returns for each axis of Data a half-open range such that all
// elements inside are valid: the first run along axis where everything on the
// other axes is valid, and those whole. Without such a run the range of axis is
// empty and at its end.
func (r Result) ValidInner(axis int) ([][2]int, error) {
	shape := r.Valid.Shape()
	out := make([][2]int, len(shape))
	for a, n := range shape {
		out[a] = [2]int{0, n}
	}
	if axis < 0 || axis >= len(shape) {
		return nil, udf.BadValue("delayed: "+strconv.Quote(r.Name), fmt.Sprintf("one of %d", len(shape)), "axis %d", axis)
	}
	from, to := shape[axis], shape[axis]
	for i := range shape[axis] {
		part, err := r.Valid.Index(axis, i)
		if err != nil {
			return nil, err
		}
		all, err := ndarray.Values[bool](part.AsContiguous())
		if err != nil {
			return nil, err
		}
		whole := true
		for _, v := range all {
			whole = whole && v
		}
		if whole && from == shape[axis] {
			from = i
		}
		if !whole && from < shape[axis] {
			to = i
			break
		}
	}
	out[axis] = [2]int{from, to}
	return out, nil
}
