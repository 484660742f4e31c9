package arrays

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// A StoreItem is an array and where it goes.
type StoreItem struct {
	Array  *Array
	Target Target
	At     []int // of the first element in the target; nil means its start
	Step   []int // from one element to the next in the target; nil means 1
}

// Store computes arrays in one run and writes each block to its target as soon
// as it is there; nothing else is kept. A [PlainTarget] is written by the
// workers, wherever they are; blocks for other targets are written in the process
// that calls Store, and executors of other processes refuse them. See
// [StoreItem.Lazy] for storing that is a part of a larger computation.
func Store(ctx context.Context, items []StoreItem, opts ...scheduler.Option) error {
	wanted := make([]graph.Collection, len(items))
	for i, item := range items {
		l, err := item.Lazy()
		if err != nil {
			return err
		}
		wanted[i] = l
	}
	_, err := scheduler.Compute(ctx, wanted, opts...)
	return err
}

// A StepError reports a region with steps in a target that is no [StepTarget].
type StepError struct {
	Step   []int
	Target string // its type
}

func (e *StepError) Error() string {
	return fmt.Sprintf("arrays: store: got steps %s, want 1 for a target of type %s, which is no StepTarget", tuple(e.Step), e.Target)
}

// A TargetRangeError reports elements that do not lie within a target.
type TargetRangeError struct {
	Axis           int
	Start, Step, N int   // of the elements along it
	Shape          []int // of the target
}

func (e *TargetRangeError) Error() string {
	return fmt.Sprintf("arrays: store: got %d elements from %d in steps of %d along axis %d of a target of shape %s", e.N, e.Start, e.Step, e.Axis, tuple(e.Shape))
}

// Within refuses an item that does not lie within a target of the given shape.
func (s StoreItem) Within(shape []int) error {
	if s.Array.NDim() != len(shape) {
		return &ShapeError{Op: "store", Got: s.Array.grid.shape, Want: shape, Rule: "as many axes as those of the target"}
	}
	for i, n := range s.Array.grid.shape {
		at, step := 0, 1
		if s.At != nil {
			at = s.At[i]
		}
		if s.Step != nil {
			step = s.Step[i]
		}
		if n == 0 {
			continue
		}
		if _, err := steppedRange(i, at, step, n, shape); err != nil {
			return err
		}
	}
	return nil
}

// fitted checks an item and returns it as its target wants it, without steps
// that are all 1.
func (s StoreItem) fitted() (StoreItem, error) {
	if err := present("store", s.Array); err != nil {
		return s, err
	}
	if s.Target == nil {
		return s, asked(&NilError{Op: "store", What: "target"})
	}
	a := s.Array
	if err := a.known("store"); err != nil {
		return s, err
	}
	if s.At != nil && len(s.At) != a.NDim() {
		return s, asked(&ShapeError{Op: "store", Got: s.At, Want: a.grid.shape, Rule: "a start with as many axes as"})
	}
	if s.Step != nil && (len(s.Step) != a.NDim() || slices.Contains(s.Step, 0)) {
		return s, asked(&ShapeError{Op: "store", Got: s.Step, Want: a.grid.shape, Rule: "steps other than 0 and as many as axes of"})
	}
	if !slices.ContainsFunc(s.Step, func(n int) bool { return n != 1 }) {
		s.Step = nil
	} else if _, ok := s.Target.(StepTarget); !ok {
		return s, asked(&StepError{Step: s.Step, Target: fmt.Sprintf("%T", s.Target)})
	}
	if err := s.keepsImaginary(); err != nil {
		return s, asked(err)
	}
	if f, ok := fitOf(s.Target); ok {
		var err error
		if s.Array, err = f.Fit(s); err != nil {
			return s, asked(err)
		}
	}
	return s, nil
}

// keepsImaginary refuses complex numbers for a target of real ones, which would
// lose half of them without a word.
func (s StoreItem) keepsImaginary() error {
	t := s.Target
	if l, ok := t.(interface{ inside() Target }); ok {
		t = l.inside()
	}
	typed, ok := t.(interface{ DType() ndarray.DType })
	if !ok || s.Array.dtype.Kind() != ndarray.KindComplex {
		return nil
	}
	if to := typed.DType(); to.Valid() && to != ndarray.Object && to.Kind() != ndarray.KindComplex {
		return &DTypeError{Op: "store", Got: s.Array.dtype, With: to, Err: errors.New("the imaginary parts would be lost; take Real, or cast with Array.AsType")}
	}
	return nil
}

// start is where a block begins in the target.
func (s StoreItem) start(g *grid, at []int) []int {
	start := g.start(at)
	for i, n := range s.Step {
		start[i] *= n
	}
	for i, n := range s.At {
		start[i] += n
	}
	return start
}

// write hands a block to a target; no steps are steps of 1.
func write(ctx context.Context, t Target, start, step []int, block *ndarray.Array) error {
	if len(step) == 0 {
		return t.Write(ctx, start, block)
	}
	s, ok := t.(StepTarget)
	if !ok {
		return &StepError{Step: step, Target: fmt.Sprintf("%T", t)}
	}
	return s.WriteStepped(ctx, start, step, block)
}
