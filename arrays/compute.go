package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// Compute evaluates the array and returns it as one dense array. The result
// of an array of one block may share memory with the data the array was made
// of; do not write to it.
func (a *Array) Compute(ctx context.Context, opts ...scheduler.Option) (*ndarray.Array, error) {
	out, err := Compute(ctx, []*Array{a}, opts...)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Compute evaluates several arrays in one run, so that their common work
// happens once. See [Array.Compute] for the results.
func Compute(ctx context.Context, wanted []*Array, opts ...scheduler.Option) ([]*ndarray.Array, error) {
	if err := present("compute", wanted...); err != nil {
		return nil, err
	}
	all := make([]graph.Collection, len(wanted))
	for i, a := range wanted {
		all[i] = a
	}
	values, err := scheduler.Compute(ctx, all, opts...)
	if err != nil {
		return nil, err
	}
	out := make([]*ndarray.Array, len(values))
	for i, v := range values {
		out[i] = v.(*ndarray.Array)
	}
	return out, nil
}

// Persist evaluates the array and returns an equal one, of the same name and
// chunks, whose blocks are held in memory.
func (a *Array) Persist(ctx context.Context, opts ...scheduler.Option) (*Array, error) {
	out, err := Persist(ctx, []*Array{a}, opts...)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Persist is [Array.Persist] for several arrays in one run, so that their common
// work happens once.
func Persist(ctx context.Context, wanted []*Array, opts ...scheduler.Option) ([]*Array, error) {
	if err := present("persist", wanted...); err != nil {
		return nil, err
	}
	all := make([]graph.Collection, len(wanted))
	for i, a := range wanted {
		all[i] = parts{a}
	}
	values, err := scheduler.Compute(ctx, all, opts...)
	if err != nil {
		return nil, err
	}
	out := make([]*Array, len(wanted))
	for i, a := range wanted {
		layer, err := graph.NewData(a.layer.Label(), a.layer.Token(), a.grid.counts, values[i].([]any))
		if err != nil {
			return nil, err
		}
		out[i] = &Array{layer: layer, grid: a.grid, dtype: a.dtype}
	}
	return out, nil
}

// parts is an array as the list of its blocks.
type parts struct{ *Array }

func (p parts) Collect(blocks []any) (any, error) {
	kept := make([]any, len(blocks))
	for i := range blocks {
		b, err := p.block(blocks, i)
		if err != nil {
			return nil, err
		}
		kept[i] = b
	}
	return kept, nil
}

// Collect implements graph.Collection: it copies the blocks into place in one
// dense array. The block of an array with only one is returned as it is.
func (a *Array) Collect(blocks []any) (any, error) {
	if want := a.grid.blocks(); len(blocks) != want {
		return nil, fmt.Errorf("arrays: %s: got %d blocks, want %d", a.Name(), len(blocks), want)
	}
	if len(blocks) == 1 {
		return a.block(blocks, 0)
	}
	if a.Size() == Unknown {
		known, err := a.measured(blocks)
		if err != nil {
			return nil, err
		}
		return known.Collect(blocks)
	}
	out, whole := ndarray.New(a.dtype, a.grid.shape...), make([]int, a.NDim())
	for i := range blocks {
		b, err := a.block(blocks, i)
		if err != nil {
			return nil, err
		}
		if err := copyBox(out, b, a.grid.start(a.grid.coords(i)), whole, b.Shape()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (a *Array) block(blocks []any, i int) (*ndarray.Array, error) {
	at := a.grid.coords(i)
	return CheckBlock(blocks[i], a.Name(), at, a.grid.blockShape(at), a.dtype)
}
