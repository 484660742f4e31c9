package scheduler

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"github.com/gloam-go/gloam/graph"
)

// spins is how often a worker without work looks around before it parks:
// parking and waking costs some microseconds, which is as long as many tasks.
const spins = 64

// errGoexit is the cause of a task whose code ended its goroutine, as
// testing.T.FailNow does.
var errGoexit = errors.New("task called runtime.Goexit")

// A worker is a goroutine that runs tasks, and its scratch space. What others
// look at comes first and apart from the rest, which is written with every task:
// on the way to another worker's deque the code also looks at the beginning of
// that worker, to see that there is one.
type worker struct {
	deque   deque
	_       [128]byte
	stretch stretch
	_       [128]byte

	run      *run
	number   int
	runner   *graph.Runner
	inputs   []any
	ready    []int32
	current  int  // the task that runs, negative if none
	booked   bool // the task found last has been booked at the gate
	finished int
	hire     func() // starts the other workers; nil if they have been
	began    time.Time
	_        [128]byte
}

// work runs tasks until none are left or the run stops.
func (w *worker) work(ctx context.Context) {
	defer w.leave()
	w.run.idle.Add(-1)
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
		if w.hire != nil && id >= 0 {
			w.reconsider()
		}
	}
}

// reconsider starts the other workers if a brief run turns out long.
func (w *worker) reconsider() {
	if time.Since(w.began) >= briefTime {
		w.hire()
		w.hire = nil
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
	r := w.run
	for tries := 0; !r.stop.Load(); tries++ {
		if id, ok := w.look(); ok {
			return id
		}
		if r.idle.Add(1) == int32(len(r.workers)) && r.gate.empty() {
			r.end() // nobody has a task in hands, so nothing will become ready
			return -1
		}
		id, more := int32(-1), true
		if tries < spins {
			runtime.Gosched()
		} else {
			id, more = r.lot.park(r.busy, r.force)
			tries = 0
		}
		r.idle.Add(-1)
		if !more {
			return -1
		}
		if id >= 0 {
			w.booked = true
			return id
		}
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
		id, ok := w.claim()
		if !ok {
			return -1, false
		}
		if !w.run.gate.holds(int(id)) {
			return id, true
		}
		w.run.gate.add(id)
	}
}
