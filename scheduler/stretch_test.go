package scheduler_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

func TestStretchGivesEachPlaceOnce(t *testing.T) {
	const places, takers = 100_000, 3
	var s scheduler.Stretch
	taken := make([]atomic.Int32, places)
	var total atomic.Int32
	take := func() bool {
		at, ok := s.Take()
		if ok {
			taken[at].Add(1)
			total.Add(1)
		}
		return ok
	}
	var wg sync.WaitGroup
	for range takers {
		wg.Go(func() {
			for total.Load() < places {
				take()
			}
		})
	}
	for next := int64(0); next < places; {
		if take() {
			continue
		}
		end := min(next+next%5+1, places)
		s.Set(next, end)
		next = end
	}
	wg.Wait()
	for i := range taken {
		require.Equal(t, int32(1), taken[i].Load(), "place %d", i)
	}
	_, ok := s.Take()
	require.False(t, ok)
}

func TestStretchIsAsLongAsItsTasksAreBrief(t *testing.T) {
	now := time.Now()
	var s scheduler.Stretch
	after := func(took time.Duration) int64 {
		now = now.Add(took)
		return s.Adapt(now)
	}
	require.Equal(t, int64(1), after(0), "the first")
	for _, want := range []int64{2, 4, 8, 16, 32, 64, 128, 256, 256} {
		require.Equal(t, want, after(time.Microsecond))
	}
	require.Equal(t, int64(128), after(30*time.Microsecond))
	require.Equal(t, int64(1), after(time.Millisecond))
	require.Equal(t, int64(1), after(30*time.Microsecond))
}

// Two neighbours in static order wait for each other after many brief tasks, so
// that one worker has likely set both aside.
func TestWorkersTakeWhatOthersHaveSetAside(t *testing.T) {
	const tasks = 3000
	var inside atomic.Int32
	met := make(chan struct{})
	l := newLayer(t, graph.LayerSpec{Label: "brief"}, tasks, func(_ context.Context, b int, _ []any) (any, error) {
		if b/2 == tasks/4 {
			if inside.Add(1) == 2 {
				close(met)
			}
			<-met
		}
		return 0, nil
	}, nil, nil)
	_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
	require.NoError(t, err)
}

// What reads storage or makes large results is not set aside: while one worker
// is held up, the other goes on with the very next task.
func TestOnlyLightTasksAreSetAside(t *testing.T) {
	const brief, tasks = 1000, 1100
	for name, spec := range map[string]graph.LayerSpec{
		"reads": {Label: "mixed", Reads: func(b int) int64 { return int64(b / brief) }},
		"large": {Label: "mixed", Bytes: func(b int) int64 { return int64(b/brief) << 20 }},
	} {
		t.Run(name, func(t *testing.T) {
			next := make(chan struct{})
			var order [tasks]atomic.Int32 // by task: how many tasks had begun
			var begun atomic.Int32
			l := newLayer(t, spec, tasks, func(_ context.Context, b int, _ []any) (any, error) {
				order[b].Store(begun.Add(1))
				switch b {
				case brief:
					<-next
				case brief + 1:
					close(next)
				}
				return 0, nil
			}, nil, nil)
			_, err := scheduler.NewLocal(scheduler.Workers(2)).Execute(t.Context(), planOf(t, l))
			require.NoError(t, err)
			require.LessOrEqual(t, order[brief+1].Load(), int32(brief+2))
		})
	}
}
