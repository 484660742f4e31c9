package arrays

import (
	"fmt"
	"os"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A scratch is a file for numbers that have no room in memory. It has no name
// that others could find, and it is gone when the scratch is garbage or the
// process ends.
type scratch struct{ file *os.File }

// openScratch makes a scratch in a folder; the system's one for temporary files
// if that is empty.
func openScratch(dir string) (*scratch, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	f, err := unlinked(dir)
	if err != nil {
		return nil, fmt.Errorf("arrays: scratch file: %w", err)
	}
	return &scratch{f}, nil
}

// write puts the elements of a at an offset, in C order.
func (s *scratch) write(a *ndarray.Array, offset int64) error {
	b, err := a.AsContiguous().Bytes()
	if err != nil {
		return err
	}
	if _, err := s.file.WriteAt(b, offset); err != nil {
		return fmt.Errorf("arrays: scratch file: %w", err)
	}
	return nil
}

// read fills a, which is in one piece, from an offset.
func (s *scratch) read(a *ndarray.Array, offset int64) error {
	b, err := a.Bytes()
	if err != nil {
		return err
	}
	if _, err := s.file.ReadAt(b, offset); err != nil {
		return fmt.Errorf("arrays: scratch file: %w", err)
	}
	return nil
}
