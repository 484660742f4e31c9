package codec

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/internal/wording"
)

// A layout says where the elements of an array lie in bytes from a peer.
type layout struct {
	dtype   ndarray.DType
	order   ndarray.ByteOrder
	shape   []int
	strides []int // in bytes; nil is C order
	data    []byte
}

// array returns the array: a view of the data if its elements can be read
// where they are.
func (l layout) array() (*ndarray.Array, error) {
	n, err := ndarray.CheckShape(l.dtype, l.shape)
	if err != nil {
		return nil, malformed("%v", err)
	}
	if n == 0 {
		return ndarray.New(l.dtype, l.shape...), nil
	}
	// Stretched axes cost the sender nothing; what they cost us has to have an end.
	if bytes := int64(n) * int64(l.dtype.Size()); bytes > daskproto.DefaultMessage {
		return nil, &daskproto.LimitError{What: "array bytes", Got: bytes, Limit: daskproto.DefaultMessage}
	}
	if l.strides == nil {
		l.strides = cStrides(l.shape, l.dtype.Size())
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	if strides, ok := l.elements(); ok {
		if a, err := ndarray.FromBytes(l.dtype, l.data, l.shape, strides); err == nil {
			return a, nil
		}
	}
	return l.copied()
}

func cStrides(shape []int, item int) []int {
	strides := make([]int, len(shape))
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i] = item
		item *= shape[i]
	}
	return strides
}

func fStrides(shape []int, item int) []int {
	strides := make([]int, len(shape))
	for i, e := range shape {
		strides[i] = item
		item *= e
	}
	return strides
}

// check verifies that every element of a non-empty array lies in the data.
func (l layout) check() error {
	if len(l.strides) != len(l.shape) {
		return malformed("%d strides for %d axes", len(l.strides), len(l.shape))
	}
	end := l.dtype.Size()
	for i, e := range l.shape {
		s := l.strides[i]
		if e == 1 {
			continue
		}
		if s < 0 || s > 0 && e-1 > len(l.data)/s {
			return malformed("shape %s with strides %s does not lie in %d bytes", wording.Shape(l.shape), wording.Shape(l.strides), len(l.data))
		}
		end += (e - 1) * s // at most twice the length of the data
		if end > len(l.data) {
			break
		}
	}
	if end > len(l.data) {
		return malformed("shape %s with strides %s of %s does not lie in %d bytes", wording.Shape(l.shape), wording.Shape(l.strides), l.dtype, len(l.data))
	}
	return nil
}

// elements returns the strides in elements if the data can be used in place.
func (l layout) elements() ([]int, bool) {
	if l.order != ndarray.LittleEndian || l.dtype == ndarray.Bool {
		return nil, false // a byte of a bool may hold anything
	}
	strides := make([]int, len(l.strides))
	for i, s := range l.strides {
		if s%l.dtype.Size() != 0 && l.shape[i] > 1 {
			return nil, false
		}
		strides[i] = s / l.dtype.Size()
	}
	return strides, true
}

// copied returns the array in new memory, with stretched axes still stretched.
func (l layout) copied() (*ndarray.Array, error) {
	reduced := append([]int{}, l.shape...)
	for i, s := range l.strides {
		if s == 0 {
			reduced[i] = 1
		}
	}
	a := ndarray.New(l.dtype, reduced...)
	packed := make([]byte, 0, a.NBytes())
	packed = l.gather(packed, reduced, 0, 0)
	if err := ndarray.DecodeBytes(a, packed, l.order); err != nil {
		return nil, malformed("%v", err)
	}
	strides := append([]int{}, a.Strides()...)
	for i, s := range l.strides {
		if s == 0 {
			strides[i] = 0
		}
	}
	b, err := a.Bytes()
	if err != nil {
		return nil, err
	}
	return ndarray.FromBytes(l.dtype, b, l.shape, strides)
}

// gather appends the elements in C order.
func (l layout) gather(to []byte, shape []int, axis, at int) []byte {
	item := l.dtype.Size()
	if axis == len(shape) {
		return append(to, l.data[at:at+item]...)
	}
	if axis == len(shape)-1 && l.strides[axis] == item {
		return append(to, l.data[at:at+shape[axis]*item]...)
	}
	for i := range shape[axis] {
		to = l.gather(to, shape, axis+1, at+i*l.strides[axis])
	}
	return to
}
