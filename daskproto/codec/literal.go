package codec

import (
	"math/big"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// ToPickle returns a Go value as package pickle writes it, for arguments of
// tasks. Arrays are copied when the pickle is written, and read-only in Python.
// The error is an [*UnsupportedError].
func ToPickle(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, string, []byte, int64, float64, *big.Int:
		return v, nil
	case *ndarray.Array:
		return arrayToPickle(v)
	case []*ndarray.Array:
		return listToPickle(arraysToAny(v))
	case []any:
		return listToPickle(v)
	case Tuple:
		list, err := allToPickle(v)
		return pickle.Tuple(list), err
	case Set:
		list, err := allToPickle(v)
		return pickle.NewSet(list...), err
	case map[string]any, daskproto.Map:
		return dictToPickle(v)
	}
	return numberToPickle(v)
}

// numberToPickle returns the numbers that are numpy's in Python.
func numberToPickle(v any) (any, error) {
	switch v := v.(type) {
	case int:
		return int64(v), nil
	case uint:
		return new(big.Int).SetUint64(uint64(v)), nil
	case int8:
		return pickle.NumpyScalar("int8", int64(v)), nil
	case int16:
		return pickle.NumpyScalar("int16", int64(v)), nil
	case int32:
		return pickle.NumpyScalar("int32", int64(v)), nil
	case uint8:
		return pickle.NumpyScalar("uint8", int64(v)), nil
	case uint16:
		return pickle.NumpyScalar("uint16", int64(v)), nil
	case uint32:
		return pickle.NumpyScalar("uint32", int64(v)), nil
	case uint64:
		return pickle.NumpyScalar("uint64", new(big.Int).SetUint64(v)), nil
	case float32:
		return pickle.NumpyScalar("float32", float64(v)), nil
	case complex64:
		return pickle.NumpyScalar("complex64", complexCall(complex128(v))), nil
	case complex128:
		return complexCall(v), nil
	}
	return nil, &UnsupportedError{v}
}

func complexCall(c complex128) any { return pickle.Call("builtins", "complex", real(c), imag(c)) }

func isInteger(v any) bool {
	switch v.(type) {
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, *big.Int:
		return true
	}
	return false
}

func arrayToPickle(a *ndarray.Array) (any, error) {
	if a == nil {
		return nil, nil
	}
	a = a.AsContiguous()
	if a.DType() != ndarray.Object {
		b, err := a.Bytes()
		return pickle.NDArray(a.Shape(), a.DType().Code('<'), b), err
	}
	objects, err := a.Objects()
	if err != nil {
		return nil, err
	}
	list, err := allToPickle(objects)
	if err != nil {
		return nil, err
	}
	raw := pickle.RawArray{DType: pickle.DType{Code: "O8", Order: '|', ItemSize: 8}, Shape: a.Shape(), Objects: list}
	return raw.Pickle(), nil
}

func allToPickle(list []any) ([]any, error) {
	out := make([]any, len(list))
	for i, v := range list {
		p, err := ToPickle(v)
		if err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

func listToPickle(list []any) (any, error) {
	out, err := allToPickle(list)
	return pickle.NewList(out...), err
}

func dictToPickle(v any) (any, error) {
	d := pickle.NewDict()
	for _, kv := range entries(v) {
		k, err := ToPickle(keyValue(kv.Key))
		if err != nil {
			return nil, err
		}
		item, err := ToPickle(kv.Value)
		if err != nil {
			return nil, err
		}
		d.Set(k, item)
	}
	return d, nil
}

// keyValue turns the arrays in keys of messages into tuples.
func keyValue(k any) any {
	list, ok := k.([]any)
	if !ok {
		return k
	}
	t := make(Tuple, len(list))
	for i, v := range list {
		t[i] = keyValue(v)
	}
	return t
}

func arraysToAny(list []*ndarray.Array) []any {
	out := make([]any, len(list))
	for i, a := range list {
		if a != nil { // an absent array is None
			out[i] = a
		}
	}
	return out
}
