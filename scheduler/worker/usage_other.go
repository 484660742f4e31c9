//go:build !linux

package worker

import (
	"runtime/metrics"
	"time"
)

// machineMemory returns 0: without a number from the system there is no limit.
func machineMemory() int64 { return 0 }

// residentBytes returns the memory that the process takes.
func residentBytes() int64 { return heapBytes() }

// cpuTime returns the processor time that Go code has used, as of the last
// garbage collection.
func cpuTime() time.Duration {
	s := []metrics.Sample{{Name: "/cpu/classes/user:cpu-seconds"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindFloat64 {
		return 0
	}
	return time.Duration(s[0].Value.Float64() * float64(time.Second))
}

// openFiles returns 0: there is no portable count.
func openFiles() int64 { return 0 }
