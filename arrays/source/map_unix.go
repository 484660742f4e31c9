//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package source

import (
	"os"

	"golang.org/x/sys/unix"
)

const canMap = true

// mapFile maps n bytes of the file read-only. off is a multiple of the page
// size.
func mapFile(f *os.File, off int64, n int) ([]byte, error) {
	m, err := unix.Mmap(int(f.Fd()), off, n, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	largePages(m)
	return m, nil
}

func unmapFile(m []byte) error { return os.NewSyscallError("munmap", unix.Munmap(m)) }
