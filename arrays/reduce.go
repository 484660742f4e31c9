package arrays

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A ReduceOption changes a reduction.
type ReduceOption func(*reduceConfig)

type reduceConfig struct {
	axes    []int
	keep    bool
	split   int
	splitOn map[int]int
	ddof    int
}

// Over reduces along the given axes only; negative ones count from the end.
// No axes mean all, which is the default.
func Over(axes ...int) ReduceOption {
	return func(c *reduceConfig) { c.axes = slices.Clone(axes) }
}

// KeepDims keeps reduced axes with length 1.
func KeepDims() ReduceOption { return func(c *reduceConfig) { c.keep = true } }

// SplitEvery merges up to n neighbouring partial results at each level of the
// tree, n^(1/k) but at least 2 along each of k reduced axes. The default is
// [DefaultSplit].
func SplitEvery(n int) ReduceOption { return func(c *reduceConfig) { c.split = n } }

// SplitEveryOn merges up to n neighbours along each axis given.
func SplitEveryOn(n map[int]int) ReduceOption {
	return func(c *reduceConfig) {
		c.splitOn = map[int]int{}
		for i, k := range n {
			c.splitOn[i] = k
		}
	}
}

// DDof makes variances and standard deviations divide by n - d.
func DDof(d int) ReduceOption { return func(c *reduceConfig) { c.ddof = d } }

// DefaultSplit is how many partial results one task of a reduction merges.
const DefaultSplit = 4

// Reduce shrinks axes by a tree: one task for each block, then levels that
// merge neighbouring partial results. The tree depends on the chunks alone, so
// results are the same bits on every executor. If there is one block along the
// reduced axes each block gives a block of the result at once.
//
// Sums and means of floats accumulate in 64-bit floats; variances merge
// counts, means and squared deviations, never sums of squares. Indices of
// extremes refer to the whole array, in C order if all axes are reduced; the
// lowest wins among equals and NaN counts as extreme.
func (a *Array) Reduce(op ndarray.ReduceOp, opts ...ReduceOption) (*Array, error) {
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	r, err := newReduction(op, a, c)
	if err != nil {
		return nil, err
	}
	return r.array()
}

// A reduction is a reduction that has been checked.
type reduction struct {
	op    ndarray.ReduceOp
	in    *Array
	dtype ndarray.DType
	axes  []int // ascending
	split []int // for each axis of the input; 1 if it is not reduced
	ddof  int
	out   *grid // of the result
}

func newReduction(op ndarray.ReduceOp, a *Array, c reduceConfig) (*reduction, error) {
	name := labelOf(string(op))
	dtype, err := ndarray.ReduceType(op, a.dtype)
	if err != nil {
		return nil, &DTypeError{Op: name, Got: a.dtype, Err: err}
	}
	if reducers[op] == nil {
		return nil, fmt.Errorf("arrays: got reduction %q, want one of ndarray's", op)
	}
	r := &reduction{op: op, in: a, dtype: dtype, ddof: c.ddof}
	if r.axes, err = normalAxes(name, c.axes, a.NDim()); err != nil {
		return nil, err
	}
	if (op == ndarray.ArgMax || op == ndarray.ArgMin) && len(r.axes) != 1 && len(r.axes) != a.NDim() {
		return nil, &IndexError{Op: name, Axis: -1, Reason: fmt.Sprintf("got axes %s, want one or all", tuple(r.axes))}
	}
	if selects(op) && !r.possible() {
		return nil, &ShapeError{Op: name, Got: a.grid.shape, Want: r.axes, Rule: "one with elements along axes"}
	}
	if r.split, err = c.splits(name, r.axes, a.NDim()); err != nil {
		return nil, err
	}
	r.out = r.result(c.keep)
	return r, nil
}

// selects reports whether there is no result of no elements.
func selects(op ndarray.ReduceOp) bool {
	return op == ndarray.Min || op == ndarray.Max || op == ndarray.ArgMin || op == ndarray.ArgMax
}

// possible reports whether each result has an element.
func (r *reduction) possible() bool {
	empty, results := false, 1
	for i, n := range r.in.grid.shape {
		if slices.Contains(r.axes, i) {
			empty = empty || n == 0
		} else {
			results *= n
		}
	}
	return !empty || results == 0
}

func (c reduceConfig) splits(op string, axes []int, ndim int) ([]int, error) {
	split := slices.Repeat([]int{1}, ndim)
	n := c.split
	if n == 0 {
		n = DefaultSplit
	}
	if n < 2 {
		return nil, fmt.Errorf("arrays: %s: got %d for the partial results to merge at once, want at least 2", op, n)
	}
	for _, i := range axes {
		split[i] = max(int(math.Pow(float64(n), 1/float64(len(axes)))+1e-9), 2)
	}
	for i, k := range c.splitOn {
		at, err := normalAxis(op, i, ndim)
		if err != nil {
			return nil, err
		}
		if k < 2 {
			return nil, fmt.Errorf("arrays: %s: got %d for the partial results to merge along axis %d, want at least 2", op, k, i)
		}
		if slices.Contains(axes, at) {
			split[at] = k
		}
	}
	return split, nil
}

// result returns the grid of the result.
func (r *reduction) result(keep bool) *grid {
	var chunks [][]int
	for i, c := range r.in.grid.chunks {
		switch {
		case !slices.Contains(r.axes, i):
			chunks = append(chunks, c)
		case keep:
			chunks = append(chunks, []int{1})
		}
	}
	return newGrid(chunks)
}

// array builds the layers of the tree.
func (r *reduction) array() (*Array, error) {
	if len(r.axes) == 0 || r.single() {
		return r.direct()
	}
	level, err := r.parts()
	if err != nil {
		return nil, err
	}
	for {
		next := r.merged(level.Grid())
		if r.last(next) {
			return r.finish(level)
		}
		if level, err = r.merge(level, next); err != nil {
			return nil, err
		}
	}
}

// single reports whether each block gives a block of the result.
func (r *reduction) single() bool {
	for _, i := range r.axes {
		if r.in.grid.counts[i] != 1 {
			return false
		}
	}
	return true
}

func (r *reduction) merged(grid []int) []int {
	next := make([]int, len(grid))
	for i, n := range grid {
		next[i] = (n + r.split[i] - 1) / r.split[i]
	}
	return next
}

func (r *reduction) last(grid []int) bool {
	for _, i := range r.axes {
		if grid[i] != 1 {
			return false
		}
	}
	return true
}

// literals that describe the work on one input block: its place decides
// indices of extremes.
func (r *reduction) part(block int, dst []graph.Arg) []graph.Arg {
	g := r.in.grid
	return append(dst, graph.Lit(string(r.op)), graph.Lit(r.axes), graph.Lit(g.start(g.coords(block))), graph.Lit(g.shape), graph.Ref(0, block))
}

func (r *reduction) name() string { return labelOf(string(r.op)) }

// direct is the whole reduction of each block in one task.
func (r *reduction) direct() (*Array, error) {
	dtype := r.dtype.String()
	return work{
		label: r.name() + "-aggregate", op: reduceOp, params: []any{string(r.op), r.axes, r.ddof}, deps: []*Array{r.in}, out: r.out, dtype: r.dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(dtype), graph.Lit(r.ddof), graph.Lit(r.out.blockShape(r.out.coords(block))))
			return r.part(block, dst)
		},
	}.array()
}

// parts is the first level: the partial result of each block.
func (r *reduction) parts() (*graph.Layer, error) {
	return graph.NewLayer(graph.LayerSpec{
		Label: r.name(), Token: graph.Token(partOp.Name(), string(r.op), r.axes, r.in.layer), Grid: r.in.grid.counts,
		Op: partOp, Deps: []*graph.Layer{r.in.layer}, Args: r.part, Blockwise: true,
		Bytes: r.partBytes, Note: graph.Note{DType: r.dtype.String(), Text: "partial results"},
	})
}

// partBytes predicts the size of a partial result: about two wide numbers for
// each position that is left.
func (r *reduction) partBytes(block int) int64 {
	at, n := r.in.grid.coords(block), int64(16)
	for i, c := range at {
		if !slices.Contains(r.axes, i) {
			n *= int64(r.in.grid.chunks[i][c])
		}
	}
	return n
}

// merge is one level of the tree.
func (r *reduction) merge(level *graph.Layer, grid []int) (*graph.Layer, error) {
	return graph.NewLayer(graph.LayerSpec{
		Label: r.name() + "-partial", Token: graph.Token(mergeOp.Name(), string(r.op), r.split, level), Grid: grid,
		Op: mergeOp, Deps: []*graph.Layer{level},
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return r.group(level.Grid(), grid, block, append(dst, graph.Lit(string(r.op))))
		},
		Bytes: func(int) int64 { return r.partBytes(0) },
		Note:  graph.Note{DType: r.dtype.String(), Text: "partial results"},
	})
}

// group appends references to the partial results that a block of the next
// level merges, in C order.
func (r *reduction) group(level, next []int, block int, dst []graph.Arg) []graph.Arg {
	start, shape := make([]int, len(next)), make([]int, len(next))
	for i := len(next) - 1; i >= 0; i-- {
		start[i] = block % next[i] * r.split[i]
		shape[i] = min(r.split[i], level[i]-start[i])
		block /= next[i]
	}
	for k := range product(shape) {
		n, step := 0, 1
		for i := len(level) - 1; i >= 0; i-- {
			n += (start[i] + k%shape[i]) * step
			k /= shape[i]
			step *= level[i]
		}
		dst = append(dst, graph.Ref(0, n))
	}
	return dst
}

// finish is the last level: it merges and drops the axes.
func (r *reduction) finish(level *graph.Layer) (*Array, error) {
	dtype, grid := r.dtype.String(), r.merged(level.Grid())
	return work{
		label: r.name() + "-aggregate", op: finishOp, params: []any{string(r.op), r.split, r.ddof}, out: r.out, dtype: r.dtype,
		layers: []*graph.Layer{level},
		args: func(block int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(dtype), graph.Lit(r.ddof), graph.Lit(r.out.blockShape(r.out.coords(block))), graph.Lit(string(r.op)))
			return r.group(level.Grid(), grid, block, dst)
		},
	}.array()
}

// Sum adds up; bool and small integers give int64 or uint64.
func (a *Array) Sum(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Sum, opts...) }

// Prod multiplies; bool and small integers give int64 or uint64.
func (a *Array) Prod(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Prod, opts...) }

// Min takes the smallest, NaN if there is one.
func (a *Array) Min(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Min, opts...) }

// Max takes the largest, NaN if there is one.
func (a *Array) Max(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Max, opts...) }

// Mean averages; integers give float64. The mean of no elements is NaN.
func (a *Array) Mean(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Mean, opts...) }

// Var is the mean squared deviation from the mean.
func (a *Array) Var(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Var, opts...) }

// Std is the square root of [Array.Var].
func (a *Array) Std(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Std, opts...) }

// Any is whether an element is not zero.
func (a *Array) Any(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.AnyTrue, opts...) }

// All is whether no element is zero.
func (a *Array) All(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.AllTrue, opts...) }

// ArgMax is the index of the largest element, along one axis or all.
func (a *Array) ArgMax(opts ...ReduceOption) (*Array, error) {
	return a.Reduce(ndarray.ArgMax, opts...)
}

// ArgMin is the index of the smallest element, along one axis or all.
func (a *Array) ArgMin(opts ...ReduceOption) (*Array, error) {
	return a.Reduce(ndarray.ArgMin, opts...)
}

// CountNonzero counts the elements that are not zero.
func (a *Array) CountNonzero(opts ...ReduceOption) (*Array, error) {
	return a.Reduce(ndarray.CountNonzero, opts...)
}

var partOp = graph.Register("gloam/arrays/reduce-part", func(ctx context.Context, args []any) (any, error) {
	return partOf(ctx, args)
})

// partOf computes the partial result of one block.
func partOf(ctx context.Context, args []any) (partial, error) {
	var r reader
	op, axes, start, shape, b := r.text(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3), r.block(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	how, err := reducerOf(op)
	if err != nil {
		return nil, err
	}
	return slabs(ctx, how, b, place{axes: axes, start: start, shape: shape})
}

var mergeOp = graph.Register("gloam/arrays/reduce-merge", func(_ context.Context, args []any) (any, error) {
	return mergeOf(args)
})

func mergeOf(args []any) (partial, error) {
	var r reader
	op := r.text(args, 0)
	if r.err != nil {
		return nil, r.err
	}
	how, err := reducerOf(op)
	if err != nil {
		return nil, err
	}
	list := make([]partial, 0, len(args)-1)
	for _, v := range args[1:] {
		p, ok := v.([]*ndarray.Array)
		if !ok {
			return nil, fmt.Errorf("arrays: reduce: input of task is %T, want %T", v, p)
		}
		list = append(list, p)
	}
	return mergeAll(how, list)
}

var finishOp = graph.Register("gloam/arrays/reduce-finish", func(_ context.Context, args []any) (any, error) {
	return finishOf(args, mergeOf)
})

var reduceOp = graph.Register("gloam/arrays/reduce", func(ctx context.Context, args []any) (any, error) {
	return finishOf(args, func(rest []any) (partial, error) { return partOf(ctx, rest) })
})

// finishOf turns a partial result into a block of the result.
func finishOf(args []any, collect func([]any) (partial, error)) (*ndarray.Array, error) {
	var r reader
	dtype, ddof, shape, op := r.dtype(args, 0), r.int(args, 1), r.ints(args, 2), r.text(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	how, err := reducerOf(op)
	if err != nil {
		return nil, err
	}
	p, err := collect(args[3:])
	if err != nil {
		return nil, err
	}
	v, err := how.finish(p, ddof)
	if err != nil {
		return nil, err
	}
	if v.DType() != dtype {
		if v, err = v.AsType(dtype); err != nil {
			return nil, err
		}
	}
	return v.Reshape(shape...)
}
