package machine

// Stats are numbers for the dashboard.
type Stats struct {
	Managed int64          // bytes of results in memory
	Disk    int64          // bytes of results on disk
	Counts  map[string]int // keys by state
}

// Stats returns the numbers of this moment.
func (m *Machine) Stats() Stats {
	s := Stats{Managed: m.resident, Disk: m.disk, Counts: map[string]int{}}
	for state, n := range m.counts {
		if n > 0 {
			s.Counts[State(state).String()] += n
		}
	}
	return s
}

// Busy returns how many tasks hold a thread.
func (m *Machine) Busy() int { return m.busy }

// Resident returns the bytes of results in memory.
func (m *Machine) Resident() int64 { return m.resident }
