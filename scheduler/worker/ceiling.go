package worker

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// A ceiling keeps what the process takes close to what its workers hold. Left to
// itself Go lets garbage grow as large as the results, and keeps it while
// nothing happens: a worker would take twice the size of its chunks. The
// ceiling sets the soft memory limit of the runtime to the results, what else
// is alive, and some room, and collects when results went.
//
// All workers of a process share one. It does nothing if the environment has
// GOMEMLIMIT or GOGC, or the program has set a limit: then somebody knows
// better.
type ceiling struct {
	held    atomic.Int64 // bytes of results, and of those on their way here
	applied atomic.Int64 // held when the limit was set last
	wake    chan struct{}

	mu      sync.Mutex
	workers int
	stop    func() // ends the collector
	off     bool   // somebody knows better
	percent int    // of garbage, as it was
	limit   int64
	over    bool // of the limit, at the last look
	heap    heap
}

var processMemory = ceiling{wake: make(chan struct{}, 1)}

// step is how much may change before the limit follows at once: setting it stops
// the program for some microseconds.
const step = 8 << 20

// collectPause is the time between two looks, and between two collections.
const collectPause = 100 * time.Millisecond

// enter makes a worker one of those that share the ceiling.
func (c *ceiling) enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.workers++; c.workers > 1 {
		return
	}
	c.off = os.Getenv("GOGC") != "" || c.foreign()
	if !c.off {
		c.percent = debug.SetGCPercent(-1)
		c.heap = newHeap(time.Now(), c.held.Load())
		c.apply()
	}
	quit, done := make(chan struct{}), make(chan struct{})
	c.stop = func() { close(quit); <-done }
	go func() {
		defer close(done)
		c.collect(quit)
	}()
}

// foreign reports whether a limit is in force that is not the ceiling's own.
func (c *ceiling) foreign() bool {
	limit := debug.SetMemoryLimit(-1)
	return limit != math.MaxInt64 && limit != c.limit
}

// leave ends that. The last one lifts the limit, before another can come and
// take it for the program's own. The collector may be in the middle of a
// collection and is waited for without the lock.
func (c *ceiling) leave() {
	c.mu.Lock()
	if c.workers--; c.workers > 0 {
		c.mu.Unlock()
		return
	}
	if !c.off {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(c.percent)
	}
	stop := c.stop
	c.mu.Unlock()
	stop()
}

// hold takes note of results that came or, if negative, went.
func (c *ceiling) hold(bytes int64) {
	held := c.held.Add(bytes)
	d := held - c.applied.Load()
	if d < step && d > -step {
		return
	}
	c.mu.Lock()
	c.apply()
	c.mu.Unlock()
	if d < 0 {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// collect frees what is over the limit until quit is closed. Memory that is
// free for the next chunk goes back to the system at the second look only.
func (c *ceiling) collect(quit <-chan struct{}) {
	t := time.NewTicker(collectPause)
	defer t.Stop()
	for {
		select {
		case <-quit:
			return
		case <-c.wake:
			if c.pressed() {
				runtime.GC()
			}
		case now := <-t.C:
			if c.look(now) {
				debug.FreeOSMemory()
			}
			continue
		}
		select {
		case <-quit:
		case <-t.C:
		}
	}
}

// look sets the limit by what the runtime reports, and returns whether the
// process has been over it for two looks.
func (c *ceiling) look(now time.Time) (free bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.off {
		return false
	}
	c.heap.look(now, c.held.Load())
	c.apply()
	was := c.over
	c.over = heapBytes() > c.limit
	return was && c.over
}

func (c *ceiling) pressed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.off && heapBytes() > c.limit
}

// apply sets the limit.
func (c *ceiling) apply() {
	if c.off || c.workers == 0 {
		return
	}
	held := max(0, c.held.Load())
	c.applied.Store(held)
	c.limit = held + c.heap.others() + c.heap.room
	debug.SetMemoryLimit(c.limit)
}
