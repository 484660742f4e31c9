package arrays_test

import (
	"context"
	"maps"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// severalKinds are operations with several results.
var severalKinds = map[string]func(in []*arrays.Array, p params) ([]*arrays.Array, error){}

func init() {
	slice := func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Slice(fullIndex(p)...) }
	maps.Copy(stepKinds, map[string]build{
		"getitem": slice,
		"vindex":  func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].VIndex(fullIndex(p)...) },
		"blocks": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].SelectBlocks(fullIndex(p)...)
		},
		"setitem": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			if name, ok := p.get("value_array").(string); ok {
				return in[0].Set(p.array(name), fullIndex(p)...)
			}
			return in[0].Set(p.number("value"), fullIndex(p)...)
		},
		"compute_chunk_sizes": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			return in[0].ComputeChunkSizes(context.Background())
		},
	})
}

func (p params) array(name string) *arrays.Array { return p.values[name] }

// fullIndex reads an index of any kind.
func fullIndex(p params) []arrays.Index {
	var out []arrays.Index
	for _, x := range p.index() {
		switch {
		case x["ints"] != nil:
			out = append(out, arrays.Dense(nested(x["ints"])))
		case x["bools"] != nil:
			var keep []bool
			for _, b := range x["bools"].([]any) {
				keep = append(keep, b.(bool))
			}
			out = append(out, arrays.Bools(keep...))
		case x["array"] != nil:
			out = append(out, arrays.Lazy(p.array(x["array"].(string))))
		default:
			out = append(out, basicIndex(x))
		}
	}
	return out
}

// nested reads nested lists of whole numbers.
func nested(v any) *ndarray.Array {
	var values []int64
	var shape []int
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		list, ok := v.([]any)
		if !ok {
			values = append(values, int64(v.(float64)))
			return
		}
		if depth == len(shape) {
			shape = append(shape, len(list))
		}
		for _, e := range list {
			walk(e, depth+1)
		}
	}
	walk(v, 0)
	a, err := ndarray.FromSlice(values, shape...)
	if err != nil {
		panic(err)
	}
	return a
}
