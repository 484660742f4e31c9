package arrays

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// View shows the memory of the elements as another dtype. Where its elements are
// of another size the last axis becomes longer or shorter; its chunks become
// whole numbers of the new elements, and its length must be one.
func (a *Array) View(dtype ndarray.DType) (*Array, error) {
	if err := present("view", a); err != nil {
		return nil, err
	}
	if !dtype.Valid() || dtype == ndarray.Object || a.dtype == ndarray.Object {
		return nil, asked(&DTypeError{Op: "view", Got: dtype, With: a.dtype})
	}
	have, want := a.dtype.Size(), dtype.Size()
	if have == want {
		return elementwise("view", viewOp, dtype.String(), dtype, []operand{{array: a}})
	}
	if a.NDim() == 0 {
		return nil, asked(&DTypeError{Op: "view", Got: dtype, With: a.dtype})
	}
	if err := a.known("view"); err != nil {
		return nil, err
	}
	last := a.NDim() - 1
	fewer := max(want/have, 1) // elements that make up a new one
	if a.grid.shape[last]%fewer != 0 {
		return nil, asked(&ShapeError{Op: "view", Got: a.grid.shape, Want: []int{fewer}, Rule: "a last axis that is a multiple of"})
	}
	y, err := a.inGroups(last, fewer)
	if err != nil {
		return nil, err
	}
	chunks := slices.Clone(y.grid.chunks)
	chunks[last] = slices.Clone(chunks[last])
	for i, n := range chunks[last] {
		chunks[last][i] = n * have / want
	}
	return work{
		label: "view", op: viewOp, params: []any{dtype.String()}, deps: []*Array{y}, out: newGrid(chunks), dtype: dtype, blockwise: true,
		args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(dtype.String()), graph.Ref(0, b))
		},
	}.array()
}

// inGroups makes the chunks of an axis multiples of n.
func (a *Array) inGroups(axis, n int) (*Array, error) {
	if !slices.ContainsFunc(a.grid.chunks[axis], func(c int) bool { return c%n != 0 }) {
		return a, nil
	}
	chunks := slices.Clone(a.grid.chunks)
	chunks[axis] = groupsOf(chunks[axis], n)
	for i := range chunks[axis] {
		chunks[axis][i] *= n
	}
	return a.rechunk(chunks)
}

var viewOp = graph.Register("gloam/arrays/view", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, b := r.dtype(args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	from := b.DType().Size()
	if from < dtype.Size() { // parts of a block may lie anywhere
		b = b.Copy()
	}
	bytes, err := b.AsContiguous().Bytes()
	if err != nil {
		return nil, err
	}
	shape := b.Shape()
	if from != dtype.Size() && len(shape) > 0 {
		shape = slices.Clone(shape)
		shape[len(shape)-1] = shape[len(shape)-1] * from / dtype.Size()
	}
	if dtype != ndarray.Bool || b.DType() == ndarray.Bool {
		return ndarray.FromBytes(dtype, bytes, shape, nil)
	}
	if b, err = ndarray.FromBytes(ndarray.Uint8, bytes, shape, nil); err != nil {
		return nil, err
	}
	return b.AsType(ndarray.Bool) // of which the bytes are 0 and 1
})
