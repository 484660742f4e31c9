//go:build !linux && (darwin || freebsd || netbsd || openbsd || dragonfly)

package source

// largePages does nothing where the system has no such advice.
func largePages([]byte) {}
