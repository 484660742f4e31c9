package scheduler

import (
	"sync/atomic"
	"time"
)

// A stretch is a part of the static order that a worker has set aside for
// itself to claim: places from the next up to an end. Others take from it, too,
// once there is nothing left that nobody has set aside.
//
// Workers that take every place from one cursor all write to one cache line,
// which then moves from processor to processor with each task. That takes 50 ns
// where they share a cache and 200 to 500 ns where they do not, and a brief task
// takes less. Neighbours in static order, too, often read the same results.
type stretch struct {
	places atomic.Uint64 // the next one, and in the lower half the end
	most   int64         // places to set aside next
	since  time.Time     // when the last ones were
}

// A stretch is what a worker runs in stretchTime: one place if tasks are long.
// What so brief tasks can make ahead of the others is little, and it is no more
// than stretchBytes where sizes are known.
const (
	stretchTime  = 16 * time.Microsecond
	stretchMost  = 256
	stretchBytes = 64 << 10
)

// take returns the next place. Any goroutine may call it.
func (s *stretch) take() (int64, bool) {
	for {
		v := s.places.Load()
		next, end := v>>32, v&(1<<32-1)
		if next >= end {
			return 0, false
		}
		if s.places.CompareAndSwap(v, v+1<<32) {
			return int64(next), true
		}
	}
}

// set gives an empty stretch its places. Only its worker calls it. As no place
// comes twice, whoever is about to take one of earlier places notices.
func (s *stretch) set(next, end int64) { s.places.Store(uint64(next)<<32 | uint64(end)) }

func (s *stretch) empty() bool {
	v := s.places.Load()
	return v>>32 >= v&(1<<32-1)
}

// adapt decides how many places come next by the time that the last ones took.
func (s *stretch) adapt(now time.Time) {
	switch took := now.Sub(s.since); {
	case took < stretchTime:
		s.most = min(2*s.most, stretchMost)
	case took < 4*stretchTime:
		s.most /= 2
	default:
		s.most = 1
	}
	s.most, s.since = max(s.most, 1), now
}

// claim takes the next task in static order that has its inputs. Tasks that
// still wait for some are claimed on the way; the worker that finishes the
// last input runs them.
func (w *worker) claim() (int32, bool) {
	r := w.run
	for !r.stop.Load() {
		i, ok := w.place()
		if !ok {
			break
		}
		if id := r.order[i]; r.results.arrived(int(id)) {
			return id, true
		}
	}
	return -1, false
}

// place takes the next place in static order: one that the worker has set
// aside, one that nobody has, or one that another worker has.
func (w *worker) place() (int64, bool) {
	if i, ok := w.stretch.take(); ok {
		return i, true
	}
	if i, ok := w.setAside(); ok {
		return i, true
	}
	all := w.run.workers
	for i := 1; i < len(all); i++ {
		if at, ok := all[(w.number+i)%len(all)].stretch.take(); ok {
			return at, true
		}
	}
	return 0, false
}

// setAside takes places from the cursor, one to claim now and others for the
// worker's own stretch. Near the end of the order those are fewer, so that
// workers end together.
func (w *worker) setAside() (int64, bool) {
	r, s := w.run, &w.stretch
	if !r.unclaimed() {
		return 0, false
	}
	s.adapt(time.Now())
	for {
		at := r.cursor.Load()
		left := int64(len(r.order)) - at
		if left <= 0 {
			return 0, false
		}
		end := r.light(at, at+min(s.most, 1+left/int64(2*len(r.workers))))
		if r.cursor.CompareAndSwap(at, end) {
			if end > at+1 {
				s.set(at+1, end)
			}
			return at, true
		}
	}
}

// light returns how far one worker may go from a place, up to end: the place
// itself, and those after it whose tasks read no storage and hold little. Under a
// memory limit tasks are claimed one by one.
func (r *run) light(at, end int64) int64 {
	at++
	if r.gate != nil {
		return at
	}
	p, room := r.results.plan, int64(stretchBytes)
	for ; at < end; at++ {
		id := int(r.order[at])
		if room -= p.Bytes(id); room < 0 || p.Reads(id) > 0 {
			break
		}
	}
	return at
}
