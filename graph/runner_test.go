package graph_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// chain plans a chain of ops, each reading the one before, as one task.
func chain(t *testing.T, ops ...graph.Func) (*graph.Plan, []*graph.Layer) {
	t.Helper()
	var layers []*graph.Layer
	for i, fn := range ops {
		label := string(rune('a' + i))
		spec := graph.LayerSpec{Label: label, Op: graph.InProcess("test."+label, fn), Site: "user/code.go:" + label,
			Args: func(int, []graph.Arg) []graph.Arg { return nil }}
		if i > 0 {
			spec.Deps, spec.Args = layers[i-1:i], nil
		}
		layers = append(layers, newLayer(t, spec))
	}
	p, err := graph.NewPlan([]graph.Collection{whole{layers[len(layers)-1]}})
	require.NoError(t, err)
	require.Equal(t, 1, p.Len())
	return p, layers
}

func give(v any) graph.Func { return func(context.Context, []any) (any, error) { return v, nil } }

func TestErrorNamesTheStepThatFailed(t *testing.T) {
	boom := errors.New("boom")
	p, layers := chain(t, give(1), func(context.Context, []any) (any, error) { return nil, boom }, give(3))
	_, err := p.NewRunner().Run(context.Background(), 0, nil)
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.ErrorIs(t, err, boom)
	require.Equal(t, layers[1].Key(0), failed.Key)
	require.Equal(t, "test.b", failed.Op)
	require.Equal(t, "user/code.go:b", failed.Site)
}

func TestPanicInAStepIsAnErrorWithStack(t *testing.T) {
	p, layers := chain(t, give(1), give(2), func(context.Context, []any) (any, error) { panic("out of range") })
	r := p.NewRunner()
	_, err := r.Run(context.Background(), 0, nil)
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, layers[2].Key(0), failed.Key)
	require.Contains(t, failed.Stack, "runner_test.go")
	var p2 *graph.PanicError
	require.ErrorAs(t, err, &p2)
	require.Equal(t, "out of range", p2.Value)
}

func TestRunnerIsUsableAfterAnError(t *testing.T) {
	fail := true
	p, _ := chain(t, give(1), func(_ context.Context, args []any) (any, error) {
		if fail {
			return nil, errors.New("once")
		}
		return args[0].(int) + 1, nil
	})
	r := p.NewRunner()
	_, err := r.Run(context.Background(), 0, nil)
	require.Error(t, err)
	fail = false
	got, err := r.Run(context.Background(), 0, nil)
	require.NoError(t, err)
	require.Equal(t, 2, got)
}

func TestCancelStopsBetweenSteps(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	ran := false
	p, _ := chain(t, func(context.Context, []any) (any, error) { cancel(); return 1, nil },
		func(context.Context, []any) (any, error) { ran = true; return 2, nil })
	_, err := p.NewRunner().Run(ctx, 0, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, ran)
}

func TestRunnerDropsResultsOfStepsThatAreRead(t *testing.T) {
	type block struct{ data [1 << 16]byte }
	var first weak.Pointer[block]
	p, _ := chain(t,
		func(context.Context, []any) (any, error) {
			b := new(block)
			first = weak.Make(b)
			return b, nil
		},
		func(_ context.Context, args []any) (any, error) { return len(args[0].(*block).data), nil },
		func(_ context.Context, args []any) (any, error) {
			runtime.GC()
			runtime.GC()
			return first.Value() == nil, nil
		})
	dropped, err := p.NewRunner().Run(context.Background(), 0, nil)
	require.NoError(t, err)
	require.Equal(t, true, dropped, "the result of the first step is gone when the third runs")
}

func TestRunnerMakesNoGarbage(t *testing.T) {
	p, _ := chain(t, give("x"), give("y"), give("z"))
	r := p.NewRunner()
	ctx := context.Background()
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := r.Run(ctx, 0, nil); err != nil {
			t.Fatal(err)
		}
	})
	require.LessOrEqual(t, allocs, 2.0, "only the literals of two blocks, boxed by their layers")
}
