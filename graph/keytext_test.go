package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestAppendedKeysAreTheTextOfKeys(t *testing.T) {
	for _, grid := range [][]int{nil, {1}, {7}, {3, 4}, {2, 1, 5}, {2, 3, 1, 4}} {
		size := 1
		for _, n := range grid {
			size *= n
		}
		l, err := graph.NewData("x", graph.Token(grid), grid, make([]any, size))
		require.NoError(t, err)
		for block := range size {
			require.Equal(t, "k="+l.Key(block).String(), string(l.AppendKey([]byte("k="), block)))
		}
	}
}
