package machine

import "github.com/gloam-go/gloam/daskproto"

// StateOf returns the state of a key for tests.
func (m *Machine) StateOf(key daskproto.Key) string {
	if t := m.tasks[key]; t != nil {
		if t.state == Bouncing {
			return "bouncing"
		}
		return t.state.String()
	}
	return ""
}

// Known returns how many keys the machine remembers.
func (m *Machine) Known() int { return len(m.tasks) }

// Recount fails if the counts by state are not those of the tasks.
func (m *Machine) Recount() bool {
	var n [numStates]int
	for _, t := range m.tasks {
		n[t.state]++
	}
	return n == m.counts
}
