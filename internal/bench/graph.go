package main

import (
	"context"
	"math/rand/v2"
	"slices"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// graphGroup is what the scheduler costs: graphs of a million tasks that do
// nothing.
var graphGroup = group{name: "graph", kinds: []string{"dask"}, open: openGraphs}

var trivial = graph.Register("gloam/bench/trivial", func(context.Context, []any) (any, error) { return 1, nil })

func openGraphs(_ context.Context, o options) (*field, error) {
	trials := []*trial{}
	for _, c := range []struct {
		name    string
		sizes   []int // tasks of each layer
		reads   func(layer, block, below int) [2]int
		theirs  []any // the same for the script, with a sixteenth of the tasks
		atLeast float64
	}{
		{"tree 1e6 tasks", halves(1 << 19), func(_, b, _ int) [2]int { return [2]int{2 * b, 2*b + 1} }, []any{"tree", 15}, 100},
		{"random 1e6 tasks", slices.Repeat([]int{100_000}, 10), randomReads, []any{"random", 100_000 / 16, 10}, 100},
	} {
		p, bytes, err := kept(func() (*graph.Plan, error) { return trivialPlan(c.name, c.sizes, c.reads) })
		if err != nil {
			return nil, err
		}
		e := scheduler.NewLocal(scheduler.Workers(o.workers))
		t := &trial{
			name: c.name, tasks: p.Len(), heap: heapUse{plan: bytes}, ask: map[string]any{"graph": c.theirs, "scale": 16},
			targets: []target{{"dask", c.atLeast}},
		}
		t.run = func(ctx context.Context) (values, error) {
			execute := func() error { _, err := e.Execute(ctx, p); return err }
			if t.heap.run > 0 {
				return nil, execute()
			}
			t.heap.run, err = allocated(execute)
			return nil, err
		}
		trials = append(trials, t)
	}
	return &field{
		about: "Graphs of about a million tasks that do nothing, run from a ready plan. Dask's are of the same form with a " +
			"sixteenth of the tasks, ready as well; its times are multiplied by 16. Bytes a task are those of the plan and its " +
			"layers that stay alive, and those that one run allocates.",
		config: map[string]any{"workers": o.workers, "threads": 1},
		trials: trials,
	}, nil
}

// halves are n, half of that, and so on to one.
func halves(n int) []int {
	var sizes []int
	for ; n > 0; n /= 2 {
		sizes = append(sizes, n)
	}
	return sizes
}

// randomReads are two blocks of the layer below, the same in every run.
func randomReads(layer, block, below int) [2]int {
	var r rand.PCG
	r.Seed(uint64(layer), uint64(block))
	return [2]int{int(r.Uint64() % uint64(below)), int(r.Uint64() % uint64(below))}
}

// trivialPlan is a plan of layers of so many tasks each, of which those above
// the first read blocks of the layer below. It is not fused: what counts is the
// cost of a task.
func trivialPlan(name string, sizes []int, reads func(layer, block, below int) [2]int) (*graph.Plan, error) {
	var below *graph.Layer
	for l, size := range sizes {
		spec := graph.LayerSpec{Label: "rank", Token: graph.Token(name, l), Grid: []int{size}, Op: trivial, Site: "bench"}
		spec.Args = func(_ int, dst []graph.Arg) []graph.Arg { return dst }
		if below != nil {
			spec.Deps = []*graph.Layer{below}
			under := sizes[l-1]
			spec.Args = func(b int, dst []graph.Arg) []graph.Arg {
				for _, r := range reads(l, b, under) {
					dst = append(dst, graph.Ref(0, r))
				}
				return dst
			}
		}
		layer, err := graph.NewLayer(spec)
		if err != nil {
			return nil, err
		}
		below = layer
	}
	p, err := graph.Expand([]graph.Collection{lastLayer{below}})
	if err != nil {
		return nil, err
	}
	return graph.Order(p), nil
}

// lastLayer wants all blocks of a layer.
type lastLayer struct{ layer *graph.Layer }

func (w lastLayer) Layer() *graph.Layer          { return w.layer }
func (w lastLayer) Blocks() []int                { return nil }
func (w lastLayer) Collect(_ []any) (any, error) { return nil, nil }
