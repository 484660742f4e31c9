package scheduler

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler/internal/saved"
)

// Replay runs a task that [SaveFailed] has saved in dir, in the calling
// goroutine, and returns what it returns: its failure as a [*graph.TaskError],
// or its result if it does not fail any more. The program must have registered
// the task's operations, as a rule by importing the same packages.
func Replay(ctx context.Context, dir string) (any, error) {
	if ctx == nil {
		return nil, errNilContext
	}
	b, err := os.ReadFile(filepath.Join(dir, taskFile))
	if err != nil {
		return nil, fmt.Errorf("scheduler: replay: %w", err)
	}
	r := replay{read: saved.Reader{Dir: dir}}
	if err := json.Unmarshal(b, &r.task); err != nil {
		return nil, fmt.Errorf("scheduler: replay %s: %w", filepath.Join(dir, taskFile), err)
	}
	return r.run(ctx)
}

type replay struct {
	task   savedTask
	read   saved.Reader
	inputs []any
	done   []any
}

func (r *replay) run(ctx context.Context) (any, error) {
	if len(r.task.Steps) == 0 {
		return nil, fmt.Errorf("scheduler: replay %s: no steps", r.task.Key)
	}
	for _, in := range r.task.Inputs {
		v, err := r.read.Value(in.Value)
		if err != nil {
			return nil, fmt.Errorf("scheduler: replay %s: input %s: %w", r.task.Key, in.Key, err)
		}
		r.inputs = append(r.inputs, v)
	}
	for _, s := range r.task.Steps {
		v, err := r.step(ctx, s)
		if err != nil {
			return nil, err
		}
		r.done = append(r.done, v)
	}
	return r.done[len(r.done)-1], nil
}

func (r *replay) step(ctx context.Context, s savedStep) (any, error) {
	for _, c := range s.Coords {
		if c < 0 {
			return nil, fmt.Errorf("scheduler: replay %s: a step at %s", r.task.Key, wording.Shape(s.Coords))
		}
	}
	t := graph.Task{Key: graph.Key{Layer: s.Layer, Coords: graph.NewCoords(s.Coords...)}, Site: s.Site}
	if s.Value != nil {
		v, err := r.read.Value(*s.Value)
		if err != nil {
			return nil, fmt.Errorf("scheduler: replay %s: %w", t.Key, err)
		}
		return v, nil
	}
	var err error
	if t.Op, err = s.operation(); err != nil {
		return nil, fmt.Errorf("scheduler: replay %s: %w", t.Key, err)
	}
	var refs []any
	for i, a := range s.Args {
		v, ref, err := r.arg(a)
		if err != nil {
			return nil, fmt.Errorf("scheduler: replay %s: argument %d: %w", t.Key, i+1, err)
		}
		if ref {
			refs = append(refs, v)
			v = nil
		}
		t.Args = append(t.Args, graph.TaskArg{Value: v, Ref: ref})
	}
	return t.Run(ctx, refs)
}

// operation finds the op of a step.
func (s savedStep) operation() (*graph.Op, error) {
	if s.Local {
		return nil, fmt.Errorf("%s is a function of the process that saved it, defined at %s: register it to replay it", s.Op, s.Defined)
	}
	op, ok := graph.Lookup(s.Op)
	if !ok {
		return nil, fmt.Errorf("operation %q is not registered in this process: import the package that does so, see %s", s.Op, s.Defined)
	}
	return op, nil
}

// arg returns an argument and whether it is a result of another task.
func (r *replay) arg(a savedArg) (v any, ref bool, err error) {
	from, at := r.done, a.Step
	if a.Input != nil {
		from, at = r.inputs, a.Input
	}
	if at != nil {
		if *at < 0 || *at >= len(from) {
			return nil, false, fmt.Errorf("no result %d of %d", *at, len(from))
		}
		return from[*at], true, nil
	}
	if a.Value == nil {
		return nil, false, fmt.Errorf("no value")
	}
	v, err = r.read.Value(*a.Value)
	return v, false, err
}
