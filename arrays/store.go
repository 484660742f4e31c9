package arrays

import (
	"context"
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// A Target takes finished blocks. Write is called from several goroutines at
// once, with boxes that do not overlap; block is only valid during the call.
type Target interface {
	Write(ctx context.Context, start []int, block *ndarray.Array) error
}

// A StoreItem is an array and where it goes.
type StoreItem struct {
	Array  *Array
	Target Target
	At     []int // of the first element in the target; nil means its start
}

// Store computes arrays in one run and writes each block to its target as soon
// as it is there; nothing else is kept. Blocks are written in the process that
// calls it, so executors of other processes refuse it.
func Store(ctx context.Context, items []StoreItem, opts ...scheduler.Option) error {
	wanted := make([]graph.Collection, len(items))
	for i, item := range items {
		l, err := item.layer()
		if err != nil {
			return err
		}
		wanted[i] = l
	}
	_, err := scheduler.Compute(ctx, wanted, opts...)
	return err
}

// stored is a layer that writes; its value is nothing.
type stored struct{ layer *graph.Layer }

func (s stored) Layer() *graph.Layer        { return s.layer }
func (s stored) Blocks() []int              { return nil }
func (s stored) Collect([]any) (any, error) { return nil, nil }

func (s StoreItem) layer() (stored, error) {
	a := s.Array
	if err := a.known("store"); err != nil {
		return stored{}, err
	}
	if s.At != nil && len(s.At) != a.NDim() {
		return stored{}, &ShapeError{Op: "store", Got: s.At, Want: a.grid.shape, Rule: "a start with as many axes as"}
	}
	op := graph.InProcessAt(graph.Site(), "gloam/arrays/store", func(ctx context.Context, args []any) (any, error) {
		var r reader
		start, b := r.ints(args, 0), r.block(args, 1)
		if r.err != nil {
			return nil, r.err
		}
		return true, s.Target.Write(ctx, start, b)
	})
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "store", Token: graph.Token(unique("store"), a.layer), Grid: a.grid.counts, Op: op, Deps: []*graph.Layer{a.layer}, Blockwise: true,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			start := a.grid.start(a.grid.coords(block))
			for i, n := range s.At {
				start[i] += n
			}
			return append(dst, graph.Lit(start), graph.Ref(0, block))
		},
		Note: a.grid.note(a.dtype, "written"),
	})
	return stored{layer}, err
}

// DenseTarget writes into an array in memory, which it casts to. Boxes outside
// are errors of the task.
func DenseTarget(a *ndarray.Array) Target { return denseTarget{a} }

type denseTarget struct{ *ndarray.Array }

func (d denseTarget) Write(_ context.Context, start []int, block *ndarray.Array) error {
	place, err := d.Region(start, block.Shape())
	if err != nil {
		return fmt.Errorf("arrays: store: %w", err)
	}
	return ndarray.CopyInto(place, block)
}

// Locked lets only one goroutine at a time write to a target.
func Locked(t Target) Target { return &lockedTarget{target: t} }

type lockedTarget struct {
	sync.Mutex
	target Target
}

func (l *lockedTarget) Write(ctx context.Context, start []int, block *ndarray.Array) error {
	l.Lock()
	defer l.Unlock()
	return l.target.Write(ctx, start, block)
}
