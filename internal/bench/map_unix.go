//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

func mapWhole(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
}

func unmapWhole(b []byte) error { return unix.Munmap(b) }
