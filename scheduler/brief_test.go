package scheduler_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// lightCode is what lightOp runs, by the first argument.
var lightCode [6]func(ctx context.Context, number int) (any, error)

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

// bulk is a value that is there already.
type bulk int

func (b bulk) NBytes() int { return int(b) }

// The two tasks wait for each other, so they end only if none of them runs
// before the other worker is there.
func TestRunsOverMuchDataBeginWithAllWorkers(t *testing.T) {
	data, err := graph.NewData("bulk", graph.Token(t.Name()), []int{2}, []any{bulk(1 << 20), bulk(1 << 20)})
	require.NoError(t, err)
	var inside atomic.Int32
	met := make(chan struct{})
	lightCode[4] = func(_ context.Context, number int) (any, error) {
		if inside.Add(1) == 2 {
			close(met)
		}
		<-met
		return number, nil
	}
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: "light", Token: graph.Token(t.Name()), Grid: []int{2}, Op: lightOp, Bytes: sized(8), Deps: []*graph.Layer{data},
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(4), graph.Lit(b), graph.Ref(0, b))
		},
	})
	require.NoError(t, err)
	got, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
	require.NoError(t, err)
	require.Equal(t, []any{0, 1}, got)
}

// The goroutines that are left would be found at the end of all tests.
func TestBriefRunsWaitForTheirWorkersIfATaskEndsTheCaller(t *testing.T) {
	var inside, left atomic.Int32
	joined, ended := make(chan struct{}), make(chan struct{})
	l := lightLayer(t, 5, 3, func(ctx context.Context, number int) (any, error) {
		switch number {
		case 0:
			time.Sleep(time.Millisecond) // longer than the first worker works alone
			return nil, nil
		default:
			if inside.Add(1) == 1 {
				<-joined
				runtime.Goexit()
			}
			close(joined)
			<-ctx.Done()
			left.Add(1)
			return nil, ctx.Err()
		}
	})
	go func() {
		defer close(ended)
		_, _ = scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
	}()
	<-ended
	require.EqualValues(t, 1, left.Load())
}
