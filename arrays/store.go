package arrays

import (
	"context"
	"fmt"
	"slices"
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
	Step   []int // from one element to the next in the target; nil means 1
}

// A StepTarget is a [Target] that also takes blocks of which the elements do not
// lie side by side: step[i] is how far apart they are along axis i, below 0 if
// they go backwards, never 0.
type StepTarget interface {
	Target
	WriteStepped(ctx context.Context, start, step []int, block *ndarray.Array) error
}

// A StepError reports a region with steps in a target that is no [StepTarget].
type StepError struct {
	Step   []int
	Target string // its type
}

func (e *StepError) Error() string {
	return fmt.Sprintf("arrays: store: got steps %v, want 1 for a target of type %s, which is no StepTarget", e.Step, e.Target)
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
		return stored{}, asked(&ShapeError{Op: "store", Got: s.At, Want: a.grid.shape, Rule: "a start with as many axes as"})
	}
	write, err := s.writer()
	if err != nil {
		return stored{}, err
	}
	op := graph.InProcessAt(graph.Site(), "gloam/arrays/store", func(ctx context.Context, args []any) (any, error) {
		var r reader
		start, b := r.ints(args, 0), r.block(args, 1)
		if r.err != nil {
			return nil, r.err
		}
		return true, write(ctx, start, b)
	})
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "store", Token: graph.Token(unique("store"), a.layer), Grid: a.grid.counts, Op: op, Deps: []*graph.Layer{a.layer}, Blockwise: true,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			start := a.grid.start(a.grid.coords(block))
			for i, n := range s.Step {
				start[i] *= n
			}
			for i, n := range s.At {
				start[i] += n
			}
			return append(dst, graph.Lit(start), graph.Ref(0, block))
		},
		Note: a.grid.note(a.dtype, "written"),
	})
	return stored{layer}, err
}

// writer checks the steps.
func (s StoreItem) writer() (func(ctx context.Context, start []int, block *ndarray.Array) error, error) {
	if !slices.ContainsFunc(s.Step, func(n int) bool { return n != 1 }) && (s.Step == nil || len(s.Step) == s.Array.NDim()) {
		return s.Target.Write, nil
	}
	if len(s.Step) != s.Array.NDim() || slices.Contains(s.Step, 0) {
		return nil, asked(&ShapeError{Op: "store", Got: s.Step, Want: s.Array.grid.shape, Rule: "steps other than 0 and as many as axes of"})
	}
	to, ok := s.Target.(StepTarget)
	if !ok {
		return nil, asked(&StepError{Step: s.Step, Target: fmt.Sprintf("%T", s.Target)})
	}
	return func(ctx context.Context, start []int, block *ndarray.Array) error {
		return to.WriteStepped(ctx, start, s.Step, block)
	}, nil
}

// DenseTarget writes into an array in memory, which it casts to. Boxes outside
// are errors of the task. It is a [StepTarget].
func DenseTarget(a *ndarray.Array) Target { return denseTarget{a} }

type denseTarget struct{ *ndarray.Array }

func (d denseTarget) Write(_ context.Context, start []int, block *ndarray.Array) error {
	place, err := d.Region(start, block.Shape())
	if err != nil {
		return fmt.Errorf("arrays: store: %w", err)
	}
	return ndarray.CopyInto(place, block)
}

func (d denseTarget) WriteStepped(_ context.Context, start, step []int, block *ndarray.Array) error {
	if block.Size() == 0 {
		return nil
	}
	ranges := make([]ndarray.Range, len(start))
	for i, n := range block.Shape() {
		end := start[i] + (n-1)*step[i]
		if i >= d.NDim() || min(start[i], end) < 0 || max(start[i], end) >= d.Shape()[i] {
			return fmt.Errorf("arrays: store: got %d elements from %d in steps of %d along axis %d of a target of shape %s", n, start[i], step[i], i, tuple(d.Shape()))
		}
		ranges[i] = ndarray.Range{Start: start[i], Stop: end + 1, Step: step[i]}
		if step[i] < 0 {
			ranges[i].Stop = end - 1
			if end == 0 {
				ranges[i].Stop = ndarray.First
			}
		}
	}
	place, err := d.Slice(ranges...)
	if err != nil {
		return fmt.Errorf("arrays: store: %w", err)
	}
	return ndarray.CopyInto(place, block)
}

// Locked lets only one goroutine at a time write to a target. It is a
// [StepTarget] if t is one.
func Locked(t Target) Target {
	if s, ok := t.(StepTarget); ok {
		return &lockedSteps{lockedTarget{target: t}, s}
	}
	return &lockedTarget{target: t}
}

type lockedSteps struct {
	lockedTarget
	steps StepTarget
}

func (l *lockedSteps) WriteStepped(ctx context.Context, start, step []int, block *ndarray.Array) error {
	l.Lock()
	defer l.Unlock()
	return l.steps.WriteStepped(ctx, start, step, block)
}

type lockedTarget struct {
	sync.Mutex
	target Target
}

func (l *lockedTarget) Write(ctx context.Context, start []int, block *ndarray.Array) error {
	l.Lock()
	defer l.Unlock()
	return l.target.Write(ctx, start, block)
}
