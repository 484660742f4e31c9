//go:build !linux

package ndarray

func newBuffer(size int) []byte { return alignedBuffer(size) }
