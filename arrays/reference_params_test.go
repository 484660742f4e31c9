package arrays_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// params are the named arguments of a step, as JSON has them. They know which
// were looked at, so that none is passed over.
type params struct {
	given  map[string]any
	whole  map[string]bool // a number or a list of numbers without decimal points
	read   map[string]bool
	values map[string]*arrays.Array // made so far, for those named in an index
}

func (p *params) UnmarshalJSON(b []byte) error {
	p.read, p.whole = map[string]bool{}, map[string]bool{}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	for name, text := range raw {
		var one int
		var list []int
		p.whole[name] = json.Unmarshal(text, &one) == nil || json.Unmarshal(text, &list) == nil
	}
	return json.Unmarshal(b, &p.given)
}

// number is an int if the number was written as one.
func (p params) number(name string) any {
	if v, ok := p.get(name).(float64); ok && p.whole[name] {
		return int(v)
	}
	return p.get(name)
}

// unread lists what no one looked at.
func (p params) unread() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(p.given)), func(name string) bool { return p.read[name] })
}

func (p params) get(name string) any {
	if p.read != nil {
		p.read[name] = true
	}
	return p.given[name]
}

// drop looks at arguments that change nothing here.
func (p params) drop(names ...string) {
	for _, name := range names {
		p.get(name)
	}
}

func (p params) has(name string) bool { return p.get(name) != nil }

func (p params) index() []map[string]any {
	list, _ := p.get("index").([]any)
	out := make([]map[string]any, len(list))
	for i, x := range list {
		out[i], _ = x.(map[string]any)
	}
	return out
}

func (p params) int(name string, otherwise int) int {
	if v, ok := p.get(name).(float64); ok {
		return int(v)
	}
	return otherwise
}

func (p params) float(name string, otherwise float64) float64 {
	if p.has(name) {
		return infinity(p.get(name))
	}
	return otherwise
}

// ints reads one number or a list.
func (p params) ints(name string) []int {
	if v, ok := p.get(name).(float64); ok {
		return []int{int(v)}
	}
	return toInts(p.get(name))
}

func toInts(v any) []int {
	list, _ := v.([]any)
	out := make([]int, 0, len(list))
	for _, x := range list {
		out = append(out, int(x.(float64)))
	}
	return out
}

func (p params) dtype(otherwise ndarray.DType) ndarray.DType {
	if p.has("dtype") {
		return dtypeOf(p.get("dtype"))
	}
	return otherwise
}

func dtypeOf(name any) ndarray.DType {
	d, _, err := ndarray.ParseDType(name.(string))
	if err != nil {
		panic(err)
	}
	return d
}

// chunking reads Dask's forms of a chunk specification.
func chunking(v any, limit int64) arrays.Chunking {
	switch v := v.(type) {
	case []any:
		if len(v) > 1 && !slices.ContainsFunc(v, func(x any) bool { _, ok := x.(float64); return !ok }) && limit < 0 {
			return arrays.PerAxis(arrays.Lengths(toInts(v)...))
		}
		axes := make([]arrays.AxisChunks, len(v))
		for i, x := range v {
			axes[i] = axisChunks(x, limit)
		}
		return arrays.PerAxis(axes...)
	case map[string]any:
		axes := map[int]arrays.AxisChunks{}
		for k, x := range v {
			axes[axisNumber(k)] = axisChunks(x, limit)
		}
		return arrays.OnAxes(axes)
	}
	return arrays.EveryAxis(axisChunks(v, limit))
}

// axisNumber reads a key of a JSON object.
func axisNumber(key string) int {
	var n int
	if _, err := fmt.Sscan(key, &n); err != nil {
		panic(err)
	}
	return n
}

func axisChunks(v any, limit int64) arrays.AxisChunks {
	switch v := v.(type) {
	case float64:
		if v < 0 {
			return arrays.Whole
		}
		return arrays.Size(int(v))
	case []any:
		return arrays.Lengths(toInts(v)...)
	case string:
		if v != "auto" {
			limit = byteSize(v)
		}
		return arrays.AutoBytes(max(limit, 0))
	}
	return arrays.Whole
}

// byteSize reads "64MiB" or "100kB".
func byteSize(v any) int64 {
	if n, ok := v.(float64); ok {
		return int64(n)
	}
	text, ok := v.(string)
	if !ok {
		return 0
	}
	var n int64
	var unit string
	if _, err := fmt.Sscanf(text, "%d%s", &n, &unit); err != nil {
		panic(err)
	}
	return n * map[string]int64{"B": 1, "kB": 1e3, "MB": 1e6, "KiB": 1 << 10, "MiB": 1 << 20}[unit]
}
