package arrays

import (
	"context"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// How much of a block a reduction looks at in one go. A slab stays in cache
// while it is read twice, for the mean and the deviations from it, or while it
// is computed and then read. It is the larger the more results it has, since
// these are merged once for each slab.
const (
	leastSlab     = 512 << 10 // bytes
	mostSlab      = 4 << 20
	slabPerResult = 256 // bytes
)

// mergeEvery bounds the partial results that wait to be merged.
const mergeEvery = 8

// slabs is the reduction of one block, slab by slab. The slabs depend on the
// block alone, so that a block in memory and an expression that is computed on
// the way give the same bits.
type slabs struct {
	ctx     context.Context
	how     reducer
	block   *ndarray.Array
	mosaic  *mosaic  // what the block is put together of, if not nil
	program *program // computes the block, if not nil
	dtype   ndarray.DType
	item    int
	bytes   int // of a slab
}

// reduceSlabs computes the partial result of a block of any size.
func reduceSlabs(ctx context.Context, how reducer, t *term, at place) (partial, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := slabs{ctx: ctx, how: how, dtype: t.dtype, item: t.dtype.Size()}
	var err error
	switch {
	case t.mosaic != nil && len(at.axes) > 0:
		s.mosaic = t.mosaic
	case t.expression() && len(at.axes) > 0:
		s.program, err = compile(t)
	default:
		s.block, err = t.value(ctx)
	}
	if err != nil {
		return nil, err
	}
	if s.program != nil {
		defer s.program.release()
	}
	results := 1
	for i, n := range t.shape {
		if !slices.Contains(at.axes, i) {
			results *= n
		}
	}
	s.bytes = min(max(results*slabPerResult, leastSlab), mostSlab)
	return s.part(make([]int, len(t.shape)), t.shape, at)
}

// part is the partial result of a box of the block.
func (s *slabs) part(start, shape []int, at place) (partial, error) {
	axis := slices.IndexFunc(shape, func(n int) bool { return n > 1 })
	bytes := product(shape) * s.item
	if axis < 0 || bytes <= s.bytes {
		return s.slab(start, shape, at)
	}
	n := shape[axis]
	step := max(s.bytes/max(bytes/n, 1), 1)
	start, shape = slices.Clone(start), slices.Clone(shape)
	var list []partial
	for i := 0; i < n; i += step {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		shape[axis] = min(step, n-i)
		p, err := s.part(start, shape, at.shifted(axis, i))
		if err != nil {
			return nil, err
		}
		start[axis] += step
		if list = append(list, p); len(list) == mergeEvery && at.reduces(axis) {
			if p, err = mergeAll(s.how, list); err != nil {
				return nil, err
			}
			list = append(list[:0], p)
		}
	}
	if at.reduces(axis) {
		return mergeAll(s.how, list)
	}
	return join(list, axis)
}

// slab is the partial result of a box that is small enough.
func (s *slabs) slab(start, shape []int, at place) (partial, error) {
	if s.block != nil {
		b, err := regionOf(s.block, start, shape)
		if err != nil {
			return nil, err
		}
		return s.how.part(b, at)
	}
	b := ndarray.Get(s.dtype, shape...)
	defer b.Release()
	if err := s.into(b, start); err != nil {
		return nil, err
	}
	p, err := s.how.part(b, at)
	for i, a := range p { // nothing of a partial result may be a view of b
		if a.Size() == b.Size() && err == nil {
			p[i] = a.Copy()
		}
	}
	return p, err
}

// into makes a slab of a block that is not there.
func (s *slabs) into(b *ndarray.Array, start []int) error {
	if s.mosaic != nil {
		return s.mosaic.into(s.ctx, b, start)
	}
	return s.program.into(s.ctx, b, start)
}
