package hdf5

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// ErrExists is the cause of saving where there is something already.
var ErrExists = errors.New("there is a file already, want a new name")

// An Error says about which file, and what in it, something went wrong.
type Error struct {
	Path   string // of the file
	Object string // path of a group or dataset inside; empty for the file as a whole
	Err    error
}

func (e *Error) Error() string {
	if e.Object == "" {
		return fmt.Sprintf("hdf5: %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("hdf5: %s: %s: %v", e.Path, e.Object, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// A NameError says why something cannot have the name it was given.
type NameError struct{ Name, Reason string }

func (e *NameError) Error() string { return fmt.Sprintf("name %q: %s", e.Name, e.Reason) }

// A ValueError says why a value cannot be stored as an attribute or as what
// fills a dataset.
type ValueError struct {
	What   string // it is for, such as `attribute "units"`
	Value  any
	Reason string
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("%s: got %T %.80s, %s", e.What, e.Value, fmt.Sprint(e.Value), e.Reason)
}

// A LayoutError says why an array cannot be stored as it was asked for.
type LayoutError struct {
	Shape  []int // of the array
	Chunks []int // nil for a dataset in one piece
	Reason string
}

func (e *LayoutError) Error() string {
	if e.Chunks == nil {
		return fmt.Sprintf("shape %s: %s", wording.Shape(e.Shape), e.Reason)
	}
	return fmt.Sprintf("shape %s in chunks %s: %s", wording.Shape(e.Shape), wording.Shape(e.Chunks), e.Reason)
}

func at(path, object string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Error{Path: path, Object: object, Err: err}
}
