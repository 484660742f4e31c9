package saved

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A Reader reads what a Writer has written into Dir.
type Reader struct{ Dir string }

// Value returns the value. It trusts nothing that it reads.
func (r Reader) Value(v Value) (any, error) {
	if v.Lost != "" {
		return nil, fmt.Errorf("a %s was not saved: %s", v.Type, v.Lost)
	}
	switch v.Type {
	case "nil":
		return nil, nil
	case "bool":
		return data[bool](v)
	case "int":
		return data[int](v)
	case "float64":
		text, err := data[string](v)
		if err != nil {
			return nil, err
		}
		return strconv.ParseFloat(text, 64)
	case "complex128":
		text, err := data[string](v)
		if err != nil {
			return nil, err
		}
		return strconv.ParseComplex(text, 128)
	case "string":
		b, err := data[[]byte](v)
		return string(b), err
	case "bytes":
		return data[[]byte](v)
	case "ints":
		return data[[]int](v)
	case "value":
		b, err := data[[]byte](v)
		if err != nil {
			return nil, err
		}
		return graph.DecodeValue(v.Name, b)
	case "array":
		return r.array(v)
	}
	return r.container(v)
}

func data[T any](v Value) (T, error) {
	var out T
	if err := json.Unmarshal(v.Data, &out); err != nil {
		return out, fmt.Errorf("a %s: %w", v.Type, err)
	}
	return out, nil
}

func (r Reader) array(v Value) (*ndarray.Array, error) {
	if v.File == "" {
		return nil, nil
	}
	if !filepath.IsLocal(v.File) {
		return nil, fmt.Errorf("file %q of an array is not in the folder", v.File)
	}
	return ndarray.LoadNPY(filepath.Join(r.Dir, v.File))
}

func (r Reader) container(v Value) (any, error) {
	items := make([]any, len(v.Items))
	for i := range items {
		var err error
		if items[i], err = r.Value(v.Items[i]); err != nil {
			return nil, err
		}
	}
	switch v.Type {
	case "list":
		return items, nil
	case "arrays":
		return arraysOf(items)
	case "map":
		if len(v.Keys) != len(items) {
			return nil, fmt.Errorf("a map of %d names and %d values", len(v.Keys), len(items))
		}
		out := make(map[string]any, len(items))
		for i, k := range v.Keys {
			out[k] = items[i]
		}
		return out, nil
	}
	return nil, fmt.Errorf("a value of unknown type %q", v.Type)
}

func arraysOf(items []any) (any, error) {
	out := make([]*ndarray.Array, len(items))
	for i, v := range items {
		a, ok := v.(*ndarray.Array)
		if !ok {
			return nil, fmt.Errorf("a list of arrays with a %T", v)
		}
		out[i] = a
	}
	return out, nil
}
