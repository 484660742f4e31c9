package schedulertest

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// site is the source line that the suite's layers claim to come from.
const site = "schedulertest/user.go:7"

// A builder makes layers for a test.
type builder struct{ t require.TestingT }

// layer makes a layer whose blocks have the given arguments. Its name follows
// from them, as names must.
func (b builder) layer(op *graph.Op, deps []*graph.Layer, args ...[]graph.Arg) *graph.Layer {
	return b.spec(graph.LayerSpec{Op: op, Deps: deps}, args...)
}

func (b builder) spec(spec graph.LayerSpec, args ...[]graph.Arg) *graph.Layer {
	parts := []any{spec.Op}
	for _, d := range spec.Deps {
		parts = append(parts, d)
	}
	for _, block := range args {
		parts = append(parts, fmt.Sprintf("%#v", block))
	}
	spec.Label, spec.Token = "suite", graph.Token(parts...)
	spec.Grid, spec.Site = []int{len(args)}, site
	spec.Bytes = func(block int) int64 { return int64(block % 3) }
	spec.Args = func(block int, dst []graph.Arg) []graph.Arg { return append(dst, args[block]...) }
	l, err := graph.NewLayer(spec)
	require.NoError(b.t, err)
	return l
}

// literals is a layer of n blocks that mix the numbers from start on.
func (b builder) literals(start, n int) *graph.Layer {
	args := make([][]graph.Arg, n)
	for i := range args {
		args[i] = []graph.Arg{graph.Lit(start + i)}
	}
	return b.layer(opMix, nil, args...)
}

// mixed is a layer that mixes blocks of dep; rows holds the blocks each reads.
func (b builder) mixed(dep *graph.Layer, rows ...[]int) *graph.Layer {
	args := make([][]graph.Arg, len(rows))
	for i, row := range rows {
		for _, block := range row {
			args[i] = append(args[i], graph.Ref(0, block))
		}
	}
	return b.layer(opMix, []*graph.Layer{dep}, args...)
}

// plan freezes the graph of all wanted collections.
func (b builder) plan(wanted ...graph.Collection) *graph.Plan {
	p, err := graph.NewPlan(wanted)
	require.NoError(b.t, err)
	return p
}

// wanted is a collection: some blocks of a layer, nil for all.
type wanted struct {
	layer  *graph.Layer
	blocks []int
}

func all(l *graph.Layer) wanted { return wanted{layer: l} }

func (w wanted) Layer() *graph.Layer              { return w.layer }
func (w wanted) Blocks() []int                    { return w.blocks }
func (w wanted) Collect(parts []any) (any, error) { return append([]any(nil), parts...), nil }

// evaluate computes what an executor should return, from the layers alone:
// without plan, order or fusion. It knows mix and data only.
func evaluate(t require.TestingT, collections ...wanted) []any {
	memo := map[graph.Key]any{}
	var value func(l *graph.Layer, block int) any
	value = func(l *graph.Layer, block int) any {
		if l.IsData() {
			return l.Datum(block)
		}
		key := l.Key(block)
		if v, ok := memo[key]; ok {
			return v
		}
		var args []any
		for _, a := range l.Args(block, nil) {
			if dep, from, ok := a.IsRef(); ok {
				args = append(args, value(l.Deps()[dep], from))
			} else {
				args = append(args, a.Value())
			}
		}
		v, err := mix(args)
		require.NoError(t, err)
		memo[key] = v
		return v
	}
	out := []any{}
	for _, c := range collections {
		blocks := c.blocks
		if blocks == nil {
			for i := range c.layer.Len() {
				blocks = append(blocks, i)
			}
		}
		for _, b := range blocks {
			out = append(out, value(c.layer, b))
		}
	}
	return out
}
