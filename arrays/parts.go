package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Parts are results of tasks that give several arrays at once. A layer of lists
// holds them; picked takes one array out of each list.

// picked makes the array whose block k is part i of list from(k) of a layer.
func picked(label string, lists *graph.Layer, i int, out *grid, dtype ndarray.DType, from func(block int) int) (*Array, error) {
	return work{
		label: label, op: pickOp, params: []any{i}, layers: []*graph.Layer{lists}, out: out, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, from(block)), graph.Lit(i))
		},
	}.array()
}

var pickOp = graph.Register("gloam/arrays/pick", func(_ context.Context, args []any) (any, error) {
	var r reader
	p, i := take[[]*ndarray.Array](&r, args, 0), r.int(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	if i < 0 || i >= len(p) {
		return nil, fmt.Errorf("arrays: got a list of %d arrays, want more than %d", len(p), i)
	}
	return p[i], nil
})

// A dense is a function of whole arrays with several results.
type dense func(in []*ndarray.Array) ([]*ndarray.Array, error)

// whole runs a named function on arrays in one block each. results are the
// shapes of what it gives, all in one dtype.
func whole(name string, dtype ndarray.DType, in []*Array, results ...[]int) ([]*Array, error) {
	layers, token := make([]*graph.Layer, len(in)), []any{denseOp.Name(), name, dtype.String()}
	for i, a := range in {
		if err := a.known(name); err != nil {
			return nil, err
		}
		one := make([][]int, a.NDim())
		for k, n := range a.grid.shape {
			one[k] = []int{n}
		}
		w, err := a.rechunk(one)
		if err != nil {
			return nil, err
		}
		layers[i], token = w.layer, append(token, w.layer)
	}
	lists, err := graph.NewLayer(graph.LayerSpec{
		Label: name, Token: graph.Token(token...), Grid: []int{1}, Op: denseOp, Deps: layers,
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(name), graph.Lit(dtype.String()))
			for i := range layers {
				dst = append(dst, graph.Ref(i, 0))
			}
			return dst
		},
	})
	if err != nil {
		return nil, err
	}
	out := make([]*Array, len(results))
	for i, shape := range results {
		chunks := make([][]int, len(shape))
		for k, n := range shape {
			chunks[k] = []int{n}
		}
		if out[i], err = picked(name+"-part", lists, i, newGrid(chunks), dtype, func(int) int { return 0 }); err != nil {
			return nil, err
		}
	}
	return out, nil
}

var denseOp = graph.Register("gloam/arrays/dense", func(_ context.Context, args []any) (any, error) {
	var r reader
	name, dtype := r.text(args, 0), r.dtype(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	in, err := blocksOf(args[2:])
	if err != nil {
		return nil, err
	}
	f := denseFunctions[name]
	if f == nil {
		return nil, fmt.Errorf("arrays: unknown function %q", name)
	}
	out, err := f(in)
	if err != nil {
		return nil, fmt.Errorf("arrays: %s: %w", name, err)
	}
	for i, v := range out {
		if out[i], err = as(v, dtype); err != nil {
			return nil, err
		}
	}
	return out, nil
})
