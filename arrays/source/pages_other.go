//go:build !linux

package source

// smallPages is known on Linux only.
func smallPages([]byte, int64) bool { return false }
