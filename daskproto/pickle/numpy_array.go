package pickle

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/gloam-go/gloam/internal/wording"
)

// A RawArray is a numpy array that has been recognised but not interpreted.
type RawArray struct {
	DType DType
	Shape []int
	// Fortran says that Data holds the first axis fastest.
	Fortran bool
	// Data holds the elements, in the byte order of DType. It shares memory
	// with the value it comes from and is nil for arrays of objects.
	Data []byte
	// Objects holds the elements of an array of objects.
	Objects []any
	// ReadOnly says that the array cannot be written to in Python.
	ReadOnly bool
}

// AsArray recognises a numpy array in the forms that numpy writes: in one
// pickle (_reconstruct with a state) or as a buffer of protocol 5
// (_frombuffer), and the form that [NDArray] writes. The length of the data is
// that of the shape. The error is ErrMismatch for anything else, masked arrays
// included.
func AsArray(v any) (*RawArray, error) {
	if args, ok := Calls(v, "numpy.core.multiarray", "_reconstruct"); ok && len(args) == 3 && arrayClass(args[0]) {
		o, _ := v.(*Object)
		return reconstructed(o.State)
	}
	if args, ok := Calls(v, "numpy.core.numeric", "_frombuffer"); ok && len(args) == 4 {
		return fromBuffer(args)
	}
	if args, ok := Calls(v, "numpy", "ndarray"); ok && len(args) >= 3 {
		return newArray(args)
	}
	return nil, mismatch(v, "numpy.ndarray")
}

// arrayClass reports whether an array of that class is a plain one.
func arrayClass(v any) bool {
	return isGlobal(v, "numpy", "ndarray") || isGlobal(v, "numpy", "memmap") || isGlobal(v, "numpy", "matrix") ||
		isGlobal(v, "numpy.matrixlib.defmatrix", "matrix")
}

// reconstructed reads version, shape, dtype, order and data.
func reconstructed(v any) (*RawArray, error) {
	state, ok := v.(Tuple)
	if !ok || len(state) != 5 {
		return nil, mismatch(v, "state of numpy.ndarray")
	}
	fortran, ok := state[3].(bool)
	if !ok {
		return nil, mismatch(state[3], "order of numpy.ndarray")
	}
	a := &RawArray{Fortran: fortran}
	return a, a.set(state[1], state[2], state[4])
}

func fromBuffer(args Tuple) (*RawArray, error) {
	order, ok := args[3].(string)
	if !ok || order != "C" && order != "F" {
		return nil, mismatch(args[3], "order of numpy.ndarray")
	}
	a := &RawArray{Fortran: order == "F", ReadOnly: readOnly(args[0])}
	return a, a.set(args[2], args[1], args[0])
}

// newArray reads numpy.ndarray(shape, dtype, buffer, offset, strides, order).
func newArray(args Tuple) (*RawArray, error) {
	if len(args) > 3 && args[3] != int64(0) || len(args) > 4 && args[4] != nil || len(args) > 6 {
		return nil, mismatch(args, "shape, dtype and buffer of numpy.ndarray")
	}
	a := &RawArray{ReadOnly: readOnly(args[2])}
	if len(args) > 5 {
		a.Fortran = args[5] == "F"
	}
	dtype := args[1]
	if s, ok := dtype.(string); ok {
		dtype = NumpyDType(s)
	}
	return a, a.set(args[0], dtype, args[2])
}

func readOnly(v any) bool {
	switch b := v.(type) {
	case []byte:
		return true
	case Buffer:
		return b.ReadOnly
	}
	return false
}

func (a *RawArray) set(shape, dtype, data any) (err error) {
	if a.Shape, err = shapeOf(shape); err != nil {
		return err
	}
	if a.DType, err = AsDType(dtype); err != nil {
		return err
	}
	if list, ok := data.(*List); ok && a.DType.Kind() == 'O' {
		return a.setObjects(list.Items)
	}
	if a.Data, err = rawBytes(data); err != nil {
		return err
	}
	size, ok := byteSize(a.Shape, a.DType.ItemSize)
	if !ok || size != len(a.Data) || a.DType.Kind() == 'O' {
		return fmt.Errorf("%w: got %d bytes for numpy.ndarray of %v, shape %s", ErrMismatch, len(a.Data), a.DType, wording.Shape(a.Shape))
	}
	return nil
}

func (a *RawArray) setObjects(items []any) error {
	a.Objects = items
	if n, ok := byteSize(a.Shape, 1); !ok || n != len(items) {
		return fmt.Errorf("%w: got %d objects for numpy.ndarray of shape %s", ErrMismatch, len(items), wording.Shape(a.Shape))
	}
	return nil
}

func rawBytes(v any) ([]byte, error) {
	switch b := v.(type) {
	case []byte:
		return b, nil
	case ByteArray:
		return b, nil
	case Buffer:
		return b.Data, nil
	}
	return nil, mismatch(v, "bytes of numpy.ndarray")
}

// maxDims is how many axes numpy allows.
const maxDims = 64

// shapeOf reads a shape: a tuple of lengths, or one length.
func shapeOf(v any) ([]int, error) {
	if n, ok := v.(int64); ok {
		v = Tuple{n}
	}
	t, ok := v.(Tuple)
	if !ok || len(t) > maxDims {
		return nil, mismatch(v, "shape of numpy.ndarray")
	}
	shape := make([]int, len(t))
	for i, d := range t {
		n, ok := d.(int64)
		if !ok || n < 0 || int64(int(n)) != n {
			return nil, mismatch(v, "shape of numpy.ndarray")
		}
		shape[i] = int(n)
	}
	return shape, nil
}

func shapeTuple(shape []int) Tuple {
	t := make(Tuple, len(shape))
	for i, n := range shape {
		t[i] = int64(n)
	}
	return t
}

// byteSize returns the length of an array, and false if that overflows.
func byteSize(shape []int, item int) (int, bool) {
	for _, n := range shape {
		if n == 0 {
			return 0, true
		}
	}
	size := uint64(item)
	for _, n := range shape {
		hi, lo := bits.Mul64(size, uint64(n))
		if hi != 0 || lo > math.MaxInt {
			return 0, false
		}
		size = lo
	}
	return int(size), true
}

// NDArray returns numpy.ndarray(shape, dtype, data), which every numpy can
// make: a C-ordered array, read-only in Python as data travels as bytes.
func NDArray(shape []int, dtype string, data []byte) *Object {
	return Call("numpy", "ndarray", shapeTuple(shape), dtype, data)
}

// Pickle returns the array as an Object: one that [NDArray] would make, in
// Fortran order if need be, with the data as bytes if a is read-only and as a
// [Buffer] otherwise. Arrays of objects are given as numpy's older releases
// write them, which newer ones read.
func (a *RawArray) Pickle() *Object {
	if a.DType.Kind() == 'O' {
		return a.pickleObjects()
	}
	var dtype any = a.DType.String()
	if a.DType.Fields != nil || a.DType.Sub != nil {
		dtype = a.DType.Pickle()
	}
	var data any = a.Data
	if !a.ReadOnly {
		data = Buffer{Data: a.Data}
	}
	args := Tuple{shapeTuple(a.Shape), dtype, data}
	if a.Fortran {
		args = append(args, int64(0), nil, "F")
	}
	return Call("numpy", "ndarray", args...)
}

func (a *RawArray) pickleObjects() *Object {
	o := Call("numpy.core.multiarray", "_reconstruct", Func("numpy", "ndarray"), Tuple{int64(0)}, []byte("b"))
	o.State = Tuple{int64(1), shapeTuple(a.Shape), a.DType.Pickle(), a.Fortran, NewList(a.Objects...)}
	return o
}
