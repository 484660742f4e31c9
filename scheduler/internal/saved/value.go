package saved

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A Value is what a task.json says about a value.
type Value struct {
	Type  string          `json:"type"`
	Name  string          `json:"name,omitempty"` // of a registered type
	Data  json.RawMessage `json:"data,omitempty"`
	File  string          `json:"file,omitempty"` // of an array
	Keys  []string        `json:"keys,omitempty"` // of a map
	Items []Value         `json:"items,omitempty"`
	Lost  string          `json:"lost,omitempty"` // why it is not here
}

// A Writer writes values. Its files are in Dir.
type Writer struct {
	Dir   string
	files int
}

// Value writes a value. One that cannot be written is one that says why.
func (w *Writer) Value(v any) Value {
	out, err := w.value(v)
	if err != nil {
		return Value{Type: fmt.Sprintf("%T", v), Lost: err.Error()}
	}
	return out
}

func (w *Writer) value(v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Value{Type: "nil"}, nil
	case bool:
		return plain("bool", v)
	case int:
		return plain("int", v)
	case float64: // JSON has no NaN
		return plain("float64", strconv.FormatFloat(v, 'g', -1, 64))
	case complex128:
		return plain("complex128", strconv.FormatComplex(v, 'g', -1, 128))
	case string:
		return plain("string", []byte(v)) // it may be no UTF-8
	case []byte:
		return plain("bytes", v)
	case []int:
		return plain("ints", v)
	case *ndarray.Array:
		return w.array(v)
	case []*ndarray.Array:
		return w.list("arrays", len(v), func(i int) any { return v[i] }), nil
	case []any:
		return w.list("list", len(v), func(i int) any { return v[i] }), nil
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		out := w.list("map", len(v), func(i int) any { return v[keys[i]] })
		out.Keys = keys
		return out, nil
	}
	name, data, ok, err := graph.EncodeValue(v)
	if err != nil || !ok {
		return Value{}, unregistered(v, err)
	}
	out, err := plain("value", data)
	out.Name = name
	return out, err
}

func unregistered(v any, err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("values of type %T cannot be saved: register the type with graph.RegisterValue", v)
}

func plain(typ string, v any) (Value, error) {
	b, err := json.Marshal(v)
	return Value{Type: typ, Data: b}, err
}

func (w *Writer) list(typ string, n int, item func(i int) any) Value {
	out := Value{Type: typ, Items: make([]Value, n)}
	for i := range out.Items {
		out.Items[i] = w.Value(item(i))
	}
	return out
}

func (w *Writer) array(a *ndarray.Array) (Value, error) {
	if a == nil {
		return Value{Type: "array"}, nil
	}
	name := fmt.Sprintf("array-%d.npy", w.files)
	if err := ndarray.SaveNPY(filepath.Join(w.Dir, name), a); err != nil {
		return Value{}, err
	}
	w.files++
	return Value{Type: "array", File: name}, nil
}
