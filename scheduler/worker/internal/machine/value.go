package machine

import (
	"container/list"

	"github.com/gloam-go/gloam/daskproto"
)

// A value is the account of a result that is here. Its data are elsewhere.
type value struct {
	id       int // of the spill under way
	key      daskproto.Key
	bytes    int64
	disk     int64         // bytes of its file
	place    *list.Element // among recent values, nil if not in memory
	spilling bool
	onDisk   bool
	pinned   bool // cannot be written to disk
}

// put keeps a value and wakes the tasks that wait for it.
func (m *Machine) put(t *task, item Item) {
	v := &value{key: t.key, bytes: item.Bytes}
	v.place = m.recent.PushBack(v)
	m.resident += v.bytes
	t.value, t.bytes, t.gather, t.holders, t.replica, t.asked = v, item.Bytes, nil, nil, false, false
	m.set(t, Memory)
	m.tell(Store{t.key, item.Data, item.Bytes})
	for _, r := range t.eager() {
		if r.waiting--; r.waiting == 0 {
			m.enqueue(r)
		}
	}
}

// drop forgets a value. Tasks that have not started wait for it again.
func (m *Machine) drop(t *task) {
	v := t.value
	t.value = nil
	if v.place != nil {
		m.recent.Remove(v.place)
		m.resident -= v.bytes
	}
	if v.spilling {
		m.spilling -= v.bytes
		delete(m.bySpillID, v.id)
	}
	m.disk -= v.disk
	m.tell(Drop{t.key})
	for _, r := range t.eager() {
		r.waiting++
		r.ticket = 0
		m.set(r, Waiting)
	}
}

// touch makes a value the most recent one.
func (m *Machine) touch(v *value) {
	if v != nil && v.place != nil {
		m.recent.MoveToBack(v.place)
	}
}

// spill writes values to disk, those not used for longest first, until the
// rest fits.
func (m *Machine) spill() {
	if m.cfg.SpillAbove <= 0 || m.resident-m.spilling <= m.cfg.SpillAbove {
		return
	}
	for e := m.recent.Front(); e != nil && m.resident-m.spilling > m.cfg.SpillAbove; {
		v := e.Value.(*value)
		e = e.Next()
		switch {
		case v.spilling || v.pinned || v.bytes == 0:
		case v.onDisk:
			m.leave(v)
			m.tell(Evict{v.key})
		default:
			m.last.spill++
			v.id, v.spilling = m.last.spill, true
			m.spilling += v.bytes
			m.bySpillID[v.id] = v
			m.tell(Spill{v.id, v.key})
		}
	}
}

// leave takes a value out of the account of memory.
func (m *Machine) leave(v *value) {
	m.recent.Remove(v.place)
	v.place = nil
	m.resident -= v.bytes
}

func (m *Machine) spilled(e Spilled) {
	v := m.bySpillID[e.ID]
	if v == nil {
		return // dropped while it was being written
	}
	delete(m.bySpillID, e.ID)
	v.spilling = false
	m.spilling -= v.bytes
	if e.Err != nil {
		v.pinned = true
		return
	}
	v.onDisk, v.disk = true, e.Bytes
	m.disk += v.disk
	m.leave(v)
}

func (m *Machine) unspilled(key daskproto.Key) {
	if t := m.tasks[key]; t != nil && t.value != nil && t.value.place == nil {
		t.value.place = m.recent.PushBack(t.value)
		m.resident += t.value.bytes
	}
}
