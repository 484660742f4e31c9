package arrays

import (
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

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
	name := reductionLabel(op)
	if _, err := reducerOf(string(op)); err != nil {
		return nil, asked(err)
	}
	dtype, err := ndarray.ReduceType(typedAs(op), a.dtype)
	if err != nil {
		return nil, asked(&DTypeError{Op: name, Got: a.dtype, Err: err})
	}
	r := &reduction{op: op, in: a, dtype: dtype, ddof: c.ddof}
	if r.axes, err = normalAxes(name, c.axes, a.NDim()); err != nil {
		return nil, err
	}
	if locates(op) && len(r.axes) != 1 && len(r.axes) != a.NDim() {
		return nil, asked(&IndexError{Op: name, Axis: -1, Reason: fmt.Sprintf("got axes %s, want one or all", tuple(r.axes))})
	}
	if locates(op) {
		if err := a.known(name); err != nil {
			return nil, err
		}
	}
	if selects(op) && !r.possible() {
		return nil, asked(&ShapeError{Op: name, Got: a.grid.shape, Want: r.axes, Rule: "one with elements along axes"})
	}
	if r.split, err = c.splits(name, r.axes, a.NDim()); err != nil {
		return nil, err
	}
	r.out = r.result(c.keep)
	return r, nil
}

// selects reports whether there is no result of no elements.
func selects(op ndarray.ReduceOp) bool {
	return op == ndarray.Min || op == ndarray.Max || op == nanMin || op == nanMax || locates(op)
}

// locates reports whether the result is an index.
func locates(op ndarray.ReduceOp) bool {
	return op == ndarray.ArgMin || op == ndarray.ArgMax || op == nanArgMin || op == nanArgMax
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
		return nil, asked(fmt.Errorf("arrays: %s: got %d for the partial results to merge at once, want at least 2", op, n))
	}
	for _, i := range axes {
		split[i] = max(int(math.Pow(float64(n), 1/float64(len(axes)))+1e-9), 2)
	}
	own, err := byAxis(op, c.splitOn, ndim)
	if err != nil {
		return nil, err
	}
	for i := range ndim {
		k, given := own[i]
		if given && k < 2 {
			return nil, asked(fmt.Errorf("arrays: %s: got %d for the partial results to merge along axis %d, want at least 2", op, k, i))
		}
		if given && slices.Contains(axes, i) {
			split[i] = k
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
