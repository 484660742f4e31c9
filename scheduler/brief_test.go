package scheduler_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// lightCode is what lightOp runs, by the first argument.
var lightCode [4]func(ctx context.Context, number int) (any, error)

var lightOp = graph.RegisterFusing("gloam/scheduler_test/light", runLight, runLight)

func runLight(ctx context.Context, args []any) (any, error) {
	return lightCode[args[0].(int)](ctx, args[1].(int))
}

// lightLayer has n blocks of 8 bytes of an op like those that work element by
// element. Each test uses a code of its own.
func lightLayer(t *testing.T, code, n int, run func(ctx context.Context, number int) (any, error)) *graph.Layer {
	lightCode[code] = run
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: "light", Token: graph.Token(t.Name()), Grid: []int{n}, Op: lightOp, Bytes: sized(8),
		Args: func(b int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(code), graph.Lit(b)) },
	})
	require.NoError(t, err)
	return l
}

// The tasks after the first wait for each other, so they end only if another
// worker has joined.
func TestWorkersJoinABriefRunThatTurnsOutLong(t *testing.T) {
	var inside atomic.Int32
	met := make(chan struct{})
	l := lightLayer(t, 0, 3, func(_ context.Context, number int) (any, error) {
		if number == 0 {
			time.Sleep(5 * time.Millisecond)
			return 0, nil
		}
		if inside.Add(1) == 2 {
			close(met)
		}
		<-met
		return number, nil
	})
	got, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
	require.NoError(t, err)
	require.Equal(t, []any{0, 1, 2}, got)
}

func TestBriefRunsGiveTheSameWithAnyNumberOfWorkers(t *testing.T) {
	l := lightLayer(t, 1, 100, func(_ context.Context, number int) (any, error) { return number * number, nil })
	want, err := scheduler.Sync{}.Execute(t.Context(), planOf(t, l))
	require.NoError(t, err)
	for _, workers := range []int{1, 2, 7, 200} {
		got, err := scheduler.NewLocal(scheduler.Workers(workers)).Execute(t.Context(), planOf(t, l))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestBriefRunsEndWithTheFirstErrorOrWhenCancelled(t *testing.T) {
	boom := errors.New("boom")
	l := lightLayer(t, 2, 10, func(_ context.Context, number int) (any, error) {
		if number == 3 {
			return nil, boom
		}
		return number, nil
	})
	_, err := scheduler.NewLocal(scheduler.Workers(3)).Execute(t.Context(), planOf(t, l))
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, l.Key(3), failed.Key)
	require.ErrorIs(t, err, boom)

	ctx, cancel := context.WithCancelCause(t.Context())
	l = lightLayer(t, 3, 10, func(_ context.Context, number int) (any, error) {
		if number == 3 {
			cancel(boom)
		}
		return number, nil
	})
	_, err = scheduler.NewLocal(scheduler.Workers(3)).Execute(ctx, planOf(t, l))
	require.Equal(t, boom, err)
}
