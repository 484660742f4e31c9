package scheduler

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/gloam-go/gloam/graph"
)

// A sweeper collects garbage while a run makes blocks. The Go runtime lets the
// heap grow to twice of what is alive before it does so by itself: with blocks
// of many megabytes, of which few are alive, that is most of the memory of a
// run. Blocks hold no pointers, so collecting them takes next to no time, and
// the next ones are made in memory that is still in place.
//
// The heap is looked at in turns of some milliseconds, for tasks that allocate
// while they run, and, in runs that make big blocks, after each task: results
// that a task was the last to read are free by then, and a task that starts
// before they are collected takes new memory.
type sweeper struct {
	heavy bool // tasks make big blocks

	turn   sync.Mutex // held by each turn
	timer  *time.Timer
	closed bool
	ended  chan struct{} // closed by a turn that finds the sweeper closed

	mu          sync.Mutex // held while one looks; others go on
	heap        *garbage
	rested      time.Time
	after       uint64 // collections ever made when the last one asked for has been
	before      uint64 // bytes on the heap then: what was made meanwhile counts as alive until the next
	collections sync.WaitGroup
}

const (
	// sweepEvery is how often the heap is looked at: 5 ms is 50 MB at the
	// speed of memory.
	sweepEvery = 5 * time.Millisecond
	// sweepGrowth is how far the heap may grow before: one block of the usual
	// size, or this part of what is alive.
	sweepGrowth  = 64 << 20
	sweepPercent = 8
	// sweepRest is how much longer than a collection takes no other is made, so
	// that programs with many pointers spend little time on it. How long that
	// is follows from the bytes with pointers: times measured on a busy machine
	// would let the heap grow just then.
	sweepRest  = 10
	sweepFixed = 200 * time.Microsecond
	// sweepHeavy is from what size on a block takes so long to make that looking
	// at the heap afterwards costs nothing.
	sweepHeavy = 4 << 20
)

// startSweeper starts the turns, which close ends. They are calls of a timer, so
// that a run that is over before the first one has no goroutine to wait for. A
// nil *sweeper does nothing.
func startSweeper(p *graph.Plan) *sweeper {
	s := &sweeper{ended: make(chan struct{}), heap: newGarbage()}
	for _, l := range p.Layers() {
		s.heavy = s.heavy || !l.IsData() && l.Len() > 0 && l.Bytes(0) >= sweepHeavy
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	s.timer = time.AfterFunc(sweepEvery, s.tick)
	return s
}

// close returns when no turn goes on and none will follow.
func (s *sweeper) close() {
	if s == nil {
		return
	}
	s.turn.Lock()
	s.closed = true
	pending := !s.timer.Stop()
	s.turn.Unlock()
	if pending {
		<-s.ended
	}
	s.collections.Wait()
}

func (s *sweeper) tick() {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.closed {
		close(s.ended)
		return
	}
	// runtime.GC yields after each span that it has swept, which on busy
	// processors takes long after the memory is free.
	s.look(func() { s.collections.Go(runtime.GC) })
	s.timer.Reset(sweepEvery)
}

// ran is for workers that have finished a task.
func (s *sweeper) ran() {
	if s != nil && s.heavy {
		s.look(runtime.GC)
	}
}

// look collects if the heap has grown enough and the last time is long ago.
func (s *sweeper) look(collect func()) {
	if !s.mu.TryLock() {
		return
	}
	defer s.mu.Unlock()
	if time.Now().Before(s.rested) || s.heap.collections() < s.after {
		return
	}
	alive, size := s.heap.alive(), s.heap.size()
	if s.heap.collections() == s.after {
		alive = min(alive, s.before)
	}
	if size < alive+max(sweepGrowth, alive/100*sweepPercent) {
		return
	}
	s.after, s.before = s.heap.collections()+1, size
	collect()
	s.rested = time.Now().Add(sweepRest * s.heap.cost())
}

// garbage tells about the heap of this process.
type garbage struct{ samples []metrics.Sample }

func newGarbage() *garbage {
	return &garbage{samples: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/heap:bytes"}, {Name: "/gc/cycles/total:gc-cycles"}}}
}

// size is the bytes of all objects, dead ones included.
func (h *garbage) size() uint64 { return h.read(0) }

// alive is the bytes of the objects that the last collection left.
func (h *garbage) alive() uint64 { return h.read(1) }

// cost is how long a collection takes: it looks at about a byte in a nanosecond.
func (h *garbage) cost() time.Duration { return sweepFixed + time.Duration(h.read(2)) }

// collections is how many there have been.
func (h *garbage) collections() uint64 { return h.read(3) }

func (h *garbage) read(i int) uint64 {
	metrics.Read(h.samples[i : i+1])
	if h.samples[i].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return h.samples[i].Value.Uint64()
}
