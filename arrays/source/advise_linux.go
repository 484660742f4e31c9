package source

import "golang.org/x/sys/unix"

// largePages asks for parts of the file that are not in memory yet to be read
// into pages as large as there are, which map and read several times as fast
// when they are used again. What is in memory stays as it is. Kernels that
// cannot say so, which costs nothing but speed.
func largePages(m []byte) { _ = unix.Madvise(m, unix.MADV_HUGEPAGE) }
