package graph_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

// randomTrees draws some trees; the last results of some have a few readers. The
// tasks are no more than most.
func randomTrees(t *rapid.T, most int) (deps [][]int32, bytes []int64, outputs []int32) {
	n := rapid.IntRange(1, most).Draw(t, "tasks")
	reader := make([]int, n) // n for an end
	deps = make([][]int32, n)
	for i := range n {
		reader[i] = rapid.IntRange(i+1, n).Draw(t, "reader")
		if reader[i] < n {
			deps[reader[i]] = append(deps[reader[i]], int32(i))
		}
	}
	for i := range n {
		if reader[i] < n {
			continue
		}
		ends := rapid.IntRange(0, min(3, most-len(deps))).Draw(t, "ends")
		if ends == 0 {
			outputs = append(outputs, int32(i))
		}
		for range ends {
			outputs = append(outputs, int32(len(deps)))
			deps = append(deps, []int32{int32(i)})
		}
	}
	if rapid.Bool().Draw(t, "sized") {
		bytes = rapid.SliceOfN(rapid.Int64Range(0, 9), len(deps), len(deps)).Draw(t, "bytes")
	}
	return deps, bytes, outputs
}

// lowestByTrying is what the best order has of each peak, found by going through
// all sets of finished tasks.
func lowestByTrying(p *graph.Plan) (least [4]int64) {
	n := p.Len()
	output := make([]bool, n)
	for _, id := range p.Outputs() {
		output[id] = true
	}
	live := func(done uint, peak int) (sum int64) {
		for id := range n {
			if done>>id&1 == 0 {
				continue
			}
			unread := slices.ContainsFunc(p.Readers(id), func(r int32) bool { return done>>r&1 == 0 })
			if unread || output[id] && peak < 2 {
				sum += weightOf(p, id, peak)
			}
		}
		return sum
	}
	for peak := range least {
		best := make([]int64, 1<<n) // of each set, the lowest peak on the way to it
		for done := uint(1); done < 1<<n; done++ {
			best[done] = 1 << 60
			for id := range n {
				before := done &^ (1 << id)
				if before == done || slices.ContainsFunc(p.Inputs(id), func(in int32) bool { return before>>in&1 == 0 }) {
					continue
				}
				best[done] = min(best[done], max(best[before], live(before, peak)+weightOf(p, id, peak)))
			}
		}
		least[peak] = best[1<<n-1]
	}
	return least
}

func weightOf(p *graph.Plan, id, peak int) int64 {
	if peak%2 == 0 {
		return 1
	}
	return p.Bytes(id)
}

func TestLowestPeaksOfTreesAreThoseOfTheBestOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := graph.FromEdges(randomTrees(t, 9))
		require.NoError(t, err)
		require.Equal(t, lowestByTrying(p), graph.LowestPeaks(p))
	})
}

func TestNoOrderIsBelowTheLowestPeaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "tasks")
		deps := make([][]int32, n)
		for i := 1; i < n; i++ {
			deps[i] = rapid.SliceOfN(rapid.Int32Range(0, int32(i)-1), 0, 3).Draw(t, "reads")
		}
		bytes := rapid.SliceOfN(rapid.Int64Range(0, 9), n, n).Draw(t, "bytes")
		p, err := graph.FromEdges(deps, bytes, rapid.SliceOfN(rapid.Int32Range(0, int32(n)-1), 1, 3).Draw(t, "outputs"))
		require.NoError(t, err)
		least := lowestByTrying(p)
		for i, bound := range graph.LowestPeaks(p) {
			require.LessOrEqual(t, bound, least[i], "peak %d", i)
		}
	})
}

// To stop when nothing can be better changes nothing.
func TestReferenceOrderIsThatOfAllWays(t *testing.T) {
	same := func(t require.TestingT, p *graph.Plan) {
		want, got := graph.OrderByAllWays(p), graph.Order(p)
		for id := range p.Len() {
			require.Equal(t, want.Rank(id), got.Rank(id))
		}
	}
	t.Run("trees", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			p, err := graph.FromEdges(randomTrees(t, 30))
			require.NoError(t, err)
			same(t, p)
		})
	})
	t.Run("reference", func(t *testing.T) {
		for _, g := range readDaskGraphs(t) {
			p, err := graph.FromEdges(g.Deps, g.Sizes, g.Outputs)
			require.NoError(t, err)
			same(t, p)
			same(t, graph.Fuse(p))
		}
	})
	t.Run("reductions", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			p, err := graph.Expand([]graph.Collection{whole{reduction(t)}})
			require.NoError(t, err)
			same(t, p)
			same(t, graph.Fuse(p))
		})
	})
	t.Run("layers", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			p, err := graph.Expand(randomLayers(t))
			require.NoError(t, err)
			same(t, p)
			same(t, graph.Fuse(p))
		})
	})
}

// reduction draws blocks that are read from storage, or not, with some data for
// all of them, and added up by some at a time.
func reduction(t *rapid.T) *graph.Layer {
	n := rapid.IntRange(1, 40).Draw(t, "blocks")
	arity := rapid.IntRange(2, 9).Draw(t, "arity")
	size := rapid.Int64Range(0, 3)
	values := []any{1}
	data, err := graph.NewData("data", graph.Token("data"), nil, values)
	require.NoError(t, err)
	first := size.Draw(t, "size")
	spec := graph.LayerSpec{Label: "part", Token: graph.Token(n), Grid: []int{n}, Op: mixOp, Deps: []*graph.Layer{data},
		Bytes: func(int) int64 { return first },
		Args:  func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0)) }}
	if rapid.Bool().Draw(t, "reads") {
		spec.Reads = func(int) int64 { return 100 }
	}
	l, err := graph.NewLayer(spec)
	require.NoError(t, err)
	for n > 1 {
		below, left := n, size.Draw(t, "size")
		n = (n + arity - 1) / arity
		l, err = graph.NewLayer(graph.LayerSpec{Label: "merge", Token: graph.Token(l), Grid: []int{n}, Op: mixOp, Deps: []*graph.Layer{l, data},
			Bytes: func(int) int64 { return left },
			Args: func(b int, dst []graph.Arg) []graph.Arg {
				for i := b * arity; i < min((b+1)*arity, below); i++ {
					dst = append(dst, graph.Ref(0, i))
				}
				return append(dst, graph.Ref(1, 0))
			}})
		require.NoError(t, err)
	}
	return l
}
