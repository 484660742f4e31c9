package machine

import (
	"container/heap"
	"hash/fnv"
	"net/url"

	"github.com/gloam-go/gloam/daskproto"
)

// A peer is another worker that holds keys wanted here.
type peer struct {
	address string
	near    bool   // on the same machine
	lot     uint32 // spreads equal choices of many workers over their peers
	asked   bool   // a gather is under way
	resting bool   // said that it is busy
	offers  places // what it may have, by priority; most are stale at some time
}

// A gather is one batch of keys on its way from a peer.
type gather struct {
	id    int
	peer  *peer
	keys  []daskproto.Key
	bytes int64
}

func (m *Machine) peer(address string) *peer {
	p := m.peers[address]
	if p == nil {
		h := fnv.New32a()
		h.Write([]byte(m.cfg.Address + " " + address))
		p = &peer{address: address, near: host(address) == host(m.cfg.Address), lot: h.Sum32()}
		m.peers[address] = p
		m.peerList = append(m.peerList, p)
	}
	return p
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}

// startGathers asks peers for keys.
func (m *Machine) startGathers() {
	for m.running() && len(m.gathers) < m.cfg.Connections {
		p := m.nextPeer()
		if p == nil || len(m.gathers) > 0 && m.flight+p.first().bytes > m.cfg.FlightBytes {
			return
		}
		m.gatherFrom(p)
	}
}

// nextPeer returns the idle peer with the most urgent key; among equals one on
// this machine.
func (m *Machine) nextPeer() *peer {
	var best *peer
	for _, p := range m.peerList {
		if p.asked || p.resting || p.first() == nil {
			continue
		}
		if best == nil || p.better(best) {
			best = p
		}
	}
	return best
}

func (p *peer) better(q *peer) bool {
	a, b := p.first(), q.first()
	if a != b {
		return a.before(b)
	}
	if p.near != q.near {
		return p.near
	}
	return p.lot < q.lot
}

// first returns the most urgent key that the peer has, nil if there is none.
func (p *peer) first() *task {
	for len(p.offers) > 0 {
		if o := p.offers[0]; o.valid() && o.task.state == Fetch {
			return o.task
		}
		heap.Pop(&p.offers)
	}
	return nil
}

func (m *Machine) gatherFrom(p *peer) {
	m.last.gather++
	g := &gather{id: m.last.gather, peer: p}
	for t := p.first(); t != nil; t = p.first() {
		total := g.bytes + t.bytes
		if len(g.keys) > 0 && (total > m.cfg.BatchBytes || m.flight+total > m.cfg.FlightBytes) {
			break
		}
		heap.Pop(&p.offers)
		t.ticket, t.gather = 0, g
		m.set(t, Flight)
		m.inbound[t.key] = g
		g.keys, g.bytes = append(g.keys, t.key), total
	}
	p.asked = true
	m.flight += g.bytes
	m.gathers[g.id] = g
	m.tell(Gather{g.id, p.address, g.keys, g.bytes})
}

// gathered takes the outcome of a gather.
func (m *Machine) gathered(e Gathered) {
	g := m.gathers[e.ID]
	if g == nil {
		return
	}
	delete(m.gathers, e.ID)
	m.flight -= g.bytes
	g.peer.asked = false
	for _, k := range g.keys {
		if m.inbound[k] == g {
			delete(m.inbound, k)
		}
	}
	if e.Busy {
		g.peer.resting = true
		m.tell(Rest{g.peer.address})
	}
	if e.Err != nil {
		m.distrust(g.peer.address)
	}
	for _, k := range g.keys {
		if t := m.tasks[k]; t != nil && t.state == Flight && t.gather == g {
			m.arrived(t, e, g.peer.address)
		}
	}
}

func (m *Machine) arrived(t *task, e Gathered, from string) {
	if item, ok := e.Items[t.key]; ok {
		m.put(t, item)
		m.keys = append(m.keys, t.key)
		return
	}
	if !e.Busy {
		t.removeHolder(from)
	}
	m.seek(t)
}
