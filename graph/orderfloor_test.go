package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

// partsInTwo reads n parts and makes a small and a big result of each, and a
// tiny one of these two. Wanted are the small ones and the sums of the others.
func partsInTwo(n int) (deps [][]int32, bytes []int64, outputs []int32) {
	add := func(size int64, in ...int32) int32 {
		deps, bytes = append(deps, in), append(bytes, size)
		return int32(len(deps) - 1)
	}
	var small, big, tiny []int32
	for i := range n {
		part := add(800)
		small, big = append(small, add(240, part)), append(big, add(560, part))
		tiny = append(tiny, add(8, small[i], big[i]))
	}
	outputs = append(small, add(8, big...), add(8, tiny...))
	return deps, bytes, outputs
}

// Fewest results are held by an order that makes all small ones at the end, and
// then keeps what they are made of.
func TestOrderMakesSmallWantedResultsWhileTheirInputsAreThere(t *testing.T) {
	for _, n := range []int{5, 9, 20} {
		deps, bytes, outputs := partsInTwo(n)
		p, err := graph.FromEdges(deps, bytes, outputs)
		require.NoError(t, err)
		_, held := simulate(graph.Order(p), true)
		require.LessOrEqual(t, held, int64((560+8)*n+800+240), "%d parts", n)
	}
}

func TestOrderOfRandomGraphsIsWholeAndTheSameAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 120).Draw(t, "tasks")
		deps, bytes := make([][]int32, n), make([]int64, n)
		for i := range deps {
			bytes[i] = rapid.Int64Range(1, 1<<20).Draw(t, "bytes")
			if i > 0 {
				deps[i] = rapid.SliceOfN(rapid.Int32Range(int32(max(0, i-20)), int32(i-1)), 0, 4).Draw(t, "inputs")
			}
		}
		outputs := rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 1, 8).Draw(t, "outputs")
		p, err := graph.FromEdges(deps, bytes, outputs)
		require.NoError(t, err)
		for _, p := range []*graph.Plan{p, graph.Fuse(p)} {
			q, again := graph.Order(p), graph.Order(p)
			require.NoError(t, graph.Validate(q))
			for id := range q.Len() {
				require.Equal(t, q.Rank(id), again.Rank(id))
			}
		}
	})
}
