package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// Reshape returns the elements, in C order, in another shape of the same size.
// One extent may be -1 and is then computed. The result is a view if the
// strides allow it and a copy otherwise.
func (a *Array) Reshape(shape ...int) (*Array, error) {
	full, err := a.completeShape(shape)
	if err != nil {
		return nil, err
	}
	if strides, ok := splitStrides(a, full); ok {
		return &Array{dtype: a.dtype, shape: full, strides: strides, off: a.off, buf: a.buf, objs: a.objs}, nil
	}
	c := a.Copy()
	c.shape, c.strides = full, contiguous(full)
	return c, nil
}

// completeShape replaces a -1 and checks the size.
func (a *Array) completeShape(shape []int) ([]int, error) {
	full, size, unknown := append([]int{}, shape...), a.Size(), -1
	for i, e := range full {
		if e == -1 && unknown < 0 {
			unknown, full[i] = i, 1
		} else if e < 0 {
			return nil, fmt.Errorf("ndarray: cannot reshape %s to %s: more than one unknown or a negative extent", wording.Shape(a.shape), wording.Shape(shape))
		}
	}
	n, err := CheckShape(a.dtype, full)
	if err != nil {
		return nil, err
	}
	if unknown >= 0 && n > 0 && size%n == 0 {
		full[unknown] = size / n
		n = size
	} else if unknown >= 0 {
		n = -1
	}
	if n != size {
		return nil, fmt.Errorf("ndarray: cannot reshape %s of %d elements to %s", wording.Shape(a.shape), size, wording.Shape(shape))
	}
	return full, nil
}

// splitStrides finds strides that show a in another shape without a copy. It
// matches groups of old and new axes of equal size; the old axes of a group
// must lie one behind the other in memory.
func splitStrides(a *Array, shape []int) ([]int, bool) {
	if a.IsContiguous() {
		return contiguous(shape), true
	}
	var ext, str []int // old axes without those of length 1
	for i, e := range a.shape {
		if e != 1 {
			ext, str = append(ext, e), append(str, a.strides[i])
		}
	}
	strides := make([]int, len(shape))
	oi, ni := 0, 0
	for oi < len(ext) && ni < len(shape) {
		oj, nj, on, nn := oi+1, ni+1, ext[oi], shape[ni]
		for on != nn {
			if nn < on {
				nn *= shape[nj]
				nj++
			} else {
				on *= ext[oj]
				oj++
			}
		}
		for k := oi; k < oj-1; k++ {
			if str[k] != ext[k+1]*str[k+1] {
				return nil, false
			}
		}
		step := str[oj-1]
		for k := nj - 1; k >= ni; k-- {
			strides[k] = step
			step *= shape[k]
		}
		oi, ni = oj, nj
	}
	return strides, true // axes left over have length 1
}

// ExpandDims returns a view with a new axis of length 1 at position axis of the
// result; negative positions count from the end of the result.
func (a *Array) ExpandDims(axis int) (*Array, error) {
	at, err := normalAxis(axis, len(a.shape)+1)
	if err != nil {
		return nil, err
	}
	v := &Array{dtype: a.dtype, off: a.off, buf: a.buf, objs: a.objs}
	v.shape = insert(a.shape, at, 1)
	v.strides = insert(a.strides, at, 0)
	return v, nil
}

// Squeeze returns a view without the given axes, which must have length 1, or
// without all axes of length 1 if none is given.
func (a *Array) Squeeze(axes ...int) (*Array, error) {
	drop := make([]bool, len(a.shape))
	for i, e := range a.shape {
		drop[i] = len(axes) == 0 && e == 1
	}
	for _, axis := range axes {
		i, err := normalAxis(axis, len(a.shape))
		if err != nil {
			return nil, err
		}
		if a.shape[i] != 1 {
			return nil, fmt.Errorf("ndarray: cannot squeeze axis %d of length %d", i, a.shape[i])
		}
		drop[i] = true
	}
	v := &Array{dtype: a.dtype, shape: []int{}, strides: []int{}, off: a.off, buf: a.buf, objs: a.objs}
	for i, e := range a.shape {
		if !drop[i] {
			v.shape, v.strides = append(v.shape, e), append(v.strides, a.strides[i])
		}
	}
	return v, nil
}

func insert(s []int, i, v int) []int {
	r := make([]int, 0, len(s)+1)
	return append(append(append(r, s[:i]...), v), s[i:]...)
}
