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

// MedianOf has [Array.Coarsen] take the median of each group, in the dtype of
// [Array.Median]. No other function knows it.
const MedianOf ndarray.ReduceOp = "median"

// Coarsen reduces groups of factors[i] neighbours along axis i to one element
// each: binning. The length of an axis must be a multiple of its factor, unless
// trim drops what is left at the end. Chunks become multiples of the factors.
func (a *Array) Coarsen(op ndarray.ReduceOp, factors map[int]int, trim bool) (*Array, error) {
	if err := present("coarsen", a); err != nil {
		return nil, err
	}
	dtype, err := coarsenType(op, a.dtype)
	if err != nil {
		return nil, asked(&DTypeError{Op: "coarsen", Got: a.dtype, Err: err})
	}
	if locates(op) && len(factors) != 1 {
		return nil, asked(fmt.Errorf("arrays: coarsen: got %s along %d axes, want one", op, len(factors)))
	}
	if err := a.known("coarsen"); err != nil {
		return nil, err
	}
	own, err := byAxis("coarsen", factors, a.NDim())
	if err != nil {
		return nil, err
	}
	by := slices.Repeat([]int{1}, a.NDim())
	index := slices.Repeat([]Index{All}, a.NDim())
	for _, i := range slices.Sorted(maps.Keys(own)) {
		n, f := a.grid.shape[i], own[i]
		if f < 1 || n%f != 0 && !trim {
			return nil, asked(&ShapeError{Op: "coarsen", Got: a.grid.shape, Want: []int{f}, Rule: fmt.Sprintf("axis %d a multiple of", i)})
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
	if ndarray.ReduceOp(op) == MedianOf {
		return coarsenMedian(v, axes)
	}
	return ndarray.Reduce(ndarray.ReduceOp(op), v, axes, false)
})

func coarsenType(op ndarray.ReduceOp, d ndarray.DType) (ndarray.DType, error) {
	if op != MedianOf {
		if _, err := reducerOf(string(op)); err != nil {
			return 0, err
		}
		return ndarray.ReduceType(op, d)
	}
	if d.Kind() == ndarray.KindComplex {
		return 0, fmt.Errorf("want real numbers")
	}
	return ndarray.ReduceType(ndarray.Mean, d)
}

func coarsenMedian(b *ndarray.Array, axes []int) (*ndarray.Array, error) {
	dtype, err := coarsenType(MedianOf, b.DType())
	if err != nil {
		return nil, err
	}
	shape := []int{}
	for i, n := range b.Shape() {
		if !slices.Contains(axes, i) {
			shape = append(shape, n)
		}
	}
	y, err := Linear.along(b, axes, []float64{0.5}, false)
	if err != nil {
		return nil, err
	}
	if y, err = as(y, dtype); err != nil {
		return nil, err
	}
	return y.Reshape(shape...)
}
