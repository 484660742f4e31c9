package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// tasksOf counts the tasks of a plan that are not data.
func tasksOf(t *testing.T, a *arrays.Array) int {
	t.Helper()
	plan, err := graph.NewPlan([]graph.Collection{a})
	require.NoError(t, err)
	n := 0
	for id := range plan.Len() {
		if !plan.Layers()[plan.LayerOf(id)].IsData() {
			n++
		}
	}
	return n
}

// TestMovingElementsIsOneTaskABlock: whatever moves elements between blocks
// gathers each block of the result in one task, out of the blocks it lies in.
func TestMovingElementsIsOneTaskABlock(t *testing.T) {
	x := lazy(t, ramp(t, 12, 12), arrays.ChunkSize(3))
	halo := map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgeReflect), 1: arrays.Depth(2, arrays.EdgePeriodic)}
	for name, y := range map[string]*arrays.Array{
		"halos":          must(x.Overlap(halo)),
		"deep halos":     must(x.Overlap(map[int]arrays.Halo{0: arrays.Depth(5, arrays.EdgeNearest)})),
		"map overlap":    must(arrays.MapOverlap(kernels["same"], arrays.OverlapSpec{Halos: halo}, x)),
		"differences":    must(x.Diff(1, 0)),
		"gradient":       must(x.Gradient(1)),
		"roll":           must(x.Roll(5, 1)),
		"pad":            must(x.Pad(arrays.PadReflect, [][2]int{{2, 1}, {4, 4}})),
		"reshape":        must(x.Reshape(4, 3, 12)),
		"ravel":          must(x.Ravel()),
		"list":           must(x.Slice(arrays.List(11, 0, 5, 5, 7, 2, 9))),
		"pairs of lists": must(x.Slice(arrays.List(11, 0, 5), arrays.List(1, 8, 3))),
		"points":         must(x.VIndex(arrays.List(11, 0, 5), arrays.List(1, 8, 3))),
		"rechunk":        must(x.Rechunk(arrays.ChunkSize(5))),
		"transposed":     must(x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(1)))),
		"repeat":         must(x.Repeat(3, 0)),
		"tile":           must(x.Tile(2, 2)),
		"stack":          must(arrays.Stack([]*arrays.Array{x, must(x.Flip())}, 0)),
	} {
		assert.LessOrEqual(t, tasksOf(t, y), blockCount(y), name)
	}
	selected := must(x.Slice(arrays.Lazy(must(arrays.Greater(x, 50)))))
	require.LessOrEqual(t, tasksOf(t, selected), 3*16, "a mask of the array's shape, with the comparison; Dask has 292")
}

func blockCount(a *arrays.Array) int {
	n := 1
	for _, c := range a.Chunks() {
		n *= len(c)
	}
	return n
}

// TestBuildingAllocatesNothingForEachBlock: layers are symbolic; what is
// allocated for one may grow with the chunks along an axis, of which there are a
// thousand here, and not with the million blocks.
func TestBuildingAllocatesNothingForEachBlock(t *testing.T) {
	x := must(arrays.Zeros([]int{1000, 1000}, ndarray.Float32, arrays.ChunkSize(1)))
	allocations := testing.AllocsPerRun(5, func() {
		y := must(arrays.Add(must(arrays.Sqrt(x)), must(x.Transpose())))
		must(y.Rechunk(arrays.ChunkSize(2)))
		must(must(y.Sum(arrays.Over(0), arrays.SplitEvery(1000))).Diff(1, 0))
	})
	require.Less(t, allocations, 20_000.0)
}
