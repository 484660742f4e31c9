package udf

import (
	"runtime/debug"

	"github.com/gloam-go/gloam/graph"
)

// A PanicError is a panic in a UDF's own code outside of a task: while the run
// is built, or in Merge while [Merging]. Err is what it panicked with.
type PanicError struct {
	Err   error
	Stack string
}

func (e *PanicError) Error() string { return e.Err.Error() }

// Unwrap returns what the UDF panicked with, as an error.
func (e *PanicError) Unwrap() error { return e.Err }

// guard turns a panic of user code into an error that names the UDF.
func guard(name string, fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			cause := &PanicError{Err: &graph.PanicError{Value: v}, Stack: string(debug.Stack())}
			err = &UDFError{UDF: name, Err: cause}
		}
	}()
	return fn()
}
