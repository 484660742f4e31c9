package arrays

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// einsumSlab is how many bytes of a block are multiplied in one go: they stay
// in cache while they are computed and then read.
const einsumSlab = 2 << 20

// A rowProduct is the einsum of one block of many rows with small ones, slab by
// slab: the block may be an expression, and then is never there as a whole.
type rowProduct struct {
	out    []int
	labels [][]int
	terms  []*term
	tall   int // which term is cut along its first axis
	axis   int // of the result, the same axis
	step   int // rows of a slab
}

// einsumTerms contracts blocks that may be expressions. How it cuts them
// follows from shapes and labels alone, so that blocks in memory give the same
// bits.
func einsumTerms(ctx context.Context, out []int, labels [][]int, terms []*term) (*ndarray.Array, error) {
	p := &rowProduct{out: out, labels: labels, terms: terms}
	cut := p.cuts()
	blocks := make([]*ndarray.Array, len(terms))
	for i, t := range terms {
		if cut && i == p.tall && t.expression() {
			continue
		}
		var err error
		if blocks[i], err = t.value(ctx); err != nil {
			return nil, err
		}
	}
	if !cut {
		return ndarray.Einsum(out, labels, blocks)
	}
	return p.product(ctx, blocks)
}

// cuts finds the block to cut, the largest one, and reports whether that pays:
// its first axis must be one of the result alone, and a slab must be larger
// than all other blocks, which are read anew for each.
func (p *rowProduct) cuts() bool {
	rest := 0
	for i, t := range p.terms {
		rest += product(t.shape)
		if product(t.shape) > product(p.terms[p.tall].shape) {
			p.tall = i
		}
	}
	t := p.terms[p.tall]
	if len(t.shape) < 2 || t.shape[0] == 0 || len(p.labels[p.tall]) != len(t.shape) {
		return false
	}
	size := product(t.shape)
	row := max(size/t.shape[0], 1)
	p.step = max(einsumSlab/t.dtype.Size()/row, 4*(rest-size)/row, 1)
	label := p.labels[p.tall][0]
	p.axis = slices.Index(p.out, label)
	for i, l := range p.labels {
		if i != p.tall && slices.Contains(l, label) {
			return false
		}
	}
	return p.axis >= 0 && 2*p.step <= t.shape[0] && !slices.Contains(p.labels[p.tall][1:], label)
}

// product multiplies slab after slab. Its block is nil if it is to be computed
// on the way.
func (p *rowProduct) product(ctx context.Context, blocks []*ndarray.Array) (*ndarray.Array, error) {
	t, whole := p.terms[p.tall], blocks[p.tall]
	var code *program
	if whole == nil {
		var err error
		if code, err = compile(t); err != nil {
			return nil, err
		}
	}
	var y *ndarray.Array
	start, shape := make([]int, len(t.shape)), slices.Clone(t.shape)
	for at := 0; at < t.shape[0]; at += p.step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start[0], shape[0] = at, min(p.step, t.shape[0]-at)
		part, err := p.slab(ctx, code, whole, blocks, start, shape)
		if err != nil {
			return nil, err
		}
		if y == nil {
			full := slices.Clone(part.Shape())
			full[p.axis] = t.shape[0]
			if y, err = unset(part.DType(), full...); err != nil {
				return nil, err
			}
		}
		if err := p.place(y, part, at); err != nil {
			return nil, err
		}
	}
	return y, nil
}

// slab multiplies some rows.
func (p *rowProduct) slab(ctx context.Context, code *program, whole *ndarray.Array, blocks []*ndarray.Array, start, shape []int) (*ndarray.Array, error) {
	if code == nil {
		rows, err := whole.Region(start, shape)
		if err != nil {
			return nil, err
		}
		blocks[p.tall] = rows
		return ndarray.Einsum(p.out, p.labels, blocks)
	}
	rows := ndarray.Get(code.dtype, shape...)
	defer rows.Release()
	if err := code.into(ctx, rows, start); err != nil {
		return nil, err
	}
	blocks[p.tall] = rows
	part, err := ndarray.Einsum(p.out, p.labels, blocks)
	if err != nil {
		return nil, err
	}
	if len(blocks) == 1 { // it may be a view of the rows
		part = part.Copy()
	}
	return part, nil
}

// place copies the part that begins at a row of the result.
func (p *rowProduct) place(y, part *ndarray.Array, row int) error {
	start := make([]int, y.NDim())
	start[p.axis] = row
	to, err := y.Region(start, part.Shape())
	if err != nil {
		return err
	}
	return ndarray.CopyInto(to, part)
}
