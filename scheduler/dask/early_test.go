package dask_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/dasktest"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

var (
	opFlaky = graph.Register("gloam/dask_test/flaky", func(context.Context, []any) (any, error) {
		if broken.Load() {
			return nil, errors.New("broken")
		}
		return 3, nil
	})
	broken atomic.Bool
)

// testEarlierFailuresDoNotFailNewRuns runs a graph again at once when the first
// of its many failures is known.
func testEarlierFailuresDoNotFailNewRuns(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	ctx, cancel := contextWithin(t, time.Minute)
	defer cancel()
	l := layer(t, "flaky", opFlaky, 200, nil)
	p := plan(t, whole{layer(t, "one", opOne, 200, nil, l), nil}, whole{l, nil})
	for range 4 {
		broken.Store(true)
		_, err := c.Execute(ctx, p)
		require.ErrorContains(t, err, "broken")
		broken.Store(false)
		got, err := c.Execute(ctx, p)
		require.NoError(t, err)
		require.Len(t, got, 400)
	}
	requireNothingHeld(t, s)
}

// scripted is a fake scheduler with one Go worker and the client that dials it.
func scripted(t *testing.T, worker string, opts ...dask.Option) (*dasktest.Scheduler, *dask.Client, string) {
	s := dasktest.NewScheduler(t, "2024.12.1")
	s.Handle("identity", func(daskproto.Map) any { return identityWith(s, worker) })
	c, err := dask.Dial(t.Context(), s.Address(), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	id := daskproto.Read("register-client", s.Expect("register-client")).Text("client")
	return s, c, id
}

func identityWith(s *dasktest.Scheduler, worker string) daskproto.Map {
	workers := daskproto.Map{}
	if worker != "" {
		workers = daskproto.Map{daskproto.F(worker, daskproto.Map{
			daskproto.F("type", "Worker"), daskproto.F("id", worker), daskproto.F("name", "go"), daskproto.F("status", "running"),
			daskproto.F("resources", daskproto.Map{daskproto.F("GO", 1.0)}),
		})}
	}
	return daskproto.Map{daskproto.F("type", "Scheduler"), daskproto.F("id", "Scheduler-test"),
		daskproto.F("address", s.Address()), daskproto.F("workers", workers)}
}

// TestLateReportsOfAnEarlierRunAreNotTakenForNews has the scheduler report
// failures of a run that ended long ago while the next begins.
func TestLateReportsOfAnEarlierRunAreNotTakenForNews(t *testing.T) {
	s, c, id := scripted(t, "tcp://127.0.0.1:1")
	l := layer(t, "load", opSource, 2, []any{7})
	late := daskproto.Op("task-erred", daskproto.F("key", l.Key(1).String()), daskproto.F("exception", nil), daskproto.F("traceback", nil))
	s.Handle("log_event", func(m daskproto.Map) any {
		topic, _ := m.Get("topic")
		s.Send(id, late, daskproto.Op("event", daskproto.F("topic", topic), daskproto.F("event", nil)))
		return nil
	})
	s.Handle("get_task_status", func(daskproto.Map) any { return daskproto.Map{} })
	p := plan(t, whole{l, nil})
	errs := make(chan error, 1)
	go func() { _, err := c.Execute(t.Context(), p); errs <- err }()
	s.Expect("update-graph")
	s.Send(id, late)
	require.Error(t, <-errs)

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	go func() { _, err := c.Execute(ctx, p); errs <- err }()
	s.Expect("update-graph")
	select {
	case err := <-errs:
		require.NoError(t, err, "the late report ended the new run")
	case <-time.After(100 * time.Millisecond):
	}
	cancel()
	require.ErrorIs(t, <-errs, context.Canceled)
}
