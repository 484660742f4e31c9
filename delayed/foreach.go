package delayed

import (
	"fmt"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
)

// ForEach calls a function for each item and returns the lazy results in
// order. All calls are one layer, with one datum for the items that are not
// small, so that a million of them cost little.
func ForEach[A, R any](items []A, f *Function1[A, R]) []*Value[R] {
	out := make([]*Value[R], len(items))
	if len(items) == 0 {
		return out
	}
	n := forEach(items, f)
	for i := range out {
		out[i] = &Value[R]{n}
		if n.err == nil {
			out[i].n.block = i
		}
	}
	return out
}

// MapSlice is the lazy slice of the results of a function for each item.
func MapSlice[A, R any](items []A, f *Function1[A, R]) *Value[[]R] {
	return List(ForEach(items, f)...)
}

func forEach[A, R any](items []A, f *Function1[A, R]) node {
	if f == nil {
		return failed(udf.BadValue("delayed: ForEach", "one that can be called", "a nil function"))
	}
	packed, small, local := make([]any, len(items)), true, error(nil)
	for i, v := range items {
		p, err := pack(v)
		if err != nil {
			p, local = v, fmt.Errorf("item %d: %w", i, err)
		}
		packed[i], small = p, small && err == nil && inlines(p)
	}
	if err := f.f.check([]node{{local: local}}); err != nil {
		return failed(err)
	}
	token := unique()
	if local == nil {
		var err error
		if token, err = tokenOf(packed); err != nil {
			return failed(fmt.Errorf("delayed: ForEach: %w", err))
		}
	}
	grid := []int{len(items)}
	if small {
		return f.f.layer([]any{"each", f.f.id, token}, grid, nil, func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(packed[block]))
		})
	}
	data, err := graph.NewData("items", token, grid, packed)
	if err != nil {
		return failed(err)
	}
	return f.f.layer([]any{"each", f.f.id, data}, grid, []*graph.Layer{data}, func(block int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Ref(0, block))
	})
}
