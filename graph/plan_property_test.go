package graph_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

// randomLayers draws some layers that read earlier ones in all ways that
// fusing tells apart, and some wanted blocks of them.
func randomLayers(t *rapid.T) []graph.Collection {
	var layers []*graph.Layer
	n := rapid.IntRange(1, 9).Draw(t, "layers")
	for i := range n {
		layers = append(layers, randomLayer(t, i, layers))
	}
	var wanted []graph.Collection
	for i := range rapid.IntRange(1, 3).Draw(t, "collections") {
		l := layers[rapid.IntRange(0, n-1).Draw(t, fmt.Sprint("layer of collection ", i))]
		if rapid.Bool().Draw(t, "whole") {
			wanted = append(wanted, whole{l})
			continue
		}
		wanted = append(wanted, some{l, rapid.SliceOfN(rapid.IntRange(0, l.Len()-1), 1, 3).Draw(t, "blocks")})
	}
	return wanted
}

func randomLayer(t *rapid.T, i int, earlier []*graph.Layer) *graph.Layer {
	label, blocks := fmt.Sprint("l", i), rapid.IntRange(1, 6).Draw(t, "blocks")
	kind := rapid.SampledFrom([]string{"data", "source", "blockwise", "any"}).Draw(t, "kind")
	if len(earlier) == 0 && kind != "data" {
		kind = "source"
	}
	if kind == "data" {
		values := make([]any, blocks)
		for b := range values {
			values[b] = 1000*i + b
		}
		l, err := graph.NewData(label, graph.Token(label), []int{blocks}, values)
		require.NoError(t, err)
		return l
	}
	spec := graph.LayerSpec{Label: label, Token: graph.Token(label), Grid: []int{blocks}, Op: mixOp, Blockwise: kind == "blockwise"}
	if kind == "source" {
		spec.Reads = func(b int) int64 { return int64(b + 1) }
	}
	if rapid.Bool().Draw(t, "sized") {
		spec.Bytes = func(b int) int64 { return int64(1+b%3) << (4 * (i % 4)) }
	}
	args := make([][]graph.Arg, blocks)
	if kind != "source" {
		deps := rapid.IntRange(1, min(3, len(earlier))).Draw(t, "deps")
		for range deps {
			spec.Deps = append(spec.Deps, earlier[rapid.IntRange(0, len(earlier)-1).Draw(t, "dep")])
		}
	}
	for b := range args {
		args[b] = randomArgs(t, spec, b)
	}
	spec.Args = func(block int, dst []graph.Arg) []graph.Arg { return append(dst, args[block]...) }
	l, err := graph.NewLayer(spec)
	require.NoError(t, err)
	return l
}

func randomArgs(t *rapid.T, spec graph.LayerSpec, block int) []graph.Arg {
	args := []graph.Arg{graph.Lit(block)}
	for d, dep := range spec.Deps {
		if spec.Blockwise {
			args = append(args, graph.Ref(d, block%dep.Len()))
			continue
		}
		for range rapid.IntRange(0, 3).Draw(t, "refs") {
			args = append(args, graph.Ref(d, rapid.IntRange(0, dep.Len()-1).Draw(t, "ref")))
		}
	}
	if rapid.Bool().Draw(t, "literal last") {
		args = append(args[1:], args[0])
	}
	return args
}

func TestPassesKeepResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wanted := randomLayers(t)
		plain, err := graph.Expand(wanted)
		require.NoError(t, err)
		require.NoError(t, graph.Validate(plain))
		want := run(t, plain)
		require.Equal(t, want, runSteps(t, plain))

		for name, p := range map[string]*graph.Plan{
			"fuse":       graph.Fuse(plain),
			"order":      graph.Order(plain),
			"fuse order": graph.Order(graph.Fuse(plain)),
			"order fuse": graph.Fuse(graph.Order(plain)),
			"fuse fuse":  graph.Fuse(graph.Fuse(plain)),
		} {
			require.NoError(t, graph.Validate(p), name)
			require.Equal(t, want, run(t, p), name)
			require.Equal(t, want, runSteps(t, p), name)
			require.LessOrEqual(t, p.Len(), plain.Len(), name)
			require.Equal(t, reads(plain), reads(p), "%s: bytes read", name)
			for i := range wanted {
				a, b := plain.Output(i)
				c, d := p.Output(i)
				require.Equal(t, [2]int{a, b}, [2]int{c, d}, name)
			}
			for i, id := range p.Outputs() {
				require.Equal(t, plain.Key(int(plain.Outputs()[i])), p.Key(int(id)), "%s: keys of wanted results", name)
			}
		}
	})
}

func reads(p *graph.Plan) (sum int64) {
	for id := range p.Len() {
		sum += p.Reads(id)
	}
	return sum
}

func TestFuseKeepsParallelWorkApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain, err := graph.Expand(randomLayers(t))
		require.NoError(t, err)
		p := graph.Fuse(plain)
		for id := range p.Len() {
			own := map[graph.Key]graph.Task{}
			for i, step := range p.Steps(id) {
				layer, _ := p.Step(id, i)
				inside, work := map[graph.Key]bool{}, map[graph.Key]bool{}
				for _, a := range step.Args {
					if !a.Ref || isDatum(p, a.Key) {
						continue
					}
					work[a.Key] = true
					if _, ok := own[a.Key]; ok {
						inside[a.Key] = true
					}
				}
				if !p.Layers()[layer].Blockwise() && len(inside) > 0 {
					require.Len(t, work, 1, "%s is not blockwise and took in %v", step.Key, inside)
				}
				own[step.Key] = step
			}
		}
	})
}

func isDatum(p *graph.Plan, k graph.Key) bool {
	for _, l := range p.Layers() {
		if l.Name() == k.Layer {
			return l.IsData()
		}
	}
	return false
}

func TestOrderDependsOnTheGraphAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain, err := graph.Expand(randomLayers(t))
		require.NoError(t, err)
		a, b := graph.Order(plain), graph.Order(plain)
		for id := range a.Len() {
			require.Equal(t, a.Rank(id), b.Rank(id))
		}
	})
}

func TestOrderNeverHoldsMoreThanAllResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := graph.NewPlan(randomLayers(t))
		require.NoError(t, err)
		results, bytes := graph.Peak(p)
		sum := int64(0)
		for id := range p.Len() {
			sum += p.Bytes(id)
		}
		require.LessOrEqual(t, results, p.Len())
		require.LessOrEqual(t, bytes, sum)
	})
}
