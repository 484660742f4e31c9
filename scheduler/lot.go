package scheduler

import (
	"sync"
	"sync/atomic"
)

// A lot is where workers park that find nothing to do. A worker announces
// itself before its last look around, and whoever makes work available does so
// before looking at the lot, so that one of the two sees the other.
type lot struct {
	mu      sync.Mutex
	cond    *sync.Cond
	workers int
	parked  atomic.Int32 // parked and not yet called; written under mu
	calls   int          // workers called that have not left yet
	closed  bool
}

func newLot(workers int) *lot {
	l := &lot{workers: workers}
	l.cond = sync.NewCond(&l.mu)
	return l
}

// park waits until there may be work. look is the last look around: true
// means there is some. If all other workers are parked, nothing runs and
// nothing can change, so it calls stuck instead of waiting: that returns a
// task to run all the same or, if none is left, a negative number, which closes
// the lot. park returns such a task or a negative number, and whether the
// worker goes on.
func (l *lot) park(look func() bool, stuck func() int32) (int32, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return -1, false
	}
	if l.parked.Add(1); look() {
		l.parked.Add(-1)
		return -1, true
	}
	if int(l.parked.Load()) == l.workers {
		id := stuck()
		l.parked.Add(-1)
		if id < 0 {
			l.shut()
		}
		return id, id >= 0
	}
	for l.calls == 0 && !l.closed {
		l.cond.Wait()
	}
	if l.closed {
		return -1, false
	}
	l.calls--
	return -1, true
}

// call wakes up to n parked workers.
func (l *lot) call(n int) {
	if l.parked.Load() == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for ; n > 0 && l.parked.Load() > 0; n-- {
		l.parked.Add(-1)
		l.calls++
		l.cond.Signal()
	}
}

// close sends every worker home.
func (l *lot) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shut()
}

func (l *lot) shut() {
	l.closed = true
	l.cond.Broadcast()
}
