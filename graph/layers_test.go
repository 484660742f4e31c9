package graph_test

import (
	"context"
	"maps"
	"slices"

	"github.com/gloam-go/gloam/graph"
)

// sumOp adds up its arguments, numbers all.
var sumOp = graph.InProcess("test.sum", func(_ context.Context, args []any) (any, error) {
	sum := 0
	for _, a := range args {
		sum += a.(int)
	}
	return sum, nil
})

// whole is a collection of all blocks of a layer.
type whole struct{ layer *graph.Layer }

func (w whole) Layer() *graph.Layer              { return w.layer }
func (w whole) Blocks() []int                    { return nil }
func (w whole) Collect(parts []any) (any, error) { return slices.Clone(parts), nil }

// sorted returns the keys of m in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
