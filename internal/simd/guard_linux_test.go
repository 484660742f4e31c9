package simd_test

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// guarded returns size zero bytes that end right before, and start right
// behind, memory that must not be touched, for any size up to a page's
// multiple at the end.
func guarded(t testing.TB, size int) []byte {
	t.Helper()
	page := syscall.Getpagesize()
	pages := (size + page - 1) / page * page
	b, err := syscall.Mmap(-1, 0, pages+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { _ = syscall.Munmap(b) })
	require.NoError(t, syscall.Mprotect(b[:page], syscall.PROT_NONE))
	require.NoError(t, syscall.Mprotect(b[page+pages:], syscall.PROT_NONE))
	return b[page+pages-size : page+pages : page+pages]
}
