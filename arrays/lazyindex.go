package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// lazily does what a full index with one lazy array asks for.
func (a *Array) lazily(full []Index) (*Array, error) {
	at, axis := -1, 0
	rest := make([]Index, 0, len(full))
	for i, x := range full {
		if x.kind == listIndex || x.kind == lazyIndex && at >= 0 {
			return nil, asked(&IndexError{Op: "slice", Axis: -1, Reason: "got a lazy array and another list, want one of them at a time"})
		}
		if x.kind == lazyIndex {
			at = i
			rest = append(rest, slices.Repeat([]Index{All}, x.axes())...)
			continue
		}
		rest = append(rest, x)
		if at < 0 && x.kind != pointIndex {
			axis++
		}
	}
	y, err := a.Slice(rest...)
	if err != nil {
		return nil, err
	}
	switch lazy := full[at].lazy; {
	case lazy.dtype == ndarray.Bool:
		return y.filter(lazy, axis)
	case lazy.dtype.Kind() <= ndarray.KindInt:
		return y.takeLazy(lazy, axis)
	default:
		return nil, asked(&DTypeError{Op: "slice", Got: lazy.dtype, Err: fmt.Errorf("want positions or booleans")})
	}
}

// filter replaces the axes from axis on that mask stands for by the positions
// where it is true.
func (a *Array) filter(mask *Array, axis int) (*Array, error) {
	n := mask.NDim()
	if want := a.grid.shape[axis : axis+n]; !slices.Equal(mask.grid.shape, want) {
		return nil, asked(&ShapeError{Op: "slice", Got: mask.grid.shape, Want: want, Rule: fmt.Sprintf("a mask of the axes from %d on, which are", axis)})
	}
	if n != 1 {
		flat, err := a.Reshape(slices.Concat(a.grid.shape[:axis], []int{-1}, a.grid.shape[axis+n:])...)
		if err != nil {
			return nil, err
		}
		line, err := mask.Ravel()
		if err != nil {
			return nil, err
		}
		a, mask = flat, line
	}
	labels := [][]int{trailing(a.NDim(), a.NDim()), {axis}}
	both, _, err := align("slice", []*Array{a, mask}, labels)
	if err != nil {
		return nil, err
	}
	chunks := slices.Clone(both[0].grid.chunks)
	chunks[axis] = slices.Repeat([]int{Unknown}, len(chunks[axis]))
	return blockwise{
		label: "getitem", op: compressOp, params: []any{axis}, labels: labels[0], out: newGrid(chunks), dtype: a.dtype, in: both, axes: labels,
		args: func(_ []int, refs, dst []graph.Arg) []graph.Arg {
			return append(append(dst, graph.Lit(axis)), refs...)
		},
	}.array()
}

var compressOp = loses(graph.Register("gloam/arrays/compress", func(_ context.Context, args []any) (any, error) {
	var r reader
	axis, b, mask := r.int(args, 0), r.block(args, 1), r.block(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	lists, err := nonzero(mask)
	if err != nil {
		return nil, err
	}
	return takeDense(b, lists[0], axis)
}))

// takeDense selects checked positions along an axis.
func takeDense(b, list *ndarray.Array, axis int) (*ndarray.Array, error) {
	at, err := intsOf(list)
	if err != nil {
		return nil, err
	}
	shape := slices.Clone(b.Shape())
	shape[axis] = len(at)
	out := ndarray.New(b.DType(), shape...)
	to, from := make([][]int, len(shape)), make([][]int, len(shape))
	from[axis] = at
	return out, ndarray.CopyOuter(out, to, b, from)
}

// Extract returns the elements where the lazy mask of a's shape is true, in C
// order along one axis of unknown length.
func (a *Array) Extract(mask *Array) (*Array, error) { return a.Slice(Lazy(mask)) }

// takeLazy replaces an axis by the axes of lazy positions. Each block of
// positions reads all blocks along the axis.
func (a *Array) takeLazy(list *Array, axis int) (*Array, error) {
	if err := a.known("slice"); err != nil {
		return nil, err
	}
	flat, err := list.Ravel()
	if err != nil {
		return nil, err
	}
	chunks := slices.Clone(a.grid.chunks)
	chunks[axis] = flat.grid.chunks[0]
	out := newGrid(chunks)
	lengths := a.grid.chunks[axis]
	y, err := work{
		label: "getitem", op: takeLazyOp, params: []any{axis}, deps: []*Array{a, flat}, out: out, dtype: a.dtype,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := out.coords(block)
			dst = append(dst, graph.Lit(axis), graph.Lit(lengths), graph.Ref(1, at[axis]))
			for c := range lengths {
				at[axis] = c
				dst = append(dst, graph.Ref(0, a.grid.number(at)))
			}
			return dst
		},
	}.array()
	if err != nil || list.NDim() == 1 {
		return y, err
	}
	return y.Reshape(slices.Concat(a.grid.shape[:axis], list.grid.shape, a.grid.shape[axis+1:])...)
}

var takeLazyOp = graph.Register("gloam/arrays/take-lazy", func(_ context.Context, args []any) (any, error) {
	var r reader
	axis, lengths, list := r.int(args, 0), r.ints(args, 1), r.block(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	blocks, err := blocksOf(args[3:])
	if err != nil {
		return nil, err
	}
	positions, err := positionsOf(list, axis, []int{total(lengths)})
	if err != nil {
		return nil, err
	}
	at, err := intsOf(positions[0])
	if err != nil {
		return nil, err
	}
	shape := slices.Clone(blocks[0].Shape())
	shape[axis] = len(at)
	out := ndarray.New(blocks[0].DType(), shape...)
	starts := newGrid([][]int{lengths}).starts[0]
	for c, b := range blocks {
		to, from := make([][]int, len(shape)), make([][]int, len(shape))
		to[axis], from[axis] = []int{}, []int{}
		for i, p := range at {
			if p >= starts[c] && p < starts[c+1] {
				to[axis], from[axis] = append(to[axis], i), append(from[axis], p-starts[c])
			}
		}
		if err := ndarray.CopyOuter(out, to, b, from); err != nil {
			return nil, err
		}
	}
	return out, nil
})
