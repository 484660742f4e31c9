package graph_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gloam-go/gloam/graph"
)

var (
	load  = graph.Register("example.com/load", func(_ context.Context, args []any) (any, error) { return args[0].(int) * 10, nil })
	scale = graph.Register("example.com/scale", func(_ context.Context, args []any) (any, error) { return args[0].(int) * args[1].(int), nil })
	sum   = graph.Register("example.com/sum", func(_ context.Context, args []any) (any, error) {
		total := 0
		for _, a := range args {
			total += a.(int)
		}
		return total, nil
	})
)

// exampleSum loads four blocks, scales them and adds them up.
func exampleSum() (total, scaled, loaded *graph.Layer) {
	must := func(spec graph.LayerSpec) *graph.Layer {
		spec.Token = graph.Token(spec.Op, len(spec.Deps))
		l, err := graph.NewLayer(spec)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		return l
	}
	loaded = must(graph.LayerSpec{Label: "load", Grid: []int{4}, Op: load,
		Args:  func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(block)) },
		Bytes: func(int) int64 { return 1 << 20 }, Reads: func(int) int64 { return 1 << 20 }})
	scaled = must(graph.LayerSpec{Label: "scale", Grid: []int{4}, Op: scale, Deps: []*graph.Layer{loaded}, Blockwise: true,
		Args:  func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, block), graph.Lit(3)) },
		Bytes: func(int) int64 { return 1 << 19 }})
	total = must(graph.LayerSpec{Label: "sum", Op: sum, Deps: []*graph.Layer{scaled},
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			for block := range 4 {
				dst = append(dst, graph.Ref(0, block))
			}
			return dst
		}})
	return total, scaled, loaded
}

func ExampleNewPlan() {
	total, _, _ := exampleSum()
	p, err := graph.NewPlan([]graph.Collection{whole{total}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for id := range p.Len() {
		fmt.Println(p.Label(id), p.Block(id), "reads", p.Inputs(id))
	}
	// Output:
	// load-scale 0 reads []
	// load-scale 1 reads []
	// load-scale 2 reads []
	// load-scale 3 reads []
	// sum 0 reads [0 1 2 3]
}

func ExampleRunner_Run() {
	total, _, _ := exampleSum()
	p, _ := graph.NewPlan([]graph.Collection{whole{total}})
	r := p.NewRunner()
	var parts []any
	for _, in := range p.Inputs(int(p.Outputs()[0])) {
		part, err := r.Run(context.Background(), int(in), nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		parts = append(parts, part)
	}
	fmt.Println(r.Run(context.Background(), int(p.Outputs()[0]), parts))
	// Output: 180 <nil>
}

func ExampleFuse() {
	total, _, _ := exampleSum()
	p, _ := graph.Expand([]graph.Collection{whole{total}})
	fmt.Println(p.Len(), "tasks, fused", graph.Fuse(p).Len())
	// Output: 9 tasks, fused 5
}

func ExamplePlan_Steps() {
	total, _, _ := exampleSum()
	p, _ := graph.NewPlan([]graph.Collection{whole{total}})
	for _, task := range p.Steps(2) {
		fmt.Println(task.Op.Name(), task.Key.Coords.Ints(), len(task.Args), "arguments")
	}
	// Output:
	// example.com/load [2] 1 arguments
	// example.com/scale [2] 2 arguments
}

func ExampleSummary() {
	total, _, _ := exampleSum()
	p, _ := graph.NewPlan([]graph.Collection{whole{total}})
	fmt.Print(graph.Summary(p))
	// Output:
	// layer  tasks  fused  inputs    bytes    reads
	// load       0      4       0        0        0
	// scale      4      0       0  2097152  4194304
	// sum        1      0       4        0        0
	// total      5      4       4  2097152  4194304
	// peak: 5 results, 2097152 bytes
}

func ExampleOrder() {
	// Two sums over two blocks each; as written, all blocks come first.
	p, _ := graph.FromEdges([][]int32{{}, {}, {}, {}, {0, 1}, {2, 3}, {4, 5}}, nil, []int32{6})
	byRank := make([]int, p.Len())
	o := graph.Order(p)
	for id := range byRank {
		byRank[o.Rank(id)] = id
	}
	results, _ := graph.Peak(o)
	fmt.Println(byRank, "holds", results, "results")
	// Output: [0 1 4 2 3 5 6] holds 4 results
}

func ExamplePeak() {
	p, _ := graph.FromEdges([][]int32{{}, {0}, {0, 1}}, []int64{100, 50, 8}, []int32{2})
	fmt.Println(graph.Peak(p))
	// Output: 3 158
}

func ExampleValidate() {
	total, _, _ := exampleSum()
	p, _ := graph.NewPlan([]graph.Collection{whole{total}})
	fmt.Println(graph.Validate(p))
	// Output: <nil>
}

func ExampleWhy() {
	total, _, loaded := exampleSum()
	chain, _ := graph.Why(total, loaded)
	for _, l := range chain {
		fmt.Println(l.Label())
	}
	// Output:
	// sum
	// scale
	// load
}

func ExampleLayerGraph() {
	total, _, _ := exampleSum()
	g, _ := graph.LayerGraph([]graph.Collection{whole{total}})
	layers, _ := g.Order()
	edges, _ := g.Size()
	fmt.Println(layers, "layers,", edges, "edges")
	// Output: 3 layers, 2 edges
}

func ExamplePlan_View() {
	total, scaled, _ := exampleSum()
	p, _ := graph.NewPlan([]graph.Collection{whole{total}})
	edge, err := p.View().Edge(scaled.Key(1), total.Key(0))
	fmt.Println(edge.Properties.Weight, err)
	// Output: 1 <nil>
}
