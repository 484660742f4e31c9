package arrays

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Ptp is the difference between the largest and the smallest element.
func (a *Array) Ptp(opts ...ReduceOption) (*Array, error) {
	var e Expr
	return e.Do(Sub, e.Keep(a.Max(opts...)), e.Keep(a.Min(opts...))), e.Err
}

// Average is the mean weighted by weights: as many axes as a that stretch to
// it, or the axes reduced, in their order. Without weights it is [Array.Mean].
func (a *Array) Average(weights *Array, opts ...ReduceOption) (*Array, error) {
	if weights == nil {
		return a.Mean(opts...)
	}
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	w, err := a.weightsAlong(weights, c.axes)
	if err != nil {
		return nil, err
	}
	wide, err := w.BroadcastTo(a.grid.shape...)
	if err != nil {
		return nil, &ShapeError{Op: "average", Got: weights.grid.shape, Want: a.grid.shape, Rule: "weights that stretch to"}
	}
	var e Expr
	top := e.Do(Mul, a, wide)
	if e.Err != nil {
		return nil, e.Err
	}
	return e.Do(Div, e.Keep(top.Sum(opts...)), e.Keep(wide.Sum(opts...))), e.Err
}

// weightsAlong gives weights as many axes as a has.
func (a *Array) weightsAlong(weights *Array, over []int) (*Array, error) {
	if weights.NDim() == a.NDim() {
		return weights, nil
	}
	if weights.NDim() != len(over) {
		return nil, &ShapeError{Op: "average", Got: weights.grid.shape, Want: a.grid.shape, Rule: "weights for the axes named in Over, or of"}
	}
	index, order := slices.Repeat([]Index{NewAxis}, a.NDim()), make([]int, len(over))
	axes := slices.Clone(over)
	for i, axis := range over {
		at, err := normalAxis("average", axis, a.NDim())
		if err != nil {
			return nil, err
		}
		axes[i], order[i], index[at] = at, i, All
	}
	slices.SortFunc(order, func(i, j int) int { return axes[i] - axes[j] })
	turned, err := weights.Transpose(order...)
	if err != nil {
		return nil, err
	}
	return turned.Slice(index...)
}

// Cov is the covariance of the rows of a, divided by the number of columns
// less ddof, in float64 or complex128. That of one row has no axes.
func Cov(a *Array, ddof int) (*Array, error) {
	rows, err := a.AtLeast2D()
	if err != nil {
		return nil, err
	}
	if rows.NDim() != 2 {
		return nil, &AxisError{Op: "cov", Axis: 2, NDim: a.NDim()}
	}
	if err := rows.known("cov"); err != nil {
		return nil, err
	}
	if rows, err = rows.AsType(ndarray.ResultType(rows.dtype, ndarray.Float64)); err != nil {
		return nil, err
	}
	var e Expr
	d := e.Do(Sub, rows, e.Keep(rows.Mean(Over(1), KeepDims())))
	if e.Err != nil {
		return nil, e.Err
	}
	turned := e.One(Conj, e.Keep(d.Transpose()))
	if e.Err != nil {
		return nil, e.Err
	}
	c := e.Do(Div, e.Keep(MatMul(d, turned)), float64(rows.grid.shape[1]-ddof))
	if e.Err == nil && rows.grid.shape[0] == 1 {
		return c.Squeeze()
	}
	return c, e.Err
}

// CorrCoef is [Cov] divided by the standard deviations of both rows.
func CorrCoef(a *Array) (*Array, error) {
	c, err := Cov(a, 1)
	if err != nil {
		return nil, err
	}
	if c.NDim() == 0 {
		return Div(c, c)
	}
	var e Expr
	sd := e.One(Sqrt, e.One(Real, e.Keep(Diagonal(c, 0, 0, 1))))
	if e.Err != nil {
		return nil, e.Err
	}
	tall := e.Keep(sd.Slice(All, NewAxis))
	return e.Do(Div, e.Do(Div, c, tall), sd), e.Err
}

// Coarsen reduces groups of factors[i] neighbours along axis i to one element
// each: binning. The length of an axis must be a multiple of its factor, unless
// trim drops what is left at the end. Chunks become multiples of the factors.
func (a *Array) Coarsen(op ndarray.ReduceOp, factors map[int]int, trim bool) (*Array, error) {
	dtype, err := ndarray.ReduceType(op, a.dtype)
	if err != nil {
		return nil, &DTypeError{Op: "coarsen", Got: a.dtype, Err: err}
	}
	if locates(op) && len(factors) != 1 {
		return nil, fmt.Errorf("arrays: coarsen: got %s along %d axes, want one", op, len(factors))
	}
	if err := a.known("coarsen"); err != nil {
		return nil, err
	}
	by := slices.Repeat([]int{1}, a.NDim())
	index := slices.Repeat([]Index{All}, a.NDim())
	for _, axis := range slices.Sorted(maps.Keys(factors)) {
		i, err := normalAxis("coarsen", axis, a.NDim())
		if err != nil {
			return nil, err
		}
		n, f := a.grid.shape[i], factors[axis]
		if f < 1 || n%f != 0 && !trim {
			return nil, &ShapeError{Op: "coarsen", Got: a.grid.shape, Want: []int{f}, Rule: fmt.Sprintf("axis %d a multiple of", i)}
		}
		by[i], index[i] = f, Span(0, n/f*f)
	}
	y, err := a.Slice(index...)
	if err != nil {
		return nil, err
	}
	few, many := make([][]int, a.NDim()), make([][]int, a.NDim())
	for i, c := range y.grid.chunks {
		few[i] = groupsOf(a.grid.chunks[i], by[i])
		if by[i] == 1 {
			few[i] = c
		}
		for _, n := range few[i] {
			many[i] = append(many[i], n*by[i])
		}
	}
	if y, err = y.rechunk(many); err != nil {
		return nil, err
	}
	return y.each("coarsen", coarsenOp, newGrid(few), dtype, []any{string(op), by}, func(b int) int { return b }, func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(string(op)), graph.Lit(by))
	})
}

// groupsOf cuts an axis of the given chunks into chunks of whole groups of f:
// what a chunk has beyond them is taken from it, and the groups that these make
// go to the shortest chunks that lost elements, then to the shortest others.
func groupsOf(chunks []int, f int) []int {
	groups, rest := make([]int, len(chunks)), 0
	order := make([]int, len(chunks))
	for i, n := range chunks {
		groups[i], order[i] = n/f, i
		rest += n % f
	}
	slices.SortStableFunc(order, func(i, j int) int {
		whole := func(k int) int { return min(chunks[k]%f, 1) }
		return cmp.Or(whole(j)-whole(i), groups[i]-groups[j])
	})
	for i := range rest / f {
		groups[order[i]]++
	}
	if out := slices.DeleteFunc(groups, func(n int) bool { return n == 0 }); len(out) > 0 {
		return out
	}
	return []int{0}
}

var coarsenOp = graph.Register("gloam/arrays/coarsen", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, op, by := r.block(args, 0), r.text(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	shape, axes := []int{}, []int{}
	for i, n := range b.Shape() {
		if by[i] == 1 {
			shape = append(shape, n)
			continue
		}
		shape = append(shape, n/by[i], by[i])
		axes = append(axes, len(shape)-1)
	}
	v, err := b.Reshape(shape...)
	if err != nil {
		return nil, err
	}
	return ndarray.Reduce(ndarray.ReduceOp(op), v, axes, false)
})
