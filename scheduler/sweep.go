package scheduler

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// A sweeper collects garbage while a run makes blocks. The Go runtime lets the
// heap grow to twice of what is alive before it does so by itself: with blocks
// of many megabytes, of which few are alive, that is most of the memory of a
// run. Blocks hold no pointers, so collecting them takes next to no time.
type sweeper struct {
	stop, done chan struct{}
}

const (
	// sweepEvery is how often the heap is looked at: 5 ms is 50 MB at the
	// speed of memory.
	sweepEvery = 5 * time.Millisecond
	// sweepGrowth is how far the heap may grow before: one block of the usual
	// size, or this part of what is alive.
	sweepGrowth  = 64 << 20
	sweepPercent = 15
	// sweepRest is how much longer than a collection takes no other is made, so
	// that programs with many pointers spend little time on it. How long that
	// is follows from the bytes with pointers: times measured on a busy machine
	// would let the heap grow just then.
	sweepRest  = 10
	sweepFixed = 200 * time.Microsecond
)

// startSweeper starts the goroutine, which close ends.
func startSweeper() *sweeper {
	s := &sweeper{stop: make(chan struct{}), done: make(chan struct{})}
	go s.run()
	return s
}

func (s *sweeper) close() {
	close(s.stop)
	<-s.done
}

func (s *sweeper) run() {
	defer close(s.done)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	h := newGarbage()
	rested := time.Time{}
	for {
		select {
		case <-s.stop:
			return
		case now := <-tick.C:
			alive := h.alive()
			if now.Before(rested) || h.size() < alive+max(sweepGrowth, alive/100*sweepPercent) {
				continue
			}
			runtime.GC()
			rested = time.Now().Add(sweepRest * h.cost())
		}
	}
}

// garbage tells about the heap of this process.
type garbage struct{ samples []metrics.Sample }

func newGarbage() *garbage {
	return &garbage{samples: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/heap:bytes"}}}
}

// size is the bytes of all objects, dead ones included.
func (h *garbage) size() uint64 { return h.read(0) }

// alive is the bytes of the objects that the last collection left.
func (h *garbage) alive() uint64 { return h.read(1) }

// cost is how long a collection takes: it looks at about a byte in a nanosecond.
func (h *garbage) cost() time.Duration { return sweepFixed + time.Duration(h.read(2)) }

func (h *garbage) read(i int) uint64 {
	metrics.Read(h.samples[i : i+1])
	if h.samples[i].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return h.samples[i].Value.Uint64()
}
