package arrays

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/gloam-go/gloam/graph"
)

// An Expr is a chain of operations of which the first error is kept in Err; the
// rest of the chain then does nothing. In programs that error is an
// [*ExprError], which says where in the chain it was.
//
//	var e arrays.Expr
//	y := e.Do(arrays.Add, e.One(arrays.Exp, x), 1.0)
//	if e.Err != nil { … }
type Expr struct{ Err error }

// Do applies a function of two operands.
func (e *Expr) Do(f func(a, b any) (*Array, error), a, b any) *Array {
	if e.Err != nil {
		return nil
	}
	return e.keep(f(a, b))
}

// One applies a function of one array.
func (e *Expr) One(f func(a *Array) (*Array, error), a *Array) *Array {
	if e.Err != nil {
		return nil
	}
	return e.keep(f(a))
}

// Where applies [Where].
func (e *Expr) Where(cond *Array, x, y any) *Array {
	if e.Err != nil {
		return nil
	}
	return e.keep(Where(cond, x, y))
}

// Keep takes the result of another call into the chain.
func (e *Expr) Keep(a *Array, err error) *Array {
	if e.Err == nil {
		return e.keep(a, err)
	}
	return a
}

// keep takes the error of an operation. Called by a method of Expr, it adds the
// source line of that method's caller, unless this is the library itself, whose
// own errors name the operation that a user asked for.
func (e *Expr) keep(a *Array, err error) *Array {
	if err == nil {
		return a
	}
	e.Err = err
	if pc, _, _, ok := runtime.Caller(2); ok && !strings.HasPrefix(runtime.FuncForPC(pc).Name(), ownPackage+".") {
		e.Err = &ExprError{Site: graph.Site(), Err: err}
	}
	return a
}

const ownPackage = "github.com/gloam-go/gloam/arrays"

// An ExprError is the first error of a chain of operations.
type ExprError struct {
	Site string // source line, as "dir/file.go:12"
	Err  error
}

func (e *ExprError) Error() string { return fmt.Sprintf("%v (asked for at %s)", e.Err, e.Site) }

// Unwrap returns the cause.
func (e *ExprError) Unwrap() error { return e.Err }
