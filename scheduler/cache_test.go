package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// owned are blocks of a layer of lists of numbers; its value belongs to the
// caller.
type owned struct {
	layer  *graph.Layer
	blocks []int
}

func (o owned) Layer() *graph.Layer { return o.layer }
func (o owned) Blocks() []int       { return o.blocks }

func (o owned) Collect(parts []any) (any, error) {
	out := make([][]int, len(parts))
	for i, p := range parts {
		out[i] = p.([]int)
	}
	return out, nil
}

func (o owned) CollectOwned(parts []any) (any, error) {
	out := make([][]int, len(parts))
	for i, p := range parts {
		out[i] = slices.Clone(p.([]int))
	}
	return out, nil
}

// counted are two layers, make and step, of results of 100 bytes that count
// their tasks.
type counted struct {
	made, step   *graph.Layer
	makes, steps atomic.Int32
}

func newCounted(tb testing.TB, blocks int) *counted {
	c := &counted{}
	c.made = newLayer(tb, graph.LayerSpec{Label: "make", Bytes: sized(100)}, blocks, func(_ context.Context, b int, _ []any) (any, error) {
		c.makes.Add(1)
		return []int{b}, nil
	}, nil, nil)
	c.step = newLayer(tb, graph.LayerSpec{Label: "step", Bytes: sized(100), Blockwise: true}, blocks, func(_ context.Context, b int, in []any) (any, error) {
		c.steps.Add(1)
		return []int{in[0].([]int)[0] + 1000}, nil
	}, c.made, same)
	return c
}

// requireRan checks how many tasks ran since the last call.
func (c *counted) requireRan(t require.TestingT, makes, steps int) {
	require.Equal(t, [2]int32{int32(makes), int32(steps)}, [2]int32{c.makes.Swap(0), c.steps.Swap(0)}, "tasks of make and step")
}

func compute(t require.TestingT, c graph.Collection, opts ...scheduler.Option) [][]int {
	v, err := scheduler.Compute(context.Background(), []graph.Collection{c}, opts...)
	require.NoError(t, err)
	return v[0].([][]int)
}

func TestCacheSparesWhatWasComputed(t *testing.T) {
	c, cache := newCounted(t, 4), scheduler.NewCache(1<<20)
	first := compute(t, owned{layer: c.step}, scheduler.Cached(cache))
	c.requireRan(t, 4, 4)
	require.Equal(t, first, compute(t, owned{layer: c.step}, scheduler.Cached(cache)))
	c.requireRan(t, 0, 0)
	require.Equal(t, scheduler.CacheCounts{Results: 4, Bytes: 400, Hits: 4, Misses: 8}, cache.Counts())

	require.Equal(t, first[1:2], compute(t, owned{c.step, []int{1}}, scheduler.Cached(cache)), "another collection of the layer")
	c.requireRan(t, 0, 0)
	compute(t, owned{layer: c.step})
	c.requireRan(t, 4, 4) // without the option nothing is looked up
	cache.Clear()
	require.Zero(t, cache.Counts().Results)
	compute(t, owned{layer: c.step}, scheduler.Cached(cache))
	c.requireRan(t, 4, 4)
}

func TestCacheKeepsBlocksOnTheWayIfTold(t *testing.T) {
	c, cache := newCounted(t, 4), scheduler.NewCache(1<<20)
	for range 2 {
		compute(t, owned{c.step, []int{2}}, scheduler.Cached(cache, owned{layer: c.made}))
	}
	c.requireRan(t, 1, 1)
	sum := newLayer(t, graph.LayerSpec{Label: "both", Bytes: sized(100)}, 2, func(_ context.Context, _ int, in []any) (any, error) {
		return []int{in[0].([]int)[0] + in[1].([]int)[0]}, nil
	}, c.made, pair)
	require.Equal(t, [][]int{{1}, {5}}, compute(t, owned{layer: sum}, scheduler.Cached(cache)))
	c.requireRan(t, 3, 0) // block 2 was there
}

func TestCacheIsBounded(t *testing.T) {
	c, cache := newCounted(t, 8), scheduler.NewCache(350)
	compute(t, owned{layer: c.step}, scheduler.Cached(cache, owned{layer: c.made}))
	n := cache.Counts()
	require.LessOrEqual(t, n.Bytes, int64(350))
	require.Equal(t, 3, n.Results)
	require.Positive(t, n.Dropped)
	none := scheduler.NewCache(0)
	compute(t, owned{layer: c.step}, scheduler.Cached(none, owned{layer: c.made}))
	require.Zero(t, none.Counts().Results)
}

func TestCacheKeepsWhatIsUsed(t *testing.T) {
	c, cache := newCounted(t, 8), scheduler.NewCache(300)
	for b := range 8 {
		compute(t, owned{c.step, []int{0}}, scheduler.Cached(cache))
		compute(t, owned{c.step, []int{b}}, scheduler.Cached(cache))
	}
	c.requireRan(t, 8, 8) // block 0 was made once
}

func TestCachedResultsBelongToTheirCallers(t *testing.T) {
	c, cache := newCounted(t, 2), scheduler.NewCache(1<<20)
	for range 3 {
		got := compute(t, owned{layer: c.step}, scheduler.Cached(cache))
		require.Equal(t, [][]int{{1000}, {1001}}, got)
		got[0][0] = -1
	}
	// whole hands its parts out: they are neither kept nor taken.
	values, err := scheduler.Compute(t.Context(), []graph.Collection{whole{c.step}}, scheduler.Cached(cache))
	require.NoError(t, err)
	c.requireRan(t, 4, 4)
	values[0].([]any)[0].([]int)[0] = -1
	require.Equal(t, [][]int{{1000}, {1001}}, compute(t, owned{layer: c.step}, scheduler.Cached(cache)))
}

func TestCachedRefusesWhatCannotBeShared(t *testing.T) {
	c := newCounted(t, 1)
	_, err := scheduler.Compute(t.Context(), nil, scheduler.Cached(scheduler.NewCache(1), whole{c.made}))
	require.EqualError(t, err, "scheduler: Cached: collection 0 is a scheduler_test.whole, want one with a CollectOwned method")
	_, err = scheduler.Compute(t.Context(), nil, scheduler.Cached(nil, owned{layer: c.made}))
	require.EqualError(t, err, "scheduler: Cached: got a nil cache for 1 collections")
}

func TestOneCacheServesConcurrentRuns(t *testing.T) {
	c, cache := newCounted(t, 16), scheduler.NewCache(700)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := range 20 {
				b := (i*k + k) % 16
				got := compute(t, owned{c.step, []int{b, 15 - b}}, scheduler.Cached(cache, owned{layer: c.made}))
				require.Equal(t, [][]int{{1000 + b}, {1015 - b}}, got)
			}
		}()
	}
	wg.Wait()
	require.LessOrEqual(t, cache.Counts().Bytes, int64(700))
}

func TestCachesChangeNoResult(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "blocks")
		c := newCounted(t, n)
		cache := scheduler.NewCache(int64(rapid.IntRange(0, 900).Draw(rt, "limit")))
		for i := range rapid.IntRange(1, 8).Draw(rt, "runs") {
			blocks := rapid.SliceOfN(rapid.IntRange(0, n-1), 1, 4).Draw(rt, fmt.Sprint("run ", i))
			opts := []scheduler.Option{scheduler.Cached(cache)}
			if rapid.Bool().Draw(rt, "on the way") {
				opts = append(opts, scheduler.Cached(cache, owned{layer: c.made}))
			}
			for k, part := range compute(rt, owned{c.step, blocks}, opts...) {
				require.Equal(rt, []int{1000 + blocks[k]}, part)
			}
		}
	})
}
