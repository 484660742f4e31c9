package machine

import (
	"cmp"
	"slices"

	"github.com/gloam-go/gloam/daskproto"
)

// A task is all that is known about a key.
type task struct {
	key      daskproto.Key
	state    State
	seq      int // order of arrival
	priority []float64
	readers  map[*task]struct{} // tasks here that wait for it or run with it
	bytes    int64              // of the value, expected or real

	// Of a task to compute here.
	job     bool // the scheduler waits for an answer
	runID   int64
	spec    any
	needs   map[string]float64
	deps    []*task
	waiting int      // deps that are not in memory
	ticket  int      // of the place in a queue that counts
	run     *run     // while executing or bouncing
	again   *Compute // what a resumed task is to be computed for

	// Of a key to fetch.
	replica bool // wanted by the scheduler
	holders []string
	gather  *gather
	asked   bool // nothing is gained by asking who holds it before the next tick

	value *value // while in memory
}

// A run is one call of a task's function.
type run struct {
	id    int
	task  *task
	needs map[string]float64
}

// before orders tasks by priority, then by arrival.
func (t *task) before(u *task) bool { return before(t.priority, t, u.priority, u) }

func before(p []float64, t *task, q []float64, u *task) bool {
	if c := comparePriority(p, q); c != 0 {
		return c < 0
	}
	return t.seq < u.seq
}

// comparePriority puts those without a priority last.
func comparePriority(a, b []float64) int {
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(b), len(a))
	}
	return slices.Compare(a, b)
}

// task returns the record of a key, a new one if need be.
func (m *Machine) task(key daskproto.Key) *task {
	t := m.tasks[key]
	if t == nil {
		m.seq++
		t = &task{key: key, seq: m.seq}
		m.tasks[key] = t
		m.counts[Released]++
	}
	return t
}

func (m *Machine) set(t *task, s State) {
	if m.tasks[t.key] == t {
		m.counts[t.state]--
		m.counts[s]++
	}
	if t.state == Missing {
		delete(m.missing, t)
	}
	if s == Missing {
		m.missing[t] = struct{}{}
	}
	t.state = s
}

// forget removes a record that nobody refers to.
func (m *Machine) forget(t *task) {
	m.set(t, Released)
	if m.tasks[t.key] == t {
		m.counts[Released]--
		delete(m.tasks, t.key)
	}
}

// link makes t a reader of dep.
func (t *task) link(dep *task) {
	if dep.readers == nil {
		dep.readers = map[*task]struct{}{}
	}
	dep.readers[t] = struct{}{}
	t.deps = append(t.deps, dep)
}

// unlink ends t's interest in its inputs. Those that nobody else wants are no
// longer fetched; what is in memory stays until the scheduler frees it.
func (m *Machine) unlink(t *task) {
	deps := t.deps
	t.deps, t.waiting = nil, 0
	for _, d := range deps {
		delete(d.readers, t)
		m.settle(d)
	}
}

// settle stops seeking a key that nobody wants.
func (m *Machine) settle(t *task) {
	switch {
	case len(t.readers) > 0 || t.replica:
	case t.state.sought() || t.state == Released:
		t.gather = nil
		m.forget(t)
	case t.state == Resumed && t.again == nil:
		m.set(t, Cancelled)
	}
}

// eager returns the readers that have not started, in order of arrival.
func (t *task) eager() []*task {
	var list []*task
	for r := range t.readers {
		if r.state.queued() {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *task) int { return cmp.Compare(a.seq, b.seq) })
	return list
}
