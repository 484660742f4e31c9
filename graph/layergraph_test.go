package graph_test

import (
	"testing"

	dag "github.com/dominikbraun/graph"
	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// diamond is raw ← (low, high) ← diff, and diff also reads raw itself.
func diamond(t testing.TB) (raw, low, high, diff *graph.Layer) {
	raw = newLayer(t, graph.LayerSpec{Label: "raw", Grid: []int{2}})
	high = newLayer(t, graph.LayerSpec{Label: "high", Grid: []int{2}, Deps: []*graph.Layer{raw}})
	low = newLayer(t, graph.LayerSpec{Label: "low", Grid: []int{2}, Deps: []*graph.Layer{raw}})
	diff = newLayer(t, graph.LayerSpec{Label: "diff", Grid: []int{2}, Deps: []*graph.Layer{high, low, raw}})
	return raw, low, high, diff
}

func TestLayerGraphHasEachLayerOnce(t *testing.T) {
	raw, _, high, diff := diamond(t)
	g, err := graph.LayerGraph([]graph.Collection{whole{diff}, whole{high}})
	require.NoError(t, err)
	order, err := g.Order()
	require.NoError(t, err)
	size, err := g.Size()
	require.NoError(t, err)
	require.Equal(t, [2]int{4, 5}, [2]int{order, size})
	_, err = g.Edge(raw.Name(), high.Name())
	require.NoError(t, err)
	require.True(t, g.Traits().IsDirected && g.Traits().IsAcyclic)
	require.ErrorIs(t, g.AddEdge(diff.Name(), raw.Name()), dag.ErrEdgeCreatesCycle)

	reduced, err := dag.TransitiveReduction(g)
	require.NoError(t, err)
	size, err = reduced.Size()
	require.NoError(t, err)
	require.Equal(t, 4, size, "diff needs raw through low and high anyway")
}

func TestLayerGraphFindsCirclesOfNames(t *testing.T) {
	again := newLayer(t, graph.LayerSpec{Label: "a", Token: "1"})
	b := newLayer(t, graph.LayerSpec{Label: "b", Token: "2", Deps: []*graph.Layer{again}})
	deps := []*graph.Layer{b}
	a := newLayer(t, graph.LayerSpec{Label: "c", Token: "3", Deps: deps})
	_, err := graph.LayerGraph([]graph.Collection{whole{a}})
	require.NoError(t, err)
	deps[0] = a
	_, err = graph.LayerGraph([]graph.Collection{whole{a}})
	require.ErrorIs(t, err, graph.ErrCycle)
	_, err = graph.LayerGraph([]graph.Collection{whole{nil}})
	require.ErrorContains(t, err, "has no layer")
}

func TestLayerOrderIsStable(t *testing.T) {
	raw, low, high, diff := diamond(t)
	for range 5 {
		layers, err := graph.LayerOrder([]graph.Collection{whole{diff}})
		require.NoError(t, err)
		require.Equal(t, []*graph.Layer{raw, high, low, diff}, layers)
	}
}

func TestWhyGivesAShortestChain(t *testing.T) {
	raw, low, high, diff := diamond(t)
	chain, err := graph.Why(diff, raw)
	require.NoError(t, err)
	require.Equal(t, []*graph.Layer{diff, raw}, chain)
	chain, err = graph.Why(diff, diff)
	require.NoError(t, err)
	require.Equal(t, []*graph.Layer{diff}, chain)
	top := newLayer(t, graph.LayerSpec{Label: "top", Grid: []int{2}, Deps: []*graph.Layer{low, high}})
	for range 5 {
		chain, err = graph.Why(top, raw)
		require.NoError(t, err)
		require.Equal(t, []*graph.Layer{top, high, raw}, chain)
	}
	_, err = graph.Why(low, high)
	require.ErrorIs(t, err, graph.ErrNotNeeded)
}
