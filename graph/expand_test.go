package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestExpandTakesOnlyWhatIsNeeded(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Grid: []int{10}})
	calls := 0
	pair := newLayer(t, graph.LayerSpec{Label: "pair", Grid: []int{5}, Deps: []*graph.Layer{load},
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			calls++
			return append(dst, graph.Ref(0, 2*b), graph.Ref(0, 2*b+1))
		}})
	p, err := graph.Expand([]graph.Collection{some{pair, []int{3, 1, 3}}})
	require.NoError(t, err)
	require.NoError(t, graph.Validate(p))
	require.Equal(t, 6, p.Len())
	require.Equal(t, 2, calls, "arguments are asked for once a task")
	var keys []graph.Key
	for _, id := range p.Outputs() {
		keys = append(keys, p.Key(int(id)))
	}
	require.Equal(t, []graph.Key{pair.Key(3), pair.Key(1), pair.Key(3)}, keys)
	require.Equal(t, []int32{0, 1}, p.Inputs(4))
	require.Equal(t, []int32{5}, p.Readers(2))
}

func TestExpandOfNothingIsEmpty(t *testing.T) {
	empty := newLayer(t, graph.LayerSpec{Label: "empty", Grid: []int{0, 3}})
	for _, wanted := range [][]graph.Collection{nil, {whole{empty}}, {some{empty, []int{}}}} {
		p, err := graph.NewPlan(wanted)
		require.NoError(t, err)
		require.NoError(t, graph.Validate(p))
		require.Zero(t, p.Len())
		require.Empty(t, p.Outputs())
	}
}

func TestExpandTreatsLayersOfOneNameAsOne(t *testing.T) {
	a := newLayer(t, graph.LayerSpec{Label: "load", Grid: []int{2}})
	b := newLayer(t, graph.LayerSpec{Label: "load", Grid: []int{2}})
	require.Equal(t, a.Name(), b.Name())
	p, err := graph.Expand([]graph.Collection{whole{a}, whole{b}})
	require.NoError(t, err)
	require.Equal(t, 2, p.Len())
	require.Equal(t, []int32{0, 1, 0, 1}, p.Outputs())
	from, to := p.Output(1)
	require.Equal(t, [2]int{2, 4}, [2]int{from, to})
}

func TestExpandErrors(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Grid: []int{2}})
	reading := func(dep, block int) graph.Collection {
		return whole{newLayer(t, graph.LayerSpec{Label: "bad", Deps: []*graph.Layer{load}, Args: refs([][2]int{{dep, block}})})}
	}
	// Deps is not copied: this is how a circle can come about.
	deps := []*graph.Layer{load}
	circle := newLayer(t, graph.LayerSpec{Label: "circle", Deps: deps})
	deps[0] = newLayer(t, graph.LayerSpec{Label: "back", Deps: []*graph.Layer{circle}})
	huge := newLayer(t, graph.LayerSpec{Label: "huge", Grid: []int{1 << 30}})
	huger := newLayer(t, graph.LayerSpec{Label: "huger", Grid: []int{1 << 30}, Deps: []*graph.Layer{huge}})

	for _, c := range []struct {
		name   string
		wanted graph.Collection
		says   string
	}{
		{"block outside", some{load, []int{0, 2}}, "block 2 is not in layer load-"},
		{"negative block", some{load, []int{-1}}, "block -1 is not in layer load-"},
		{"unknown dependency", reading(1, 0), "reads dependency 1, layer has 1"},
		{"unknown block", reading(0, 2), "reads block 2 of load-"},
		{"no layer", whole{nil}, "collection 0 of 1 has no layer"},
		{"nothing", nil, "collection 0 of 1 has no layer"},
		{"nil dependency", whole{newLayer(t, graph.LayerSpec{Label: "nil", Deps: []*graph.Layer{nil}})}, "nil dependency"},
		{"circle", whole{circle}, graph.ErrCycle.Error()},
		{"too many blocks", whole{huger}, "more than 2147483647 blocks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := graph.NewPlan([]graph.Collection{c.wanted})
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err := graph.NewPlan([]graph.Collection{whole{circle}})
	require.ErrorIs(t, err, graph.ErrCycle)
}
