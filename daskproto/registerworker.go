package daskproto

import (
	"fmt"
	"time"
)

// A RegisterWorker makes a connection the stream of a worker.
type RegisterWorker struct {
	Address        string // that others dial, unique
	Status         string // "" is running
	Name           string // unique
	Threads        int
	Now            float64
	Resources      map[string]float64
	MemoryLimit    int64 // 0 is unknown
	LocalDirectory string
	Services       Map
	PID            int
	Versions       Versions
	Metrics        Metrics
	Extra          Map
	StimulusID     string
	ServerID       string
}

// RegisterWorker returns the message.
func (d Dialect) RegisterWorker(w RegisterWorker) Map {
	var memory any
	if w.MemoryLimit > 0 {
		memory = w.MemoryLimit
	}
	if w.Status == "" {
		w.Status = "running"
	}
	if w.Resources == nil {
		w.Resources = map[string]float64{}
	}
	m := Op("register-worker", F("reply", false), F("address", w.Address), F("status", w.Status), F("name", w.Name),
		F("nthreads", w.Threads), F("now", w.Now), F("resources", w.Resources), F("memory_limit", memory),
		F("local_directory", w.LocalDirectory), F("services", w.Services), F("nanny", nil), F("pid", w.PID),
		F("versions", w.Versions.Encode()), F("metrics", w.Metrics.Encode()), F("extra", w.Extra),
		F("stimulus_id", w.StimulusID), F("server_id", w.ServerID))
	if d.WorkerData {
		m = append(m, F("keys", []any{}), F("nbytes", Map{}), F("types", Map{}))
	}
	return m
}

// A WorkerRegistered is the scheduler's reply.
type WorkerRegistered struct {
	Time     float64
	Interval time.Duration // between heartbeats
	Warning  string
}

// A RegisterError is the scheduler's refusal of a worker or client.
type RegisterError struct{ Message string }

func (e *RegisterError) Error() string {
	return fmt.Sprintf("daskproto: scheduler refused registration: %s", e.Message)
}

// DecodeWorkerRegistered reads the reply. A refusal is a [*RegisterError].
func DecodeWorkerRegistered(v any) (WorkerRegistered, error) {
	m, ok := v.(Map)
	if !ok {
		return WorkerRegistered{}, malformed("reply to register-worker is %T", v)
	}
	f := Read("reply to register-worker", m)
	r := WorkerRegistered{Time: f.Number("time"), Interval: seconds(f.Number("heartbeat-interval")), Warning: f.Text("warning")}
	if status := f.Text("status"); f.Err() == nil && status != "OK" {
		text, _ := m.Get("message")
		return r, &RegisterError{Message: fmt.Sprintf("%s: %v", status, text)}
	}
	return r, f.Err()
}
