package pickle

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
)

// A Scalar is a numpy scalar that has been recognised but not interpreted.
type Scalar struct {
	DType DType
	// Data is the element in the byte order of DType; nil for an object.
	Data []byte
	// Object is the value of a scalar of dtype object.
	Object any
}

// AsScalar recognises a numpy scalar: in the form that numpy writes, or
// numpy.float64(1.5) as [NumpyScalar] does. The error is ErrMismatch for
// anything else.
func AsScalar(v any) (Scalar, error) {
	if args, ok := Calls(v, "numpy.core.multiarray", "scalar"); ok && len(args) == 2 {
		return scalarOf(args)
	}
	o, ok := v.(*Object)
	if ok && o.Kind == Reduce && o.State == nil && len(o.Args) == 1 {
		if g, ok := o.Class.(Global); ok && g.Module == "numpy" && numpyNames[g.Name] != "" {
			return convertedScalar(g.Name, o.Args[0])
		}
	}
	return Scalar{}, mismatch(v, "numpy scalar")
}

func scalarOf(args Tuple) (Scalar, error) {
	d, err := AsDType(args[0])
	if err != nil {
		return Scalar{}, err
	}
	if d.Kind() == 'O' {
		return Scalar{DType: d, Object: args[1]}, nil
	}
	data, ok := args[1].([]byte)
	if !ok || len(data) != d.ItemSize {
		return Scalar{}, fmt.Errorf("%w: got %s of %d bytes for numpy scalar of %v", ErrMismatch, typeName(args[1]), len(data), d)
	}
	return Scalar{DType: d, Data: data}, nil
}

// convertedScalar gives the bytes of numpy.name(v).
func convertedScalar(name string, v any) (Scalar, error) {
	d, err := ParseDType(name)
	if err != nil {
		return Scalar{}, err
	}
	word, ok := scalarWord(d.Kind(), d.ItemSize, v)
	if !ok || d.ItemSize > 8 {
		return Scalar{}, mismatch(v, "argument of numpy."+name)
	}
	return Scalar{DType: d, Data: binary.LittleEndian.AppendUint64(nil, word)[:d.ItemSize]}, nil
}

// scalarWord returns the bits of v as an element, in the low bytes.
func scalarWord(kind byte, size int, v any) (uint64, bool) {
	n, whole := wholeKey(v)
	switch {
	case kind == 'b':
		return uint64(min(n*n, 1)), whole && (n == 0 || n == 1)
	case kind == 'i':
		bound := int64(1) << (8*size - 1) // overflows to the least int64 for 8 bytes
		return uint64(n), whole && (size == 8 || -bound <= n && n < bound)
	case kind == 'u':
		if b, ok := v.(*big.Int); ok {
			return b.Uint64(), size == 8 && b.IsUint64()
		}
		return uint64(n), whole && n >= 0 && (size == 8 || n>>(8*size) == 0)
	case kind == 'f' && size >= 4 && size <= 8:
		f, ok := v.(float64)
		if !ok {
			f, ok = float64(n), whole
		}
		if size == 4 {
			return uint64(math.Float32bits(float32(f))), ok
		}
		return math.Float64bits(f), ok
	}
	return 0, false
}

// NumpyScalar returns numpy.name(v), which every numpy can make:
// NumpyScalar("float64", 1.5). The value is a Python number.
func NumpyScalar(name string, v any) *Object { return Call("numpy", name, v) }

// NumpyFloat64 returns numpy.float64(x).
func NumpyFloat64(x float64) *Object { return NumpyScalar("float64", x) }
