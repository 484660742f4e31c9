package worker

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"time"
)

// A heap is what the runtime has said of its memory.
type heap struct {
	fixed  int64    // bytes of stacks and of the runtime itself
	rests  [3]int64 // bytes alive that are no results, at the last collections
	held   int64    // results at the last look
	room   int64    // for garbage
	cycles uint64
	spent  float64
	at     time.Time
}

// leastRoom is what may be allocated between two collections at least.
const leastRoom = 10 << 20

// dearGC is the part of the processors' time above which collecting gets more
// room: as much as the collector has to read, which is Go's own measure for all
// memory. Most results are numbers, which it passes over.
const dearGC = 0.2

// newHeap returns what is known before anything has been collected: all that is
// there may be alive.
func newHeap(now time.Time, held int64) heap {
	h := heap{room: leastRoom}
	h.look(now, held)
	objects := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(objects)
	rest := max(0, int64(objects[0].Value.Uint64())-held)
	h.rests = [3]int64{rest, rest, rest}
	return h
}

// others returns the bytes alive that are no results. Results come and go while
// the collector counts, so one count may be too high by some; what stays is
// there in all.
func (h *heap) others() int64 { return h.fixed + slices.Min(h.rests[:]) }

// look learns from the runtime, while results of so many bytes are held.
func (h *heap) look(now time.Time, held int64) {
	s := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"}, {Name: "/gc/cycles/total:gc-cycles"}, {Name: "/gc/scan/heap:bytes"},
		{Name: "/cpu/classes/gc/total:cpu-seconds"}, {Name: "/cpu/classes/gc/mark/idle:cpu-seconds"},
		{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(s)
	h.fixed = int64(s[5].Value.Uint64())
	for _, part := range s[6:] {
		h.fixed -= int64(part.Value.Uint64())
	}
	live := int64(s[0].Value.Uint64())
	if cycles := s[1].Value.Uint64(); cycles != h.cycles {
		copy(h.rests[:], h.rests[1:])
		h.rests[2] = max(0, live-min(held, h.held))
		h.cycles = cycles
	}
	h.held = held
	spent := s[3].Value.Float64() - s[4].Value.Float64()
	took := now.Sub(h.at).Seconds() * float64(runtime.GOMAXPROCS(0))
	switch part := (spent - h.spent) / took; {
	case part > dearGC:
		h.room = min(2*h.room, leastRoom+int64(s[2].Value.Uint64()))
	case part < dearGC/4:
		h.room = max(h.room-h.room/8, leastRoom)
	}
	h.at, h.spent = now, spent
}
