package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

func TestFromEdgesLeavesOutWhatIsNotNeeded(t *testing.T) {
	p, err := graph.FromEdges([][]int32{{2, 2}, {}, {3}, {}}, []int64{1, 2, 4, 8}, []int32{0})
	require.NoError(t, err)
	require.NoError(t, graph.Validate(p))
	require.Equal(t, 3, p.Len())
	require.Equal(t, []int{0, 2, 3}, []int{p.Block(0), p.Block(1), p.Block(2)})
	require.EqualValues(t, 4, p.Bytes(1))
	require.Equal(t, []int32{1, 1}, p.Inputs(0))
	results, bytes := graph.Peak(p)
	require.Equal(t, 2, results)
	require.EqualValues(t, 12, bytes)
}

func TestFromEdgesErrors(t *testing.T) {
	for _, c := range []struct {
		name    string
		deps    [][]int32
		bytes   []int64
		outputs []int32
		says    string
	}{
		{"circle", [][]int32{{1}, {2}, {0}}, nil, []int32{0}, graph.ErrCycle.Error()},
		{"own input", [][]int32{{0}}, nil, []int32{0}, graph.ErrCycle.Error()},
		{"unknown input", [][]int32{{7}}, nil, []int32{0}, "task 0 reads 7, which is not one of 1 tasks"},
		{"unknown output", [][]int32{{}}, nil, []int32{-1}, "output -1 is not one of 1 tasks"},
		{"sizes", [][]int32{{}}, []int64{1, 2}, []int32{0}, "sizes of 2 results for 1 tasks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := graph.FromEdges(c.deps, c.bytes, c.outputs)
			require.ErrorContains(t, err, c.says)
		})
	}
}

// randomEdges draws a graph in which tasks read earlier ones.
func randomEdges(t *rapid.T) ([][]int32, []int64, []int32) {
	n := rapid.IntRange(1, 60).Draw(t, "tasks")
	deps, bytes := make([][]int32, n), make([]int64, n)
	for i := range deps {
		if i > 0 {
			deps[i] = rapid.SliceOfN(rapid.Int32Range(0, int32(i-1)), 0, 4).Draw(t, "deps")
		}
		bytes[i] = rapid.Int64Range(0, 100).Draw(t, "bytes")
	}
	return deps, bytes, rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 1, 5).Draw(t, "outputs")
}

func TestOrderAndFuseOfAnyEdgesAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deps, bytes, outputs := randomEdges(t)
		p, err := graph.FromEdges(deps, bytes, outputs)
		require.NoError(t, err)
		require.NoError(t, graph.Validate(p))
		ordered := graph.Order(p)
		require.NoError(t, graph.Validate(ordered))
		require.NoError(t, graph.Validate(graph.Order(graph.Fuse(p))))
		for _, q := range []*graph.Plan{p, ordered} {
			results, size := graph.Peak(q)
			want, wantSize := simulate(q, false)
			require.Equal(t, []int64{want, wantSize}, []int64{int64(results), size})
		}
	})
}
