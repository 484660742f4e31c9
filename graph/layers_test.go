package graph_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

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

// mixOp gives another number for any other arguments or another order of them.
var mixOp = graph.InProcess("test.mix", func(_ context.Context, args []any) (any, error) {
	h := uint64(len(args)) + 17
	for _, a := range args {
		h = (h ^ uint64(a.(int))) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return int(h), nil
})

// whole is a collection of all blocks of a layer.
type whole struct{ layer *graph.Layer }

func (w whole) Layer() *graph.Layer              { return w.layer }
func (w whole) Blocks() []int                    { return nil }
func (w whole) Collect(parts []any) (any, error) { return slices.Clone(parts), nil }

// some is a collection of some blocks of a layer.
type some struct {
	layer  *graph.Layer
	blocks []int
}

func (s some) Layer() *graph.Layer              { return s.layer }
func (s some) Blocks() []int                    { return s.blocks }
func (s some) Collect(parts []any) (any, error) { return slices.Clone(parts), nil }

// sorted returns the keys of m in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// newLayer makes a layer; what spec lacks is filled in.
func newLayer(t testing.TB, spec graph.LayerSpec) *graph.Layer {
	t.Helper()
	if spec.Token == "" {
		spec.Token = graph.Token(spec.Label, fmt.Sprint(spec.Grid), len(spec.Deps))
	}
	if spec.Op == nil {
		spec.Op = mixOp
	}
	if spec.Args == nil {
		spec.Args = func(block int, dst []graph.Arg) []graph.Arg {
			for d := range spec.Deps {
				dst = append(dst, graph.Ref(d, block))
			}
			return append(dst, graph.Lit(block))
		}
	}
	l, err := graph.NewLayer(spec)
	require.NoError(t, err)
	return l
}

// newData makes a data layer of n numbers.
func newData(t testing.TB, label string, n int) *graph.Layer {
	t.Helper()
	values := make([]any, n)
	for i := range values {
		values[i] = 100 + i
	}
	l, err := graph.NewData(label, graph.Token(label), []int{n}, values)
	require.NoError(t, err)
	return l
}

// refs makes the arguments of a layer from explicit references by block.
func refs(blocks ...[][2]int) func(int, []graph.Arg) []graph.Arg {
	return func(block int, dst []graph.Arg) []graph.Arg {
		for _, r := range blocks[block] {
			dst = append(dst, graph.Ref(r[0], r[1]))
		}
		return dst
	}
}

// run evaluates a plan in static order, one task after the other.
func run(t require.TestingT, p *graph.Plan) []any {
	r := p.NewRunner()
	return evaluate(t, p, func(id int, inputs []any) (any, error) { return r.Run(context.Background(), id, inputs) })
}

// runSteps does the same through the explicit tasks.
func runSteps(t require.TestingT, p *graph.Plan) []any {
	return evaluate(t, p, func(id int, inputs []any) (any, error) {
		known := map[graph.Key]any{}
		for i, in := range p.Inputs(id) {
			known[p.Key(int(in))] = inputs[i]
		}
		var out any
		for _, step := range p.Steps(id) {
			var args []any
			for _, a := range step.Args {
				if a.Ref {
					require.Contains(t, known, a.Key)
					args = append(args, known[a.Key])
				}
			}
			var err error
			if out, err = step.Run(context.Background(), args); err != nil {
				return nil, err
			}
			known[step.Key] = out
		}
		return out, nil
	})
}

func evaluate(t require.TestingT, p *graph.Plan, run func(id int, inputs []any) (any, error)) []any {
	order := make([]int, p.Len())
	for id := range order {
		order[p.Rank(id)] = id
	}
	results := make([]any, p.Len())
	for _, id := range order {
		var inputs []any
		for _, in := range p.Inputs(id) {
			require.NotNil(t, results[in], "task %d runs before its input %d", id, in)
			inputs = append(inputs, results[in])
		}
		v, err := run(id, inputs)
		require.NoError(t, err)
		results[id] = v
	}
	out := make([]any, len(p.Outputs()))
	for i, id := range p.Outputs() {
		out[i] = results[id]
	}
	return out
}
