package arrays

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A partial is what a reduction knows about some elements: a few arrays in
// which reduced axes have length 1. An empty partial is about no elements.
type partial = []*ndarray.Array

// A place says which part of the whole array a block is.
type place struct {
	axes         []int // reduced
	start, shape []int // of the block's first element, of the whole array
}

// A reducer computes a reduction from partial results.
type reducer interface {
	// part looks at all elements of b; the result is empty if that says nothing
	// about any.
	part(b *ndarray.Array, at place) (partial, error)
	// merge joins what is known about at least two neighbours, in order. None
	// is empty, and none may be written.
	merge(list []partial) (partial, error)
	// finish gives the result.
	finish(p partial, ddof int) (*ndarray.Array, error)
}

var reducers = map[ndarray.ReduceOp]reducer{
	ndarray.Sum:          fold{ndarray.Sum, ndarray.OpAdd},
	ndarray.Prod:         fold{ndarray.Prod, ndarray.OpMul},
	ndarray.Min:          fold{ndarray.Min, ndarray.OpMinimum},
	ndarray.Max:          fold{ndarray.Max, ndarray.OpMaximum},
	ndarray.AnyTrue:      fold{ndarray.AnyTrue, ndarray.OpOr},
	ndarray.AllTrue:      fold{ndarray.AllTrue, ndarray.OpAnd},
	ndarray.CountNonzero: fold{ndarray.CountNonzero, ndarray.OpAdd},
	ndarray.Mean:         mean{},
	ndarray.Var:          deviation{},
	ndarray.Std:          deviation{root: true},
	ndarray.ArgMax:       extreme{op: ndarray.ArgMax, value: ndarray.Max, beats: ndarray.OpGreater},
	ndarray.ArgMin:       extreme{op: ndarray.ArgMin, value: ndarray.Min, beats: ndarray.OpLess},
	nanMin:               nanFold{op: ndarray.Min, with: ndarray.OpFMin, limit: math.Inf(1)},
	nanMax:               nanFold{op: ndarray.Max, with: ndarray.OpFMax, limit: math.Inf(-1)},
	nanSum:               nanSkip{fold{ndarray.Sum, ndarray.OpAdd}, 0},
	nanProd:              nanSkip{fold{ndarray.Prod, ndarray.OpMul}, 1},
	nanMean:              nanAverage{},
	nanVar:               nanMoments{},
	nanStd:               nanMoments{root: true},
	nanArgMax:            nanExtreme{extreme{op: ndarray.ArgMax, value: ndarray.Max, beats: ndarray.OpGreater}, math.Inf(-1)},
	nanArgMin:            nanExtreme{extreme{op: ndarray.ArgMin, value: ndarray.Min, beats: ndarray.OpLess}, math.Inf(1)},
}

func reducerOf(op string) (reducer, error) {
	if how := reducers[ndarray.ReduceOp(op)]; how != nil {
		return how, nil
	}
	if order, ok := strings.CutPrefix(op, momentPrefix); ok {
		k, err := strconv.Atoi(order)
		if err == nil && k >= 2 && k <= mostMoments {
			return moments{order: k}, nil
		}
	}
	return nil, fmt.Errorf("arrays: got reduction %q, want one of the ndarray.ReduceOp constants", op)
}

// mergeAll merges those partial results that are not empty.
func mergeAll(how reducer, list []partial) (partial, error) {
	kept := list
	if slices.ContainsFunc(list, func(p partial) bool { return len(p) == 0 }) {
		kept = slices.DeleteFunc(slices.Clone(list), func(p partial) bool { return len(p) == 0 })
	}
	switch len(kept) {
	case 0:
		return partial{}, nil
	case 1:
		return kept[0], nil
	}
	return how.merge(kept)
}

func (p place) reduces(axis int) bool {
	for _, a := range p.axes {
		if a == axis {
			return true
		}
	}
	return false
}

// reducesNothing reports whether a reduced axis of a block is empty.
func (p place) reducesNothing(shape []int) bool {
	for _, a := range p.axes {
		if shape[a] == 0 {
			return true
		}
	}
	return false
}

func (p place) shifted(axis, by int) place {
	start := append([]int{}, p.start...)
	start[axis] += by
	return place{axes: p.axes, start: start, shape: p.shape}
}

// join puts partial results about neighbours along an axis that is not reduced
// side by side.
func join(list []partial, axis int) (partial, error) {
	out := make(partial, len(list[0]))
	for i := range out {
		if list[0][i].NDim() == 0 { // a count, the same for all
			out[i] = list[0][i]
			continue
		}
		column := make([]*ndarray.Array, len(list))
		for j, p := range list {
			column[j] = p[i]
		}
		var err error
		if out[i], err = ndarray.Concatenate(column, axis); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// as casts unless the dtype is right already.
func as(a *ndarray.Array, d ndarray.DType) (*ndarray.Array, error) {
	if a.DType() == d {
		return a, nil
	}
	return a.AsType(d)
}

// A fold merges with the function that it also reduces with.
type fold struct {
	op   ndarray.ReduceOp
	with ndarray.BinaryOp
}

func (f fold) part(b *ndarray.Array, at place) (partial, error) {
	if selects(f.op) && at.reducesNothing(b.Shape()) {
		return partial{}, nil
	}
	v, err := ndarray.ReduceWide(f.op, b, at.axes, true)
	return partial{v}, err
}

func (f fold) merge(list []partial) (partial, error) {
	v, err := ndarray.Binary(f.with, list[0][0], list[1][0])
	for _, p := range list[2:] {
		if err == nil {
			err = ndarray.BinaryInto(f.with, v, v, p[0])
		}
	}
	return partial{v}, err
}

func (f fold) finish(p partial, _ int) (*ndarray.Array, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("arrays: %s of no elements", f.op)
	}
	return p[0], nil
}
