package codec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// Encode returns the payload of a Go value. The payload of arrays and byte
// strings shares their memory. A [*daskproto.Serialized] is its own payload.
// The error is an [*UnsupportedError].
func Encode(v any) (*daskproto.Serialized, error) {
	switch x := v.(type) {
	case *daskproto.Serialized:
		return x, nil
	case *ndarray.Array:
		if x != nil {
			return encodeArray(x)
		}
		v = nil
	case []byte:
		return encodeBytes(x), nil
	case []*ndarray.Array:
		s, err := encodeItems("list", arraysToAny(x))
		if err != nil {
			return nil, err
		}
		s.Header = append(s.Header, daskproto.F(goType, goArrays))
		return s, nil
	}
	if !hasFrames(v) {
		return encodePickle(v)
	}
	switch v := v.(type) {
	case []any:
		return encodeItems("list", v)
	case Tuple:
		return encodeItems("tuple", v)
	case Set:
		return encodeItems("set", v)
	}
	return encodeDict(entries(v))
}

// goType is a header entry that Python ignores. It tells a list of arrays that
// is empty, or in which all are absent, from other lists.
const (
	goType   = "go-type"
	goArrays = "arrays"
)

// EncodeError returns the payload that stands for a value that cannot be sent;
// whoever asks for the value gets text as an error.
func EncodeError(text string) *daskproto.Serialized {
	return &daskproto.Serialized{
		Header: daskproto.Map{daskproto.F("serializer", "error")},
		Frames: [][]byte{[]byte(strings.ToValidUTF8(text, "\uFFFD"))},
	}
}

func encodeBytes(b []byte) *daskproto.Serialized {
	if b == nil {
		b = []byte{}
	}
	return &daskproto.Serialized{
		Header: daskproto.Map{
			daskproto.F("sub-header", daskproto.Map{}), daskproto.F("type", "bytes"),
			daskproto.F("type-serialized", bytesClass), daskproto.F("serializer", "dask"),
		},
		Frames: [][]byte{b},
	}
}

func encodePickle(v any) (*daskproto.Serialized, error) {
	p, err := ToPickle(v)
	if err != nil {
		return nil, err
	}
	b, err := pickle.Encode(p)
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	return &daskproto.Serialized{
		Header: daskproto.Map{daskproto.F("serializer", "pickle"), daskproto.F("writeable", []any{})},
		Frames: [][]byte{b},
	}, nil
}

// hasFrames reports whether a container has parts that travel as they lie in
// memory, or that are no Go values.
func hasFrames(v any) bool {
	switch v := v.(type) {
	case *ndarray.Array:
		return v != nil
	case []byte, *daskproto.Serialized, []*ndarray.Array:
		return true
	case []any:
		return slices.ContainsFunc(v, hasFrames)
	case Tuple:
		return slices.ContainsFunc(v, hasFrames)
	case Set:
		return slices.ContainsFunc(v, hasFrames)
	case map[string]any, daskproto.Map:
		return slices.ContainsFunc(entries(v), func(kv daskproto.KV) bool { return hasFrames(kv.Value) })
	}
	return false
}

func encodeItems(kind string, list []any) (*daskproto.Serialized, error) {
	items := make([]daskproto.Element, len(list))
	for i, v := range list {
		s, err := Encode(v)
		if err != nil {
			return nil, err
		}
		items[i].Value = s
	}
	return daskproto.Collection(kind, items), nil
}

func encodeDict(list daskproto.Map) (*daskproto.Serialized, error) {
	items := make([]daskproto.Element, len(list))
	for i, kv := range list {
		s, err := Encode(kv.Value)
		if err != nil {
			return nil, err
		}
		items[i] = daskproto.Element{Key: messageKey(kv.Key), Value: s}
	}
	return daskproto.Collection("dict", items), nil
}

// messageKey turns the tuples in a key into the arrays of messages.
func messageKey(k any) any {
	t, ok := k.(Tuple)
	if !ok {
		return k
	}
	list := make([]any, len(t))
	for i, v := range t {
		list[i] = messageKey(v)
	}
	return list
}

// entries returns the entries of a dict in a fixed order.
func entries(v any) daskproto.Map {
	switch v := v.(type) {
	case daskproto.Map:
		return v
	case map[string]any:
		out := make(daskproto.Map, 0, len(v))
		for k, item := range v {
			out = append(out, daskproto.F(k, item))
		}
		slices.SortFunc(out, func(a, b daskproto.KV) int { return strings.Compare(a.Key.(string), b.Key.(string)) })
		return out
	}
	return nil
}
