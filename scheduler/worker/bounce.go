package worker

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// bounce restricts a task that calls a Python function to Python workers. A
// reschedule alone could send it straight back.
func (s *session) bounce(ctx context.Context, key daskproto.Key, sp *spec) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if diverted, err := s.divert(ctx, sp.shuffle); diverted {
		return err
	}
	s.log.Debug("passing a Python task on", "key", key, "function", sp.foreign)
	return s.restrict(ctx, key, sp.foreign)
}

// restrict keeps a task that calls what function names on Python workers.
func (s *session) restrict(ctx context.Context, key daskproto.Key, function string) error {
	python, err := s.others.python(ctx, s)
	if err != nil {
		return err
	}
	if len(python) == 0 {
		return fmt.Errorf("%w, and the cluster has no Python worker", &ForeignError{Name: function})
	}
	_, err = s.pool.Call(ctx, s.scheduler, daskproto.Call("set_restrictions",
		daskproto.F("worker", daskproto.Map{{Key: key, Value: python}})))
	return err
}

// others are the workers of the cluster as last seen. Many tasks that land here
// together ask once. The zero value has seen none.
type others struct {
	stale atomic.Bool // one has left since

	mu   sync.Mutex
	seen time.Time
	list []string // addresses of Python workers
}

// freshness is how long a look at the cluster counts. A restriction to workers
// that have left meanwhile would have a task wait for them.
const freshness = 500 * time.Millisecond

func (o *others) python(ctx context.Context, s *session) ([]string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.stale.Swap(false) && len(o.list) > 0 && time.Since(o.seen) < freshness {
		return o.list, nil
	}
	seen := time.Now()
	reply, err := s.pool.Call(ctx, s.scheduler, daskproto.AskIdentity())
	if err != nil {
		return nil, err
	}
	id, err := daskproto.DecodeIdentity(reply)
	if err != nil {
		return nil, err
	}
	o.list, o.seen = s.pythonWorkers(id), seen
	return o.list, nil
}

// forget makes the next look a new one.
func (o *others) forget() { o.stale.Store(true) }

// pythonWorkers returns the addresses of workers that are not Go workers.
func (s *session) pythonWorkers(id daskproto.Identity) []string {
	var list []string
	for _, w := range id.Workers {
		if _, ok := w.All.Get("go_ops"); !ok && w.Resources["GO"] == 0 && w.Address != s.address {
			list = append(list, w.Address)
		}
	}
	return list
}
