package graph_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestHasValueKnowsRegisteredTypes(t *testing.T) {
	require.True(t, graph.HasValue(reflect.TypeFor[span]()))
	require.False(t, graph.HasValue(reflect.TypeFor[struct{ private int }]()))
	require.False(t, graph.HasValue(nil))
}
