package graph_test

import (
	"context"
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

func TestKnownResultsReplaceWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain, err := graph.Expand(randomLayers(t))
		require.NoError(t, err)
		want := run(t, plain)
		all := resultsOf(t, plain)

		asked := map[graph.Key]int{}
		p := graph.Known(plain, func(l *graph.Layer, block int) (any, bool) {
			key := l.Key(block)
			asked[key]++
			return all[key], rapid.Bool().Draw(t, key.String())
		})
		require.NoError(t, graph.Validate(p))
		require.Equal(t, want, run(t, p))
		require.Equal(t, want, run(t, graph.Order(graph.Fuse(p))))
		require.Equal(t, want, runSteps(t, graph.Fuse(p)))
		require.LessOrEqual(t, p.Len(), plain.Len())
		for key, n := range asked {
			require.Equal(t, 1, n, key)
		}
	})
}

func TestWhatOnlyKnownResultsNeededIsLeftOut(t *testing.T) {
	p, err := graph.FromEdges([][]int32{{}, {0}, {1}, {}, {2, 3}}, nil, []int32{4})
	require.NoError(t, err)
	require.Same(t, p, graph.Known(p, func(*graph.Layer, int) (any, bool) { return nil, false }))
	q := graph.Known(p, func(_ *graph.Layer, block int) (any, bool) { return "value", block == 2 })
	require.NoError(t, graph.Validate(q))
	require.Equal(t, 3, q.Len())
	require.True(t, q.Layers()[0].IsData())
	require.Equal(t, "value", q.Layers()[0].Datum(0))
}

// resultsOf runs every task of a plan that is not fused.
func resultsOf(t require.TestingT, p *graph.Plan) map[graph.Key]any {
	r, all := p.NewRunner(), map[graph.Key]any{}
	evaluate(t, p, func(id int, inputs []any) (any, error) {
		v, err := r.Run(context.Background(), id, inputs)
		all[p.Key(id)] = v
		return v, err
	})
	return all
}

func ExampleKnown() {
	// 2 reads 1 reads 0.
	p, err := graph.FromEdges([][]int32{{}, {0}, {1}}, nil, []int32{2})
	if err != nil {
		log.Fatal(err)
	}
	q := graph.Known(p, func(_ *graph.Layer, block int) (any, bool) { return 42, block == 1 })
	for id := range q.Len() {
		fmt.Println(q.Layers()[q.LayerOf(id)].IsData(), q.Inputs(id))
	}
	// Output:
	// true []
	// false [0]
}
