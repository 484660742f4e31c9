package scheduler

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"github.com/gloam-go/gloam/graph"
)

// spins is how often a worker without work looks around before it parks:
// parking and waking costs some microseconds, which is as long as many tasks.
const spins = 64

// errGoexit is the cause of a task whose code ended its goroutine, as
// testing.T.FailNow does.
var errGoexit = errors.New("task called runtime.Goexit")

// A worker is a goroutine that runs tasks, and its scratch space.
type worker struct {
	run      *run
	number   int
	runner   *graph.Runner
	inputs   []any
	ready    []int32
	current  int  // the task that runs, negative if none
	booked   bool // the task found last has been booked at the gate
	finished int
	_        [128]byte // thieves read the deque, the owner writes the rest
	deque    deque
	_        [128]byte
}

// work runs tasks until none are left or the run stops.
func (w *worker) work(ctx context.Context) {
	defer w.leave()
	for id := w.find(); id >= 0; {
		// The run hears of a cancelled context from another goroutine, which
		// may be late when all processors are busy.
		if ctx.Err() != nil {
			w.run.fail(context.Cause(ctx))
			return
		}
		if id = w.do(ctx, int(id)); id < 0 {
			id = w.find()
		}
	}
}

// leave reports a task that took the goroutine with it.
func (w *worker) leave() {
	if w.current < 0 {
		return
	}
	p := w.run.results.plan
	l := p.Layers()[p.LayerOf(w.current)]
	w.run.fail(&graph.TaskError{Key: p.Key(w.current), Op: l.Op().Name(), Site: l.Site(), Err: errGoexit})
}

// do runs a task and returns one that it has made ready and that this worker
// runs next, or a negative number.
func (w *worker) do(ctx context.Context, id int) int32 {
	s := w.run.results
	if !w.booked {
		s.books.started(id)
	}
	w.booked = false
	w.inputs = s.inputs(id, w.inputs[:0])
	s.prefetch(id)
	w.current = id
	from := w.run.recording.now()
	v, err := w.runner.Run(ctx, id, w.inputs)
	w.current = -1
	w.run.recording.ran(w.number, id, from, err)
	if err != nil {
		w.run.fail(saveFailed(ctx, s.plan, id, w.inputs, err))
		return -1
	}
	clear(w.inputs) // keeps nothing alive until the next task
	s.put(id, v)
	s.release(id)
	w.run.sweeper.ran()
	w.finished++
	w.run.meter.Finished(w.number, id)
	return w.follow(id)
}

// follow counts down the readers of a finished task. Of those that became
// ready it returns the first in static order and puts up the others, so that
// the next to pop is the next in order.
func (w *worker) follow(id int) int32 {
	r := w.run
	w.ready = w.ready[:0]
	for _, reader := range r.results.plan.Readers(id) {
		if !r.results.arrived(int(reader)) {
			continue
		}
		if r.gate.holds(int(reader)) {
			r.gate.add(reader)
			continue
		}
		w.ready = append(w.ready, reader)
	}
	if r.gate.open() {
		r.lot.call(1)
	}
	if len(w.ready) == 0 {
		return -1
	}
	if len(w.ready) > 1 {
		w.putUp()
	}
	return w.ready[len(w.ready)-1]
}

// putUp sorts the ready tasks, best last, and pushes all but that one.
func (w *worker) putUp() {
	p := w.run.results.plan
	slices.SortFunc(w.ready, func(a, b int32) int { return p.Rank(int(b)) - p.Rank(int(a)) })
	others := w.ready[:len(w.ready)-1]
	for _, id := range others {
		w.deque.push(id)
	}
	w.run.lot.call(len(others))
}

// find returns a task to run, or a negative number when the run has ended. It
// waits while others may make one ready.
func (w *worker) find() int32 {
	for tries := 0; !w.run.stop.Load(); tries++ {
		if id, ok := w.look(); ok {
			return id
		}
		if tries < spins {
			runtime.Gosched()
			continue
		}
		id, more := w.run.lot.park(w.run.busy, w.run.force)
		if !more {
			return -1
		}
		if id >= 0 {
			w.booked = true
			return id
		}
		tries = 0
	}
	return -1
}

// look takes the best task there is: those made ready on the way, then those
// at the gate, then the next in static order.
func (w *worker) look() (int32, bool) {
	if id, ok := w.deque.pop(); ok {
		return id, true
	}
	if id, ok := w.run.steal(w.number); ok {
		return id, true
	}
	for {
		if id, ok := w.run.gate.pass(false); ok {
			w.booked = true
			if w.run.gate.open() {
				w.run.lot.call(1) // one call lets one task in, so pass it on
			}
			return id, true
		}
		id, ok := w.run.claim()
		if !ok {
			return -1, false
		}
		if !w.run.gate.holds(int(id)) {
			return id, true
		}
		w.run.gate.add(id)
	}
}
