package scheduler

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// A run is one execution of a plan. A task is claimed when a worker has come to
// its place in static order, and ready when it is claimed and its inputs are
// there. Ready tasks are with the worker that made them so, in its hands or on
// its deque, or in line at the gate; hence the best task to start is one of
// those, and the one at the worker's next place if there are none. Places are
// handed out by a cursor, one or a stretch of them at a time.
type run struct {
	results   *results
	meter     *Meter
	recording *recording
	sweeper   *sweeper
	gate      *gate
	order     []int32 // ids by rank
	workers   []*worker
	lot       *lot
	brief     bool // see isBrief
	done      int  // data tasks, which need no worker
	cancel    context.CancelCauseFunc

	mu  sync.Mutex
	err error // the first

	stop   atomic.Bool
	idle   atomic.Int32 // workers that have not started, or have looked for a task and found none
	_      [128]byte
	cursor atomic.Int64 // next in order that no worker has set aside; alone on its lines
	_      [128]byte
}

func newRun(s *results, m *Meter, workers int, limit int64) *run {
	r := &run{results: s, meter: m, order: staticOrder(s.plan), lot: newLot(workers)}
	if limit > 0 {
		r.gate = newGate(s, limit, workers)
	}
	r.takeData()
	for i := range workers {
		r.workers = append(r.workers, &worker{run: r, number: i, runner: s.plan.NewRunner(), current: -1})
	}
	r.idle.Store(int32(workers))
	return r
}

// takeData finishes the tasks of data layers, before any worker starts.
func (r *run) takeData() {
	p, layers := r.results.plan, r.results.plan.Layers()
	for id := range p.Len() {
		l := layers[p.LayerOf(id)]
		if !l.IsData() {
			continue
		}
		r.results.books.started(id)
		r.results.put(id, l.Datum(p.Block(id)))
		r.results.nodes[id].pending++ // claiming it will not make it ready
		for _, reader := range p.Readers(id) {
			r.results.nodes[reader].pending--
		}
		r.meter.Finished(0, id)
		r.done++
	}
}

func (r *run) unclaimed() bool { return r.cursor.Load() < int64(len(r.order)) }

// steal takes a ready task of another worker, starting with the one after
// thief.
func (r *run) steal(thief int) (int32, bool) {
	for i := 1; i < len(r.workers); i++ {
		if id, ok := r.workers[(thief+i)%len(r.workers)].deque.steal(); ok {
			return id, true
		}
	}
	return -1, false
}

// busy reports whether a worker that looks around would find something to do.
func (r *run) busy() bool {
	if r.stop.Load() || r.unclaimed() || r.gate.open() {
		return true
	}
	for _, w := range r.workers {
		if !w.deque.empty() || !w.stretch.empty() {
			return true
		}
	}
	return false
}

// force takes the first task in line at the gate whether it fits or not.
func (r *run) force() int32 {
	id, _ := r.gate.pass(true)
	return id
}

// fail ends the run. Only the first error counts.
func (r *run) fail(err error) {
	r.mu.Lock()
	if r.err == nil {
		r.err = err
	}
	r.mu.Unlock()
	r.cancel(err)
	r.end()
}

// end sends the workers home, also those that look around for something to do.
func (r *run) end() {
	r.stop.Store(true)
	r.lot.close()
}

// complete checks that a run without an error has finished all tasks. One that
// has not was given a plan whose rows disagree.
func (r *run) complete() error {
	done := r.done
	for _, w := range r.workers {
		done += w.finished
	}
	if total := len(r.order); done != total {
		return fmt.Errorf("scheduler: broken plan: %d of %d tasks became ready", done, total)
	}
	return nil
}
