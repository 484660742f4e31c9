package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
)

// nativeOrder is the byte order of this machine.
var nativeOrder = func() ndarray.ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return ndarray.LittleEndian
	}
	return ndarray.BigEndian
}()

// A layout says how the frames of one kind of file are stored.
type layout struct {
	dtype  ndarray.DType
	sig    []int
	stored int64 // bytes of a frame in the file
	pitch  int64 // bytes from one frame to the next
	// unpack turns the stored bytes of one frame into elements in the machine's
	// order; nil if that is what they are.
	unpack func(dst, src []byte)

	// How parts of frames are read: from plain elements, which elements decodes
	// one by one if it is not nil, perhaps with the rows from the bottom up, or by
	// decoding some rows. If neither, they are taken from whole frames.
	plain, flip bool
	elements    func(dst, src []byte)
	crop        func(from, to int) rowsPart // rows of the frame
}

// A rowsPart is what decoding some rows of a frame needs: bytes of the stored
// frame, the others being undefined.
type rowsPart struct {
	spans  []span
	unpack func() func(dst, src []byte)
}

// A span is bytes of a stored frame.
type span struct{ from, to int }

// newLayout describes frames of plain elements. It fails if a frame is empty
// or too large.
func newLayout(dtype ndarray.DType, order ndarray.ByteOrder, sig []int, gap int64) (layout, error) {
	if dtype == ndarray.Object {
		return layout{}, errors.New("dtype object has no stored form")
	}
	n, err := ndarray.CheckShape(dtype, sig)
	if err != nil {
		return layout{}, err
	}
	if n == 0 {
		return layout{}, fmt.Errorf("signal shape %s has no elements", wording.Shape(sig))
	}
	if gap < 0 {
		return layout{}, fmt.Errorf("gap is %d bytes, want 0 or more", gap)
	}
	bytes := int64(n) * int64(dtype.Size())
	if bytes+gap < 0 {
		return layout{}, fmt.Errorf("gap of %d bytes after frames of %d is too large", gap, bytes)
	}
	unpack := unpacker(dtype, order)
	return layout{dtype: dtype, sig: sig, stored: bytes, pitch: bytes + gap, unpack: unpack, plain: true, elements: unpack}, nil
}

// frame returns the bytes of one decoded frame.
func (l *layout) frame() int { return product(l.sig) * l.dtype.Size() }

// span returns the bytes that n frames take, without what follows the last.
func (l *layout) span(n int) int64 { return int64(n-1)*l.pitch + l.stored }

// count returns the frames in size bytes of which the first starts at offset.
func (l *layout) count(size, offset int64) int {
	if size-offset < l.stored {
		return 0
	}
	return int((size-offset-l.stored)/l.pitch) + 1
}

// strided reports whether n frames with this pitch can be one array.
func (l *layout) strided(n int) bool {
	return l.unpack == nil && (n == 1 || l.pitch%int64(l.dtype.Size()) == 0)
}

// view returns n frames in b, which starts with the first, as an array.
func (l *layout) view(b []byte, n int) (*ndarray.Array, error) {
	shape := append([]int{n}, l.sig...)
	strides := make([]int, len(shape))
	step := 1
	for i := len(shape) - 1; i > 0; i-- {
		strides[i] = step
		step *= shape[i]
	}
	strides[0] = step
	if n > 1 {
		strides[0] = int(l.pitch / int64(l.dtype.Size()))
	}
	return ndarray.FromBytes(l.dtype, b, shape, strides)
}

// unpacker returns the function that decodes plain elements, nil if there is
// nothing to do.
func unpacker(dtype ndarray.DType, order ndarray.ByteOrder) func(dst, src []byte) {
	if dtype == ndarray.Bool {
		return unpackBool
	}
	if order == nativeOrder {
		return nil
	}
	return swapper(dtype)
}

// swapper returns the function that reverses the bytes of each number, nil for
// types of one byte.
func swapper(dtype ndarray.DType) func(dst, src []byte) {
	unit := dtype.Size()
	if dtype.Kind() == ndarray.KindComplex {
		unit /= 2
	}
	switch unit {
	case 2:
		return simd.Swap16
	case 4:
		return simd.Swap32
	case 8:
		return simd.Swap64
	}
	return nil
}

// unpackBool keeps Go's rule that a bool in memory is 0 or 1, whatever a file
// holds.
func unpackBool(dst, src []byte) {
	src = src[:len(dst)]
	for i, v := range src {
		if v != 0 {
			v = 1
		}
		dst[i] = v
	}
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}

// blocksOf returns b as a slice of byte blocks, which need no alignment.
func blocksOf[E [1]byte | [2]byte | [4]byte | [8]byte | [16]byte](b []byte) []E {
	var e E
	return unsafe.Slice((*E)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/len(e))
}

// bytesOf is the inverse of elementsOf.
func bytesOf(s []uint16) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), 2*len(s))
}

// elementsOf returns b, which must be aligned for T, as a slice of T.
func elementsOf[T uint16 | uint32](b []byte) []T {
	var e T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(e)))
}
