package arrays_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

func TestPlansOfLongAxesAreShort(t *testing.T) {
	x, err := arrays.Arange(0, 1e9, 1, ndarray.Float32, arrays.ChunkSize(1e6))
	require.NoError(t, err)
	for name, build := range map[string]func() (*arrays.Array, error){
		"roll": func() (*arrays.Array, error) { return x.Roll(123456, 0) },
		"pad":  func() (*arrays.Array, error) { return x.Pad(arrays.PadReflect, [][2]int{{7, 3}}) },
		"overlap": func() (*arrays.Array, error) {
			return x.Overlap(map[int]arrays.Halo{0: arrays.Depth(2, arrays.EdgePeriodic)})
		},
		"diff": func() (*arrays.Array, error) { return x.Diff(1, 0) },
		"tile": func() (*arrays.Array, error) { return x.Tile(2) },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		y, err := build()
		require.NoError(t, err, name)
		p, err := graph.NewPlan([]graph.Collection{y})
		require.NoError(t, err, name)
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16<<20), "%s: %d tasks", name, p.Len())
	}
}

func TestDiagonalsHaveShortBlocks(t *testing.T) {
	x, err := arrays.Ones([]int{100, 90}, ndarray.Int32, arrays.PerAxis(arrays.Size(30), arrays.Size(20)))
	require.NoError(t, err)
	d, err := arrays.Diagonal(x, 0, 0, 1)
	require.NoError(t, err)
	require.Equal(t, [][]int{{20, 20, 20, 20, 10}}, d.Chunks())
}
