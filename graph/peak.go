package graph

// Peak simulates p run one task at a time in its static order and returns the
// largest number of results in memory at once, and their largest number of
// predicted bytes. A result is there from the end of its task until the last
// task that reads it has ended; wanted results stay. Data that the plan carries
// anyway does not count.
func Peak(p *Plan) (results int, bytes int64) {
	h := p.held()
	return int(h.results), h.bytes
}

// held is what a run holds at most, wanted results included.
type held struct{ results, bytes int64 }

func (p *Plan) held() held {
	m := newMeter(p)
	for _, id := range p.byRank() {
		m.run(id)
	}
	return held{m.peakCount, m.peakBytes}
}

// A meter counts live results while tasks run one after the other.
type meter struct {
	p      *Plan
	bytes  []int64
	unread []int32 // reads of each result that are still to come, plus one to keep it

	count, peakCount int64
	size, peakBytes  int64
}

func newMeter(p *Plan) *meter {
	m := &meter{p: p, bytes: predictedBytes(p), unread: make([]int32, p.Len())}
	for id := range m.unread {
		m.unread[id] = int32(p.out.degree(id))
	}
	for _, id := range p.outputs {
		m.unread[id]++
	}
	return m
}

func predictedBytes(p *Plan) []int64 {
	bytes := make([]int64, p.Len())
	for id := range bytes {
		bytes[id] = p.Bytes(id)
	}
	return bytes
}

func (m *meter) run(id int32) {
	if m.p.isData(id) {
		return // its bytes are zero, and it has no inputs
	}
	m.count++
	m.size += m.bytes[id]
	m.peakCount, m.peakBytes = max(m.peakCount, m.count), max(m.peakBytes, m.size)
	for _, in := range m.p.in.of(int(id)) {
		if m.unread[in]--; m.unread[in] == 0 {
			m.free(in)
		}
	}
	if m.unread[id] == 0 {
		m.free(id)
	}
}

func (m *meter) free(id int32) {
	if m.p.isData(id) {
		return
	}
	m.count--
	m.size -= m.bytes[id]
}
