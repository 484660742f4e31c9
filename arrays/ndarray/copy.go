package ndarray

import (
	"fmt"
	"unsafe"
)

// Copy returns the elements in new memory, in C order.
func (a *Array) Copy() *Array {
	c := Unset(a.dtype, a.shape...)
	copyElements(c, a)
	return c
}

// AsContiguous returns the array itself if it is contiguous, else a copy.
func (a *Array) AsContiguous() *Array {
	if a.IsContiguous() {
		return a
	}
	return a.Copy()
}

// CopyInto stores the elements of src in dst, stretching src to dst's shape and
// casting as [Array.AsType] does. The two may overlap. The error is a
// [*ShapeError] if src does not stretch.
func CopyInto(dst, src *Array) error {
	if !dst.dtype.Valid() || !src.dtype.Valid() {
		return &CastError{From: src.dtype, To: dst.dtype, Rule: Unsafe}
	}
	src, err := src.stretch(dst.shape)
	if err != nil {
		return err
	}
	if dst.dtype == Object || src.dtype == Object {
		return copyObjects(dst, src)
	}
	if overlap(dst, src) {
		src = src.Copy()
	}
	copyElements(dst, src)
	return nil
}

// copyElements copies and casts between arrays of one shape.
func copyElements(dst, src *Array) {
	if dst.dtype == Object {
		walkObjects(dst, src, func(d, s int) error { dst.objs[d] = src.objs[s]; return nil })
		return
	}
	if cast := castLoop(dst.dtype, src.dtype); cast != nil && src.IsContiguous() && dst.IsContiguous() {
		n := dst.Size()
		cast(dst.first(n), src.first(n))
		return
	}
	if transposed(dst, src) || copyRows(dst, src) {
		return
	}
	elementwise(operand{dst, dst.dtype, false}, moveLoop, operand{src, dst.dtype, false})
}

// moveLoop stores what the driver has gathered and cast.
func moveLoop(dst []byte, src *[3][]byte) { copy(dst, src[0]) }

// first returns the memory of n contiguous elements from the first one on.
func (a *Array) first(n int) []byte {
	if n == 0 {
		return nil
	}
	item := a.dtype.Size()
	return a.buf[a.off*item : (a.off+n)*item]
}

// overlap reports whether the arrays share memory in another way than being
// the same view.
func overlap(a, b *Array) bool {
	if len(a.buf) == 0 || len(b.buf) == 0 || a.Size() == 0 || b.Size() == 0 {
		return false
	}
	alo, ahi := a.span()
	blo, bhi := b.span()
	if ahi <= blo || bhi <= alo {
		return false
	}
	return a.address() != b.address() || a.dtype.Size() != b.dtype.Size() ||
		!equalInts(a.shape, b.shape) || !equalInts(a.strides, b.strides)
}

// span returns the addresses of the first byte and the byte after the last one.
func (a *Array) span() (lo, hi uintptr) {
	l, h := extent(a.shape, a.strides)
	item := a.dtype.Size()
	return a.address() + uintptr(l*item), a.address() + uintptr((h+1)*item)
}

func (a *Array) address() uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(a.buf))) + uintptr(a.off*a.dtype.Size())
}

// copyObjects copies where at least one side holds Go values.
func copyObjects(dst, src *Array) error {
	return walkObjects(dst, src, func(d, s int) error {
		v := src.valueAt(s)
		if dst.dtype == Object {
			dst.objs[d] = v
			return nil
		}
		if err := dst.storeAt(d, v); err != nil {
			return fmt.Errorf("ndarray: object of type %T: %w", v, err)
		}
		return nil
	})
}

// walkObjects visits the offsets of the elements of two arrays of one shape.
func walkObjects(dst, src *Array, visit func(d, s int) error) error {
	at := make([]int, len(dst.shape))
	for n := dst.Size(); n > 0; n-- {
		d, s := dst.off, src.off
		for i, k := range at {
			d += k * dst.strides[i]
			s += k * src.strides[i]
		}
		if err := visit(d, s); err != nil {
			return err
		}
		advance(at, dst.shape)
	}
	return nil
}

// advance moves a position to the next one in C order.
func advance(at, shape []int) {
	for i := len(at) - 1; i >= 0; i-- {
		if at[i]++; at[i] < shape[i] {
			return
		}
		at[i] = 0
	}
}
