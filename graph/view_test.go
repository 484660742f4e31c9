package graph_test

import (
	"testing"

	dag "github.com/dominikbraun/graph"
	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestViewShowsTasks(t *testing.T) {
	raw, low, high, diff := diamond(t)
	p, err := graph.NewPlan([]graph.Collection{whole{diff}})
	require.NoError(t, err)
	g := p.View()
	order, err := g.Order()
	require.NoError(t, err)
	require.Equal(t, p.Len(), order)

	_, err = g.Edge(raw.Key(1), low.Key(1))
	require.NoError(t, err)
	_, err = g.Edge(low.Key(1), raw.Key(1))
	require.ErrorIs(t, err, dag.ErrEdgeNotFound)
	_, err = g.Vertex(graph.Key{Layer: "unknown"})
	require.ErrorIs(t, err, dag.ErrVertexNotFound)
	_, err = g.Vertex(graph.Key{Layer: raw.Name(), Coords: graph.NewCoords(7)})
	require.ErrorIs(t, err, dag.ErrVertexNotFound)

	path, err := dag.ShortestPath(g, raw.Key(0), diff.Key(0))
	require.NoError(t, err)
	require.Equal(t, []graph.Key{raw.Key(0), diff.Key(0)}, path)
	paths, err := dag.AllPathsBetween(g, raw.Key(0), diff.Key(0))
	require.NoError(t, err)
	require.Len(t, paths, 3)
	sorted, err := dag.TopologicalSort(g)
	require.NoError(t, err)
	require.Len(t, sorted, p.Len())
	_ = high
}

func TestViewCountsRepeatedReads(t *testing.T) {
	x := newLayer(t, graph.LayerSpec{Label: "x"})
	y := newLayer(t, graph.LayerSpec{Label: "y", Deps: []*graph.Layer{x}, Args: refs([][2]int{{0, 0}, {0, 0}, {0, 0}})})
	p, err := graph.Expand([]graph.Collection{whole{y}})
	require.NoError(t, err)
	edges, err := p.View().Edges()
	require.NoError(t, err)
	require.Len(t, edges, 1)
	require.Equal(t, 3, edges[0].Properties.Weight)
}

func TestViewCannotBeChanged(t *testing.T) {
	raw, _, _, diff := diamond(t)
	p, err := graph.NewPlan([]graph.Collection{whole{diff}})
	require.NoError(t, err)
	g := p.View()
	a, b := raw.Key(0), raw.Key(1)
	require.ErrorIs(t, g.AddVertex(graph.Key{Layer: "new"}), graph.ErrReadOnly)
	require.ErrorIs(t, g.RemoveVertex(a), graph.ErrReadOnly)
	require.ErrorIs(t, g.AddEdge(a, b), graph.ErrReadOnly)
	require.ErrorIs(t, g.UpdateEdge(a, diff.Key(0)), graph.ErrReadOnly)
	require.ErrorIs(t, g.RemoveEdge(a, diff.Key(0)), graph.ErrReadOnly)

	own, err := g.Clone()
	require.NoError(t, err)
	require.NoError(t, own.AddVertex(graph.Key{Layer: "new"}))
}
