//go:build unix

package arrays

import (
	"errors"
	"os"
)

// unlinked opens a file that no longer has a name.
func unlinked(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "gloam-scratch-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
