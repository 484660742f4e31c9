package graph_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

func TestKeyIsWrittenAsDasksTuple(t *testing.T) {
	for _, c := range []struct {
		at   []int
		want string
	}{{nil, "('sum-1f',)"}, {[]int{3}, "('sum-1f', 3)"}, {[]int{0, 1, 70000}, "('sum-1f', 0, 1, 70000)"}} {
		k := graph.Key{Layer: "sum-1f", Coords: graph.NewCoords(c.at...)}
		require.Equal(t, c.want, k.String())
		require.Len(t, k.Coords.Ints(), len(c.at))
		for i, want := range c.at {
			require.Equal(t, want, k.Coords.At(i))
		}
	}
}

func TestKeyAndBlockAreInverse(t *testing.T) {
	l := newLayer(t, graph.LayerSpec{Label: "x", Grid: []int{3, 1, 4}})
	for b := range l.Len() {
		got, err := l.Block(l.Key(b))
		require.NoError(t, err)
		require.Equal(t, b, got)
	}
	for _, at := range [][]int{{3, 0, 0}, {0, 1, 0}, {0, 0}, {0, 0, 0, 0}} {
		_, err := l.Block(graph.Key{Layer: l.Name(), Coords: graph.NewCoords(at...)})
		require.Error(t, err, at)
	}
	_, err := l.Block(graph.Key{Layer: "y", Coords: graph.NewCoords(0, 0, 0)})
	require.ErrorContains(t, err, "is not of layer x-")
}

func TestLayerErrorsNameTheLayer(t *testing.T) {
	args := func(int, []graph.Arg) []graph.Arg { return nil }
	for _, c := range []struct {
		spec graph.LayerSpec
		says string
	}{
		{graph.LayerSpec{Token: "1"}, "needs a label and a token"},
		{graph.LayerSpec{Label: "x"}, "needs a label and a token"},
		{graph.LayerSpec{Label: "x", Token: "1", Args: args}, `layer "x" needs an op`},
		{graph.LayerSpec{Label: "x", Token: "1", Op: sumOp}, `layer "x" needs an op and its arguments`},
		{graph.LayerSpec{Label: "x", Token: "1", Op: sumOp, Args: args, Grid: []int{2, -1}}, `layer "x" has a negative extent in its grid (2, -1)`},
		{graph.LayerSpec{Label: "x", Token: "1", Op: sumOp, Args: args, Grid: []int{1 << 20, 1 << 20}}, "more than 2147483647 blocks"},
	} {
		_, err := graph.NewLayer(c.spec)
		require.ErrorContains(t, err, c.says)
	}
	_, err := graph.NewData("x", "1", []int{2}, []any{1})
	require.ErrorContains(t, err, `data layer "x" has 1 values for a grid (2,) of 2 blocks`)
}

func TestLayerKnowsTheUsersLine(t *testing.T) {
	require.Regexp(t, `^graph/layers_test\.go:\d+$`, newLayer(t, graph.LayerSpec{Label: "x"}).Site())
	require.Regexp(t, `^graph/layers_test\.go:\d+$`, newData(t, "x", 1).Site())
}

func TestTokenDependsOnPartsTheirOrderAndTypes(t *testing.T) {
	l := newLayer(t, graph.LayerSpec{Label: "x"})
	all := []string{
		graph.Token(), graph.Token("ab"), graph.Token("a", "b"), graph.Token("b", "a"), graph.Token([]byte("ab")),
		graph.Token(1), graph.Token(int64(1)), graph.Token(1.0), graph.Token([]int{1}), graph.Token(l), graph.Token(l.Name()), graph.Token(sumOp), graph.Token(mixOp),
	}
	seen := map[string]bool{}
	for _, token := range all {
		require.Regexp(t, "^[0-9a-f]{32}$", token)
		require.False(t, seen[token])
		seen[token] = true
	}
	require.Equal(t, graph.Token("a", 1, l), graph.Token("a", 1, l))
}

func TestRegisteringANameTwicePanicsWithBothLines(t *testing.T) {
	fn := func(context.Context, []any) (any, error) { return nil, nil }
	graph.RegisterAt("one.go:1", "test.twice", fn)
	require.PanicsWithValue(t, `graph: operation "test.twice" registered at one.go:1 and again at two.go:2`, func() {
		graph.RegisterAt("two.go:2", "test.twice", fn)
	})
	op, ok := graph.Lookup("test.twice")
	require.True(t, ok)
	require.Equal(t, "one.go:1", op.Site())
	require.False(t, op.InProcess())
	require.Contains(t, graph.Ops(), "test.twice")
	_, ok = graph.Lookup("test.sum")
	require.False(t, ok, "operations of this process only are not registered")
	require.True(t, graph.InProcessAt("x.go:1", "test.local", fn).InProcess())
}

func TestTaskErrorKeepsTheInnerTask(t *testing.T) {
	inner := &graph.TaskError{Key: graph.Key{Layer: "inner"}, Op: "test.inner", Err: errors.New("boom")}
	op := graph.InProcess("test.outer", func(context.Context, []any) (any, error) { return nil, inner })
	task := graph.Task{Key: graph.Key{Layer: "outer"}, Op: op}
	_, err := task.Run(context.Background(), nil)
	require.Same(t, inner, err)
	require.EqualError(t, err, "test.inner of ('inner',) (asked for at ): boom")

	data := graph.Task{Value: 42}
	v, err := data.Run(context.Background(), nil)
	require.NoError(t, err)
	require.Equal(t, 42, v)
}
