package zarr

import (
	"errors"
	"fmt"
)

// ErrNotZarr is the cause of opening something that has no Zarr metadata.
var ErrNotZarr = errors.New("no zarr metadata found")

// An Error says in which store, and where in it, something went wrong.
type Error struct {
	Path string // of the store
	Key  string // of a node or chunk; empty for the root
	Err  error
}

func (e *Error) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("zarr: %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("zarr: %s: %s: %v", e.Path, e.Key, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func at(path, key string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Error{Path: path, Key: key, Err: err}
}
