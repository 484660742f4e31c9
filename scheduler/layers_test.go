package scheduler_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// block is the code of a task that is told its block number and the results of
// its inputs.
type block func(ctx context.Context, number int, inputs []any) (any, error)

// newLayer makes a layer of n blocks; reads gives the blocks of dep that each
// reads. spec holds what else matters to the test.
func newLayer(tb testing.TB, spec graph.LayerSpec, n int, code block, dep *graph.Layer, reads func(block int) []int) *graph.Layer {
	tb.Helper()
	spec.Op = graph.InProcess("scheduler_test", func(ctx context.Context, args []any) (any, error) {
		return code(ctx, args[0].(int), args[1:])
	})
	parts := []any{tb.Name(), spec.Label, n}
	if dep != nil {
		spec.Deps = []*graph.Layer{dep}
		parts = append(parts, dep)
	}
	spec.Token, spec.Grid = graph.Token(parts...), []int{n}
	spec.Args = func(b int, dst []graph.Arg) []graph.Arg {
		dst = append(dst, graph.Lit(b))
		if reads != nil {
			for _, from := range reads(b) {
				dst = append(dst, graph.Ref(0, from))
			}
		}
		return dst
	}
	l, err := graph.NewLayer(spec)
	require.NoError(tb, err)
	return l
}

// planOf is unfused, so that tests see their tasks one by one.
func planOf(tb testing.TB, layers ...*graph.Layer) *graph.Plan {
	tb.Helper()
	var wanted []graph.Collection
	for _, l := range layers {
		wanted = append(wanted, whole{l})
	}
	p, err := graph.Expand(wanted)
	require.NoError(tb, err)
	return graph.Order(p)
}

func sized(bytes int64) func(int) int64 { return func(int) int64 { return bytes } }

func same(b int) []int { return []int{b} }

func pair(b int) []int { return []int{2 * b, 2*b + 1} }

func zero(context.Context, int, []any) (any, error) { return 0, nil }
