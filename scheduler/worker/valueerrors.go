package worker

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
)

// errNotHere is the cause of an [InputError] whose result nobody has brought.
var errNotHere = errors.New("it is not on this worker")

// An InputError says which input of a task cannot be read.
type InputError struct {
	Key string // of the result on the cluster
	Err error
}

func (e *InputError) Error() string { return fmt.Sprintf("worker: input %s: %v", e.Key, e.Err) }

// Unwrap returns the cause.
func (e *InputError) Unwrap() error { return e.Err }

func badInput(k daskproto.Key, err error) error { return &InputError{Key: k.String(), Err: err} }

// An ArgumentError reports a value that a builtin function of Python does not
// take, as far as Go workers run it.
type ArgumentError struct {
	Func      string // such as "dict"
	Got, Want string
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("worker: %s: got %s, want %s", e.Func, e.Got, e.Want)
}

func badArgument(function string, got any, want string) error {
	return &ArgumentError{Func: function, Got: fmt.Sprintf("%T", got), Want: want}
}
