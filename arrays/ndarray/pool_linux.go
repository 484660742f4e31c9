package ndarray

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size of huge pages on amd64 and of most on arm64.
const hugePage = 2 << 20

// adviseHuge asks the system to back a buffer with huge pages, which saves most
// page faults when it is first written and most misses of the translation buffer
// after that. The memory stays that of the Go heap, so that the collector may
// free it.
func adviseHuge(b []byte) {
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (hugePage - 1))
	if whole := (len(b) - skip) &^ (hugePage - 1); whole > 0 {
		_ = unix.Madvise(b[skip:skip+whole], unix.MADV_HUGEPAGE) // advice only: without it the memory is as good
	}
}
