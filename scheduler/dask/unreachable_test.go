package dask_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// behindACut starts a worker that says two megabytes and is never heard again,
// but by the scheduler's own stream, a client, and a graph whose result has
// eight.
func behindACut(t *testing.T, s *testdask.Scheduler, stall bool) (*proxy, *dask.Client, *graph.Layer) {
	p := startBehind(t, s, faults{after: 2 << 20, stall: stall})
	c := dial(t, s, dask.Patience(2*time.Second), dask.Logger(slog.New(slog.DiscardHandler)))
	return p, c, layer(t, "large", opLarge, 1, []any{1 << 20, p.Address})
}

// testResultsBehindACutAreComputedElsewhere cuts the only way to a worker in the
// middle of a result while another worker is there.
func testResultsBehindACutAreComputedElsewhere(t *testing.T, s *testdask.Scheduler) {
	_, c, large := behindACut(t, s, false)
	held, err := c.Persist(t.Context(), whole{large, nil})
	require.NoError(t, err)
	defer held[0].Release()
	workertest.Start(t, s.Address)
	ctx, cancel := contextWithin(t, 20*time.Second)
	defer cancel()
	got, err := c.Execute(ctx, plan(t, held[0]))
	require.NoError(t, err)
	require.Equal(t, []int{1 << 20}, got[0].(*ndarray.Array).Shape())
}

// testResultsThatNobodyReachesAreNamed does so while there is no other worker.
func testResultsThatNobodyReachesAreNamed(t *testing.T, s *testdask.Scheduler) {
	for name, stall := range map[string]bool{"cut": false, "silent": true} {
		t.Run(name, func(t *testing.T) {
			p, c, large := behindACut(t, s, stall)
			ctx, cancel := contextWithin(t, 20*time.Second)
			defer cancel()
			_, err := c.Execute(ctx, plan(t, whole{large, nil}))
			var lost *dask.UnreachableError
			require.ErrorAs(t, err, &lost)
			require.ErrorIs(t, err, dask.ErrLost)
			require.Equal(t, p.Address, lost.Worker)
			require.Equal(t, large.Key(0).String(), lost.Key)
			var task *graph.TaskError
			require.ErrorAs(t, err, &task)
			require.Equal(t, p.Address, task.Worker)
		})
	}
}

// testWaitsForAnUnreachableWorkerEndWithTheirContext has results behind a cut
// and little time.
func testWaitsForAnUnreachableWorkerEndWithTheirContext(t *testing.T, s *testdask.Scheduler) {
	for name, stall := range map[string]bool{"cut": false, "silent": true} {
		t.Run(name, func(t *testing.T) {
			_, c, large := behindACut(t, s, stall)
			ctx, cancel := contextWithin(t, 500*time.Millisecond)
			defer cancel()
			_, err := c.Execute(ctx, plan(t, whole{large, nil}))
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
	}
}
