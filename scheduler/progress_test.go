package scheduler_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// timeline runs p under a fake clock and returns the events.
func timeline(t *testing.T, e scheduler.Executor, p *graph.Plan) []scheduler.Progress {
	var events []scheduler.Progress
	ctx := scheduler.Observe(t.Context(), func(p scheduler.Progress) { events = append(events, p) })
	_, err := e.Execute(ctx, p)
	require.NoError(t, err)
	return events
}

// at returns the last event within d of the start.
func at(events []scheduler.Progress, d time.Duration) scheduler.Progress {
	var last scheduler.Progress
	for _, e := range events {
		if e.Elapsed <= d {
			last = e
		}
	}
	return last
}

func sleep(d time.Duration) block {
	return func(context.Context, int, []any) (any, error) {
		time.Sleep(d)
		return 0, nil
	}
}

func both(t *testing.T, test func(t *testing.T, e scheduler.Executor)) {
	for name, e := range map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(1))} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { test(t, e) }) })
	}
}

func TestProgressComesTenTimesASecond(t *testing.T) {
	both(t, func(t *testing.T, e scheduler.Executor) {
		l := newLayer(t, graph.LayerSpec{Label: "slow"}, 1, sleep(2050*time.Millisecond), nil, nil)
		events := timeline(t, e, planOf(t, l))
		require.Len(t, events, 21)
		for i, p := range events[:20] {
			require.Equal(t, time.Duration(i+1)*100*time.Millisecond, p.Elapsed)
			require.False(t, p.Done)
			require.Negative(t, p.Remaining, "nothing is known yet")
		}
		require.True(t, events[20].Done)
		require.Equal(t, 1, events[20].Tasks)
		require.Zero(t, events[20].Remaining)
	})
}

func TestRemainingFollowsBytesRead(t *testing.T) {
	both(t, func(t *testing.T, e scheduler.Executor) {
		spec := graph.LayerSpec{Label: "read", Reads: sized(1000)}
		events := timeline(t, e, planOf(t, newLayer(t, spec, 40, sleep(time.Second), nil, nil)))
		p := at(events, 20*time.Second+50*time.Millisecond)
		require.Equal(t, int64(40_000), p.BytesAll)
		require.InDelta(t, 20_000, p.Bytes, 1000)
		require.InDelta(t, 1000, p.Rate, 201)
		require.InDelta(t, 20, p.Remaining.Seconds(), 5)
		require.Equal(t, int64(40_000), events[len(events)-1].Bytes)
	})
}

func TestRateIsThatOfTheLastSeconds(t *testing.T) {
	both(t, func(t *testing.T, e scheduler.Executor) {
		spec := graph.LayerSpec{Label: "read", Reads: sized(100)}
		l := newLayer(t, spec, 500, func(_ context.Context, b int, _ []any) (any, error) {
			if b < 100 {
				time.Sleep(100 * time.Millisecond) // 1000 bytes a second for 10 s
			} else {
				time.Sleep(50 * time.Millisecond) // then 2000 for 20 s
			}
			return 0, nil
		}, nil, nil)
		events := timeline(t, e, planOf(t, l))
		require.InDelta(t, 1000, at(events, 9*time.Second).Rate, 50)
		p := at(events, 20*time.Second)
		require.InDelta(t, 2000, p.Rate, 50)
		require.InDelta(t, 10, p.Remaining.Seconds(), 0.5)
	})
}

func TestRemainingFollowsTasksWithoutBytes(t *testing.T) {
	both(t, func(t *testing.T, e scheduler.Executor) {
		// Tasks longer than the window: the whole run is the measure.
		events := timeline(t, e, planOf(t, newLayer(t, graph.LayerSpec{Label: "long"}, 4, sleep(time.Minute), nil, nil)))
		p := at(events, 3*time.Minute+150*time.Millisecond)
		require.Equal(t, 3, p.Tasks)
		require.InDelta(t, 60, p.Remaining.Seconds(), 1)
		p = at(events, 2*time.Minute+50*time.Second)
		require.Equal(t, 2, p.Tasks)
		require.InDelta(t, 2*85, p.Remaining.Seconds(), 1)
		require.Zero(t, p.Rate)
	})
}

func TestStreamingTasksReportWhatTheyRead(t *testing.T) {
	both(t, func(t *testing.T, e scheduler.Executor) {
		spec := graph.LayerSpec{Label: "stream", Reads: sized(1000)}
		l := newLayer(t, spec, 2, func(ctx context.Context, _ int, _ []any) (any, error) {
			for range 9 {
				time.Sleep(time.Second)
				graph.ReportRead(ctx, 100)
			}
			time.Sleep(time.Second)
			return 0, nil
		}, nil, nil)
		events := timeline(t, e, planOf(t, l))
		require.Equal(t, int64(500), at(events, 5500*time.Millisecond).Bytes)
		require.Equal(t, int64(900), at(events, 9500*time.Millisecond).Bytes)
		require.Equal(t, int64(1000), at(events, 10500*time.Millisecond).Bytes, "the rest is added at the end")
		require.Equal(t, int64(2000), events[len(events)-1].Bytes)
	})
}

func TestLiveBytesFollowTheRun(t *testing.T) {
	both(t, func(t *testing.T, e scheduler.Executor) {
		a := newLayer(t, graph.LayerSpec{Label: "a", Bytes: sized(10)}, 1, sleep(time.Second), nil, nil)
		b := newLayer(t, graph.LayerSpec{Label: "b", Bytes: sized(3)}, 1, sleep(time.Second), a, same)
		c := newLayer(t, graph.LayerSpec{Label: "c", Bytes: sized(1)}, 1, sleep(time.Second), b, same)
		events := timeline(t, e, planOf(t, c))
		require.Equal(t, int64(10), at(events, 500*time.Millisecond).Live)
		require.Equal(t, int64(13), at(events, 1500*time.Millisecond).Live)
		require.Equal(t, int64(4), at(events, 2500*time.Millisecond).Live)
		require.Equal(t, int64(13), events[len(events)-1].Peak)
		require.Equal(t, int64(1), events[len(events)-1].Live)
	})
}

func TestNilMeterDoesNothing(t *testing.T) {
	p := planOf(t, newLayer(t, graph.LayerSpec{Label: "one"}, 1, zero, nil, nil))
	m := scheduler.NewMeter(t.Context(), p, 1)
	require.Nil(t, m)
	require.Equal(t, t.Context(), m.Context(t.Context(), 0))
	m.Finished(0, 0)
	m.Close()
}
