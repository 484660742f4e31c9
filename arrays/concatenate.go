package arrays

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Concatenate joins arrays along an axis. The other axes must have the same
// lengths; their chunks become the common refinement. The dtypes are promoted
// to one. Blocks are passed on as they are where nothing has to change.
func Concatenate(arrays []*Array, axis int) (*Array, error) {
	if len(arrays) == 0 {
		return nil, asked(&IndexError{Op: "concatenate", Axis: -1, Reason: "got no arrays, want at least one"})
	}
	at, err := normalAxis("concatenate", axis, arrays[0].NDim())
	if err != nil {
		return nil, err
	}
	if arrays, err = alike("concatenate", arrays, at); err != nil {
		return nil, err
	}
	if len(arrays) == 1 {
		return arrays[0], nil
	}
	chunks := slices.Clone(arrays[0].grid.chunks)
	chunks[at] = nil
	var owner, first []int // array of each chunk along the axis, and the array's first chunk
	for i, a := range arrays {
		begin := len(chunks[at])
		for range a.grid.counts[at] {
			owner, first = append(owner, i), append(first, begin)
		}
		chunks[at] = append(chunks[at], a.grid.chunks[at]...)
	}
	out := newGrid(chunks)
	y, err := work{
		label: "concatenate", op: aliasOp, params: []any{at}, deps: arrays, out: out, dtype: arrays[0].dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			c := out.coords(block)
			i := owner[c[at]]
			c[at] -= first[c[at]]
			return append(dst, graph.Ref(i, arrays[i].grid.number(c)))
		},
	}.array()
	if err != nil {
		return nil, err
	}
	y.projectConcatenate(arrays, at)
	return y, nil
}

// withElements leaves out arrays that add nothing along an axis, unless all do.
func withElements(arrays []*Array, axis int) []*Array {
	some := slices.DeleteFunc(slices.Clone(arrays), func(a *Array) bool { return a.grid.shape[axis] == 0 })
	if len(some) == 0 {
		return arrays
	}
	return some
}

// aliasOp passes a block of another layer on.
var aliasOp = graph.Register("gloam/arrays/alias", func(_ context.Context, args []any) (any, error) {
	var r reader
	return r.block(args, 0), r.err
})

// alike brings arrays to one dtype and, on all axes but one, to one chunking. It
// leaves out those that add nothing.
func alike(op string, arrays []*Array, axis int) ([]*Array, error) {
	dtype := arrays[0].dtype
	for _, a := range arrays {
		want := slices.Clone(arrays[0].grid.shape)
		if a.NDim() == len(want) {
			want[axis] = a.grid.shape[axis]
		}
		if !slices.Equal(a.grid.shape, want) {
			return nil, asked(&ShapeError{Op: op, Got: a.grid.shape, Want: arrays[0].grid.shape, Rule: "one that differs at most along the joined axis from"})
		}
		if dtype = ndarray.ResultType(dtype, a.dtype); dtype == ndarray.Invalid {
			return nil, asked(&DTypeError{Op: op, Got: a.dtype, With: arrays[0].dtype})
		}
	}
	arrays = withElements(arrays, axis)
	labels := make([][]int, len(arrays))
	for i, a := range arrays {
		labels[i] = trailing(a.NDim(), a.NDim())
		labels[i][axis] = -1 - i // of its own
	}
	aligned, _, err := align(op, arrays, labels)
	if err != nil {
		return nil, err
	}
	for i, a := range aligned {
		if aligned[i], err = a.AsType(dtype); err != nil {
			return nil, err
		}
	}
	return aligned, nil
}

// Stack joins arrays of one shape along a new axis at the given position of
// the result, in chunks of length 1.
func Stack(arrays []*Array, axis int) (*Array, error) {
	if len(arrays) == 0 {
		return nil, asked(&IndexError{Op: "stack", Axis: -1, Reason: "got no arrays, want at least one"})
	}
	at, err := normalAxis("stack", axis, arrays[0].NDim()+1)
	if err != nil {
		return nil, err
	}
	tall := make([]*Array, len(arrays))
	for i, a := range arrays {
		if !slices.Equal(a.grid.shape, arrays[0].grid.shape) {
			return nil, asked(&ShapeError{Op: "stack", Got: a.grid.shape, Want: arrays[0].grid.shape})
		}
		if tall[i], err = a.ExpandDims(at); err != nil {
			return nil, err
		}
	}
	return Concatenate(tall, at)
}
