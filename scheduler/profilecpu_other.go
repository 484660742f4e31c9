//go:build !unix && !windows

package scheduler

import "time"

// processTime is unknown on this system.
func processTime() time.Duration { return 0 }
