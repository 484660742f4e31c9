package draw_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/graph"
)

// whole is a collection of all blocks of a layer.
type whole struct{ layer *graph.Layer }

func (w whole) Layer() *graph.Layer              { return w.layer }
func (w whole) Blocks() []int                    { return nil }
func (w whole) Collect(parts []any) (any, error) { return parts, nil }

func op(name string) *graph.Op {
	return graph.InProcessAt("draw_test.go:1", name, func(context.Context, []any) (any, error) { return nil, nil })
}

// layer makes a layer whose tasks nobody runs.
func layer(spec graph.LayerSpec) *graph.Layer {
	spec.Token = graph.Token(spec.Label, fmt.Sprint(spec.Grid))
	if spec.Args == nil {
		spec.Args = func(int, []graph.Arg) []graph.Arg { return nil }
	}
	l, err := graph.NewLayer(spec)
	if err != nil {
		panic(err)
	}
	return l
}

func size(bytes int64) func(int) int64 { return func(int) int64 { return bytes } }

// same reads the same block of the first dependency and block 0 of the others.
func same(deps int) func(int, []graph.Arg) []graph.Arg {
	return func(block int, dst []graph.Arg) []graph.Arg {
		dst = append(dst, graph.Ref(0, block))
		for d := 1; d < deps; d++ {
			dst = append(dst, graph.Ref(d, 0))
		}
		return dst
	}
}

// udfRun is a run of one UDF with a result per scan position and one for the
// whole scan: one part per partition, a tree of merges, one pick per block of
// a result.
func udfRun(partitions int) (nav, sig graph.Collection) {
	const site = "scan/main.go:42"
	masks, err := graph.NewData("masks", graph.Token("masks"), nil, []any{1})
	if err != nil {
		panic(err)
	}
	part := layer(graph.LayerSpec{Label: "part", Grid: []int{partitions}, Op: op("gloam/udf.part"), Deps: []*graph.Layer{masks},
		Args:  func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0)) },
		Bytes: size(4<<20 + 131072), Reads: size(64 << 20), Site: site, Note: graph.Note{Text: "sum, masks of scan.raw"}})
	hits := layer(graph.LayerSpec{Label: "pick", Grid: []int{partitions, 1}, Op: op("gloam/udf.pick"), Deps: []*graph.Layer{part},
		Args: same(1), Bytes: size(131072), Site: site,
		Note: graph.Note{Shape: []int{256, 256}, DType: "int32", Chunks: fmt.Sprintf("(%d, 256)", max(1, 256/partitions)), Text: "buffer hits"}})
	last, n := part, partitions
	for level := 1; n > 1; level++ {
		below := n
		n = (n + 7) / 8
		last = layer(graph.LayerSpec{Label: "merge", Grid: []int{n}, Op: op("gloam/udf.merge"), Deps: []*graph.Layer{last},
			Args: func(block int, dst []graph.Arg) []graph.Arg {
				for i := 8 * block; i < min(below, 8*block+8); i++ {
					dst = append(dst, graph.Ref(0, i))
				}
				return dst
			}, Bytes: size(4 << 20), Site: site, Note: graph.Note{Text: fmt.Sprintf("level %d", level)}})
	}
	sum := layer(graph.LayerSpec{Label: "pick", Grid: []int{1, 1, 1}, Op: op("gloam/udf.pick"), Deps: []*graph.Layer{last},
		Args: same(1), Bytes: size(4 << 20), Site: site,
		Note: graph.Note{Shape: []int{128, 128}, DType: "float32", Chunks: "(128, 128)", Text: "buffer map"}})
	return whole{hits}, whole{sum}
}

// arithmetic is (x + transposed x)·k, summed: fusing, a shared input and a
// blockwise chain.
func arithmetic(n int) graph.Collection {
	const site = "notes/symmetric.go:9"
	note := graph.Note{Shape: []int{64 * n, 64 * n}, DType: "float64", Chunks: "(64, 64)"}
	x := layer(graph.LayerSpec{Label: "load", Grid: []int{n, n}, Op: op("gloam/source.read"), Bytes: size(32768), Reads: size(8192), Site: site, Note: note})
	sum := layer(graph.LayerSpec{Label: "add-transposed", Grid: []int{n, n}, Op: op("gloam/arrays.add"), Deps: []*graph.Layer{x, x},
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, b), graph.Ref(1, b%n*n+b/n))
		}, Bytes: size(32768), Blockwise: true, Site: site, Note: note})
	scaled := layer(graph.LayerSpec{Label: "scale", Grid: []int{n, n}, Op: op("gloam/arrays.mul"), Deps: []*graph.Layer{sum},
		Args: same(1), Bytes: size(32768), Blockwise: true, Site: site, Note: note})
	partial := layer(graph.LayerSpec{Label: "sum-partial", Grid: []int{n}, Op: op("gloam/arrays.sum"), Deps: []*graph.Layer{scaled},
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			for i := range n {
				dst = append(dst, graph.Ref(0, b*n+i))
			}
			return dst
		}, Bytes: size(8), Site: site})
	total := layer(graph.LayerSpec{Label: "sum", Op: op("gloam/arrays.sum"), Deps: []*graph.Layer{partial},
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			for i := range n {
				dst = append(dst, graph.Ref(0, i))
			}
			return dst
		}, Bytes: size(8), Site: site, Note: graph.Note{Shape: []int{}, DType: "float64"}})
	return whole{total}
}
