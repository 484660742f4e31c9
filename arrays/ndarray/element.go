package ndarray

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/internal/wording"
)

// At returns one element as a value of the array's element type, such as
// uint16 or, for Float16, [Half]. Negative indices count from the end. It is
// meant for looking at results; loops take [Values].
func (a *Array) At(idx ...int) (any, error) {
	off, err := a.offset(idx)
	if err != nil {
		return nil, err
	}
	return a.valueAt(off), nil
}

// Float returns one element as a float64; complex and object elements are an
// error.
func (a *Array) Float(idx ...int) (float64, error) {
	off, err := a.offset(idx)
	if err != nil {
		return 0, err
	}
	s, err := scalar(a.valueAt(off))
	if err != nil {
		return 0, err
	}
	if s.dtype.Kind() == KindComplex {
		return 0, &DTypeMismatch{Got: a.dtype, Want: Float64}
	}
	return s.float(), nil
}

// Set stores value, any Go number or bool, in one element. Floats are truncated
// for integer arrays. A value that the dtype cannot hold is an error: an integer
// out of range, NaN as an integer, a complex number as a real one.
func (a *Array) Set(value any, idx ...int) error {
	off, err := a.offset(idx)
	if err != nil {
		return err
	}
	return a.storeAt(off, value)
}

// Fill stores value in all elements, under the rules of [Array.Set].
func (a *Array) Fill(value any) error {
	one := New(a.dtype)
	if err := one.storeAt(0, value); err != nil {
		return err
	}
	if a.dtype == Object {
		return CopyInto(a, one)
	}
	if b := one.buf; a.IsContiguous() && allZero(b) {
		clear(a.first(a.Size()))
		return nil
	}
	return CopyInto(a, one)
}

// Item returns the only element of an array of size 1, nil for other sizes.
func (a *Array) Item() any {
	if a.Size() != 1 {
		return nil
	}
	return a.valueAt(a.off)
}

// Float64s returns a copy of the elements in C order. Complex and object
// arrays are an error.
func Float64s(a *Array) ([]float64, error) {
	if a.dtype.Kind() >= KindComplex {
		return nil, &DTypeMismatch{Got: a.dtype, Want: Float64}
	}
	c, err := a.AsType(Float64)
	if err != nil {
		return nil, err
	}
	return Values[float64](c)
}

func (a *Array) offset(idx []int) (int, error) {
	if len(idx) != len(a.shape) {
		return 0, fmt.Errorf("ndarray: %d indices for shape %s of %d axes", len(idx), wording.Shape(a.shape), len(a.shape))
	}
	off := a.off
	for axis, i := range idx {
		j := i
		if j < 0 {
			j += a.shape[axis]
		}
		if j < 0 || j >= a.shape[axis] {
			return 0, &IndexError{Index: i, Axis: axis, Size: a.shape[axis]}
		}
		off += j * a.strides[axis]
	}
	return off, nil
}

func (a *Array) valueAt(off int) any {
	if a.dtype == Object {
		return a.objs[off]
	}
	return byDType[a.dtype].load(a.buf, off)
}

func (a *Array) storeAt(off int, value any) error {
	if a.dtype == Object {
		a.objs[off] = value
		return nil
	}
	s, err := scalar(value)
	if err != nil {
		return err
	}
	return byDType[a.dtype].store(a.buf, off, s)
}

func allZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

// A scalarValue is a Go number: unsigned and bool in u, signed in i, others in c.
type scalarValue struct {
	dtype DType
	i     int64
	u     uint64
	c     complex128
}

// A ScalarError reports a Go value that an array cannot hold.
type ScalarError struct {
	Value any
	DType DType // Invalid if no array can hold the value
}

func (e *ScalarError) Error() string {
	if e.DType == Invalid {
		return fmt.Sprintf("ndarray: %T is not a number", e.Value)
	}
	return fmt.Sprintf("ndarray: value %v does not fit %s", e.Value, e.DType)
}

// scalar takes a Go number apart. int and uint count as their 64-bit types.
func scalar(v any) (scalarValue, error) {
	switch v := v.(type) {
	case bool:
		return scalarValue{dtype: Bool, u: uint64(truth(v))}, nil
	case int:
		return scalarValue{dtype: Int64, i: int64(v)}, nil
	case int8:
		return scalarValue{dtype: Int8, i: int64(v)}, nil
	case int16:
		return scalarValue{dtype: Int16, i: int64(v)}, nil
	case int32:
		return scalarValue{dtype: Int32, i: int64(v)}, nil
	case int64:
		return scalarValue{dtype: Int64, i: v}, nil
	case uint:
		return scalarValue{dtype: Uint64, u: uint64(v)}, nil
	case uint8:
		return scalarValue{dtype: Uint8, u: uint64(v)}, nil
	case uint16:
		return scalarValue{dtype: Uint16, u: uint64(v)}, nil
	case uint32:
		return scalarValue{dtype: Uint32, u: uint64(v)}, nil
	case uint64:
		return scalarValue{dtype: Uint64, u: v}, nil
	case Half:
		return scalarValue{dtype: Float16, c: complex(float64(v.Float32()), 0)}, nil
	case float32:
		return scalarValue{dtype: Float32, c: complex(float64(v), 0)}, nil
	case float64:
		return scalarValue{dtype: Float64, c: complex(v, 0)}, nil
	case complex64:
		return scalarValue{dtype: Complex64, c: complex128(v)}, nil
	case complex128:
		return scalarValue{dtype: Complex128, c: v}, nil
	}
	return scalarValue{}, &ScalarError{Value: v}
}

func (s scalarValue) float() float64 {
	switch s.dtype.Kind() {
	case KindInt:
		return float64(s.i)
	case KindFloat, KindComplex:
		return real(s.c)
	}
	return float64(s.u)
}

// value returns the number for error messages.
func (s scalarValue) value() any {
	switch s.dtype.Kind() {
	case KindInt:
		return s.i
	case KindFloat:
		return real(s.c)
	case KindComplex:
		return s.c
	}
	return s.u
}

func (boolKernels) store(dst []byte, i int, s scalarValue) error {
	dst[i] = truth(s.i != 0 || s.u != 0 || s.c != 0)
	return nil
}

func (boolKernels) load(src []byte, i int) any { return src[i] != 0 }

func (intKernels[T, A]) store(dst []byte, i int, s scalarValue) error {
	low, high, _, most := limits[T]()
	d := as[T](dst)
	ok := false
	switch s.dtype.Kind() {
	case KindInt:
		d[i] = T(s.i)
		ok = int64(T(s.i)) == s.i && (s.i < 0) == (T(s.i) < 0)
	case KindBool, KindUint:
		d[i] = T(s.u)
		ok = s.u <= uint64(most)
	case KindFloat:
		v := math.Trunc(real(s.c))
		if ok = v >= low && v < high; ok {
			d[i] = T(v)
		}
	}
	if !ok {
		return &ScalarError{Value: s.value(), DType: DTypeOf[T]()}
	}
	return nil
}

func (floatKernels[T]) store(dst []byte, i int, s scalarValue) error {
	if s.dtype.Kind() == KindComplex {
		return &ScalarError{Value: s.c, DType: DTypeOf[T]()}
	}
	as[T](dst)[i] = T(s.float())
	return nil
}

func (halfKernels) store(dst []byte, i int, s scalarValue) error {
	if s.dtype.Kind() == KindComplex {
		return &ScalarError{Value: s.c, DType: Float16}
	}
	as[Half](dst)[i] = HalfOf(s.float())
	return nil
}

func (complexKernels[T, P]) store(dst []byte, i int, s scalarValue) error {
	c := s.c
	if s.dtype.Kind() != KindComplex {
		c = complex(s.float(), 0)
	}
	as[T](dst)[i] = T(c)
	return nil
}
