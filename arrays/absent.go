package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A NilError reports an array, or what else an operation needs, that is nil.
type NilError struct {
	Op   string
	What string // such as "array"
	Arg  int    // its place among several of the kind, from 0
}

func (e *NilError) Error() string {
	return fmt.Sprintf("arrays: %s: got nil for %s %d, want one that is not", e.Op, e.What, e.Arg)
}

// present returns an error if one of the arrays is nil.
func present(op string, list ...*Array) error {
	for i, a := range list {
		if a == nil {
			return asked(&NilError{Op: op, What: "array", Arg: i})
		}
	}
	return nil
}

// presentIndex returns an error if an index selects by an array that is nil.
func presentIndex(op string, list []Index) error {
	for i, x := range list {
		if x.kind == lazyIndex && x.lazy == nil || x.kind == listIndex && x.list == (*ndarray.Array)(nil) {
			return asked(&NilError{Op: op, What: "index", Arg: i})
		}
	}
	return nil
}
