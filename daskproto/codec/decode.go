package codec

import (
	"errors"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// Decode returns the Go value of a payload, or the payload itself if it is one
// of a class without a Go type. A payload that stands for a value the sender
// could not send is a [*RemoteError]; one whose parts do not fit together is a
// [daskproto.ErrFormat].
func Decode(s *daskproto.Serialized) (any, error) { return decode(s, 0) }

func decode(s *daskproto.Serialized, depth int) (any, error) {
	if depth > daskproto.DefaultDepth {
		return nil, &daskproto.LimitError{What: "depth", Got: int64(depth), Limit: daskproto.DefaultDepth}
	}
	if s == nil {
		return nil, nil
	}
	if s.IsCollection() {
		return decodeCollection(s, depth)
	}
	switch s.Family() {
	case "dask":
		return decodeDask(s)
	case "pickle":
		return decodePickle(s)
	case "msgpack":
		v, err := daskproto.DecodeValue(joined(s.Frames), daskproto.Limits{})
		return keyValue(v), err
	case "error":
		return nil, senderError(s.Frames)
	}
	return s, nil
}

func decodeDask(s *daskproto.Serialized) (any, error) {
	switch c := classOf(s); {
	case c.Is("numpy", "ndarray") || c.Is("numpy", "matrix"):
		return decodeArray(s)
	case c.Is("builtins", "bytes") || c.Is("builtins", "bytearray"):
		return joined(s.Frames), nil
	case c.Is("builtins", "memoryview"):
		f := daskproto.Read("memoryview", s.Header)
		if sub, _ := f.Map("sub-header").Get("format"); sub == "B" {
			return joined(s.Frames), nil
		}
	}
	return s, nil
}

// decodePickle returns s itself if the pickle holds something without a Go
// type, or is beyond what the decoder reads.
func decodePickle(s *daskproto.Serialized) (any, error) {
	if len(s.Frames) == 0 {
		return nil, malformed("pickle without a frame")
	}
	p, err := pickle.Decode(s.Frames[0], s.Frames[1:], pickleLimits)
	if err != nil {
		if errors.Is(err, pickle.ErrTruncated) || errors.Is(err, pickle.ErrMalformed) {
			return nil, malformed("%v", err)
		}
		return s, nil
	}
	v, err := FromPickle(p)
	if errors.Is(err, ErrUnknown) {
		return s, nil
	}
	return v, err
}

func decodeCollection(s *daskproto.Serialized, depth int) (any, error) {
	kind, items, err := s.Elements()
	if err != nil {
		return nil, err
	}
	list, m := make([]any, len(items)), make(daskproto.Map, len(items))
	for i, item := range items {
		if list[i], err = decode(item.Value, depth+1); err != nil {
			return nil, err
		}
		m[i] = daskproto.KV{Key: keyValue(item.Key), Value: list[i]}
	}
	switch kind {
	case "tuple":
		return Tuple(list), nil
	case "set":
		return Set(list), nil
	case "dict":
		return byName(m), nil
	}
	if mark, _ := s.Header.Get(goType); mark == goArrays && onlyNil(list) {
		return make([]*ndarray.Array, len(list)), nil
	}
	return asArrays(list), nil
}

func onlyNil(list []any) bool {
	for _, v := range list {
		if v != nil {
			return false
		}
	}
	return true
}
