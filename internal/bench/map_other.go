//go:build !unix

package main

import "os"

// mapWhole reads the file: memory that is read is memory all the same.
func mapWhole(f *os.File, size int) ([]byte, error) {
	b := make([]byte, size)
	_, err := f.ReadAt(b, 0)
	return b, err
}

func unmapWhole([]byte) error { return nil }
