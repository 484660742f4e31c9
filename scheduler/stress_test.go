package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

var errMishap = errors.New("mishap")

// mishaps are how a task may go wrong, and what is to be seen of it.
var mishaps = map[string]struct {
	happen func(stop context.CancelCauseFunc) error
	check  func(t require.TestingT, err error)
}{
	"none":   {func(context.CancelCauseFunc) error { return nil }, func(t require.TestingT, err error) { require.NoError(t, err) }},
	"error":  {func(context.CancelCauseFunc) error { return errMishap }, isTaskError},
	"panic":  {func(context.CancelCauseFunc) error { panic(errMishap) }, isTaskError},
	"goexit": {func(context.CancelCauseFunc) error { runtime.Goexit(); return nil }, isTaskError},
	"cancel": {func(stop context.CancelCauseFunc) error { stop(errMishap); return nil }, func(t require.TestingT, err error) {
		if err != nil { // the run may have been over
			require.ErrorIs(t, err, errMishap)
		}
	}},
}

func isTaskError(t require.TestingT, err error) {
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "step", failed.Key.Layer[:4])
}

// TestRunsThatGoWrongLeaveNothingBehind: many workers under a memory limit share
// a small cache, and a task of each run fails, panics, takes its goroutine
// along, or has the run cancelled. The next run over the same cache is right.
func TestRunsThatGoWrongLeaveNothingBehind(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(rt, "blocks")
		limit := rapid.Int64Range(1, 2000).Draw(rt, "limit")
		cache := scheduler.NewCache(rapid.Int64Range(0, 3000).Draw(rt, "cache"))
		runs := rapid.SliceOfN(rapid.SampledFrom([]string{"none", "error", "panic", "goexit", "cancel"}), 1, 4).Draw(rt, "runs")
		at := rapid.IntRange(0, n-1).Draw(rt, "at")
		made := newLayer(t, graph.LayerSpec{Label: "make", Bytes: sized(100)}, n, func(_ context.Context, b int, _ []any) (any, error) { return []int{b}, nil }, nil, nil)
		var wait sync.WaitGroup
		errs := make([]error, len(runs))
		for i, name := range runs {
			ctx, stop := context.WithCancelCause(context.Background())
			step := newLayer(t, graph.LayerSpec{Label: fmt.Sprint("step", i), Bytes: sized(100)}, n, func(_ context.Context, b int, in []any) (any, error) {
				if b == at {
					if err := mishaps[name].happen(stop); err != nil {
						return nil, err
					}
				}
				return []int{in[0].([]int)[0] + in[1].([]int)[0]}, nil
			}, made, func(b int) []int { return []int{b, (b + 1) % n} })
			wait.Go(func() {
				defer stop(nil)
				_, errs[i] = scheduler.Compute(ctx, []graph.Collection{owned{layer: step}}, scheduler.Cached(cache, owned{layer: made}),
					scheduler.On(scheduler.NewLocal(scheduler.Workers(8), scheduler.MemoryLimit(limit))))
			})
		}
		wait.Wait()
		for i, name := range runs {
			mishaps[name].check(rt, errs[i])
		}
		for b, v := range compute(rt, owned{layer: made}, scheduler.Cached(cache), scheduler.On(scheduler.NewLocal(scheduler.Workers(8), scheduler.MemoryLimit(limit)))) {
			require.Equal(rt, []int{b}, v)
		}
	})
}
