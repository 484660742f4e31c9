package machine

import "fmt"

// compute takes a task of the scheduler.
func (m *Machine) compute(c *Compute) {
	t := m.task(c.Key)
	switch t.state {
	case Memory:
		m.tell(Finished{Key: t.key, RunID: c.RunID, Bytes: t.bytes})
	case Waiting, Ready, Constrained, Executing, Bouncing:
		t.runID = c.RunID
	case Cancelled, Resumed:
		t.again = c
		m.set(t, Resumed)
	default:
		m.begin(t, c)
	}
}

// begin makes t a task to compute here.
func (m *Machine) begin(t *task, c *Compute) {
	t.job, t.runID, t.priority, t.needs, t.spec = true, c.RunID, c.Priority, c.Needs, c.Spec
	t.again, t.replica, t.gather, t.holders = nil, false, nil, nil
	if err := m.refusal(c); err != nil {
		m.fail(t, err, nil)
		return
	}
	if c.Bounce {
		m.bounce(t)
		return
	}
	m.set(t, Waiting)
	for _, d := range c.Deps {
		if d.Key != c.Key {
			m.need(t, d)
		}
	}
	if t.waiting == 0 {
		m.enqueue(t)
	}
}

func (m *Machine) refusal(c *Compute) error {
	if c.Refuse != nil {
		return c.Refuse
	}
	for name, n := range c.Needs {
		if has := m.cfg.Resources[name]; n > has {
			return fmt.Errorf("worker: task needs %g of resource %q, worker has %g", n, name, has)
		}
	}
	return nil
}

// need makes d an input of t and sees to it that it arrives.
func (m *Machine) need(t *task, d Dep) {
	dep := m.task(d.Key)
	if _, twice := dep.readers[t]; twice {
		return
	}
	t.link(dep)
	if comparePriority(t.priority, dep.priority) < 0 && !dep.job {
		dep.priority = t.priority
	}
	if dep.state != Memory {
		t.waiting++
		m.want(dep, d)
	}
}

// executed takes the outcome of a run.
func (m *Machine) executed(e Executed) {
	r := m.runs[e.Run]
	if r == nil {
		return
	}
	m.ended(r)
	t := r.task
	if t.run != r {
		return // the result came from elsewhere in the meantime
	}
	t.run = nil
	switch t.state {
	case Executing:
		m.conclude(t, e)
	case Cancelled:
		m.set(t, Released)
		m.settle(t)
	case Resumed:
		m.resume(t, e)
	}
}

func (m *Machine) conclude(t *task, e Executed) {
	m.unlink(t)
	switch {
	case e.Reschedule:
		m.sendBack(t)
	case e.Err != nil:
		m.fail(t, e.Err, e.Report)
	default:
		m.put(t, Item{e.Data, e.Bytes})
		m.finish(t, e.Report)
	}
}

// resume takes the outcome of a run that was cancelled and is wanted again. A
// failure may come from the cancelling, so it does not count.
func (m *Machine) resume(t *task, e Executed) {
	again := t.again
	t.again = nil
	switch {
	case e.Err == nil && !e.Reschedule:
		m.put(t, Item{e.Data, e.Bytes})
		if again != nil {
			t.runID, t.job = again.RunID, true
			m.finish(t, e.Report)
		} else {
			m.keys = append(m.keys, t.key)
		}
	case again != nil:
		m.set(t, Released)
		m.begin(t, again)
	default:
		m.set(t, Released)
		m.want(t, Dep{Key: t.key})
	}
}

// finish answers a task whose value is here.
func (m *Machine) finish(t *task, report any) {
	if t.job {
		t.job = false
		m.tell(Finished{Key: t.key, RunID: t.runID, Bytes: t.bytes, Report: report})
	}
}

func (m *Machine) fail(t *task, err error, report any) {
	t.job, t.spec = false, nil
	m.set(t, Error)
	m.tell(Erred{Key: t.key, RunID: t.runID, Err: err, Report: report})
}

// bounce sends a task back that only others can run.
func (m *Machine) bounce(t *task) {
	m.last.run++
	t.run = &run{id: m.last.run, task: t}
	m.runs[t.run.id] = t.run
	m.set(t, Bouncing)
	m.tell(Bounce{Run: t.run.id, Key: t.key, Spec: t.spec})
	t.spec = nil
}

func (m *Machine) bounced(e Bounced) {
	r := m.runs[e.Run]
	delete(m.runs, e.Run)
	if r == nil || r.task.run != r {
		return
	}
	t := r.task
	t.run = nil
	if e.Err != nil {
		m.fail(t, e.Err, nil)
		return
	}
	m.sendBack(t)
}

// sendBack answers a task by giving it back to the scheduler.
func (m *Machine) sendBack(t *task) {
	m.tell(Reschedule{t.key})
	m.lose(t)
}
