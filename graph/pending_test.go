package graph_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// later is a number that has not been added up.
type later struct {
	parts []any
	sums  *int // how often one was added up
	err   error
}

func (l *later) Value(context.Context) (any, error) {
	*l.sums++
	if l.err != nil {
		return nil, l.err
	}
	total := 0
	for _, p := range l.parts {
		if q, ok := p.(*later); ok {
			v, err := q.Value(context.Background())
			if err != nil {
				return nil, err
			}
			p = v
		}
		total += p.(int)
	}
	return total, nil
}

var sums int // of ops that did not fuse

var fusingAdd = graph.RegisterFusing("test.fusing-add",
	func(_ context.Context, args []any) (any, error) {
		sums++
		return args[0].(int) + args[1].(int), nil
	},
	func(_ context.Context, args []any) (any, error) {
		count, err := args[2].(*int), error(nil)
		if args[1] == 13 {
			err = errors.New("unlucky")
		}
		return &later{parts: []any{args[0], args[1]}, sums: count, err: err}, nil
	})

// fusingChain is plain → add numbers… → plain → add.
func fusingChain(t *testing.T, count *int, numbers ...int) (*graph.Plan, []*graph.Layer) {
	plain := graph.InProcess("plain", func(_ context.Context, args []any) (any, error) { return args[0].(int) * 10, nil })
	layers := []*graph.Layer{newLayer(t, graph.LayerSpec{Label: "start", Op: plain, Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(1)) }})}
	add := func(n int) {
		layers = append(layers, newLayer(t, graph.LayerSpec{Label: "add", Token: graph.Token(layers[len(layers)-1], n), Op: fusingAdd, Deps: layers[len(layers)-1:],
			Args: func(_ int, dst []graph.Arg) []graph.Arg {
				return append(dst, graph.Ref(0, 0), graph.Lit(n), graph.Lit(count))
			}}))
	}
	for _, n := range numbers {
		add(n)
	}
	layers = append(layers, newLayer(t, graph.LayerSpec{Label: "ten", Op: plain, Deps: layers[len(layers)-1:],
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0)) }}))
	add(5)
	p, err := graph.NewPlan([]graph.Collection{whole{layers[len(layers)-1]}})
	require.NoError(t, err)
	require.Equal(t, 1, p.Len())
	return p, layers
}

func TestPendingIsComputedWhenItsValueIsWanted(t *testing.T) {
	sums = 0
	count := 0
	p, _ := fusingChain(t, &count, 1, 2, 3)
	v, err := p.NewRunner().Run(context.Background(), 0, nil)
	require.NoError(t, err)
	require.Equal(t, (10+1+2+3)*10+5, v)
	require.Equal(t, 3+1, count, "before the plain op and at the end")
	require.Zero(t, sums)
}

func TestErrorOfAPendingNamesTheStepThatMadeIt(t *testing.T) {
	count := 0
	p, layers := fusingChain(t, &count, 1, 13)
	_, err := p.NewRunner().Run(context.Background(), 0, nil)
	var e *graph.TaskError
	require.ErrorAs(t, err, &e)
	require.Equal(t, layers[2].Key(0), e.Key)
	require.Equal(t, "test.fusing-add", e.Op)
	require.Equal(t, layers[2].Site(), e.Site)
	require.ErrorContains(t, err, "unlucky")
}

func TestTaskAloneDoesNotFuse(t *testing.T) {
	sums = 0
	l := newLayer(t, graph.LayerSpec{Label: "add", Op: fusingAdd, Args: func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(1), graph.Lit(2), graph.Lit(new(int)))
	}})
	p, err := graph.NewPlan([]graph.Collection{whole{l}})
	require.NoError(t, err)
	v, err := p.NewRunner().Run(context.Background(), 0, nil)
	require.NoError(t, err)
	require.Equal(t, 3, v)
	require.Equal(t, 1, sums)
}

func TestStartedTaskTakesPendings(t *testing.T) {
	ctx, count := context.Background(), 0
	add := func(a any, n int) graph.Task {
		return graph.Task{Op: fusingAdd, Args: []graph.TaskArg{{Ref: true}, {Value: n}, {Value: &count}}}
	}
	first := add(nil, 2)
	a, err := first.Start(ctx, []any{1})
	require.NoError(t, err)
	require.Implements(t, (*graph.Pending)(nil), a)
	second := add(nil, 3)
	b, err := second.Start(ctx, []any{a})
	require.NoError(t, err)
	require.Zero(t, count)
	v, err := second.Finish(ctx, b)
	require.NoError(t, err)
	require.Equal(t, 6, v)

	plain := graph.Task{Op: graph.InProcess("plain", func(_ context.Context, args []any) (any, error) { return args[0], nil }), Args: []graph.TaskArg{{Ref: true}}}
	v, err = plain.Start(ctx, []any{b})
	require.NoError(t, err)
	require.Equal(t, 6, v, "other ops get values")
}
