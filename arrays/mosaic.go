package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A mosaic is a box put together of pieces of blocks. A task that goes on with
// it slab by slab copies one slab of it at a time, so that a rechunk before a
// reduction makes no blocks.
type mosaic struct {
	dtype  ndarray.DType
	shape  []int
	blocks []*ndarray.Array
	plan   []int // for each block where its piece lies in the box, where in the block, and its extents
}

// newMosaic checks that pieces fill a box.
func newMosaic(dtype ndarray.DType, box, plan []int, blocks []any) (*mosaic, error) {
	nd := len(box)
	if len(plan) != 3*nd*len(blocks) {
		return nil, fmt.Errorf("arrays: gather: got a plan of %d numbers for %d blocks of %d axes", len(plan), len(blocks), nd)
	}
	m := &mosaic{dtype: dtype, shape: box, plan: plan, blocks: make([]*ndarray.Array, len(blocks))}
	missing := product(box)
	for i, b := range blocks {
		var err error
		if m.blocks[i], err = blockOf(b); err != nil {
			return nil, err
		}
		_, _, shape := m.piece(i)
		missing -= product(shape)
	}
	if missing != 0 {
		return nil, fmt.Errorf("arrays: gather: %d of %d elements come from nowhere", missing, product(box))
	}
	return m, nil
}

// piece returns where piece i lies in the box and in its block, and its extents.
func (m *mosaic) piece(i int) (at, from, shape []int) {
	nd := len(m.shape)
	row := m.plan[3*nd*i : 3*nd*(i+1)]
	return row[:nd], row[nd : 2*nd], row[2*nd:]
}

// whole reports whether one block is all there is.
func (m *mosaic) whole() bool {
	if len(m.blocks) != 1 {
		return false
	}
	_, _, shape := m.piece(0)
	return slices.Equal(shape, m.shape)
}

// value puts the box together.
func (m *mosaic) value(ctx context.Context) (*ndarray.Array, error) {
	out, err := unset(m.dtype, m.shape...)
	if err != nil {
		return nil, err
	}
	return out, m.into(ctx, out, make([]int, len(m.shape)))
}

// into copies the box of the mosaic that starts at start and has the shape of
// dst.
func (m *mosaic) into(ctx context.Context, dst *ndarray.Array, start []int) error {
	nd := len(start)
	cut := make([]int, 3*nd)
	to, from, shape := cut[:nd], cut[nd:2*nd], cut[2*nd:]
	for i, b := range m.blocks {
		at, in, extents := m.piece(i)
		inside := true
		for k := range nd {
			lo := max(at[k], start[k])
			hi := min(at[k]+extents[k], start[k]+dst.Shape()[k])
			to[k], from[k], shape[k] = lo-start[k], in[k]+lo-at[k], hi-lo
			inside = inside && hi > lo
		}
		if !inside {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := copyBox(dst, b, to, from, shape); err != nil {
			return err
		}
	}
	return nil
}
