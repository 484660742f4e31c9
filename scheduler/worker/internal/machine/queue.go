package machine

import (
	"container/heap"
	"fmt"
	"slices"
	"strings"
)

// A queue holds the tasks that need the same resources. The first is the only
// one worth looking at: if it does not fit, no other does.
type queue struct {
	needs map[string]float64
	waits places
}

// A place in a queue counts as long as it has the task's ticket.
type place struct {
	task     *task
	ticket   int
	priority []float64 // when it was taken; that of the task may change
}

func (p place) valid() bool { return p.ticket == p.task.ticket }

type places []place

func (p places) Len() int { return len(p) }
func (p places) Less(i, j int) bool {
	return before(p[i].priority, p[i].task, p[j].priority, p[j].task)
}
func (p places) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *places) Push(x any)   { *p = append(*p, x.(place)) }
func (p *places) Pop() any {
	old := *p
	last := old[len(old)-1]
	old[len(old)-1] = place{}
	*p = old[:len(old)-1]
	return last
}

// first returns the task to run first, nil if there is none.
func (q *queue) first() *task {
	for len(q.waits) > 0 {
		if p := q.waits[0]; p.valid() {
			return p.task
		}
		heap.Pop(&q.waits)
	}
	return nil
}

// enqueue lines a task up whose inputs are all here.
func (m *Machine) enqueue(t *task) {
	m.set(t, Ready)
	if len(t.needs) > 0 {
		m.set(t, Constrained)
	}
	m.seq++
	t.ticket = m.seq
	heap.Push(&m.queueFor(t.needs).waits, place{t, t.ticket, t.priority})
}

func (m *Machine) queueFor(needs map[string]float64) *queue {
	sig := signature(needs)
	q := m.queues[sig]
	if q == nil {
		q = &queue{needs: needs}
		m.queues[sig] = q
		m.order = append(m.order, q)
	}
	return q
}

// signature is equal for equal needs.
func signature(needs map[string]float64) string {
	if len(needs) == 0 {
		return ""
	}
	parts := make([]string, 0, len(needs))
	for name, n := range needs {
		parts = append(parts, fmt.Sprintf("%q=%g", name, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

// startTasks runs what there are threads and resources for.
func (m *Machine) startTasks() {
	for m.running() && m.busy < m.cfg.Threads {
		q := m.next()
		if q == nil {
			return
		}
		m.execute(heap.Pop(&q.waits).(place).task)
	}
	m.prune()
}

// next returns the queue whose first task is to start.
func (m *Machine) next() *queue {
	var best *queue
	for _, q := range m.order {
		t := q.first()
		if t != nil && m.fits(q.needs) && (best == nil || t.before(best.waits[0].task)) {
			best = q
		}
	}
	return best
}

// manyQueues is how many queues are kept however empty they are. Worker
// resources are few; only per-task amounts make more.
const manyQueues = 64

func (m *Machine) prune() {
	if len(m.order) <= manyQueues {
		return
	}
	m.order = slices.DeleteFunc(m.order, func(q *queue) bool {
		if q.first() != nil {
			return false
		}
		delete(m.queues, signature(q.needs))
		return true
	})
}

func (m *Machine) fits(needs map[string]float64) bool {
	for name, n := range needs {
		if m.inUse[name]+n > m.cfg.Resources[name] {
			return false
		}
	}
	return true
}

func (m *Machine) execute(t *task) {
	m.last.run++
	t.ticket = 0
	t.run = &run{id: m.last.run, task: t, needs: t.needs}
	m.runs[t.run.id] = t.run
	m.busy++
	for name, n := range t.needs {
		m.inUse[name] += n
	}
	x := Execute{Run: t.run.id, Key: t.key, Spec: t.spec}
	for _, d := range t.deps {
		x.Deps = append(x.Deps, d.key)
		m.touch(d.value)
	}
	t.spec = nil
	m.set(t, Executing)
	m.tell(x)
}

// ended gives back what a run held.
func (m *Machine) ended(r *run) {
	delete(m.runs, r.id)
	m.busy--
	for name, n := range r.needs {
		m.inUse[name] -= n
	}
	if m.busy == 0 { // sums of fractions do not come back to zero by themselves
		clear(m.inUse)
	}
}
