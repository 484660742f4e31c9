package machine

import (
	"container/heap"
	"slices"

	"github.com/gloam-go/gloam/daskproto"
)

// want sees to it that a key arrives, and learns from d who holds it.
func (m *Machine) want(t *task, d Dep) {
	if d.Bytes > 0 && t.value == nil {
		t.bytes = d.Bytes
	}
	switch t.state {
	case Cancelled:
		m.set(t, Resumed)
	case Released, Error:
		t.addHolders(d.Holders, m.cfg.Address)
		m.seek(t)
	case Fetch, Missing:
		if t.addHolders(d.Holders, m.cfg.Address) || t.state == Fetch {
			m.seek(t)
		}
	case Flight:
		t.addHolders(d.Holders, m.cfg.Address)
	}
}

// seek puts a key into the state that its holders allow.
func (m *Machine) seek(t *task) {
	if g := m.inbound[t.key]; g != nil {
		t.gather = g
		m.set(t, Flight)
		return
	}
	t.gather = nil
	if len(t.holders) == 0 {
		m.miss(t)
		return
	}
	m.set(t, Fetch)
	m.seq++
	t.ticket = m.seq
	for _, a := range t.holders {
		heap.Push(&m.peer(a).offers, place{t, t.ticket, t.priority})
	}
}

// miss asks the scheduler who holds a key, once between two ticks.
func (m *Machine) miss(t *task) {
	m.set(t, Missing)
	if !t.asked {
		t.asked = true
		m.ask = append(m.ask, t.key)
	}
}

func (m *Machine) askAgain() {
	for t := range m.missing {
		m.ask = append(m.ask, t.key)
	}
	slices.Sort(m.ask)
	for _, t := range m.tasks {
		t.asked = t.state == Missing
	}
}

// addHolders reports whether there were new ones.
func (t *task) addHolders(list []string, self string) bool {
	n := len(t.holders)
	for _, a := range list {
		if a != self && !slices.Contains(t.holders, a) {
			t.holders = append(t.holders, a)
		}
	}
	return len(t.holders) > n
}

func (t *task) removeHolder(address string) bool {
	i := slices.Index(t.holders, address)
	if i >= 0 {
		t.holders = slices.Delete(slices.Clone(t.holders), i, i+1)
	}
	return i >= 0
}

// distrust no longer asks a peer for what it was said to hold.
func (m *Machine) distrust(address string) {
	for _, t := range m.bySeq() {
		if t.removeHolder(address) && t.state == Fetch {
			m.seek(t)
		}
	}
}

// removeWorker forgets a peer. What is under way comes to its own end.
func (m *Machine) removeWorker(address string) {
	m.distrust(address)
	if p := m.peers[address]; p != nil && !p.asked && !p.resting {
		delete(m.peers, address)
		m.peerList = slices.DeleteFunc(m.peerList, func(q *peer) bool { return q == p })
	}
}

// bySeq lists the sought keys in order of arrival.
func (m *Machine) bySeq() []*task {
	var list []*task
	for _, t := range m.tasks {
		if t.state.sought() {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b *task) int { return a.seq - b.seq })
	return list
}

// acquire fetches copies for the scheduler.
func (m *Machine) acquire(deps []Dep) {
	for _, d := range deps {
		t := m.task(d.Key)
		if t.state == Released || t.state == Error || t.state == Cancelled || t.state.sought() {
			t.replica = true
			m.want(t, d)
		}
	}
}

// refresh replaces what is known about holders.
func (m *Machine) refresh(list []daskproto.Holders) {
	for _, h := range list {
		t := m.tasks[h.Key]
		if t == nil || !t.state.sought() {
			continue
		}
		t.holders = nil
		t.addHolders(h.Addresses, m.cfg.Address)
		if t.state != Flight {
			m.seek(t)
		}
	}
}
