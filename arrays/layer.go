package arrays

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A work describes the layer of an array. Every operation of the package ends
// in one.
type work struct {
	label  string
	op     *graph.Op
	params []any // all that decides the values, besides op, deps, chunks and dtype
	deps   []*Array
	layers []*graph.Layer // inputs that are not arrays, behind deps
	out    *grid
	dtype  ndarray.DType
	args   func(block int, dst []graph.Arg) []graph.Arg

	blockwise bool
	reads     func(block int) int64
	text      string
}

// array makes the layer and the array over it.
func (w work) array() (*Array, error) {
	layers := make([]*graph.Layer, len(w.deps), len(w.deps)+len(w.layers))
	token := []any{w.op.Name(), w.dtype.String(), w.out.chunks}
	token = append(token, w.params...)
	for i, d := range w.deps {
		layers[i] = d.layer
		token = append(token, d.layer)
	}
	for _, l := range w.layers {
		layers = append(layers, l)
		token = append(token, l)
	}
	item := int64(w.dtype.Size())
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: w.label, Token: graph.Token(token...), Grid: w.out.counts,
		Op: w.op, Deps: layers, Args: w.args, Blockwise: w.blockwise,
		Bytes: func(block int) int64 { return int64(max(w.out.size(block), 0)) * item },
		Reads: w.reads,
		Note:  w.out.note(w.dtype, w.text),
	})
	if err != nil {
		return nil, err
	}
	return &Array{layer: layer, grid: w.out, dtype: w.dtype}, nil
}

// note describes an array of this grid to people.
func (g *grid) note(dtype ndarray.DType, text string) graph.Note {
	return graph.Note{Shape: g.shape, DType: dtype.String(), Chunks: tuple(g.largest()), Text: text}
}

// each makes the layer in which block c of the result is made of block
// from(c) of a alone; lits appends the other arguments.
func (a *Array) each(label string, op *graph.Op, out *grid, dtype ndarray.DType, params []any, from func(block int) int, lits func(block int, dst []graph.Arg) []graph.Arg) (*Array, error) {
	return work{
		label: label, op: op, params: params, deps: []*Array{a}, out: out, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Ref(0, from(block)))
			if lits != nil {
				dst = lits(block, dst)
			}
			return dst
		},
	}.array()
}
