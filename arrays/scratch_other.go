//go:build !unix

package arrays

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"runtime"
)

// deleteOnClose is FILE_FLAG_DELETE_ON_CLOSE of Windows, which cannot remove an
// open file.
const deleteOnClose = 0x04000000

// unlinked opens a file that goes with its last handle.
func unlinked(dir string) (*os.File, error) {
	flags := os.O_RDWR | os.O_CREATE | os.O_EXCL
	if runtime.GOOS == "windows" {
		flags |= deleteOnClose
	}
	return os.OpenFile(filepath.Join(dir, "gloam-scratch-"+rand.Text()), flags, 0o600)
}
