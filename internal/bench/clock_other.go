//go:build !unix

package main

import "time"

// processTime is the time that passes: this system does not tell more.
func processTime() time.Duration { return time.Since(began) }
