package scheduler

import (
	"container/heap"
	"sync"
	"sync/atomic"

	"github.com/gloam-go/gloam/graph"
)

// A gate keeps ready tasks that would take more memory than the limit leaves.
// They pass in static order: a large one is not overtaken for ever by small
// ones behind it. A nil *gate lets everything pass.
type gate struct {
	results *results
	room    int64 // bytes that tasks at the gate may fill
	count   atomic.Int32
	need    atomic.Int64 // bytes of the first task in line

	mu   sync.Mutex
	line rankHeap
}

// newGate makes the gate of a run. Tasks that shrink what is live pass freely
// and need a place for their own results while they run: that place, for each
// worker, is kept out of the room, up to a quarter of the limit.
func newGate(s *results, limit int64, workers int) *gate {
	var largest int64
	for id := range s.plan.Len() {
		if len(s.plan.Inputs(id)) > 0 {
			largest = max(largest, s.plan.Bytes(id))
		}
	}
	reserve := limit / 4
	if largest <= reserve/int64(workers) {
		reserve = largest * int64(workers)
	}
	return &gate{results: s, room: limit - reserve, line: rankHeap{plan: s.plan}}
}

// holds reports whether a ready task must pass the gate: it reads storage, or
// its result is larger than the inputs it is sure to free.
func (g *gate) holds(id int) bool {
	if g == nil {
		return false
	}
	p := g.results.plan
	if len(p.Inputs(id)) == 0 || p.Reads(id) > 0 {
		return true
	}
	grows := p.Bytes(id)
	for _, in := range p.Inputs(id) {
		if grows <= 0 {
			break
		}
		if atomic.LoadInt32(&g.results.nodes[in].refs) == 1 {
			grows -= p.Bytes(int(in))
		}
	}
	return grows > 0
}

// add puts a ready task in line.
func (g *gate) add(id int32) {
	g.mu.Lock()
	defer g.mu.Unlock()
	heap.Push(&g.line, id)
	g.changed()
}

// empty reports whether no task is in line.
func (g *gate) empty() bool { return g == nil || g.count.Load() == 0 }

// open reports whether the first task in line would pass now.
func (g *gate) open() bool {
	return g != nil && g.count.Load() > 0 && g.fits(g.need.Load())
}

// fits compares without adding, which could overflow for absurd predictions.
func (g *gate) fits(need int64) bool { return need <= g.room-g.results.books.live.Load() }

// pass lets the first task in line through if it fits, or in any case if
// forced, and books its result.
func (g *gate) pass(forced bool) (int32, bool) {
	if g == nil || g.count.Load() == 0 {
		return -1, false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.line.ids) == 0 || !forced && !g.fits(g.need.Load()) {
		return -1, false
	}
	id := heap.Pop(&g.line).(int32)
	g.results.books.started(int(id))
	g.changed()
	return id, true
}

// changed publishes the state of the line. The need comes first: open must not
// see a new count with an old need of zero.
func (g *gate) changed() {
	if len(g.line.ids) > 0 {
		g.need.Store(g.line.plan.Bytes(int(g.line.ids[0])))
	}
	g.count.Store(int32(len(g.line.ids)))
}

// A rankHeap is a heap of tasks, lowest rank first.
type rankHeap struct {
	plan *graph.Plan
	ids  []int32
}

func (h *rankHeap) Len() int { return len(h.ids) }
func (h *rankHeap) Less(i, j int) bool {
	return h.plan.Rank(int(h.ids[i])) < h.plan.Rank(int(h.ids[j]))
}
func (h *rankHeap) Swap(i, j int) { h.ids[i], h.ids[j] = h.ids[j], h.ids[i] }
func (h *rankHeap) Push(x any)    { h.ids = append(h.ids, x.(int32)) }
func (h *rankHeap) Pop() any {
	id := h.ids[len(h.ids)-1]
	h.ids = h.ids[:len(h.ids)-1]
	return id
}
