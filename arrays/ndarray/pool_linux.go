package ndarray

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size of huge pages on amd64 and of most on arm64.
const hugePage = 2 << 20

// newBuffer asks the system to back large buffers with huge pages, which saves
// most misses of the translation buffer. The memory stays that of the Go heap,
// so that the collector may free buffers that the pool has dropped.
func newBuffer(size int) []byte {
	b := alignedBuffer(size)
	if size < hugeBuffer {
		return b
	}
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (hugePage - 1))
	whole := (size - skip) &^ (hugePage - 1)
	_ = unix.Madvise(b[skip:skip+whole], unix.MADV_HUGEPAGE) // advice only: without it the memory is as good
	return b
}
