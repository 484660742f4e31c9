package codec

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// The pickled classes that select Python's decoder.
var (
	ndarrayClass = classPickle("numpy", "ndarray")
	bytesClass   = classPickle("builtins", "bytes")
)

func classPickle(module, name string) []byte {
	b, err := pickle.Encode(pickle.Func(module, name))
	if err != nil {
		panic(err) // a global of plain text always encodes
	}
	return b
}

// classOf returns the class that a header names. What it says in pickle counts,
// as for Python.
func classOf(s *daskproto.Serialized) pickle.Global {
	f := daskproto.Read("header", s.Header)
	if b := f.Bytes("type-serialized"); b != nil {
		if v, err := pickle.Decode(b, nil, pickleLimits); err == nil {
			if g, ok := v.(pickle.Global); ok {
				return g
			}
		}
	}
	switch text := f.Text("type"); text {
	case "numpy.ndarray":
		return pickle.Func("numpy", "ndarray")
	default:
		return pickle.Func("builtins", text)
	}
}

// TypeOf returns what a worker reports as the type of a result: the pickle of
// its class in Python and the class's name.
func TypeOf(v any) (class []byte, name string) {
	module, name := "builtins", "object"
	switch v := v.(type) {
	case nil:
		name = "NoneType"
	case bool:
		name = "bool"
	case string:
		name = "str"
	case []byte:
		name = "bytes"
	case float64:
		name = "float"
	case complex128:
		name = "complex"
	case *ndarray.Array:
		module, name = "numpy", "ndarray"
	case []any, []*ndarray.Array:
		name = "list"
	case Tuple:
		name = "tuple"
	case Set:
		name = "set"
	case map[string]any, daskproto.Map:
		name = "dict"
	default:
		if isInteger(v) {
			name = "int"
		}
	}
	if name == "NoneType" { // which builtins does not list
		return classPickle("builtins", "object"), "NoneType"
	}
	class = classPickle(module, name)
	if module != "builtins" {
		name = module + "." + name
	}
	return class, name
}
