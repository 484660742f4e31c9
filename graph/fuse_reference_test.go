package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// A fused task runs in one go, which forbids some orders. Where Dask's fusing
// doubles what is held, ours may cost a fiftieth.
func TestReferenceFusingHoldsHardlyMoreThanBefore(t *testing.T) {
	graphs := readDaskGraphs(t)
	for _, name := range sorted(graphs) {
		g := graphs[name]
		p, err := graph.FromEdges(g.Deps, g.Sizes, g.Outputs)
		require.NoError(t, err)
		before, beforeBytes := graph.Peak(graph.Order(p))
		fused := graph.Fuse(p)
		require.LessOrEqual(t, fused.Len(), p.Len())
		after, afterBytes := graph.Peak(graph.Order(fused))
		assert.LessOrEqual(t, 50*after, 51*before, "%s: results at the peak", name)
		assert.LessOrEqual(t, 50*afterBytes, 51*beforeBytes, "%s: bytes at the peak", name)
	}
}
