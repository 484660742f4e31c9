package scheduler_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// nothing costs as little as a task can.
var nothing = graph.Register("gloam/scheduler_test/nothing", func(context.Context, []any) (any, error) { return 1, nil })

// tree is a binary reduction over 2^levels leaves.
func tree(tb testing.TB, levels int) graph.Collection {
	tb.Helper()
	var below *graph.Layer
	for l := levels; l >= 0; l-- {
		spec := graph.LayerSpec{Label: "level", Token: graph.Token("tree", levels, l), Grid: []int{1 << l}, Op: nothing, Site: "bench"}
		spec.Args = func(_ int, dst []graph.Arg) []graph.Arg { return dst }
		if below != nil {
			spec.Deps = []*graph.Layer{below}
			spec.Args = func(b int, dst []graph.Arg) []graph.Arg {
				return append(dst, graph.Ref(0, 2*b), graph.Ref(0, 2*b+1))
			}
		}
		layer, err := graph.NewLayer(spec)
		require.NoError(tb, err)
		below = layer
	}
	return whole{below}
}

// tangle is depth layers of width tasks that read two random blocks each of
// the layer before.
func tangle(tb testing.TB, depth, width int) graph.Collection {
	tb.Helper()
	var below *graph.Layer
	for d := range depth {
		spec := graph.LayerSpec{Label: "rank", Token: graph.Token("tangle", depth, width, d), Grid: []int{width}, Op: nothing, Site: "bench"}
		spec.Args = func(_ int, dst []graph.Arg) []graph.Arg { return dst }
		if below != nil {
			rng := rand.New(rand.NewPCG(uint64(d), 1))
			reads := make([]int, 2*width)
			for i := range reads {
				reads[i] = rng.IntN(width)
			}
			spec.Deps = []*graph.Layer{below}
			spec.Args = func(b int, dst []graph.Arg) []graph.Arg {
				return append(dst, graph.Ref(0, reads[2*b]), graph.Ref(0, reads[2*b+1]))
			}
		}
		layer, err := graph.NewLayer(spec)
		require.NoError(tb, err)
		below = layer
	}
	return whole{below}
}

func BenchmarkTree(b *testing.B)   { benchmark(b, tree(b, 19)) }
func BenchmarkRandom(b *testing.B) { benchmark(b, tangle(b, 10, 115_000)) }

func benchmark(b *testing.B, wanted graph.Collection) {
	// Unfused: what is measured is the cost of a task, not of making fewer.
	p, err := graph.Expand([]graph.Collection{wanted})
	require.NoError(b, err)
	p = graph.Order(p)
	require.InEpsilon(b, 1e6, p.Len(), 0.06)
	watched := scheduler.Observe(b.Context(), func(scheduler.Progress) {})
	for _, c := range []struct {
		name string
		e    scheduler.Executor
		ctx  context.Context
	}{
		{"sync", scheduler.Sync{}, b.Context()},
		{"local-1", scheduler.NewLocal(scheduler.Workers(1)), b.Context()},
		{"local-2", scheduler.NewLocal(scheduler.Workers(2)), b.Context()},
		{"local-16", scheduler.NewLocal(scheduler.Workers(16)), b.Context()},
		{"local-2-observed", scheduler.NewLocal(scheduler.Workers(2)), watched},
		{"local-2-limited", scheduler.NewLocal(scheduler.Workers(2), scheduler.MemoryLimit(1<<40)), b.Context()},
	} {
		b.Run("tasks=1e6/executor="+c.name, func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for b.Loop() {
				_, err := c.e.Execute(c.ctx, p)
				require.NoError(b, err)
			}
			runtime.ReadMemStats(&after)
			tasks := float64(p.Len()) * float64(b.N)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/tasks, "ns/task")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/tasks, "B/task")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// whole wants all blocks of a layer.
type whole struct{ layer *graph.Layer }

func (w whole) Layer() *graph.Layer              { return w.layer }
func (w whole) Blocks() []int                    { return nil }
func (w whole) Collect(parts []any) (any, error) { return append([]any(nil), parts...), nil }
