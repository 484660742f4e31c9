package worker

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/graph"
)

// A CallError says which Go operation failed and why. Stack is that of a
// panic.
type CallError struct {
	Op    string
	Err   error
	Stack string
}

func (e *CallError) Error() string { return prefix + e.Op + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *CallError) Unwrap() error { return e.Err }

// An UnknownOpError names an operation that this program has not registered.
type UnknownOpError struct{ Op string }

func (e *UnknownOpError) Error() string {
	names := graph.Ops()
	if len(names) > 10 {
		names = append(names[:10:10], fmt.Sprintf("and %d more", len(names)-10))
	}
	return fmt.Sprintf("%s%s: operation is not registered in this Go worker, which has %s; run a worker that imports its package",
		prefix, e.Op, strings.Join(names, ", "))
}

// A ForeignError names a Python function that a Go worker was asked to call.
type ForeignError struct{ Name string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("worker: %s is for Python workers, this is a Go worker", e.Name)
}
