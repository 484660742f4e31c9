package codec

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// pickleLimits refuse what real values never are: their own parts, and small
// pickles of enormous values.
var pickleLimits = pickle.Limits{Acyclic: true, Expanded: 1 << 26}

// FromPickle returns the Go value that a value of package pickle stands for.
// Payloads in it, as [daskproto.Node] may have them, are decoded. The error is
// [ErrUnknown] if there is a part without a Go type.
func FromPickle(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int64, float64, string, []byte, *big.Int:
		return v, nil
	case pickle.ByteArray:
		return []byte(v), nil
	case pickle.Buffer:
		return v.Data, nil
	case pickle.Tuple:
		list, err := allFromPickle(v)
		return Tuple(list), err
	case *pickle.List:
		list, err := allFromPickle(v.Items)
		return asArrays(list), err
	case *pickle.Set:
		list, err := allFromPickle(v.Items())
		return Set(list), err
	case pickle.FrozenSet:
		list, err := allFromPickle(v.Items())
		return Set(list), err
	case *pickle.Dict:
		return dictFromPickle(v)
	case *pickle.Object:
		return objectFromPickle(v)
	case *daskproto.Serialized:
		return Decode(v)
	}
	return nil, fmt.Errorf("%w: %v", ErrUnknown, v)
}

func allFromPickle(list []any) ([]any, error) {
	out := make([]any, len(list))
	for i, p := range list {
		v, err := FromPickle(p)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func dictFromPickle(d *pickle.Dict) (any, error) {
	m := make(daskproto.Map, 0, d.Len())
	for k, p := range d.All() {
		key, err := FromPickle(k)
		if err != nil {
			return nil, err
		}
		v, err := FromPickle(p)
		if err != nil {
			return nil, err
		}
		m = append(m, daskproto.KV{Key: key, Value: v})
	}
	return byName(m), nil
}

// byName returns a Go map if all keys are strings.
func byName(m daskproto.Map) any {
	out := make(map[string]any, len(m))
	for _, kv := range m {
		k, ok := kv.Key.(string)
		if !ok {
			return m
		}
		out[k] = kv.Value
	}
	return out
}

func objectFromPickle(o *pickle.Object) (any, error) {
	if c, ok := complexOf(o); ok {
		return c, nil
	}
	// numpy.complex64(complex(re, im)), the form in which ToPickle writes it
	if args, ok := pickle.Calls(o, "numpy", "complex64"); ok && len(args) == 1 {
		if c, ok := complexOf(args[0]); ok {
			return complex64(c), nil
		}
	}
	a, err := pickle.AsArray(o)
	if err == nil {
		return arrayFromPickle(a)
	}
	if errors.Is(err, pickle.ErrMismatch) {
		var s pickle.Scalar
		if s, err = pickle.AsScalar(o); err == nil {
			return scalar(s)
		}
	}
	return nil, fmt.Errorf("%w: %v", ErrUnknown, o.Class)
}

func complexOf(v any) (complex128, bool) {
	args, ok := pickle.Calls(v, "builtins", "complex")
	if !ok || len(args) != 2 {
		return 0, false
	}
	re, ok := args[0].(float64)
	im, ok2 := args[1].(float64)
	return complex(re, im), ok && ok2
}

func arrayFromPickle(a *pickle.RawArray) (any, error) {
	if a.Objects != nil || a.DType.Kind() == 'O' {
		list, err := allFromPickle(a.Objects)
		if err != nil {
			return nil, err
		}
		if a.Fortran && len(a.Shape) > 1 {
			return nil, fmt.Errorf("%w: array of objects in Fortran order", ErrUnknown)
		}
		return ndarray.FromObjects(list, a.Shape...)
	}
	l, ok := rawLayout(a.DType, a.Shape, a.Data)
	if !ok {
		return nil, fmt.Errorf("%w: array of %v", ErrUnknown, a.DType)
	}
	if a.Fortran {
		l.strides = fStrides(a.Shape, l.dtype.Size())
	}
	return l.array()
}

func rawLayout(d pickle.DType, shape []int, data []byte) (layout, bool) {
	text, ok := simpleDType(d)
	if !ok {
		return layout{}, false
	}
	dtype, order, err := ndarray.ParseDType(text)
	return layout{dtype: dtype, order: order, shape: shape, data: data}, err == nil && dtype != ndarray.Object
}

// scalar returns a numpy scalar as the Go type of its width.
func scalar(s pickle.Scalar) (any, error) {
	if s.DType.Kind() == 'O' {
		return FromPickle(s.Object)
	}
	l, ok := rawLayout(s.DType, []int{}, s.Data)
	if !ok {
		return nil, fmt.Errorf("%w: scalar of %v", ErrUnknown, s.DType)
	}
	a, err := l.array()
	if err != nil {
		return nil, err
	}
	return a.At()
}

// asArrays returns a list that holds arrays, and None where one is absent, as
// []*ndarray.Array.
func asArrays(list []any) any {
	out, any := make([]*ndarray.Array, len(list)), false
	for i, v := range list {
		a, ok := v.(*ndarray.Array)
		if !ok && v != nil {
			return list
		}
		out[i], any = a, any || ok
	}
	if !any {
		return list
	}
	return out
}
