package scheduler_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// final runs p and returns the last event.
func final(t require.TestingT, e scheduler.Executor, p *graph.Plan) scheduler.Progress {
	var last scheduler.Progress
	_, err := e.Execute(scheduler.Observe(context.Background(), func(p scheduler.Progress) { last = p }), p)
	require.NoError(t, err)
	return last
}

func TestMemoryLimitHolds(t *testing.T) {
	const sources = 256
	for _, workers := range []int{1, 2, 4} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			read := graph.LayerSpec{Label: "read", Bytes: sized(100), Reads: sized(100)}
			l := newLayer(t, read, sources, zero, nil, nil)
			for n := sources; n > 0; n /= 2 {
				reads := pair
				if n == sources {
					reads = same
				}
				l = newLayer(t, graph.LayerSpec{Label: "add", Bytes: sized(5)}, n, zero, l, reads)
			}
			p := planOf(t, l)
			for _, limit := range []int64{250, 400, 1000, 1 << 40} {
				last := final(t, scheduler.NewLocal(scheduler.Workers(workers), scheduler.MemoryLimit(limit)), p)
				require.LessOrEqual(t, last.Peak, limit)
				require.Equal(t, int64(5), last.Live, "the wanted result is left")
			}
		})
	}
}

// A crowd counts how many tasks run at a time.
type crowd struct{ inside, most atomic.Int32 }

func (c *crowd) enter() int {
	now := c.inside.Add(1)
	for old := c.most.Load(); now > old && !c.most.CompareAndSwap(old, now); {
		old = c.most.Load()
	}
	return int(now)
}

func (c *crowd) leave() { c.inside.Add(-1) }

func TestSourcesRunTogetherOnlyWithRoomForBoth(t *testing.T) {
	for _, c := range []struct {
		limit int64
		want  int
	}{{1, 1}, {19, 1}, {20, 2}} {
		t.Run(fmt.Sprint(c.limit), func(t *testing.T) {
			var seen crowd
			together := make(chan struct{}) // each waits until as many run as should
			l := newLayer(t, graph.LayerSpec{Label: "source", Bytes: sized(10)}, 2, func(context.Context, int, []any) (any, error) {
				defer seen.leave()
				if seen.enter() == c.want && c.want > 1 {
					close(together)
				}
				if c.want > 1 {
					<-together
				}
				return 0, nil
			}, nil, nil)
			_, err := scheduler.NewLocal(scheduler.Workers(4), scheduler.MemoryLimit(c.limit)).Execute(t.Context(), planOf(t, l))
			require.NoError(t, err)
			require.Equal(t, int32(c.want), seen.most.Load())
		})
	}
}

func TestTasksThatGrowWaitForRoom(t *testing.T) {
	var seen crowd
	small := newLayer(t, graph.LayerSpec{Label: "small", Bytes: sized(1)}, 8, zero, nil, nil)
	large := newLayer(t, graph.LayerSpec{Label: "large", Bytes: sized(60)}, 8, func(context.Context, int, []any) (any, error) {
		defer seen.leave()
		seen.enter()
		return 0, nil
	}, small, same)
	sum := newLayer(t, graph.LayerSpec{Label: "shrink", Bytes: sized(1)}, 8, zero, large, same)
	last := final(t, scheduler.NewLocal(scheduler.Workers(4), scheduler.MemoryLimit(100)), planOf(t, sum))
	require.Equal(t, int32(1), seen.most.Load())
	require.LessOrEqual(t, last.Peak, int64(100))
}

// Whatever the sizes and the limit, every run ends, and its books balance.
func TestMemoryLimitNeverBlocksARun(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(rt, "sources")
		sizes := rapid.SliceOfN(rapid.Int64Range(0, 50), n, n).Draw(rt, "sizes")
		size := func(b int) int64 { return sizes[b] }
		l := newLayer(t, graph.LayerSpec{Label: "a", Bytes: size}, n, zero, nil, nil)
		var all []*graph.Layer
		for d := range rapid.IntRange(1, 4).Draw(rt, "depth") {
			reads := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 4), n, n).Draw(rt, "reads")
			l = newLayer(t, graph.LayerSpec{Label: fmt.Sprint("l", d), Bytes: size}, n, zero, l, func(b int) []int { return reads[b] })
			if rapid.Bool().Draw(rt, "wanted") {
				all = append(all, l)
			}
		}
		p := planOf(t, append(all, l)...)
		workers := rapid.IntRange(1, 6).Draw(rt, "workers")
		limit := rapid.Int64Range(1, 500).Draw(rt, "limit")
		last := final(rt, scheduler.NewLocal(scheduler.Workers(workers), scheduler.MemoryLimit(limit)), p)
		var kept, sum int64
		seen := map[int32]bool{}
		for _, id := range p.Outputs() {
			if !seen[id] {
				seen[id] = true
				kept += p.Bytes(int(id))
			}
		}
		for id := range p.Len() {
			sum += p.Bytes(id)
		}
		require.Equal(rt, kept, last.Live)
		require.GreaterOrEqual(rt, last.Peak, kept)
		require.LessOrEqual(rt, last.Peak, sum)
	})
}
