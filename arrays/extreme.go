package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// extreme knows (value, index in the whole array).
type extreme struct {
	op    ndarray.ReduceOp
	value ndarray.ReduceOp
	beats ndarray.BinaryOp
}

func (e extreme) part(b *ndarray.Array, at place) (partial, error) {
	if at.reducesNothing(b.Shape()) {
		return partial{}, nil
	}
	value, err := ndarray.Reduce(e.value, b, at.axes, true)
	if err != nil {
		return nil, err
	}
	index, err := ndarray.Reduce(e.op, b, at.axes, true)
	if err != nil {
		return nil, err
	}
	if len(at.axes) == 1 {
		shift, err := ndarray.FromSlice([]int64{int64(at.start[at.axes[0]])}, 1)
		if err != nil {
			return nil, err
		}
		return partial{value, index}, ndarray.AddInto(index, shift)
	}
	flat, ok := index.Item().(int64)
	if !ok {
		return nil, fmt.Errorf("arrays: %s: got %d indices, want one", e.op, index.Size())
	}
	return partial{value, index}, index.Fill(at.flat(int(flat), b.Shape()))
}

// flat turns an index in C order of a block into one of the whole array.
func (p place) flat(index int, shape []int) int {
	out, step := 0, 1
	for i := len(shape) - 1; i >= 0; i-- {
		out += (index%shape[i] + p.start[i]) * step
		index /= shape[i]
		step *= p.shape[i]
	}
	return out
}

func (e extreme) merge(list []partial) (partial, error) {
	acc := list[0]
	for _, p := range list[1:] {
		wins, err := e.wins(p, acc)
		if err != nil {
			return nil, err
		}
		next := make(partial, len(acc))
		for i := range next {
			if next[i], err = ndarray.Where(wins, p[i], acc[i]); err != nil {
				return nil, err
			}
		}
		acc = next
	}
	return acc, nil
}

// wins is where p is more extreme than q, NaN being the most extreme, or as
// extreme and before it.
func (e extreme) wins(p, q partial) (*ndarray.Array, error) {
	var c calculation
	pn, qn := c.unary(ndarray.IsNaN, p[0]), c.unary(ndarray.IsNaN, q[0])
	better := c.binary(e.beats, p[0], q[0])
	better = c.binary(ndarray.OpOr, better, c.binary(ndarray.OpGreater, pn, qn))
	equal := c.binary(ndarray.OpOr, c.binary(ndarray.OpEqual, p[0], q[0]), c.binary(ndarray.OpAnd, pn, qn))
	before := c.binary(ndarray.OpLess, p[1], q[1])
	better = c.binary(ndarray.OpOr, better, c.binary(ndarray.OpAnd, equal, before))
	return better, c.err
}

// A calculation is a few operations of which the first error counts.
type calculation struct{ err error }

func (c *calculation) unary(op ndarray.UnaryOp, a *ndarray.Array) *ndarray.Array {
	if c.err != nil {
		return nil
	}
	a, c.err = ndarray.Unary(op, a)
	return a
}

func (c *calculation) binary(op ndarray.BinaryOp, a, b *ndarray.Array) *ndarray.Array {
	if c.err != nil {
		return nil
	}
	a, c.err = ndarray.Binary(op, a, b)
	return a
}

func (e extreme) finish(p partial, _ int) (*ndarray.Array, error) {
	if len(p) == 0 {
		return nil, fmt.Errorf("arrays: %s of no elements", e.op)
	}
	return p[1], nil
}
