package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestValidateFindsBrokenPlans(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Grid: []int{2}})
	scale := newLayer(t, graph.LayerSpec{Label: "scale", Grid: []int{2}, Deps: []*graph.Layer{load}})
	sum := newLayer(t, graph.LayerSpec{Label: "sum", Grid: []int{2}, Deps: []*graph.Layer{scale},
		Args: refs([][2]int{{0, 0}, {0, 1}}, [][2]int{{0, 1}, {0, 0}})})
	plain, err := graph.Expand([]graph.Collection{whole{sum}})
	require.NoError(t, err)
	p := graph.Fuse(plain)
	require.NoError(t, graph.Validate(p))
	require.Equal(t, map[string]int{"load-scale": 2, "sum": 2}, labels(p))

	for _, c := range []struct{ what, says string }{
		{"short ranks", "4 tasks, but 3 ranks"},
		{"layer", "task 3 is in layer 99 of 3"},
		{"block", "task 3 is block 99"},
		{"layer twice", "occurs twice"},
		{"layer order", "which is not before it"},
		{"edge", "an edge leads to 99 of 4 tasks"},
		{"rows", "row 1 starts at 3 and ends at 1"},
		{"readers", "reader 0 of task 0 is 2, its row says 3"},
		{"rank twice", "is taken"},
		{"rank order", "its input"},
		{"output", "output 0 is 99 of 4 tasks"},
		{"span", "do not cover 2 outputs"},
		{"not needed", "nothing reads task 3"},
		{"step", "reads step 5"},
		{"step unread", "steps of task 0 read 1 inputs, it has 0"},
		{"last step", "ends with block"},
	} {
		t.Run(c.what, func(t *testing.T) {
			err := graph.Validate(graph.Break(p, c.what))
			require.ErrorIs(t, err, graph.ErrInvalid)
			require.ErrorContains(t, err, c.says)
		})
	}
}
