package dask

import (
	"context"
	"sync"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler"
)

// A counter tells a run's meter which tasks have ended. A nil *counter is what
// runs have that nobody observes.
type counter struct {
	meter *scheduler.Meter
	plan  *lowered
	mu    sync.Mutex
	done  []bool          // tasks of the plan
	open  []daskproto.Key // keys whose tasks have not ended, as far as known
	want  map[daskproto.Key]bool
}

func newCounter(l *lowered, m *scheduler.Meter) *counter {
	if m == nil {
		return nil
	}
	c := &counter{meter: m, plan: l, done: make([]bool, l.plan.Len()), want: map[daskproto.Key]bool{}}
	for _, k := range l.asked {
		c.want[k] = true
	}
	l.index() // from here on several goroutines read it
	for i, t := range l.tasks {
		if from := l.origins[i]; from.id >= 0 && l.names[from.id].key == t.Key {
			c.open = append(c.open, daskproto.Key(t.Key))
		}
	}
	return c
}

// finished counts the task of a key.
func (c *counter) finished(key string) {
	if c == nil {
		return
	}
	from, ok := c.plan.origin(key)
	if !ok || from.id < 0 || c.plan.names[from.id].key != key {
		return // part of a task, or a literal
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count(from.id)
}

func (c *counter) count(id int) {
	if !c.done[id] {
		c.done[id] = true
		c.meter.Finished(0, id)
	}
}

// rest counts all that the run needed no more than the cluster had: a run that
// succeeds has no open tasks.
func (c *counter) rest() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.done {
		c.count(id)
	}
}

// The times between two looks at tasks that no message tells about. Looking
// takes the scheduler's time, so that is limited to a small part.
const (
	firstLook = 250 * time.Millisecond
	lookShare = 50
)

// watch asks for the state of tasks while someone observes the run. The
// function it returns ends that and waits for its goroutine.
func (c *Client) watch(ctx context.Context, r *run) (stop func()) {
	if r.count == nil || len(r.count.open) == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() {
		pause := firstLook
		for sleep(ctx, pause) == nil {
			began := time.Now()
			if c.look(ctx, r.count) != nil {
				return
			}
			pause = max(firstLook, lookShare*time.Since(began))
		}
	})
	return func() {
		cancel()
		wg.Wait()
	}
}

// look counts tasks that the scheduler says have ended. A task that nobody
// needs any more is released or forgotten.
func (c *Client) look(ctx context.Context, count *counter) error {
	states, err := c.states(ctx, count.open)
	if err != nil {
		return err
	}
	if !count.known(states) {
		return nil
	}
	left := count.open[:0]
	for _, k := range count.open {
		if count.want[k] {
			left = append(left, k) // a message tells when it is done
			continue
		}
		switch states[k] {
		case "memory", "released", "forgotten", "":
			count.finished(string(k))
		default:
			left = append(left, k)
		}
	}
	count.open = left
	return nil
}

// known reports whether the scheduler has the graph: it knows what is wanted.
func (c *counter) known(states map[daskproto.Key]string) bool {
	for _, k := range c.plan.asked {
		if states[k] == "" {
			return false
		}
	}
	return true
}

// states asks for the states of tasks; those that the scheduler does not know
// are "".
func (c *Client) states(ctx context.Context, keys []daskproto.Key) (map[daskproto.Key]string, error) {
	reply, err := c.call(ctx, daskproto.Call("get_task_status", daskproto.F("keys", keys)))
	if err != nil {
		return nil, err
	}
	f := daskproto.Read("get_task_status", daskproto.Map{daskproto.F("states", reply)})
	out := make(map[daskproto.Key]string, len(keys))
	for _, kv := range f.Map("states") {
		k, err := daskproto.KeyOf(kv.Key)
		if err != nil {
			return nil, err
		}
		out[k], _ = kv.Value.(string)
	}
	return out, f.Err()
}
