package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

func fused(t *testing.T, wanted ...graph.Collection) *graph.Plan {
	t.Helper()
	p, err := graph.Expand(wanted)
	require.NoError(t, err)
	f := graph.Fuse(p)
	require.NoError(t, graph.Validate(f))
	require.Equal(t, run(t, p), run(t, f))
	return f
}

// labels returns the labels of all tasks of a plan with how often they occur.
func labels(p *graph.Plan) map[string]int {
	out := map[string]int{}
	for id := range p.Len() {
		out[p.Label(id)]++
	}
	return out
}

func TestFuse(t *testing.T) {
	source := func(label string, n int) *graph.Layer {
		return newLayer(t, graph.LayerSpec{Label: label, Grid: []int{n}})
	}
	over := func(label string, n int, blockwise bool, deps ...*graph.Layer) *graph.Layer {
		return newLayer(t, graph.LayerSpec{Label: label, Grid: []int{n}, Deps: deps, Blockwise: blockwise})
	}
	reduce := func(label string, dep *graph.Layer) *graph.Layer {
		all := make([][2]int, dep.Len())
		for i := range all {
			all[i] = [2]int{0, i}
		}
		return newLayer(t, graph.LayerSpec{Label: label, Deps: []*graph.Layer{dep}, Args: refs(all)})
	}
	a, b := source("load", 3), source("mask", 3)
	square := newLayer(t, graph.LayerSpec{Label: "square", Grid: []int{3}, Deps: []*graph.Layer{a},
		Args: refs([][2]int{{0, 0}, {0, 0}}, [][2]int{{0, 1}, {0, 1}}, [][2]int{{0, 2}, {0, 2}})})
	constant := newData(t, "constant", 3)
	shared := newData(t, "shared", 1)
	withShared := newLayer(t, graph.LayerSpec{Label: "apply", Grid: []int{3}, Deps: []*graph.Layer{a, shared},
		Args: refs([][2]int{{0, 0}, {1, 0}}, [][2]int{{0, 1}, {1, 0}}, [][2]int{{0, 2}, {1, 0}})})

	for _, c := range []struct {
		name   string
		wanted []graph.Collection
		want   map[string]int
	}{
		{"chain becomes one task", []graph.Collection{whole{over("step", 3, false, a)}}, map[string]int{"load-step": 3}},
		{"long chain becomes one task", []graph.Collection{whole{over("three", 3, false, over("two", 3, true, over("one", 3, false, a)))}},
			map[string]int{"load-one-two-three": 3}},
		{"blockwise task takes in all inputs", []graph.Collection{whole{over("add", 3, true, a, b)}}, map[string]int{"load-mask-add": 3}},
		{"other task leaves its inputs parallel", []graph.Collection{whole{over("join", 3, false, a, b)}},
			map[string]int{"load": 3, "mask": 3, "join": 3}},
		{"reduction leaves its inputs parallel", []graph.Collection{whole{reduce("sum", a)}}, map[string]int{"load": 3, "sum": 1}},
		{"step after a reduction joins it", []graph.Collection{whole{over("sqrt", 1, true, reduce("sum", a))}},
			map[string]int{"load": 3, "sum-sqrt": 1}},
		{"result with two readers stays", []graph.Collection{whole{over("one", 3, true, a)}, whole{over("two", 3, true, a)}},
			map[string]int{"load": 3, "one": 3, "two": 3}},
		{"wanted result stays", []graph.Collection{whole{a}, whole{over("one", 3, true, a)}}, map[string]int{"load": 3, "one": 3}},
		{"reading twice is one reader", []graph.Collection{whole{square}}, map[string]int{"load-square": 3}},
		{"task joins readers that have become one", []graph.Collection{whole{over("add", 3, true, over("one", 3, true, a), over("two", 3, true, a))}},
			map[string]int{"load-one-two-add": 3}},
		{"task between tasks stays", []graph.Collection{whole{over("join", 3, false, over("one", 3, true, a), over("two", 3, true, a))}},
			map[string]int{"load": 3, "one": 3, "two": 3, "join": 3}},
		{"datum of one reader joins it", []graph.Collection{whole{over("join", 3, false, a, constant)}}, map[string]int{"load-constant-join": 3}},
		{"shared datum stays and does not stop a chain", []graph.Collection{whole{withShared}}, map[string]int{"shared": 1, "load-apply": 3}},
		{"wanted datum stays", []graph.Collection{whole{constant}}, map[string]int{"constant": 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, labels(fused(t, c.wanted...)))
		})
	}
}

func TestFuseKeepsSmallPartsOfSharedResultsApart(t *testing.T) {
	size := func(n int64) func(int) int64 { return func(int) int64 { return n } }
	plan := func(part int64) *graph.Plan {
		big := newLayer(t, graph.LayerSpec{Label: "big", Bytes: size(1 << 20)})
		other := newLayer(t, graph.LayerSpec{Label: "other", Bytes: size(64)})
		slice := newLayer(t, graph.LayerSpec{Label: "slice", Deps: []*graph.Layer{big}, Blockwise: true, Bytes: size(part)})
		rest := newLayer(t, graph.LayerSpec{Label: "rest", Deps: []*graph.Layer{big}, Bytes: size(64)})
		add := newLayer(t, graph.LayerSpec{Label: "add", Deps: []*graph.Layer{slice, other}, Blockwise: true, Bytes: size(64)})
		return fused(t, whole{add}, whole{rest})
	}
	require.Equal(t, map[string]int{"big": 1, "slice": 1, "rest": 1, "other-add": 1}, labels(plan(64)), "a small slice frees the big block early")
	require.Equal(t, map[string]int{"big": 1, "rest": 1, "slice-other-add": 1}, labels(plan(1<<19)), "a big one does not")
}

func TestFusedTaskAddsUpReadsAndKeepsLastSize(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Bytes: func(int) int64 { return 4096 }, Reads: func(int) int64 { return 1000 }})
	more := newLayer(t, graph.LayerSpec{Label: "more", Deps: []*graph.Layer{load}, Reads: func(int) int64 { return 24 }})
	sum := newLayer(t, graph.LayerSpec{Label: "sum", Deps: []*graph.Layer{more}, Bytes: func(int) int64 { return 8 }})
	p := fused(t, whole{sum})
	require.Equal(t, 1, p.Len())
	require.EqualValues(t, 1024, p.Reads(0))
	require.EqualValues(t, 8, p.Bytes(0))
	require.Equal(t, sum.Key(0), p.Key(0))
	require.Equal(t, 3, p.StepCount(0))
	layer, block := p.Step(0, 1)
	require.Equal(t, "more", p.Layers()[layer].Label())
	require.Zero(t, block)
}

func TestLabelLeavesOutWhatIsTooLong(t *testing.T) {
	l := newLayer(t, graph.LayerSpec{Label: "first"})
	for range 20 {
		l = newLayer(t, graph.LayerSpec{Label: "thirteen-long", Token: graph.Token(l.Name()), Deps: []*graph.Layer{l}})
	}
	p := fused(t, whole{l})
	require.Equal(t, 1, p.Len())
	require.LessOrEqual(t, len(p.Label(0)), 120)
	require.Greater(t, len(p.Label(0)), 100)
}

func TestStepsAreExplicitTasks(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Grid: []int{2}})
	k := newData(t, "k", 1)
	scale := newLayer(t, graph.LayerSpec{Label: "scale", Grid: []int{2}, Deps: []*graph.Layer{load, k}, Blockwise: true,
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(1, 0), graph.Lit(7), graph.Ref(0, b))
		}})
	p := fused(t, whole{scale})
	require.Equal(t, 3, p.Len())
	id := int(p.Outputs()[1])
	steps := p.Steps(id)
	require.Len(t, steps, 2)
	require.Equal(t, load.Key(1), steps[0].Key)
	require.Equal(t, scale.Key(1), steps[1].Key)
	require.Equal(t, []graph.TaskArg{{Key: k.Key(0), Ref: true}, {Value: 7}, {Key: load.Key(1), Ref: true}}, steps[1].Args)
	require.Equal(t, "test.mix", steps[1].Op.Name())
	datum := p.Steps(int(p.Inputs(id)[0]))
	require.Len(t, datum, 1)
	require.Nil(t, datum[0].Op)
	require.Equal(t, 100, datum[0].Value)
}

func TestFusingChainsHoldsNoMoreResults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deps := make([][]int32, rapid.IntRange(1, 40).Draw(t, "tasks"))
		for i := range deps {
			if i > 0 {
				deps[i] = rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(i)-1), 0, min(i, 2), rapid.ID[int32]).Draw(t, "inputs")
			}
		}
		outputs := rapid.SliceOfN(rapid.Int32Range(0, int32(len(deps))-1), 1, 4).Draw(t, "outputs")
		p, err := graph.FromEdges(deps, nil, outputs)
		require.NoError(t, err)
		before, _ := graph.Peak(graph.Order(p))
		f := graph.Fuse(p)
		require.NoError(t, graph.Validate(f))
		after, _ := graph.Peak(f)
		if f != p {
			require.LessOrEqual(t, after, before)
		}
	})
}
