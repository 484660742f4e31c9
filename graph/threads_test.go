package graph_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestTasksHaveOneThreadUnlessTold(t *testing.T) {
	require.Equal(t, 1, graph.Threads(context.Background()))
	require.Equal(t, 4, graph.Threads(graph.WithThreads(context.Background(), 4)))
}
