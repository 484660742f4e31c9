package machine

// A Status is what the worker is prepared to do, in Dask's words.
type Status string

// The statuses of a worker.
const (
	Running  Status = "running"
	Paused   Status = "paused"             // finishes what it does, starts nothing
	Retiring Status = "closing_gracefully" // the same, on the scheduler's order
	Closing  Status = "closing"
)

// Status returns what the worker is prepared to do.
func (m *Machine) Status() Status { return m.status }

// setStatus follows the scheduler and says so.
func (m *Machine) setStatus(s Status) {
	switch {
	case m.status == Closing:
		return
	case s == Running && m.pressed:
		m.status = Paused
	case s == Running || s == Paused || s == Retiring:
		m.status = s
	}
	m.tell(TellStatus{m.status})
}

// pressure pauses and resumes a worker that is not retiring.
func (m *Machine) pressure(pause bool) {
	m.pressed = pause
	switch {
	case pause && m.status == Running:
		m.status = Paused
	case !pause && m.status == Paused:
		m.status = Running
	default:
		return
	}
	m.tell(TellStatus{m.status})
}

func (m *Machine) stop(reason string) {
	if m.status != Closing {
		m.status = Closing
		m.tell(Stop{reason})
	}
}
