package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/graph"
)

// An ExprError is a mistake in an expression, such as operands whose shapes do
// not fit together, and the line of the program that made it. The calls that
// build arrays return one, around the error that says what was wrong; those of
// an [Expr] name the line of the call in the chain.
type ExprError struct {
	Site string // source line, as "dir/file.go:12"
	Err  error
}

func (e *ExprError) Error() string { return fmt.Sprintf("%v (asked for at %s)", e.Err, e.Site) }

// Unwrap returns the cause.
func (e *ExprError) Unwrap() error { return e.Err }

// asked adds the line of the user to an error of a call that builds an array.
// Errors of tasks get theirs from the layer.
func asked(err error) error { return &ExprError{Site: graph.Site(), Err: err} }
