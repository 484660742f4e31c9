package scheduler_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// drops collects what a layer is told of.
type drops struct {
	mu   sync.Mutex
	seen []int
}

func (d *drops) add(v any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, *v.(*int))
	*v.(*int) = -1 // what a reader that comes later would see
}

func (d *drops) sorted() []int {
	slices.Sort(d.seen)
	return d.seen
}

// recycling is a layer of n numbers that it takes back, and one that reads them
// in pairs and keeps every number for itself.
func recycling(t *testing.T, d *drops, n int, fails error) (made, sums *graph.Layer) {
	made = newLayer(t, graph.LayerSpec{Label: "made", Dropped: d.add}, n, func(_ context.Context, b int, _ []any) (any, error) {
		return &b, nil
	}, nil, nil)
	sums = newLayer(t, graph.LayerSpec{Label: "sums"}, n/2, func(_ context.Context, b int, in []any) (any, error) {
		if fails != nil && b == 1 {
			return nil, fails
		}
		return *in[0].(*int) + *in[1].(*int), nil
	}, made, pair)
	return made, sums
}

func TestResultsAreDroppedOnceAfterTheirLastReader(t *testing.T) {
	for name, e := range map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(3))} {
		t.Run(name, func(t *testing.T) {
			var d drops
			_, sums := recycling(t, &d, 40, nil)
			got, err := e.Execute(context.Background(), planOf(t, sums))
			require.NoError(t, err)
			for b, v := range got {
				require.Equal(t, 4*b+1, v)
			}
			require.Equal(t, upTo(40), d.sorted())
		})
	}
}

func TestWantedResultsAreNotDropped(t *testing.T) {
	var d drops
	made, sums := recycling(t, &d, 6, nil)
	got, err := scheduler.Sync{}.Execute(context.Background(), planOf(t, made, sums))
	require.NoError(t, err)
	require.Len(t, got, 9)
	require.Empty(t, d.seen)
}

func TestInputsOfFailedTasksAreNotDropped(t *testing.T) {
	var d drops
	_, sums := recycling(t, &d, 6, errors.New("no"))
	_, err := scheduler.Sync{}.Execute(context.Background(), planOf(t, sums))
	require.ErrorContains(t, err, "no")
	require.NotContains(t, d.seen, 2)
	require.NotContains(t, d.seen, 3)
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
