package wire

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/graph"
)

// Mark is the head of the tuple that stands for a value of a registered type.
// A call of operator.methodcaller(Mark) with the name and the bytes stands for
// one, too.
const Mark = "go:value"

// A ValueError says that a value has no form in Go, or none for others.
type ValueError struct {
	Value string // what it is
	Err   error
}

func (e *ValueError) Error() string { return fmt.Sprintf("%s: %v", e.Value, e.Err) }

// Unwrap returns the cause.
func (e *ValueError) Unwrap() error { return e.Err }

// Encode returns the payload of a value. Payloads of arrays and byte strings
// share their memory.
func Encode(v any) (*daskproto.Serialized, error) {
	out, err := outward(v)
	if err != nil {
		return nil, err
	}
	s, err := codec.Encode(out)
	if err != nil {
		return nil, &ValueError{fmt.Sprintf("result of type %T cannot travel, see graph.RegisterValue", v), err}
	}
	return s, nil
}

// Decode returns the value of a payload. What has no form in Go is a
// [*ValueError].
func Decode(s *daskproto.Serialized) (any, error) {
	v, err := codec.Decode(s)
	if err != nil {
		return nil, err
	}
	return inward(v)
}

// FromPickle returns the value of an argument in the types of package pickle.
// What has no form in Go is a [*ValueError].
func FromPickle(v any) (any, error) {
	out, err := codec.FromPickle(v)
	if err != nil {
		return nil, &ValueError{"argument", err}
	}
	return inward(out)
}

// Class returns the pickle and the name of the Python class of a value.
func Class(v any) (class []byte, name string) {
	if out, err := outward(v); err == nil {
		v = out
	}
	return codec.TypeOf(v)
}

// Tuple returns the value of a tuple: []int for ints, a registered value, or
// []any. It may keep items.
func Tuple(items []any) (any, error) {
	if len(items) == 3 && items[0] == Mark {
		return Registered(items[1:])
	}
	ints := make([]int, len(items))
	for i, v := range items {
		n, ok := v.(int)
		if !ok {
			return items, nil
		}
		ints[i] = n
	}
	return ints, nil
}

// Registered decodes a registered value from its name and its bytes.
func Registered(args []any) (any, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("%s of %d arguments, want a name and bytes", Mark, len(args))
	}
	name, ok1 := args[0].(string)
	data, ok2 := args[1].([]byte)
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("%s of %T and %T, want a name and bytes", Mark, args[0], args[1])
	}
	return graph.DecodeValue(name, data)
}

// inward turns what codec decodes into what operations work with.
func inward(v any) (any, error) {
	switch v := v.(type) {
	case int64:
		if n := int(v); int64(n) == v {
			return n, nil
		}
	case []any:
		return v, each(v, inward)
	case codec.Set:
		return []any(v), each(v, inward)
	case codec.Tuple:
		if err := each(v, inward); err != nil {
			return nil, err
		}
		return Tuple(v)
	case map[string]any:
		for k := range v {
			var err error
			if v[k], err = inward(v[k]); err != nil {
				return nil, err
			}
		}
	case *daskproto.Serialized:
		return nil, &ValueError{className(v), codec.ErrUnknown}
	}
	return v, nil
}

// each replaces the items of a list.
func each(list []any, fn func(any) (any, error)) error {
	for i := range list {
		var err error
		if list[i], err = fn(list[i]); err != nil {
			return err
		}
	}
	return nil
}

// className says what a payload that Go cannot read is.
func className(s *daskproto.Serialized) string {
	if s.Family() == "pickle" && len(s.Frames) > 0 {
		v, err := pickle.Decode(s.Frames[0], s.Frames[1:], pickle.Limits{})
		if o, ok := v.(*pickle.Object); ok && err == nil {
			return fmt.Sprintf("Python object made by %v", o.Class)
		}
		return "Python object"
	}
	f := daskproto.Read("header", s.Header)
	if name := f.Text("type"); name != "" && f.Err() == nil {
		return "Python object of class " + name
	}
	return fmt.Sprintf("payload of family %q", s.Family())
}

// outward turns what operations return into what codec encodes. It copies
// containers that it changes.
func outward(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int, float64, string, []byte, *ndarray.Array, []*ndarray.Array:
		return v, nil
	case []int:
		t := make(codec.Tuple, len(v))
		for i, n := range v {
			t[i] = n
		}
		return t, nil
	case []any:
		out := append([]any{}, v...)
		return out, each(out, outward)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, item := range v {
			var err error
			if out[k], err = outward(item); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	name, data, ok, err := graph.EncodeValue(v)
	if err != nil {
		return nil, &ValueError{fmt.Sprintf("value of type %T", v), err}
	}
	if ok {
		return codec.Tuple{Mark, name, data}, nil
	}
	return v, nil
}

// Size returns how many bytes a value takes, as Dask counts them. Values of
// unknown types count as small.
func Size(v any) int64 {
	const small = 32 // what Python's numbers take, more or less
	switch v := v.(type) {
	case *ndarray.Array:
		if v != nil {
			return int64(v.NBytes())
		}
	case []*ndarray.Array:
		n := int64(small)
		for _, a := range v {
			n += Size(a)
		}
		return n
	case string:
		return int64(len(v))
	case []byte:
		return int64(len(v))
	case []int:
		return int64(8 * len(v))
	case []any:
		n := int64(small)
		for _, item := range v {
			n += Size(item)
		}
		return n
	case map[string]any:
		n := int64(small)
		for k, item := range v {
			n += int64(len(k)) + Size(item)
		}
		return n
	}
	return small
}
