package arrays

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Transpose permutes the axes: axis i of the result is axis axes[i] of a,
// negative ones counting from the end. Without axes it reverses their order.
// Blocks become views.
func (a *Array) Transpose(axes ...int) (*Array, error) {
	if err := present("transpose", a); err != nil {
		return nil, err
	}
	perm, err := permutation(axes, a.NDim())
	if err != nil {
		return nil, err
	}
	if slices.IsSorted(perm) {
		return a, nil
	}
	chunks := make([][]int, len(perm))
	for i, p := range perm {
		chunks[i] = a.grid.chunks[p]
	}
	out := newGrid(chunks)
	from := func(block int) int {
		at, in := out.coords(block), make([]int, len(perm))
		for i, p := range perm {
			in[p] = at[i]
		}
		return a.grid.number(in)
	}
	y, err := a.each("transpose", transposeOp, out, a.dtype, []any{perm}, from, func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(perm))
	})
	if err != nil {
		return nil, err
	}
	y.projectTranspose(a, perm)
	return y, nil
}

func permutation(axes []int, ndim int) ([]int, error) {
	perm := make([]int, ndim)
	if len(axes) == 0 {
		for i := range perm {
			perm[i] = ndim - 1 - i
		}
		return perm, nil
	}
	if len(axes) != ndim {
		return nil, asked(&AxisError{Op: "transpose", Axis: len(axes), NDim: ndim})
	}
	if _, err := normalAxes("transpose", axes, ndim); err != nil {
		return nil, err
	}
	for i, axis := range axes {
		perm[i], _ = normalAxis("transpose", axis, ndim)
	}
	return perm, nil
}

var transposeOp = graph.RegisterFusing("gloam/arrays/transpose", transposeBlock, fuseTranspose)

func transposeBlock(_ context.Context, args []any) (any, error) {
	var r reader
	b, perm := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return b.Transpose(perm...)
}

// MoveAxis moves one axis to another position; the others keep their order.
func (a *Array) MoveAxis(from, to int) (*Array, error) {
	if err := present("move axis", a); err != nil {
		return nil, err
	}
	f, err := normalAxis("move axis", from, a.NDim())
	if err != nil {
		return nil, err
	}
	t, err := normalAxis("move axis", to, a.NDim())
	if err != nil {
		return nil, err
	}
	perm := make([]int, a.NDim())
	for i := range perm {
		perm[i] = i
	}
	perm = slices.Insert(slices.Delete(perm, f, f+1), t, f)
	return a.Transpose(perm...)
}

// SwapAxes exchanges two axes.
func (a *Array) SwapAxes(i, j int) (*Array, error) {
	if err := present("swap axes", a); err != nil {
		return nil, err
	}
	p, err := normalAxis("swap axes", i, a.NDim())
	if err != nil {
		return nil, err
	}
	q, err := normalAxis("swap axes", j, a.NDim())
	if err != nil {
		return nil, err
	}
	perm := make([]int, a.NDim())
	for k := range perm {
		perm[k] = k
	}
	perm[p], perm[q] = q, p
	return a.Transpose(perm...)
}

// ExpandDims adds axes of length 1 at the given positions of the result.
func (a *Array) ExpandDims(axes ...int) (*Array, error) {
	if err := present("expand dims", a); err != nil {
		return nil, err
	}
	if len(axes) == 0 {
		return a, nil
	}
	ndim := a.NDim() + len(axes)
	added, err := normalAxes("expand dims", axes, ndim)
	if err != nil {
		return nil, err
	}
	index := make([]Index, ndim)
	for i := range index {
		index[i] = All
		if slices.Contains(added, i) {
			index[i] = NewAxis
		}
	}
	return a.Slice(index...)
}

// Squeeze drops the given axes, which must have length 1, or all axes of
// length 1 if none is given.
func (a *Array) Squeeze(axes ...int) (*Array, error) {
	if err := present("squeeze", a); err != nil {
		return nil, err
	}
	index := make([]Index, a.NDim())
	for i, n := range a.grid.shape {
		index[i] = All
		if n == 1 && len(axes) == 0 {
			index[i] = At(0)
		}
	}
	if len(axes) == 0 {
		return a.Slice(index...)
	}
	drop, err := normalAxes("squeeze", axes, a.NDim())
	if err != nil {
		return nil, err
	}
	for _, i := range drop {
		if n := a.grid.shape[i]; n != 1 {
			want := slices.Clone(a.grid.shape)
			want[i] = 1
			return nil, asked(&ShapeError{Op: "squeeze", Got: a.grid.shape, Want: want})
		}
		index[i] = At(0)
	}
	return a.Slice(index...)
}

// BroadcastTo stretches axes of length 1 and adds axes in front. Stretched and
// added axes are whole; their blocks share the memory of one.
func (a *Array) BroadcastTo(shape ...int) (*Array, error) {
	if err := present("broadcast", a); err != nil {
		return nil, err
	}
	full, err := ndarray.BroadcastShapes(a.grid.shape, shape)
	if err != nil || !slices.Equal(full, shape) || slices.ContainsFunc(shape, func(n int) bool { return n < 0 && n != Unknown }) || a.Size() != Unknown && slices.Contains(shape, Unknown) {
		return nil, asked(&ShapeError{Op: "broadcast", Got: shape, Want: a.grid.shape, Rule: "one that stretches"})
	}
	if a.Size() != Unknown {
		if err := checkShape("broadcast", shape, a.dtype); err != nil {
			return nil, err
		}
	}
	extra := len(shape) - a.NDim()
	chunks := make([][]int, len(shape))
	for i, n := range shape {
		chunks[i] = []int{n}
		if i >= extra && a.grid.shape[i-extra] == n {
			chunks[i] = a.grid.chunks[i-extra]
		}
	}
	return a.stretch(chunks)
}

// stretch broadcasts to the shape of chunks, which along axes that are not
// stretched are those of a.
func (a *Array) stretch(chunks [][]int) (*Array, error) {
	if same(chunks, a.grid.chunks) {
		return a, nil
	}
	if err := a.known("broadcast"); err != nil {
		return nil, err
	}
	extra := len(chunks) - a.NDim()
	whole, err := a.unitChunks()
	if err != nil {
		return nil, err
	}
	out := newGrid(chunks)
	from := func(block int) int {
		at := out.coords(block)[extra:]
		for i := range at {
			if whole.grid.counts[i] == 1 {
				at[i] = 0
			}
		}
		return whole.grid.number(at)
	}
	y, err := whole.each("broadcast-to", broadcastOp, out, a.dtype, nil, from, func(block int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(out.blockShape(out.coords(block))))
	})
	if err != nil {
		return nil, err
	}
	y.projectStretch(a)
	return y, nil
}

// unitChunks makes axes of length 1 that have empty chunks too one chunk.
func (a *Array) unitChunks() (*Array, error) {
	chunks := slices.Clone(a.grid.chunks)
	for i, n := range a.grid.shape {
		if n == 1 {
			chunks[i] = []int{1}
		}
	}
	return a.rechunk(chunks)
}

var broadcastOp = graph.Register("gloam/arrays/broadcast", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return b.BroadcastTo(shape...)
})
