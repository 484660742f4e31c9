package scheduler_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// recorded returns a random plan whose tasks append their ids to the returned
// slice, which is safe with one worker.
func recorded(t *testing.T) (*graph.Plan, *[]graph.Key) {
	var order []graph.Key
	rng := rand.New(rand.NewPCG(1, 2))
	const width = 200
	var l *graph.Layer
	for depth := range 5 {
		var below *graph.Layer
		var layer *graph.Layer
		if depth > 0 {
			below = l
		}
		reads := make([][]int, width)
		for i := range reads {
			for range rng.IntN(4) * min(depth, 1) {
				reads[i] = append(reads[i], rng.IntN(width))
			}
		}
		layer = newLayer(t, graph.LayerSpec{Label: "step"}, width, func(_ context.Context, b int, _ []any) (any, error) {
			order = append(order, layer.Key(b))
			return b, nil
		}, below, func(b int) []int { return reads[b] })
		l = layer
	}
	return planOf(t, l), &order
}

func TestOneWorkerFollowsTheStaticOrder(t *testing.T) {
	for name, e := range map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(1))} {
		t.Run(name, func(t *testing.T) {
			p, order := recorded(t)
			_, err := e.Execute(t.Context(), p)
			require.NoError(t, err)
			want := make([]graph.Key, p.Len())
			for id := range want {
				want[p.Rank(id)] = p.Key(id)
			}
			require.Equal(t, want, *order)
		})
	}
}

// A worker that is held up keeps at most one result per level waiting.
func TestWorkersKeepFewResultsOfATree(t *testing.T) {
	const levels, workers = 10, 7
	l := newLayer(t, graph.LayerSpec{Label: "leaf", Bytes: sized(1)}, 1<<levels, zero, nil, nil)
	for n := 1 << levels / 2; n > 0; n /= 2 {
		l = newLayer(t, graph.LayerSpec{Label: "add", Bytes: sized(1)}, n, zero, l, pair)
	}
	p := planOf(t, l)
	last := final(t, scheduler.Sync{}, p)
	require.LessOrEqual(t, last.Peak, int64(levels+2))
	last = final(t, scheduler.NewLocal(scheduler.Workers(workers)), p)
	require.LessOrEqual(t, last.Peak, int64(workers*(levels+2)))
	require.Equal(t, int64(1), last.Live)
}

// The task that fails waits for its sibling to run, and the sibling for the
// failure to cancel it.
func TestFailureCancelsSiblingsAndIsNotMasked(t *testing.T) {
	boom := errors.New("boom")
	running := make(chan struct{})
	var seen error
	l := newLayer(t, graph.LayerSpec{Label: "pair"}, 2, func(ctx context.Context, b int, _ []any) (any, error) {
		if b == 0 {
			<-running
			return nil, boom
		}
		close(running)
		<-ctx.Done()
		seen = context.Cause(ctx)
		return nil, ctx.Err()
	}, nil, nil)
	_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, boom, failed.Err)
	require.Equal(t, l.Key(0), failed.Key)
	require.Equal(t, err, seen, "siblings see why they are cancelled")
}

func TestNoTaskStartsAfterCancelOrFailure(t *testing.T) {
	boom := errors.New("boom")
	for name, stop := range map[string]func(cancel context.CancelCauseFunc) error{
		"cancel":  func(cancel context.CancelCauseFunc) error { cancel(boom); return nil },
		"failure": func(context.CancelCauseFunc) error { return boom },
	} {
		t.Run(name, func(t *testing.T) {
			const workers = 3
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			var starts atomic.Int32
			stopped := make(chan struct{})
			l := newLayer(t, graph.LayerSpec{Label: "many"}, 1000, func(ctx context.Context, _ int, _ []any) (any, error) {
				if starts.Add(1) == workers {
					defer close(stopped)
					return 0, stop(cancel)
				}
				<-ctx.Done() // all workers are inside when the run stops
				return 0, nil
			}, nil, nil)
			_, err := scheduler.NewLocal(scheduler.Workers(workers)).Execute(ctx, planOf(t, l))
			require.ErrorIs(t, err, boom)
			<-stopped
			require.Equal(t, int32(workers), starts.Load())
		})
	}
}

// A task that passes on the reason of the cancellation does not hide it.
func TestTaskErrorsOfACancelledRunAreItsCause(t *testing.T) {
	boom := errors.New("boom")
	for name, e := range executors() {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			l := newLayer(t, graph.LayerSpec{Label: "one"}, 1, func(ctx context.Context, _ int, _ []any) (any, error) {
				cancel(boom)
				return nil, ctx.Err()
			}, nil, nil)
			_, err := e.Execute(ctx, planOf(t, l))
			require.Equal(t, boom, err)
		})
	}
}

// A wide fan-out is shared: two of the tasks that one task made ready wait for
// each other.
func TestWorkersStealWhatOneMadeReady(t *testing.T) {
	top := newLayer(t, graph.LayerSpec{Label: "top"}, 1, zero, nil, nil)
	var inside atomic.Int32
	met := make(chan struct{})
	l := newLayer(t, graph.LayerSpec{Label: "fan"}, 10, func(context.Context, int, []any) (any, error) {
		if inside.Add(1) == 2 {
			close(met)
		}
		<-met
		return 0, nil
	}, top, func(int) []int { return []int{0} })
	_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
	require.NoError(t, err)
}

func TestWrongOptionsAreErrorsOfTheRun(t *testing.T) {
	p := planOf(t, newLayer(t, graph.LayerSpec{Label: "one"}, 1, zero, nil, nil))
	for want, e := range map[string]scheduler.Executor{
		"scheduler: Workers: got -1, want at least 0":           scheduler.NewLocal(scheduler.Workers(-1)),
		"scheduler: MemoryLimit: got -5 bytes, want at least 0": scheduler.NewLocal(scheduler.MemoryLimit(-5)),
	} {
		_, err := e.Execute(t.Context(), p)
		require.EqualError(t, err, want)
	}
	_, err := scheduler.NewLocal(nil, scheduler.Workers(0), scheduler.MemoryLimit(0)).Execute(t.Context(), p)
	require.NoError(t, err)
}

func TestNilArgumentsAreErrors(t *testing.T) {
	for name, e := range executors() {
		t.Run(name, func(t *testing.T) {
			_, err := e.Execute(t.Context(), nil)
			require.EqualError(t, err, "scheduler: got a nil plan")
			var none context.Context
			_, err = e.Execute(none, planOf(t))
			require.EqualError(t, err, "scheduler: got a nil context")
		})
	}
}
