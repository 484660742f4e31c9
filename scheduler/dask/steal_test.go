package dask_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// gate holds the tasks of opHold back until it is closed.
var (
	gate   atomic.Pointer[chan struct{}]
	holds  atomic.Int32
	opHold = graph.Register("gloam/dask_test/hold", func(ctx context.Context, args []any) (any, error) {
		holds.Add(1)
		select {
		case <-*gate.Load():
			return args[0], nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
)

// testGoWorkersStealFromEachOther gives one worker more than it can do, then
// another worker, and asks the scheduler who took what from whom. No task ends
// before one was stolen.
func testGoWorkersStealFromEachOther(t *testing.T, s *testdask.Scheduler) {
	const tasks = 12
	open := make(chan struct{})
	gate.Store(&open)
	holds.Store(0)
	victim := workertest.Start(t, s.Address, worker.Threads(1)).Info.Address
	c := dial(t, s)
	type outcome struct {
		got []any
		err error
	}
	done := make(chan outcome, 1)
	p := plan(t, whole{layer(t, "hold", opHold, tasks, []any{7}), nil})
	go func() {
		got, err := c.Execute(t.Context(), p)
		done <- outcome{got, err}
	}()
	require.Eventually(t, func() bool { return holds.Load() > 0 }, 20*time.Second, 10*time.Millisecond)
	thief := workertest.Start(t, s.Address, worker.Threads(1)).Info.Address
	require.Eventually(t, func() bool {
		stolen, err := c.Stolen(t.Context())
		require.NoError(t, err)
		return stolen[[2]string{victim, thief}] > 0
	}, 30*time.Second, 50*time.Millisecond, "the scheduler has not moved a task from %s to %s", victim, thief)
	require.Eventually(t, func() bool { return holds.Load() > 1 }, 20*time.Second, 10*time.Millisecond, "no stolen task runs")
	close(open)
	o := <-done
	require.NoError(t, o.err)
	want := make([]any, tasks)
	for i := range want {
		want[i] = 7
	}
	require.Equal(t, want, o.got)
	require.Equal(t, int32(tasks), holds.Load(), "tasks ran more than once")
	requireNothingHeld(t, s)
}
