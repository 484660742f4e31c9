//go:build unix

package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// processTime is how long the processors have worked for this process.
func processTime() time.Duration {
	var r unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &r); err != nil {
		return time.Since(began)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
