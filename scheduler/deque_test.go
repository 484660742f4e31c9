package scheduler_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/scheduler"
)

func TestDequeIsLastInFirstOutForItsOwnerOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d scheduler.Deque
		var model []int32
		next := int32(0)
		take := func(name string, op func() (int32, bool), at func() int) {
			got, ok := op()
			require.Equal(t, len(model) > 0, ok, name)
			if ok {
				i := at()
				require.Equal(t, model[i], got, name)
				model = append(model[:i:i], model[i+1:]...)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"push": func(*rapid.T) {
				for range rapid.IntRange(1, 50).Draw(t, "n") {
					d.Push(next)
					model = append(model, next)
					next++
				}
			},
			"pop":   func(*rapid.T) { take("pop", d.Pop, func() int { return len(model) - 1 }) },
			"steal": func(*rapid.T) { take("steal", d.Steal, func() int { return 0 }) },
			"":      func(*rapid.T) { require.Equal(t, len(model) == 0, d.Empty()) },
		})
	})
}

// The owner keeps the deque nearly empty, where it races thieves for the last
// entry, and now and then makes it grow.
func TestDequeGivesEachTaskOnce(t *testing.T) {
	const tasks, thieves = 200_000, 3
	var d scheduler.Deque
	taken := make([]atomic.Int32, tasks)
	var total atomic.Int32
	take := func(id int32) {
		taken[id].Add(1)
		total.Add(1)
	}
	var wg sync.WaitGroup
	for range thieves {
		wg.Go(func() {
			for total.Load() < tasks {
				if id, ok := d.Steal(); ok {
					take(id)
				}
			}
		})
	}
	for id := int32(0); id < tasks; {
		burst := int32(2)
		if id%1000 == 0 {
			burst = 500
		}
		for ; burst > 0 && id < tasks; burst-- {
			d.Push(id)
			id++
		}
		for range 2 {
			if got, ok := d.Pop(); ok {
				take(got)
			}
		}
	}
	for got, ok := d.Pop(); ok; got, ok = d.Pop() {
		take(got)
	}
	wg.Wait()
	for id := range taken {
		require.Equal(t, int32(1), taken[id].Load(), "task %d", id)
	}
}
