package machine

import "github.com/gloam-go/gloam/daskproto"

// release does what the scheduler means by freeing a key: its value goes, its
// computation ends without an answer.
func (m *Machine) release(t *task) {
	t.replica = false
	switch t.state {
	case Executing:
		m.tell(Abort{t.run.id})
		m.unlink(t)
		t.job = false
		m.set(t, Cancelled)
	case Resumed:
		t.again = nil
		m.set(t, Cancelled)
	case Cancelled:
	default:
		m.lose(t)
		return
	}
	if len(t.eager()) > 0 {
		m.set(t, Resumed)
	}
}

// lose ends a computation that does not run, or drops a value. If tasks here
// wait for the key it is sought elsewhere.
func (m *Machine) lose(t *task) {
	t.job, t.spec, t.run, t.ticket, t.gather = false, nil, nil, 0, nil
	m.unlink(t)
	if t.state == Memory {
		m.drop(t)
	}
	m.set(t, Released)
	readers := t.eager()
	if len(readers) == 0 && !t.replica {
		clear(t.readers)
		m.forget(t)
		return
	}
	m.want(t, Dep{Key: t.key})
}

// removeReplica drops a copy if no task here needs it, and objects otherwise.
func (m *Machine) removeReplica(t *task) {
	switch {
	case t.state == Memory && len(t.readers) > 0:
		m.keys = append(m.keys, t.key)
	case t.state == Memory:
		m.lose(t)
		m.tell(ReleaseData{t.key})
	case t.replica:
		t.replica = false
		m.settle(t)
	}
}

// steal gives a task up that has not started.
func (m *Machine) steal(key daskproto.Key, stimulus string) {
	answer := StealResponse{Key: key, Stimulus: stimulus}
	if t := m.tasks[key]; t != nil && t.state != Released {
		answer.State = t.state.String()
		defer m.giveUp(t)
	}
	m.tell(answer)
}

// giveUp drops a task that has not started.
func (m *Machine) giveUp(t *task) {
	if t.state.queued() {
		m.lose(t)
	}
}

// receive takes data that somebody sent here unasked.
func (m *Machine) receive(t *task, item Item) {
	switch t.state {
	case Memory:
		return
	case Executing, Cancelled, Resumed:
		if t.state == Executing {
			m.tell(Abort{t.run.id})
		}
		if t.again != nil {
			t.job, t.runID, t.again = true, t.again.RunID, nil
		}
	}
	t.run, t.spec, t.ticket, t.gather = nil, nil, 0, nil // a run that goes on is on its own
	m.unlink(t)
	m.put(t, item)
	m.finish(t, nil)
}
