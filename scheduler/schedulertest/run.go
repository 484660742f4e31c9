package schedulertest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// Run checks what every executor must do: results, errors and cancellation.
// newExecutor is called once per subtest and cleans up through t.
func Run(t *testing.T, newExecutor func(t *testing.T) scheduler.Executor) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, e scheduler.Executor)
	}{
		{"GraphsGiveTheirValues", testGraphs},
		{"RandomGraphsGiveTheirValues", testRandomGraphs},
		{"EmptyPlanGivesNothing", testEmpty},
		{"PlanRunsTwiceAndConcurrently", testReuse},
		{"FailureNamesTheTaskThatFailed", testFailure},
		{"PanicIsAnErrorWithItsStack", testPanic},
		{"CancelStopsRunningTasks", testCancel},
		{"CancelledContextRunsNothing", testCancelledBefore},
		{"DeadlineIsTheError", testDeadline},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, newExecutor(t)) })
	}
}

// graphs are the shapes that executors get wrong.
func graphs(b builder) map[string][]wanted {
	leaves := b.literals(1, 16)
	chain := b.literals(5, 1)
	for range 50 {
		chain = b.mixed(chain, []int{0})
	}
	tree := leaves
	for n := 8; n > 0; n /= 2 {
		rows := make([][]int, n)
		for i := range rows {
			rows[i] = []int{2 * i, 2*i + 1}
		}
		tree = b.mixed(tree, rows...)
	}
	top := b.literals(3, 1)
	sides := b.mixed(top, []int{0}, []int{0, 0})
	fan := make([][]int, 500)
	for i := range fan {
		fan[i] = []int{0}
		for range i % 3 {
			fan[i] = append(fan[i], 0)
		}
	}
	fanned := b.mixed(top, fan...)
	every := make([]int, len(fan))
	for i := range every {
		every[i] = len(every) - 1 - i
	}
	data, err := graph.NewData("data", graph.Token("schedulertest"), []int{2, 2}, []any{7, 8, 9, 10})
	require.NoError(b.t, err)
	return map[string][]wanted{
		"one task":              {all(top)},
		"chain":                 {all(chain)},
		"tree":                  {all(tree)},
		"diamond":               {all(b.mixed(sides, []int{0, 1}))},
		"fan out":               {all(fanned)},
		"fan out and in":        {all(b.mixed(fanned, every))},
		"repeated inputs":       {all(b.mixed(leaves, []int{3, 3, 3}, []int{3, 1, 3}))},
		"output with readers":   {all(sides), all(b.mixed(sides, []int{0, 1}, []int{1, 1})), all(top)},
		"output wanted twice":   {{sides, []int{1, 1, 0}}, all(sides)},
		"some blocks":           {{leaves, []int{9, 2}}, {tree, []int{0}}},
		"no block":              {{leaves, []int{}}, all(top)},
		"data":                  {all(data)},
		"data with readers":     {all(b.mixed(data, []int{3, 0}, []int{2}, []int{2, 2})), {data, []int{1, 2}}},
		"literals between refs": {all(b.layer(opMix, []*graph.Layer{leaves, data}, []graph.Arg{graph.Lit(4), graph.Ref(1, 3), graph.Lit(5), graph.Ref(0, 15), graph.Lit(6)}))},
		"no arguments":          {all(b.layer(opMix, nil, nil))},
	}
}

func testGraphs(t *testing.T, e scheduler.Executor) {
	for name, g := range graphs(builder{t}) {
		t.Run(name, func(t *testing.T) { requireValues(t, e, g) })
	}
}

func requireValues(t require.TestingT, e scheduler.Executor, g []wanted) {
	collections := make([]graph.Collection, len(g))
	for i := range g {
		collections[i] = g[i]
	}
	got, err := e.Execute(context.Background(), builder{t}.plan(collections...))
	require.NoError(t, err)
	require.Equal(t, evaluate(t, g...), got)
}

// testRandomGraphs runs layers of random width whose blocks read random blocks
// of random earlier layers, with some of the results wanted.
func testRandomGraphs(t *testing.T, e scheduler.Executor) {
	rapid.Check(t, func(t *rapid.T) {
		b := builder{t}
		layers := []*graph.Layer{b.literals(rapid.IntRange(0, 99).Draw(t, "start"), rapid.IntRange(1, 12).Draw(t, "width"))}
		var g []wanted
		for range rapid.IntRange(1, 8).Draw(t, "depth") {
			layers = append(layers, randomLayer(t, b, layers))
			if rapid.IntRange(0, 3).Draw(t, "wanted") == 0 {
				g = append(g, randomBlocks(t, rapid.SampledFrom(layers).Draw(t, "of")))
			}
		}
		requireValues(t, e, append(g, all(layers[len(layers)-1])))
	})
}

func randomLayer(t *rapid.T, b builder, below []*graph.Layer) *graph.Layer {
	deps := rapid.SliceOfNDistinct(rapid.SampledFrom(below), 1, min(3, len(below)), (*graph.Layer).Name).Draw(t, "deps")
	args := make([][]graph.Arg, rapid.IntRange(1, 12).Draw(t, "width"))
	for i := range args {
		args[i] = append(args[i], graph.Lit(i))
		for range rapid.IntRange(0, 5).Draw(t, "inputs") {
			dep := rapid.IntRange(0, len(deps)-1).Draw(t, "dep")
			args[i] = append(args[i], graph.Ref(dep, rapid.IntRange(0, deps[dep].Len()-1).Draw(t, "block")))
		}
	}
	return b.layer(opMix, deps, args...)
}

func randomBlocks(t *rapid.T, l *graph.Layer) wanted {
	return wanted{l, rapid.SliceOfN(rapid.IntRange(0, l.Len()-1), 1, 5).Draw(t, "blocks")}
}

func testEmpty(t *testing.T, e scheduler.Executor) {
	got, err := e.Execute(t.Context(), builder{t}.plan())
	require.NoError(t, err)
	require.Empty(t, got)
}

func testReuse(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	g := graphs(b)["fan out and in"]
	p, want := b.plan(g[0]), evaluate(t, g...)
	errs := make(chan error)
	for range 4 {
		go func() {
			got, err := e.Execute(t.Context(), p)
			if err == nil && fmt.Sprint(got) != fmt.Sprint(want) {
				err = fmt.Errorf("got %v, want %v", got, want)
			}
			errs <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-errs)
	}
}

// failing is a graph around one task of the given op: it reads good tasks, good
// tasks stand beside it, and others read it.
func failing(b builder, op *graph.Op) (wanted, graph.Key) {
	good := b.literals(1, 8)
	bad := b.layer(op, []*graph.Layer{good}, []graph.Arg{graph.Ref(0, 2)})
	after := b.layer(opMix, []*graph.Layer{good, bad},
		[]graph.Arg{graph.Ref(0, 1), graph.Ref(1, 0)}, []graph.Arg{graph.Ref(1, 0)}, []graph.Arg{graph.Ref(0, 7)})
	return all(b.mixed(after, []int{0, 1, 2})), bad.Key(0)
}

func requireTaskError(t *testing.T, err error, op *graph.Op, key graph.Key) *graph.TaskError {
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, key, failed.Key)
	require.Equal(t, op.Name(), failed.Op)
	require.Equal(t, site, failed.Site)
	return failed
}

func testFailure(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	g, key := failing(b, opFail)
	got, err := e.Execute(t.Context(), b.plan(g))
	require.Nil(t, got)
	failed := requireTaskError(t, err, opFail, key)
	require.ErrorContains(t, failed.Err, errBoom.Error())
}

func testPanic(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	g, key := failing(b, opPanic)
	_, err := e.Execute(t.Context(), b.plan(g))
	failed := requireTaskError(t, err, opPanic, key)
	require.ErrorContains(t, failed.Err, "index out of range [1] with length 0")
	require.Contains(t, failed.Stack, "schedulertest.explode")
}

// testCancel needs no time: it cancels when a task has started, and fails by
// hanging.
func testCancel(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	name := t.Name()
	running := expect(name)
	waits := b.layer(opWait, []*graph.Layer{b.literals(1, 4)},
		[]graph.Arg{graph.Lit(name), graph.Ref(0, 0)}, []graph.Arg{graph.Lit(name), graph.Ref(0, 1)})
	cause := errors.New("lost interest")
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-running
		cancel(cause)
	}()
	got, err := e.Execute(ctx, b.plan(all(b.mixed(waits, []int{0, 1}))))
	require.Nil(t, got)
	require.Equal(t, cause, err)
}

func testCancelledBefore(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	cause := errors.New("never mind")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	_, err := e.Execute(ctx, b.plan(all(b.layer(opFail, nil, nil))))
	require.Equal(t, cause, err)
}

func testDeadline(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := e.Execute(ctx, b.plan(all(b.layer(opWait, nil, []graph.Arg{graph.Lit(t.Name())}))))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
