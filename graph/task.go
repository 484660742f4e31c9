package graph

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
)

// A Task is the explicit form of one piece of work: what it is called, what it
// does, and to what. It is immutable and holds no state of a run.
type Task struct {
	Key  Key
	Op   *Op // nil: the task is the datum Value
	Args []TaskArg
	// Value is the datum of a task without an Op.
	Value any
	Site  string // the user's source line
}

// A TaskArg is a literal, or a reference to the result of another task.
type TaskArg struct {
	Key   Key // of the result referred to, if Ref
	Value any // the literal otherwise
	Ref   bool
}

// Run evaluates the task. inputs are the results of its references in the
// order of Args. Errors and panics of the op come back as a [*TaskError].
func (t *Task) Run(ctx context.Context, inputs []any) (any, error) {
	if t.Op == nil {
		return t.Value, nil
	}
	out, stack, err := call(ctx, t.Op.fn, t.args(inputs))
	if err != nil {
		return nil, newTaskError(t.Key, t.Op, t.Site, err, stack)
	}
	return out, nil
}

// args puts inputs between the literals.
func (t *Task) args(inputs []any) []any {
	args, next := make([]any, len(t.Args)), 0
	for i, a := range t.Args {
		if a.Ref {
			args[i] = inputs[next]
			next++
		} else {
			args[i] = a.Value
		}
	}
	return args
}

// A TaskError says which task failed and why. Only the root cause is reported,
// never the tasks that it dragged down.
type TaskError struct {
	Key    Key
	Op     string
	Site   string // the user's source line that asked for the work
	Worker string // where it ran, if that is another process
	Stack  string // of a panic, as the Go runtime prints it
	Err    error
}

func (e *TaskError) Error() string {
	return fmt.Sprintf("%s of %s (asked for at %s): %v", e.Op, e.Key, e.Site, e.Err)
}

// Unwrap returns the cause.
func (e *TaskError) Unwrap() error { return e.Err }

// A PanicError is the cause of a task that panicked.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the panic value if it was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

func newTaskError(key Key, op *Op, site string, err error, stack string) error {
	var inner *TaskError
	if errors.As(err, &inner) {
		return err // already says which task it was
	}
	return &TaskError{Key: key, Op: op.name, Site: site, Err: err, Stack: stack}
}

// call runs fn and turns a panic into an error with its stack.
func call(ctx context.Context, fn Func, args []any) (out any, stack string, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, &PanicError{Value: v}
			stack = strings.TrimSpace(string(debug.Stack()))
		}
	}()
	out, err = fn(ctx, args)
	return out, "", err
}
