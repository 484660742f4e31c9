package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// TopK returns the k largest elements along an axis, descending, or the -k
// smallest, ascending; all if there are fewer. Each block gives its own first.
func (a *Array) TopK(k, axis int) (*Array, error) {
	if err := present("topk", a); err != nil {
		return nil, err
	}
	best, _, err := a.topK("topk", k, axis, false)
	return best, err
}

// ArgTopK returns the positions of the elements of [Array.TopK]. Which of
// equals it names is not specified.
func (a *Array) ArgTopK(k, axis int) (*Array, error) {
	if err := present("argtopk", a); err != nil {
		return nil, err
	}
	_, at, err := a.topK("argtopk", k, axis, true)
	return at, err
}

func (a *Array) topK(op string, k, axis int, positions bool) (best, at *Array, err error) {
	i, err := normalAxis(op, axis, a.NDim())
	if err != nil {
		return nil, nil, err
	}
	if err := a.known(op); err != nil {
		return nil, nil, err
	}
	if k == 0 {
		return nil, nil, asked(&IndexError{Op: op, Axis: i, Reason: "got 0 elements, want a positive or a negative number"})
	}
	k = min(max(k, -a.grid.shape[i]), a.grid.shape[i])
	chunks := slices.Clone(a.grid.chunks)
	chunks[i] = slices.Clone(chunks[i])
	for c, n := range chunks[i] {
		chunks[i][c] = min(n, max(k, -k))
	}
	few, whole := newGrid(chunks), slices.Clone(chunks)
	whole[i] = []int{few.shape[i]}
	last := slices.Clone(chunks)
	last[i] = []int{max(k, -k)}
	step := func(x *Array, label string, op *graph.Op, out *grid, dtype ndarray.DType, lits func(int, []graph.Arg) []graph.Arg) *Array {
		if err != nil {
			return nil
		}
		var y *Array
		y, err = x.each(label, op, out, dtype, []any{k, i}, func(b int) int { return b }, lits)
		return y
	}
	plain := func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(k), graph.Lit(i)) }
	some := step(a, op, topOp, few, a.dtype, plain)
	if err == nil {
		some, err = some.rechunk(whole)
	}
	if !positions {
		return step(some, op, topOp, newGrid(last), a.dtype, plain), nil, err
	}
	where := step(a, op, argTopOp, few, ndarray.Int64, func(b int, dst []graph.Arg) []graph.Arg {
		return append(plain(b, dst), graph.Lit(a.grid.starts[i][a.grid.coords(b)[i]]))
	})
	if err == nil {
		where, err = where.rechunk(whole)
	}
	if err != nil {
		return nil, nil, err
	}
	at, err = work{
		label: op, op: pickTopOp, params: []any{k, i}, deps: []*Array{some, where}, out: newGrid(last), dtype: ndarray.Int64, blockwise: true,
		args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, b), graph.Lit(k), graph.Lit(i), graph.Ref(1, b))
		},
	}.array()
	return nil, at, err
}

// topRange selects the best of a sorted axis.
func topRange(b *ndarray.Array, k, axis int) (*ndarray.Array, error) {
	index := make([]ndarray.Range, b.NDim())
	for i := range index {
		index[i] = ndarray.All()
	}
	n := b.Shape()[axis]
	if k < 0 {
		index[axis] = ndarray.Range{Start: 0, Stop: min(-k, n), Step: 1}
	} else {
		index[axis] = ndarray.Range{Start: ndarray.Last, Stop: n - min(k, n) - 1, Step: -1}
		if k >= n {
			index[axis].Stop = ndarray.First
		}
	}
	return b.Slice(index...)
}

var topOp = graph.Register("gloam/arrays/top", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, k, axis := r.block(args, 0), r.int(args, 1), r.int(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	s, err := ndarray.Sort(b, axis)
	if err != nil {
		return nil, err
	}
	v, err := topRange(s, k, axis)
	if err != nil {
		return nil, err
	}
	return own(v, b.Size()), nil
})

var argTopOp = graph.Register("gloam/arrays/argtop", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, k, axis, start := r.block(args, 0), r.int(args, 1), r.int(args, 2), r.int(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	at, err := ndarray.ArgSort(b, axis)
	if err != nil {
		return nil, err
	}
	v, err := topRange(at, k, axis)
	if err != nil {
		return nil, err
	}
	shift, err := ndarray.FromSlice([]int64{int64(start)}, 1)
	if err != nil {
		return nil, err
	}
	return ndarray.Add(v, shift)
})

var pickTopOp = graph.Register("gloam/arrays/picktop", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, k, axis, where := r.block(args, 0), r.int(args, 1), r.int(args, 2), r.block(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	order, err := ndarray.ArgSort(b, axis)
	if err != nil {
		return nil, err
	}
	if order, err = topRange(order, k, axis); err != nil {
		return nil, err
	}
	return ndarray.TakeAlong(where, order, axis)
})

// IsIn returns where elements of a are among the elements of values.
func IsIn(a, values *Array) (*Array, error) {
	if err := present("isin", a, values); err != nil {
		return nil, err
	}
	var e Expr
	line := e.Keep(values.sortedLine("isin"))
	if e.Err != nil {
		return nil, e.Err
	}
	right, left := e.Keep(SearchSorted(line, a, true)), e.Keep(SearchSorted(line, a, false))
	return e.Do(And, e.Do(Greater, right, left), e.Do(Equal, a, a)), e.Err
}

// sortedLine is all elements in ascending order in one block.
func (a *Array) sortedLine(op string) (*Array, error) {
	flat, err := a.Ravel()
	if err != nil {
		return nil, err
	}
	if err := flat.known(op); err != nil {
		return nil, err
	}
	if flat, err = flat.rechunk([][]int{{flat.Size()}}); err != nil {
		return nil, err
	}
	return flat.Sort(0)
}

// Sort returns the elements in ascending order along an axis, NaN last. The
// axis becomes whole.
func (a *Array) Sort(axis int) (*Array, error) {
	if err := present("sort", a); err != nil {
		return nil, err
	}
	return a.ordered("sort", sortOp, a.dtype, axis)
}

// ArgSort returns the positions that sort an axis, which becomes whole; equal
// elements keep their order.
func (a *Array) ArgSort(axis int) (*Array, error) {
	if err := present("argsort", a); err != nil {
		return nil, err
	}
	return a.ordered("argsort", argSortOp, ndarray.Int64, axis)
}

func (a *Array) ordered(label string, op *graph.Op, dtype ndarray.DType, axis int) (*Array, error) {
	i, err := normalAxis(label, axis, a.NDim())
	if err != nil {
		return nil, err
	}
	y, err := a.wholeAxes(label, []int{i})
	if err != nil {
		return nil, err
	}
	return y.each(label, op, y.grid, dtype, []any{i}, func(b int) int { return b }, func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(i))
	})
}

var sortOp = graph.Register("gloam/arrays/sort", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, axis := r.block(args, 0), r.int(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return ndarray.Sort(b, axis)
})

var argSortOp = graph.Register("gloam/arrays/argsort", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, axis := r.block(args, 0), r.int(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return ndarray.ArgSort(b, axis)
})

// SearchSorted returns how many elements of sorted, which has one ascending
// axis, are below each value; with right also those equal to it. Each block of
// values reads sorted as a whole.
func SearchSorted(sorted, values *Array, right bool) (*Array, error) {
	if err := present("searchsorted", sorted, values); err != nil {
		return nil, err
	}
	if sorted.NDim() != 1 {
		return nil, asked(&AxisError{Op: "searchsorted", Axis: 1, NDim: sorted.NDim()})
	}
	line, err := sorted.rechunk([][]int{{sorted.grid.shape[0]}})
	if err != nil {
		return nil, err
	}
	side := 0
	if right {
		side = 1
	}
	return work{
		label: "searchsorted", op: searchOp, params: []any{side}, deps: []*Array{values, line}, out: values.grid, dtype: ndarray.Int64, blockwise: true,
		args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(1, 0), graph.Ref(0, b), graph.Lit(side))
		},
	}.array()
}

var searchOp = graph.Register("gloam/arrays/search", func(_ context.Context, args []any) (any, error) {
	var r reader
	line, values, side := r.block(args, 0), r.block(args, 1), r.int(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	return ndarray.SearchSorted(line, values, side != 0)
})

// Digitize returns the number of the bin between edges, ascending or
// descending, that each element falls into: 0 before the first edge, len(edges)
// behind the last. With right the upper edge belongs to a bin, otherwise the
// lower one.
func Digitize(a *Array, edges []float64, right bool) (*Array, error) {
	if err := present("digitize", a); err != nil {
		return nil, err
	}
	if a.dtype.Kind() == ndarray.KindComplex {
		return nil, asked(&DTypeError{Op: "digitize", Got: a.dtype, Err: fmt.Errorf("want real numbers")})
	}
	up := slices.Clone(edges)
	descending := len(up) > 1 && up[0] > up[len(up)-1]
	if descending {
		slices.Reverse(up)
	}
	if !slices.IsSorted(up) {
		return nil, asked(fmt.Errorf("arrays: digitize: got edges %v, want them in order", edges))
	}
	line, err := ndarray.FromSlice(up, len(up))
	if err != nil {
		return nil, err
	}
	var e Expr
	at := e.Keep(SearchSorted(e.Keep(FromDense(line, EveryAxis(Whole))), a, !right))
	if descending {
		return e.Do(Sub, len(up), at), e.Err
	}
	return at, e.Err
}
