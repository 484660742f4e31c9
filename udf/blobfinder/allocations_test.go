//go:build !race

package blobfinder_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// TestCorrelationDoesNotAllocateForEachPeak counts what more peaks
// cost. The race detector has pools forget, so it is not for such builds.
func TestCorrelationDoesNotAllocateForEachPeak(t *testing.T) {
	ds := disks(t, ndarray.Float32, nil, make([][][2]float64, 32)...)
	few := make(blobfinder.Points, 4)
	for name, kind := range kinds {
		count := func(n int) uint64 {
			spec, err := kind(append(few, make(blobfinder.Points, n)...), blobfinder.Circular(4))
			compute(t, ds, spec, err)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			compute(t, ds, spec, err)
			runtime.ReadMemStats(&after)
			return after.Mallocs - before.Mallocs
		}
		small, large := count(0), count(28)
		require.Less(t, large, small+200, name)
		require.Less(t, small, uint64(1500), name)
	}
}
