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
	item, n := dst.DType().Size(), shape[k]
	d, s := offset(dst, at), offset(src, from)
	pos := make([]int, k)
	for {
		copy(to[d*item:(d+n)*item], of[s*item:(s+n)*item])
		i := k - 1
		for ; i >= 0; i-- {
			d, s = d+dst.Strides()[i], s+src.Strides()[i]
			if pos[i]++; pos[i] < shape[i] {
				break
			}
			d, s = d-shape[i]*dst.Strides()[i], s-shape[i]*src.Strides()[i]
			pos[i] = 0
		}
		if i < 0 {
			return true
		}
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
