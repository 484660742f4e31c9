package ndarray

import (
	"fmt"
	"unsafe"

	"github.com/gloam-go/gloam/internal/wording"
)

// Half holds the bits of an IEEE 754 half-precision number.
type Half uint16

// Element is the set of Go types that array elements have in memory.
type Element interface {
	bool | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 |
		Half | float32 | float64 | complex64 | complex128
}

// An Array is a dense block of numbers, or a view of one. The zero value is
// not usable; make arrays with [New], [FromSlice] or by reading a file. An
// Array may be read from several goroutines at once; writing needs the
// caller's own synchronisation.
type Array struct {
	dtype   DType
	shape   []int
	strides []int // in elements
	off     int   // of the first element, in elements from the start of buf or objs
	buf     []byte
	objs    []any   // elements of Object arrays, instead of buf
	pooled  *[]byte // buf as the pool knows it, in arrays from Get
}

// New returns an array of zeros. Object arrays start with nil elements. It
// panics if dtype is not valid or an extent is negative; use [CheckShape] on
// shapes that come from outside.
func New(dtype DType, shape ...int) *Array {
	n, err := CheckShape(dtype, shape)
	if err != nil {
		panic(err)
	}
	a := headed(dtype, shape)
	if dtype == Object {
		a.objs = make([]any, n)
	} else {
		a.buf = huge(make([]byte, n*dtype.Size()))
	}
	return a
}

// CheckShape returns the number of elements of an array of this shape, or an
// error if dtype is not valid, an extent is negative or the size in bytes does
// not fit an int.
func CheckShape(dtype DType, shape []int) (int, error) {
	if !dtype.Valid() {
		return 0, fmt.Errorf("ndarray: invalid dtype %s", dtype)
	}
	n, item := 1, max(dtype.Size(), 1)
	const maxInt = int(^uint(0) >> 1)
	empty := false
	for _, e := range shape {
		if e < 0 {
			return 0, fmt.Errorf("ndarray: negative extent %d in shape %s", e, wording.Shape(shape))
		}
		empty = empty || e == 0
	}
	if empty {
		return 0, nil
	}
	for _, e := range shape {
		if n > maxInt/item/e {
			return 0, fmt.Errorf("ndarray: shape %s of %s is larger than the address space", wording.Shape(shape), dtype)
		}
		n *= e
	}
	return n, nil
}

// FromSlice wraps data, which the array then shares, as an array of the given
// shape. Without a shape it has one axis. The product of the shape must be
// len(data).
func FromSlice[T Element](data []T, shape ...int) (*Array, error) {
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	d := DTypeOf[T]()
	n, err := CheckShape(d, shape)
	if err != nil {
		return nil, err
	}
	if n != len(data) {
		return nil, fmt.Errorf("ndarray: %d values do not fill shape %s of %d elements", len(data), wording.Shape(shape), n)
	}
	var b []byte
	if len(data) > 0 {
		b = unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(data))), len(data)*d.Size())
	}
	a := headed(d, shape)
	a.buf = b
	return a, nil
}

// FromBytes wraps buf, which the array then shares, as an array whose elements
// lie in buf in the machine's byte order from its start. strides count
// elements and may be nil for C order; every element must lie within buf, and
// buf must be aligned for the dtype (as allocated, pooled and most mapped
// memory is).
func FromBytes(dtype DType, buf []byte, shape, strides []int) (*Array, error) {
	n, err := CheckShape(dtype, shape)
	if err != nil {
		return nil, err
	}
	if dtype == Object {
		return nil, fmt.Errorf("ndarray: object arrays have no bytes")
	}
	if strides == nil {
		strides = contiguous(shape)
	}
	if len(strides) != len(shape) {
		return nil, fmt.Errorf("ndarray: %d strides for %d axes", len(strides), len(shape))
	}
	for i, e := range shape { // before products that could overflow
		if s := strides[i]; n > 0 && e > 1 && s != 0 && (s > len(buf) || s < -len(buf) || e-1 > len(buf)/max(s, -s)) {
			return nil, fmt.Errorf("ndarray: shape %s with strides %s does not lie in a buffer of %d bytes", wording.Shape(shape), wording.Shape(strides), len(buf))
		}
	}
	lo, hi := extent(shape, strides)
	if n > 0 && (lo < 0 || (hi+1)*dtype.Size() > len(buf)) {
		return nil, fmt.Errorf("ndarray: shape %s with strides %s of %s needs %d bytes, buffer has %d", wording.Shape(shape), wording.Shape(strides), dtype, (hi+1)*dtype.Size(), len(buf))
	}
	if n > 0 && uintptr(unsafe.Pointer(unsafe.SliceData(buf)))%uintptr(align(dtype)) != 0 {
		return nil, fmt.Errorf("ndarray: buffer is not aligned for %s", dtype)
	}
	return &Array{dtype: dtype, shape: append([]int{}, shape...), strides: append([]int(nil), strides...), buf: buf}, nil
}

// FromObjects wraps values, which the array then shares, as an Object array.
func FromObjects(values []any, shape ...int) (*Array, error) {
	if len(shape) == 0 {
		shape = []int{len(values)}
	}
	n, err := CheckShape(Object, shape)
	if err != nil {
		return nil, err
	}
	if n != len(values) {
		return nil, fmt.Errorf("ndarray: %d values do not fill shape %s of %d elements", len(values), wording.Shape(shape), n)
	}
	return &Array{dtype: Object, shape: append([]int{}, shape...), strides: contiguous(shape), objs: values}, nil
}

// DType returns the element type.
func (a *Array) DType() DType { return a.dtype }

// Shape returns the extents. The slice belongs to the array: do not modify it.
func (a *Array) Shape() []int { return a.shape }

// Strides returns the steps between neighbours along each axis, in elements.
// The slice belongs to the array: do not modify it.
func (a *Array) Strides() []int { return a.strides }

// NDim returns the number of axes.
func (a *Array) NDim() int { return len(a.shape) }

// Size returns the number of elements: the product of the shape, 1 without axes.
func (a *Array) Size() int { return product(a.shape) }

// NBytes returns Size times the bytes of an element.
func (a *Array) NBytes() int { return a.Size() * a.dtype.Size() }

// IsContiguous reports whether the elements lie in C order without gaps, so
// that [Values] can return them as one slice.
func (a *Array) IsContiguous() bool {
	step := 1
	for i := len(a.shape) - 1; i >= 0; i-- {
		if a.shape[i] == 0 {
			return true
		}
		if a.shape[i] != 1 && a.strides[i] != step {
			return a.Size() == 0
		}
		step *= a.shape[i]
	}
	return true
}

// A DTypeMismatch reports a typed access with the wrong Go type.
type DTypeMismatch struct{ Got, Want DType }

func (e *DTypeMismatch) Error() string {
	return fmt.Sprintf("ndarray: array is %s, want %s", e.Got, e.Want)
}

// ErrNotContiguous is returned by [Values] for views with gaps or a permuted
// order; take [Array.AsContiguous] first.
var ErrNotContiguous = fmt.Errorf("ndarray: array is not contiguous")

// Values returns the elements in C order as a slice that shares the array's
// memory. It fails with a [*DTypeMismatch] if T is not the array's element
// type and with [ErrNotContiguous] for a view with gaps.
func Values[T Element](a *Array) ([]T, error) {
	if d := DTypeOf[T](); d != a.dtype {
		return nil, &DTypeMismatch{Got: a.dtype, Want: d}
	}
	if !a.IsContiguous() {
		return nil, ErrNotContiguous
	}
	return elements[T](a, a.Size()), nil
}

// Backing returns the memory from the first element to the last one, gaps
// included, so that element (i, j, …) is at i*Strides()[0] + j*Strides()[1] + ….
// It fails with a [*DTypeMismatch] for a wrong T and with [ErrNotContiguous] if
// a stride is negative.
func Backing[T Element](a *Array) ([]T, error) {
	if d := DTypeOf[T](); d != a.dtype {
		return nil, &DTypeMismatch{Got: a.dtype, Want: d}
	}
	if a.Size() == 0 {
		return nil, nil
	}
	lo, hi := extent(a.shape, a.strides)
	if lo < 0 {
		return nil, ErrNotContiguous
	}
	return elements[T](a, hi+1), nil
}

// Objects returns the elements of a contiguous Object array, sharing its memory.
func (a *Array) Objects() ([]any, error) {
	if a.dtype != Object {
		return nil, &DTypeMismatch{Got: a.dtype, Want: Object}
	}
	if !a.IsContiguous() {
		return nil, ErrNotContiguous
	}
	if a.Size() == 0 { // where the offset may lie anywhere
		return nil, nil
	}
	return a.objs[a.off : a.off+a.Size()], nil
}

// Bytes returns the memory of a contiguous array, in the machine's byte order.
func (a *Array) Bytes() ([]byte, error) {
	if a.dtype == Object {
		return nil, &DTypeMismatch{Got: Object, Want: Uint8}
	}
	if !a.IsContiguous() {
		return nil, ErrNotContiguous
	}
	return a.first(a.Size()), nil
}

// Window makes v, a reusable header, the view of n entries of a along axis 0
// starting at start; with drop, of the single entry start without that axis.
// It allocates nothing once v has been used for the same number of axes and is
// meant for loops over frames. The view is valid as long as a is.
func (v *Array) Window(a *Array, start, n int, drop bool) {
	v.dtype, v.buf, v.objs = a.dtype, a.buf, a.objs
	v.off = a.off + start*a.strides[0]
	from := 0
	if drop {
		from = 1
	}
	if v.shape == nil {
		v.shape = []int{} // as other arrays without axes have it
	}
	v.shape = append(v.shape[:0], a.shape[from:]...)
	v.strides = append(v.strides[:0], a.strides[from:]...)
	if !drop {
		v.shape[0] = n
	}
}

// Alias makes v, a reusable header, a view of the whole of a. It allocates
// nothing once v has been used for as many axes.
func (v *Array) Alias(a *Array) {
	v.dtype, v.buf, v.objs, v.off = a.dtype, a.buf, a.objs, a.off
	v.shape = append(v.shape[:0], a.shape...)
	v.strides = append(v.strides[:0], a.strides...)
}

// elements returns n elements from the first one on, without any check.
func elements[T Element](a *Array, n int) []T {
	if n == 0 {
		return nil
	}
	var zero T
	size := int(unsafe.Sizeof(zero))
	b := a.buf[a.off*size : (a.off+n)*size]
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n)
}

// DTypeOf returns the dtype whose elements are T.
func DTypeOf[T Element]() DType {
	var zero T
	switch any(zero).(type) {
	case bool:
		return Bool
	case int8:
		return Int8
	case int16:
		return Int16
	case int32:
		return Int32
	case int64:
		return Int64
	case uint8:
		return Uint8
	case uint16:
		return Uint16
	case uint32:
		return Uint32
	case uint64:
		return Uint64
	case Half:
		return Float16
	case float32:
		return Float32
	case float64:
		return Float64
	case complex64:
		return Complex64
	}
	return Complex128
}

// extent returns the lowest and highest element offset that a view touches.
func extent(shape, strides []int) (lo, hi int) {
	for i, e := range shape {
		if e == 0 {
			return 0, -1
		}
		if d := (e - 1) * strides[i]; d < 0 {
			lo += d
		} else {
			hi += d
		}
	}
	return lo, hi
}

// align returns the alignment of an element: its size, or of its parts for
// complex numbers.
func align(d DType) int {
	if d.Kind() == KindComplex {
		return d.Size() / 2
	}
	return d.Size()
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}
