//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package source

import (
	"errors"
	"os"
)

// canMap is false here: files are read into reused buffers. On Windows a
// mapping would also keep the file from being renamed or removed.
const canMap = false

func mapFile(*os.File, int64, int) ([]byte, error) { return nil, errors.ErrUnsupported }

func unmapFile([]byte) error { return errors.ErrUnsupported }
