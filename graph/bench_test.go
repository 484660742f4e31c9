package graph_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gloam-go/gloam/graph"
)

const million = 1_000_000

// benchGraphs are collections of about so many tasks.
func benchGraphs(b *testing.B, tasks int) map[string]graph.Collection {
	return map[string]graph.Collection{"tree": benchTree(b, tasks), "random": benchRandom(b, tasks)}
}

// benchTree is a load and a step per leaf and a reduction with fan-in 4.
func benchTree(b *testing.B, tasks int) graph.Collection {
	n := tasks * 3 / 7
	l := benchLayer(b, "load", n, nil, func(int, []graph.Arg) []graph.Arg { return nil })
	l = benchLayer(b, "scale", n, l, func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, block)) })
	for level := 0; n > 1; level++ {
		below := n
		n = (n + 3) / 4
		l = benchLayer(b, fmt.Sprintf("sum%d", level), n, l, func(block int, dst []graph.Arg) []graph.Arg {
			for i := 4 * block; i < min(below, 4*block+4); i++ {
				dst = append(dst, graph.Ref(0, i))
			}
			return dst
		})
	}
	return whole{l}
}

// benchRandom has twenty levels; each task reads two of the level before, one
// nearby and one anywhere.
func benchRandom(b *testing.B, tasks int) graph.Collection {
	n := tasks / 20
	l := benchLayer(b, "load", n, nil, func(int, []graph.Arg) []graph.Arg { return nil })
	rng := rand.New(rand.NewPCG(1, 2))
	for level := range 19 {
		far := rng.Perm(n)
		l = benchLayer(b, fmt.Sprintf("mix%d", level), n, l, func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, block), graph.Ref(0, far[block]))
		})
	}
	return whole{l}
}

func benchLayer(b *testing.B, label string, n int, dep *graph.Layer, args func(int, []graph.Arg) []graph.Arg) *graph.Layer {
	spec := graph.LayerSpec{Label: label, Token: graph.Token(label), Grid: []int{n}, Op: sumOp, Args: args,
		Blockwise: label == "scale", Bytes: func(int) int64 { return 1 << 20 }}
	if dep != nil {
		spec.Deps = []*graph.Layer{dep}
	}
	l, err := graph.NewLayer(spec)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// measurePass reports time and, as metrics, memory per task of a pass.
func measurePass(b *testing.B, pass func() *graph.Plan) {
	var tasks int
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := pass()
	runtime.ReadMemStats(&after)
	tasks = kept.Len()
	allocated := after.TotalAlloc - before.TotalAlloc
	runtime.GC()
	runtime.ReadMemStats(&after)
	left := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	runtime.KeepAlive(kept)
	for b.Loop() {
		pass()
	}
	b.ReportMetric(float64(allocated)/float64(tasks), "B-made/task")
	b.ReportMetric(float64(left)/float64(tasks), "B-kept/task")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(tasks), "ns/task")
}

func BenchmarkExpand(b *testing.B) {
	graphs := benchGraphs(b, million)
	for _, name := range sorted(graphs) {
		wanted := []graph.Collection{graphs[name]}
		b.Run("graph="+name, func(b *testing.B) { measurePass(b, func() *graph.Plan { return expand(b, wanted) }) })
	}
}

func expand(b *testing.B, wanted []graph.Collection) *graph.Plan {
	p, err := graph.Expand(wanted)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func BenchmarkFuse(b *testing.B)  { benchmarkPass(b, graph.Fuse, million) }
func BenchmarkOrder(b *testing.B) { benchmarkPass(b, graph.Order, 4_000, 40_000, 250_000, million) }

// benchmarkPass counts by the tasks that a pass leaves.
func benchmarkPass(b *testing.B, pass func(*graph.Plan) *graph.Plan, sizes ...int) {
	for _, tasks := range sizes {
		graphs := benchGraphs(b, tasks)
		for _, name := range sorted(graphs) {
			p := expand(b, []graph.Collection{graphs[name]})
			b.Run(fmt.Sprintf("graph=%s/tasks=%d", name, tasks), func(b *testing.B) {
				measurePass(b, func() *graph.Plan { return pass(p) })
			})
		}
	}
}

func BenchmarkPeak(b *testing.B) {
	p, err := graph.NewPlan([]graph.Collection{benchTree(b, million)})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		graph.Peak(p)
	}
}
