package arrays

import "github.com/gloam-go/gloam/arrays/ndarray"

// copyBox copies the box of src that starts at from and has the given shape to
// where it belongs in dst. Rows that lie side by side in both are moved as they
// are, which costs little for small boxes, too.
func copyBox(dst, src *ndarray.Array, at, from, shape []int) error {
	if copyRows(dst, src, at, from, shape) {
		return nil
	}
	piece, err := src.Region(from, shape)
	if err != nil {
		return err
	}
	place, err := dst.Region(at, shape)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(place, piece)
}

// copyRows reports whether it could copy the box.
func copyRows(dst, src *ndarray.Array, at, from, shape []int) bool {
	k := len(shape) - 1
	if k < 0 || dst.DType() != src.DType() || !inside(dst, at, shape) || !inside(src, from, shape) {
		return false
	}
	to, ok := dst.Memory()
	of, also := src.Memory()
	if !ok || !also || dst.Strides()[k] != 1 || src.Strides()[k] != 1 {
		return false
	}
	if product(shape) == 0 {
		return true
	}
	item := dst.DType().Size()
	r := rowCopy{to: to[offset(dst, at)*item:], of: of[offset(src, from)*item:], row: shape[k] * item, rows: 1}
	if k == 0 {
		r.run(0, 0)
		return true
	}
	outer := k - 1
	r.rows, r.toStep, r.ofStep = shape[outer], dst.Strides()[outer]*item, src.Strides()[outer]*item
	pos := make([]int, outer)
	for d, s := 0, 0; ; {
		r.run(d, s)
		i := outer - 1
		for ; i >= 0; i-- {
			d, s = d+dst.Strides()[i]*item, s+src.Strides()[i]*item
			if pos[i]++; pos[i] < shape[i] {
				break
			}
			d, s = d-shape[i]*dst.Strides()[i]*item, s-shape[i]*src.Strides()[i]*item
			pos[i] = 0
		}
		if i < 0 {
			return true
		}
	}
}

// A rowCopy copies rows of so many bytes that lie steps apart.
type rowCopy struct {
	to, of         []byte
	row, rows      int
	toStep, ofStep int
}

// run copies rows from the given places on. Those of one or two large elements
// are moved without a call.
func (r *rowCopy) run(d, s int) {
	for range r.rows {
		switch r.row {
		case 8:
			*(*[8]byte)(r.to[d:]) = *(*[8]byte)(r.of[s:])
		case 16:
			*(*[16]byte)(r.to[d:]) = *(*[16]byte)(r.of[s:])
		default:
			copy(r.to[d:d+r.row], r.of[s:s+r.row])
		}
		d, s = d+r.toStep, s+r.ofStep
	}
}

// inside reports whether a box lies within an array.
func inside(a *ndarray.Array, start, shape []int) bool {
	if a.NDim() != len(shape) || len(start) != len(shape) {
		return false
	}
	for i, n := range a.Shape() {
		if start[i] < 0 || shape[i] < 0 || start[i] > n-shape[i] {
			return false
		}
	}
	return true
}

// offset is how many elements an element lies behind the first.
func offset(a *ndarray.Array, at []int) int {
	n := 0
	for i, c := range at {
		n += c * a.Strides()[i]
	}
	return n
}
