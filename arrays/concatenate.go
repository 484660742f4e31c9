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
	if err := present("concatenate", arrays...); err != nil {
		return nil, err
	}
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

// withElements leaves out arrays without elements, unless all are.
func withElements(arrays []*Array) []*Array {
	some := slices.DeleteFunc(slices.Clone(arrays), func(a *Array) bool { return a.Size() == 0 })
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
	if err := present(op, arrays...); err != nil {
		return nil, err
	}
	dtype, other := commonType(arrays)
	if dtype == ndarray.Invalid {
		return nil, asked(&DTypeError{Op: op, Got: other, With: arrays[0].dtype})
	}
	for _, a := range arrays {
		want := slices.Clone(arrays[0].grid.shape)
		if a.NDim() == len(want) {
			want[axis] = a.grid.shape[axis]
		}
		if !slices.Equal(a.grid.shape, want) {
			return nil, asked(&ShapeError{Op: op, Got: a.grid.shape, Want: arrays[0].grid.shape, Rule: "one that differs at most along the joined axis from"})
		}
	}
	arrays, err := withUnits(withElements(arrays))
	if err != nil {
		return nil, err
	}
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

// commonType is the result type of the dtypes of arrays. As in NumPy complex
// numbers and floats go first: two kinds of short integers fit one short float,
// although they fit no short integer. If there is none, it is Invalid, and other
// a dtype that has none with those before.
func commonType(arrays []*Array) (dtype, other ndarray.DType) {
	types := make([]ndarray.DType, len(arrays))
	for i, a := range arrays {
		types[i] = a.dtype
	}
	slices.SortStableFunc(types, func(a, b ndarray.DType) int { return int(b.Kind()) - int(a.Kind()) })
	dtype = types[0]
	for _, t := range types[1:] {
		if dtype = ndarray.ResultType(dtype, t); dtype == ndarray.Invalid {
			return dtype, t
		}
	}
	return dtype, dtype
}

// withUnits gives axes of length 1 one chunk if there are several arrays.
func withUnits(arrays []*Array) ([]*Array, error) {
	if len(arrays) == 1 {
		return arrays, nil
	}
	out := slices.Clone(arrays)
	for i, a := range arrays {
		chunks := slices.Clone(a.grid.chunks)
		for axis, n := range a.grid.shape {
			if n == 1 {
				chunks[axis] = []int{1}
			}
		}
		var err error
		if out[i], err = a.rechunk(chunks); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Stack joins arrays of one shape along a new axis at the given position of
// the result, in chunks of length 1.
func Stack(arrays []*Array, axis int) (*Array, error) {
	if len(arrays) == 0 {
		return nil, asked(&IndexError{Op: "stack", Axis: -1, Reason: "got no arrays, want at least one"})
	}
	if err := present("stack", arrays...); err != nil {
		return nil, err
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
