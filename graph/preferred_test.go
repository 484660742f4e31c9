package graph_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

var opPreferred = graph.Register("graph_test/preferred", func(context.Context, []any) (any, error) { return nil, nil })

func TestLayersTellWhichWorkersBlocksPrefer(t *testing.T) {
	spec := graph.LayerSpec{Label: "read", Token: graph.Token("preferred"), Grid: []int{2}, Op: opPreferred,
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return dst }}
	anywhere, err := graph.NewLayer(spec)
	require.NoError(t, err)
	require.False(t, anywhere.HasPreferences())
	require.Empty(t, anywhere.PreferredWorkers(1))
	spec.Prefers = func(block int) []string { return [][]string{{"node1"}, nil}[block] }
	some, err := graph.NewLayer(spec)
	require.NoError(t, err)
	require.True(t, some.HasPreferences())
	require.Equal(t, []string{"node1"}, some.PreferredWorkers(0))
	require.Empty(t, some.PreferredWorkers(1))
	require.Equal(t, anywhere.Name(), some.Name(), "where a block is made does not name it")
}
