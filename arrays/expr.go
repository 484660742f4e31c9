package arrays

import (
	"errors"
	"runtime"
	"strings"

	"github.com/gloam-go/gloam/graph"
)

// An Expr is a chain of operations of which the first error is kept in Err; the
// rest of the chain then does nothing. That error is an [*ExprError], which says
// where in the chain it was.
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

// keep takes the error of an operation. Called by a method of Expr, it notes the
// source line of that method's caller, unless this is the library itself, whose
// errors have the line of its user.
func (e *Expr) keep(a *Array, err error) *Array {
	if err == nil {
		return a
	}
	e.Err = err
	if pc, _, _, ok := runtime.Caller(2); ok && !strings.HasPrefix(runtime.FuncForPC(pc).Name(), ownPackage+".") {
		e.Err = atLink(err)
	}
	return a
}

// atLink moves a mistake to the line of the call in the chain: the operation may
// be one that a function of the user asks for.
func atLink(err error) error {
	var at *ExprError
	if errors.As(err, &at) && err == error(at) {
		err = at.Err
	}
	return &ExprError{Site: graph.Site(), Err: err}
}

const ownPackage = "github.com/gloam-go/gloam/arrays"
