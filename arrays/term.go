package arrays

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A term is a block whose elements have not been computed: an element-wise
// function of other terms, down to blocks in memory. The element-wise steps of
// a fused task make terms of each other, and whoever reads the last one
// computes all of them slab by slab. It implements graph.Pending.
type term struct {
	dtype  ndarray.DType
	shape  []int
	block  *ndarray.Array // the value, if it is there
	mosaic *mosaic        // set for pieces of blocks that have not been put together

	base *term // set for a transposed term: what it is the transpose of
	perm []int

	args   []*term          // of the same shape, or blocks that stretch to it
	reads  [3]ndarray.DType // in which the kernel wants the elements of args
	writes ndarray.DType    // in which it gives its own: dtype, or wider than float16
	kernel runFunc
	fills  bool // the kernel copies its operand
	size   int  // operations in the whole expression, at most
}

// A runFunc computes a run of elements. An operand has as many elements as
// dst or one, which stands for all; not all of them have one if dst has more.
type runFunc func(dst []byte, in *[3][]byte)

// Bounds of an expression that is computed as one. Its blocks stay in memory
// until it is, so a long chain that reads one block after the other is cut.
const (
	maxTermBlocks = 8
	maxTermSize   = 64
)

// termOfBlock is the term of a block in memory.
func termOfBlock(b *ndarray.Array) *term {
	return &term{dtype: b.DType(), shape: b.Shape(), block: b}
}

// Value implements graph.Pending.
func (t *term) Value(ctx context.Context) (any, error) {
	b, err := t.value(ctx)
	if err != nil {
		return nil, err
	}
	return b, nil
}

// value computes the block and forgets what it is made of.
func (t *term) value(ctx context.Context) (*ndarray.Array, error) {
	if t.block != nil {
		return t.block, nil
	}
	out, err := t.computed(ctx)
	if err != nil {
		return nil, err
	}
	t.block, t.mosaic, t.base, t.args, t.kernel, t.size = out, nil, nil, nil, nil, 0
	return out, nil
}

func (t *term) computed(ctx context.Context) (*ndarray.Array, error) {
	if t.mosaic != nil {
		return t.mosaic.value(ctx)
	}
	if t.base != nil {
		b, err := t.base.value(ctx)
		if err != nil {
			return nil, err
		}
		return b.Transpose(t.perm...)
	}
	if t.fills && t.args[0].block.Size() == 1 {
		return t.filled()
	}
	p, err := compile(t)
	if err != nil {
		return nil, err
	}
	defer p.release()
	out, err := unset(t.dtype, t.shape...)
	if err != nil {
		return nil, err
	}
	return out, p.into(ctx, out, make([]int, len(t.shape)))
}

// filled is a block of one number.
func (t *term) filled() (*ndarray.Array, error) {
	out, err := unset(t.dtype, t.shape...)
	if err != nil {
		return nil, err
	}
	to, _ := out.Memory()
	one, _ := t.args[0].block.Memory()
	repeatItem(to, one, t.dtype.Size())
	return out, nil
}

// expression reports whether the block is to be computed of others.
func (t *term) expression() bool { return t.block == nil && t.base == nil && t.mosaic == nil }

// apply completes t, a function of args, after broadcasting. Operands that are
// much smaller than the result are computed first, once instead of once for
// each row, and so are those that would make the expression too long.
func (t *term) apply(ctx context.Context, args ...*term) (any, error) {
	var err error
	if t.shape, err = commonShape(args); err != nil {
		return nil, err
	}
	if _, err := ndarray.CheckShape(t.dtype, t.shape); err != nil {
		return nil, err
	}
	t.args = make([]*term, len(args))
	for i, a := range args {
		if a.mosaic != nil || product(a.shape) < product(t.shape) || len(a.shape) < len(t.shape) {
			if _, err := a.value(ctx); err != nil {
				return nil, err
			}
		}
		if t.args[i], err = a.operand(); err != nil {
			return nil, err
		}
	}
	for t.tooLong() {
		if _, err := t.longest().value(ctx); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// commonShape is what the operands stretch to.
func commonShape(args []*term) ([]int, error) {
	shape := args[0].shape
	for _, a := range args[1:] {
		if !slices.Equal(a.shape, shape) {
			var err error
			if shape, err = ndarray.BroadcastShapes(shape, a.shape); err != nil {
				return nil, err
			}
		}
	}
	return shape, nil
}

// tooLong counts the operations and blocks of the expression. An operand with
// both within bounds can always be computed, after which the bounds are met.
func (t *term) tooLong() bool {
	t.size = 1
	for _, a := range t.args {
		t.size += a.size
	}
	return t.longest().size > 0 && (t.size > maxTermSize || len(t.blocks(nil)) > maxTermBlocks)
}

// longest returns the operand with the most operations.
func (t *term) longest() *term {
	return slices.MaxFunc(t.args, func(a, b *term) int { return a.size - b.size })
}

// blocks appends the distinct blocks in memory that the expression reads, other
// than single numbers.
func (t *term) blocks(seen []*ndarray.Array) []*ndarray.Array {
	if t.block != nil {
		if t.block.Size() > 1 && !slices.Contains(seen, t.block) {
			seen = append(seen, t.block)
		}
		return seen
	}
	for _, a := range t.args {
		seen = a.blocks(seen)
	}
	return seen
}

// transposed returns the term of the transposed block. Its own value is a view
// of t's, as it is without fusion; in an expression it is the same function of
// transposed blocks.
func (t *term) transposed(perm []int) *term {
	return &term{dtype: t.dtype, shape: permutedShape(t.shape, perm), base: t, perm: perm, size: t.size}
}

func permutedShape(shape, perm []int) []int {
	out := make([]int, len(perm))
	for i, axis := range perm {
		out[i] = shape[axis]
	}
	return out
}

// operand returns t as an operand of an expression.
func (t *term) operand() (*term, error) {
	if t.base == nil || t.block != nil {
		return t, nil
	}
	from, err := t.base.operand()
	if err != nil {
		return nil, err
	}
	return from.permuted(t.perm, map[*term]*term{})
}

// permuted returns the expression over transposed blocks.
func (t *term) permuted(perm []int, done map[*term]*term) (*term, error) {
	if p := done[t]; p != nil {
		return p, nil
	}
	p := *t
	p.shape, p.args = permutedShape(t.shape, perm), make([]*term, len(t.args))
	done[t] = &p
	var err error
	if t.block != nil {
		p.block, err = t.block.Transpose(perm...)
		return &p, err
	}
	for i, a := range t.args {
		if !slices.Equal(a.shape, t.shape) { // stretched, perhaps of fewer axes, and computed
			b, err := a.block.BroadcastTo(t.shape...)
			if err != nil {
				return nil, err
			}
			a = termOfBlock(b)
		}
		if p.args[i], err = a.permuted(perm, done); err != nil {
			return nil, err
		}
	}
	return &p, nil
}
