package dask_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/schedulertest"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

func testClientConforms(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	schedulertest.Run(t, func(*testing.T) scheduler.Executor { return c })
	requireNothingHeld(t, s)
}

func testArraysComputeAsLocal(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	for name, a := range arraySample() {
		want, err := a.Compute(t.Context())
		require.NoError(t, err)
		got, err := a.Compute(t.Context(), scheduler.On(c))
		require.NoError(t, err, name)
		require.True(t, ndarray.Identical(want, got), name)
	}
}

var (
	opBoom = graph.Register("gloam/dask_test/boom", func(context.Context, []any) (any, error) { return nil, errors.New("no luck") })
	opHang = graph.Register("gloam/dask_test/hang", func(ctx context.Context, args []any) (any, error) {
		hanging.Add(1)
		<-ctx.Done()
		hanging.Add(-1)
		return nil, ctx.Err()
	})
	opCount = graph.Register("gloam/dask_test/count", func(_ context.Context, args []any) (any, error) {
		counted.Add(1)
		return args[0], nil
	})
	hanging, counted atomic.Int32
)

func plan(t testing.TB, wanted ...graph.Collection) *graph.Plan {
	p, err := graph.NewPlan(wanted)
	require.NoError(t, err)
	return p
}

func testFailureNamesTheStepOfAFusedTask(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	bad := layer(t, "bad", opBoom, 1, nil, layer(t, "load", opSource, 1, []any{7}))
	_, err := c.Execute(t.Context(), plan(t, whole{layer(t, "two", opTwo, 1, nil, layer(t, "one", opOne, 1, nil, bad)), nil}))
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, bad.Key(0), failed.Key)
	require.Equal(t, "user.go:bad", failed.Site)
	var remote *dask.RemoteError
	require.ErrorAs(t, err, &remote)
	require.Equal(t, "RuntimeError", remote.Type)
	require.Equal(t, "no luck", remote.Message)
	require.Equal(t, opBoom.Name(), remote.Op)
	require.Contains(t, remote.Key, "load-bad-one-two-")
	require.ErrorContains(t, err, "gloam/dask_test/boom of ('bad-")
	require.ErrorContains(t, err, "(asked for at user.go:bad): no luck")
}

func testCancelReleasesKeys(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	source := layer(t, "load", opSource, 8, []any{7})
	hang := layer(t, "hang", opHang, 8, nil, source)
	go func() {
		for hanging.Load() < 2 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err := c.Execute(ctx, plan(t, whole{source, nil}, whole{layer(t, "one", opOne, 8, nil, hang), nil}))
	require.Equal(t, context.Canceled, err)
	require.Eventually(t, func() bool { return hanging.Load() == 0 }, 10*time.Second, time.Millisecond)
	requireNothingHeld(t, s)
}

func testMissingWorkersAreNamedAtSubmit(t *testing.T, s *testdask.Scheduler) {
	c := dial(t, s, dask.Grace(200*time.Millisecond))
	p := plan(t, whole{layer(t, "load", opSource, 1, nil), nil})
	_, err := c.Execute(t.Context(), p)
	require.ErrorIs(t, err, dask.ErrNoWorkers)
	require.ErrorContains(t, err, "gloam worker "+s.Address)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, c.WaitForWorkers(ctx, 1), dask.ErrNoWorkers)
	time.AfterFunc(100*time.Millisecond, func() { workertest.Start(t, s.Address) })
	require.NoError(t, c.WaitForWorkers(t.Context(), 1))
	got, err := c.Execute(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []any{0}, got)
}

func testTwoClientsShareWork(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	a, b := dial(t, s), dial(t, s)
	counted.Store(0)
	l := layer(t, "count", opCount, 10, []any{s.Version.Release})
	held, err := a.Persist(t.Context(), whole{l, nil})
	require.NoError(t, err)
	require.Equal(t, int32(10), counted.Load())
	got, err := b.Execute(t.Context(), plan(t, whole{l, nil}))
	require.NoError(t, err)
	require.Equal(t, s.Version.Release, got[9])
	require.Equal(t, int32(10), counted.Load(), "work done twice")
	held[0].Release()
	requireNothingHeld(t, s)
}

func TestLostSchedulerIsAnError(t *testing.T) {
	eachRelease(t, func(t *testing.T, s *testdask.Scheduler) {
		w := workertest.Start(t, s.Address)
		c := dial(t, s)
		go func() {
			for hanging.Load() == 0 {
				time.Sleep(time.Millisecond)
			}
			s.Kill()
		}()
		_, err := c.Execute(t.Context(), plan(t, whole{layer(t, "hang", opHang, 1, []any{"lost"}), nil}))
		require.ErrorIs(t, err, dask.ErrConnectionLost)
		_, err = c.Execute(t.Context(), plan(t, whole{layer(t, "load", opSource, 1, nil), nil}))
		require.ErrorIs(t, err, dask.ErrConnectionLost)
		require.ErrorIs(t, w.Wait(), worker.ErrLost)
	})
}

func testClosedClientIsAnError(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	go func() {
		for hanging.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		c.Close()
	}()
	_, err := c.Execute(t.Context(), plan(t, whole{layer(t, "hang", opHang, 1, []any{"closed"}), nil}))
	require.ErrorIs(t, err, dask.ErrClosed)
	requireNothingHeld(t, s)
}

func testProgressReachesTheEnd(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	l := layer(t, "load", opSource, 50, []any{3})
	p := plan(t, whole{layer(t, "one", opOne, 50, nil, l), nil}, whole{l, []int{0}})
	var last scheduler.Progress
	_, err := c.Execute(scheduler.Observe(t.Context(), func(p scheduler.Progress) { last = p }), p)
	require.NoError(t, err)
	require.True(t, last.Done)
	require.Equal(t, p.Len(), last.Tasks)
	require.Equal(t, p.Len(), last.Total)
}

func testManyResultsOfManySizes(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	var wanted []graph.Collection
	for i := range 40 {
		wanted = append(wanted, whole{layer(t, "text", opOne, 50, []any{strings.Repeat("x", i*i*10)}), nil})
	}
	got, err := c.Execute(t.Context(), plan(t, wanted...))
	require.NoError(t, err)
	require.Len(t, got, 2000)
	for i, v := range got {
		require.Len(t, v, (i/50)*(i/50)*10, fmt.Sprint(i))
	}
}
