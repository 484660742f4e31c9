package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// symmetricSum is (x + x.T).sum() over n by n blocks, n a power of two: each
// block off the diagonal is read by two sums.
func symmetricSum(n int) (deps [][]int32, output int32) {
	add := func(in ...int32) int32 {
		deps = append(deps, in)
		return int32(len(deps) - 1)
	}
	blocks := make([]int32, n*n)
	for i := range blocks {
		blocks[i] = add()
	}
	level := make([]int32, n*n)
	for i := range level {
		turned := add(blocks[i%n*n+i/n])
		level[i] = add(add(blocks[i], turned))
	}
	for ; n > 1; n /= 2 {
		var next []int32
		for i := 0; i < n; i += 2 {
			for j := 0; j < n; j += 2 {
				at := i*n + j
				next = append(next, add(level[at], level[at+1], level[at+n], level[at+n+1]))
			}
		}
		level = next
	}
	return deps, level[0]
}

func TestOrderMakesSharedHalvesOfASumFirst(t *testing.T) {
	for _, c := range []struct{ blocks, most int }{{2, 6}, {4, 10}, {8, 16}, {16, 22}} {
		deps, output := symmetricSum(c.blocks)
		p, err := graph.FromEdges(deps, nil, []int32{output})
		require.NoError(t, err)
		results, _ := graph.Peak(graph.Order(p))
		require.LessOrEqual(t, results, c.most, "%d by %d blocks", c.blocks, c.blocks)
	}
}

func TestManySmallResultsAreOrderedInOneWalk(t *testing.T) {
	deps, output := symmetricSum(64)
	small, large := make([]int64, len(deps)), make([]int64, len(deps))
	for i := range deps {
		small[i], large[i] = 8, 8<<20
	}
	var results [2]int
	for i, bytes := range [][]int64{small, large} {
		p, err := graph.FromEdges(deps, bytes, []int32{output})
		require.NoError(t, err)
		q := graph.Order(p)
		require.NoError(t, graph.Validate(q))
		results[i], _ = graph.Peak(q)
	}
	// One walk may hold more than the best of several, but not without bound.
	require.LessOrEqual(t, results[0], 4*results[1])
}

// twoStageShuffle moves parts of n*n blocks first within and then across groups
// of n of them.
func twoStageShuffle(n int) (deps [][]int32, outputs []int32) {
	add := func(in ...int32) int32 {
		deps = append(deps, in)
		return int32(len(deps) - 1)
	}
	blocks := make([]int32, n*n)
	for i := range blocks {
		blocks[i] = add()
	}
	for stage := range 2 {
		parts := make([][]int32, n*n)
		for i, b := range blocks {
			for range n {
				parts[i] = append(parts[i], add(b))
			}
		}
		for i := range blocks {
			var in []int32
			for k := range n {
				from := i/n*n + k
				if stage == 1 {
					from = k*n + i/n
				}
				in = append(in, parts[from][i%n])
			}
			blocks[i] = add(in...)
		}
	}
	return deps, blocks
}

func TestOrderOfShuffleInTwoStagesHoldsTheBlocksAndTwoGroups(t *testing.T) {
	for _, n := range []int{3, 4, 5} {
		deps, outputs := twoStageShuffle(n)
		bytes := make([]int64, len(deps))
		for i, in := range deps {
			bytes[i] = 720
			if len(in) == 1 {
				bytes[i] /= int64(n)
			}
		}
		p, err := graph.FromEdges(deps, bytes, outputs)
		require.NoError(t, err)
		results, _ := graph.Peak(graph.Order(p))
		require.LessOrEqual(t, results, n*n+2*n-1, "%d blocks", n*n)
	}
}
