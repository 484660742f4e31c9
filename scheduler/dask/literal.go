package dask

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// largeBytes is the size from which a literal is sent as a task of its own.
const largeBytes = 64 << 10

// large reports whether a literal should be sent once rather than with each
// task.
func large(v any) bool {
	switch v := v.(type) {
	case []byte:
		return len(v) > largeBytes
	case string:
		return len(v) > largeBytes
	case []int:
		return len(v) > largeBytes/8
	case *ndarray.Array:
		return v != nil && v.Size()*v.DType().Size() > largeBytes
	}
	return false
}

// literal returns a value as Python's. A tuple of ints stands for []int, a
// list for []any.
func literal(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int, float64, string, []byte:
		return v, nil
	case []int:
		t := make(pickle.Tuple, len(v))
		for i, n := range v {
			t[i] = n
		}
		return t, nil
	case []any:
		return listOf(v)
	case map[string]any:
		return dictOf(v)
	case complex128:
		return pickle.Call("builtins", "complex", real(v), imag(v)), nil
	case *ndarray.Array:
		return codec.ToPickle(v)
	case []*ndarray.Array:
		return codec.ToPickle(v)
	}
	return registered(v)
}

func listOf(v []any) (any, error) {
	items := make(daskproto.Items, len(v))
	for i := range v {
		var err error
		if items[i], err = literal(v[i]); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// dictOf writes a call: schedulers do not look for calls inside a dict.
func dictOf(v map[string]any) (any, error) {
	names := make([]string, 0, len(v))
	for n := range v {
		names = append(names, n)
	}
	sort.Strings(names)
	pairs := make(daskproto.Items, len(names))
	for i, n := range names {
		value, err := literal(v[n])
		if err != nil {
			return nil, err
		}
		pairs[i] = daskproto.Items{n, value}
	}
	return &daskproto.Invoke{Func: pickle.Func("builtins", "dict"), Args: []any{pairs}}, nil
}

// registered writes a value of a type that is registered with package graph.
func registered(v any) (any, error) {
	name, data, ok, err := graph.EncodeValue(v)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &TravelError{fmt.Sprintf("%T", v)}
	}
	return &daskproto.Invoke{Func: daskproto.GoCall(wire.Mark), Args: []any{name, data}}, nil
}

// fingerprint returns a content hash of a literal.
func fingerprint(v any) (string, error) {
	b, err := pickle.Encode(v)
	if err != nil {
		return "", fmt.Errorf("dask: literal: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), nil
}
