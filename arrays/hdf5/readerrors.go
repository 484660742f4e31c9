package hdf5

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// ErrNotHDF5 is the cause of opening a file without HDF5's signature.
var ErrNotHDF5 = errors.New("no HDF5 signature found")

// ErrNoObject is the cause of asking for a name that leads nowhere.
var ErrNoObject = errors.New("there is no such object")

// A DamagedError says where in a file something contradicts itself, or the file
// ends too early.
type DamagedError struct {
	Offset int64 // from the start of the file
	Reason string
}

func (e *DamagedError) Error() string { return fmt.Sprintf("at byte %d: %s", e.Offset, e.Reason) }

// An UnsupportedError reports something that a file has and this package does
// not read.
type UnsupportedError struct {
	What string // such as "data type", "filter"
	Name string
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s %s is not read", e.What, e.Name)
}

// A ChunkError says which chunk of a dataset could not be read.
type ChunkError struct {
	Chunk  []int // position in the grid of chunks
	Offset int64 // of its bytes from the start of the file
	Err    error
}

func (e *ChunkError) Error() string {
	return fmt.Sprintf("chunk %s at byte %d: %v", wording.Shape(e.Chunk), e.Offset, e.Err)
}

// Unwrap returns the cause.
func (e *ChunkError) Unwrap() error { return e.Err }
