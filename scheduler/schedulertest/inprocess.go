package schedulertest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// RunInProcess checks what executors that run tasks in this process must do
// besides [Run]: free results with their last reader, end their goroutines
// before they return, survive runtime.Goexit, and report progress to the end.
func RunInProcess(t *testing.T, newExecutor func(t *testing.T) scheduler.Executor) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, e scheduler.Executor)
	}{
		{"ResultsAreFreedWithTheirLastReader", testFree},
		{"GoroutinesEndBeforeExecuteReturns", testGoroutines},
		{"GoexitEndsTheRun", testGoexit},
		{"ErrorsAreThoseOfTheOp", testErrorIdentity},
		{"ProgressEndsWithAllTasks", testProgress},
		{"ProgressEndsAfterFailure", testProgressAfterFailure},
		{"ReportedBytesCountOnce", testReads},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, newExecutor(t)) })
	}
}

// testFree builds a chain in which each step reads one block of a kind of its
// own and, by way of the step before, starts only when earlier blocks have no
// readers left. The last step finds one kind alive only: the wanted one.
func testFree(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	var gone, kept []graph.Arg
	for range 3 {
		gone = append(gone, graph.Lit(t.Name()+"/gone"))
		kept = append(kept, graph.Lit(t.Name()+"/kept"))
	}
	blocks := b.layer(opAllocate, nil, gone[:1], append(gone[:1:1], graph.Lit(1)), append(gone[:1:1], graph.Lit(2)))
	output := b.layer(opAllocate, nil, kept[:1])
	// Two readers, one of which reads it twice.
	first := b.layer(opAlive, []*graph.Layer{blocks},
		[]graph.Arg{gone[0], graph.Ref(0, 0), graph.Ref(0, 1), graph.Ref(0, 0)},
		[]graph.Arg{gone[0], graph.Ref(0, 1), graph.Ref(0, 2)})
	last := b.layer(opAlive, []*graph.Layer{first, output},
		[]graph.Arg{gone[0], graph.Ref(0, 0), graph.Ref(0, 1)},
		[]graph.Arg{kept[0], graph.Ref(0, 0), graph.Ref(0, 1), graph.Ref(1, 0)})
	got, err := e.Execute(t.Context(), b.plan(all(last), all(output)))
	require.NoError(t, err)
	require.Equal(t, []any{0, 1}, got[:2], "blocks alive after their readers, and while wanted")
}

func testGoroutines(t *testing.T, e scheduler.Executor) {
	before := goleak.IgnoreCurrent()
	b := builder{t}
	bad, _ := failing(b, opFail)
	for _, g := range []wanted{graphs(b)["fan out and in"][0], bad} {
		_, _ = e.Execute(scheduler.Observe(t.Context(), func(scheduler.Progress) {}), b.plan(g))
		require.NoError(t, goleak.Find(before))
	}
}

// testGoexit accepts an error that names the task, or, for an executor that
// runs tasks in the calling goroutine, that this goroutine ends.
func testGoexit(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	g, key := failing(b, opGoexit)
	p := b.plan(g)
	var err error
	returned, ended := false, make(chan struct{})
	go func() {
		defer close(ended)
		_, err = e.Execute(t.Context(), p)
		returned = true
	}()
	<-ended
	if returned {
		requireTaskError(t, err, opGoexit, key)
	}
}

func testErrorIdentity(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	g, _ := failing(b, opFail)
	_, err := e.Execute(t.Context(), b.plan(g))
	require.ErrorIs(t, err, errBoom)
	g, _ = failing(b, opPanic)
	_, err = e.Execute(t.Context(), b.plan(g))
	var panicked *graph.PanicError
	require.ErrorAs(t, err, &panicked)
}

// watch runs a plan and returns the last event, after checking that events do
// not overlap, never go back, and end with Done.
func watch(t *testing.T, e scheduler.Executor, p *graph.Plan) (scheduler.Progress, error) {
	var last scheduler.Progress
	inside := make(chan struct{}, 1)
	ctx := scheduler.Observe(t.Context(), func(now scheduler.Progress) {
		select {
		case inside <- struct{}{}:
		default:
			t.Error("two events at a time")
		}
		if last.Done || now.Tasks < last.Tasks || now.Bytes < last.Bytes || now.Elapsed < last.Elapsed {
			t.Errorf("event %+v came after %+v", now, last)
		}
		last = now
		<-inside
	})
	_, err := e.Execute(ctx, p)
	require.True(t, last.Done)
	return last, err
}

func testProgress(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	data, err := graph.NewData("data", graph.Token(t.Name()), []int{1}, []any{7})
	require.NoError(t, err)
	g := []graph.Collection{graphs(b)["fan out and in"][0], graphs(b)["tree"][0], all(b.mixed(data, []int{0}))}
	p := b.plan(g...)
	last, err := watch(t, e, p)
	require.NoError(t, err)
	require.Equal(t, p.Len(), last.Tasks)
	require.Equal(t, p.Len(), last.Total)
	require.Len(t, last.Layers, len(p.Layers()))
	tasks := make([]int, len(p.Layers()))
	for id := range p.Len() {
		tasks[p.LayerOf(id)]++
	}
	for i, l := range p.Layers() {
		want := scheduler.LayerProgress{Name: l.Name(), Label: l.Label(), Tasks: tasks[i], Total: tasks[i]}
		require.Equal(t, want, last.Layers[i])
	}
	require.Zero(t, last.Remaining)
}

func testProgressAfterFailure(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	g, _ := failing(b, opFail)
	p := b.plan(g)
	last, err := watch(t, e, p)
	require.Error(t, err)
	require.Less(t, last.Tasks, last.Total)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	events := 0
	_, err = e.Execute(scheduler.Observe(ctx, func(p scheduler.Progress) {
		events++
		if !p.Done {
			t.Errorf("event %+v of a run that never began", p)
		}
	}), p)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, events)
}

// testReads runs sources that say they read 1000 bytes and report less, as
// much, or more.
func testReads(t *testing.T, e scheduler.Executor) {
	b := builder{t}
	var reports [][]graph.Arg
	for _, n := range []int{0, 400, 1000, 1500} {
		reports = append(reports, []graph.Arg{graph.Lit(n), graph.Lit(fmt.Sprint(t.Name(), n))})
	}
	l := b.spec(graph.LayerSpec{Op: opRead, Reads: func(int) int64 { return 1000 }}, reports...)
	last, err := watch(t, e, b.plan(all(l)))
	require.NoError(t, err)
	require.Equal(t, int64(4500), last.Bytes)
	require.Equal(t, int64(4000), last.BytesAll)
}
