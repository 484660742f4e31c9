package scheduler

import (
	"bufio"
	"encoding/json"
	"io"
	"time"
)

// WriteTrace writes the profile in the JSON form of the Chrome trace viewer,
// which Perfetto (https://ui.perfetto.dev) and chrome://tracing open: one row
// for each worker, and counters for memory and processors.
func (p *Profile) WriteTrace(w io.Writer) error {
	t := &traceWriter{w: bufio.NewWriter(w)}
	t.text(`{"displayTimeUnit":"ms","traceEvents":[`)
	t.event(traceEvent{Name: "process_name", Phase: "M", Args: map[string]any{"name": "gloam"}})
	for i := range p.Workers() {
		t.event(traceEvent{Name: "thread_name", Phase: "M", Thread: threadOf(i), Args: map[string]any{"name": workerName(i)}})
		t.event(traceEvent{Name: "thread_sort_index", Phase: "M", Thread: threadOf(i), Args: map[string]any{"sort_index": i}})
	}
	for _, task := range p.Tasks() {
		took := micros(task.End - task.Start)
		t.event(traceEvent{Name: task.Layer, Category: "task", Phase: "X", At: micros(task.Start), Took: &took,
			Thread: threadOf(task.Worker), Args: map[string]any{"key": task.Key.String(), "line": task.Site, "bytes": task.Bytes, "failed": task.Failed}})
	}
	for _, s := range p.Samples() {
		at := micros(s.At)
		t.event(traceEvent{Name: "heap", Phase: "C", At: at, Args: map[string]any{"bytes": s.Heap}})
		t.event(traceEvent{Name: "processors", Phase: "C", At: at, Args: map[string]any{"used": s.CPU}})
	}
	t.text("\n]}\n")
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}

// threadOf numbers workers from 1: viewers keep 0 for an idle processor.
func threadOf(worker int) int { return worker + 1 }

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// A traceEvent is one of the format's events; times are in microseconds.
type traceEvent struct {
	Name     string         `json:"name"`
	Category string         `json:"cat,omitempty"`
	Phase    string         `json:"ph"`
	At       float64        `json:"ts"`
	Took     *float64       `json:"dur,omitempty"`
	Process  int            `json:"pid"`
	Thread   int            `json:"tid"`
	Args     map[string]any `json:"args,omitempty"`
}

// A traceWriter writes events one by one, so that a long trace is never in
// memory as a whole.
type traceWriter struct {
	w   *bufio.Writer
	any bool
	err error
}

func (t *traceWriter) text(s string) {
	if t.err == nil {
		_, t.err = t.w.WriteString(s)
	}
}

func (t *traceWriter) event(e traceEvent) {
	e.Process = 1
	b, err := json.Marshal(e)
	if t.err == nil {
		t.err = err
	}
	if t.any {
		t.text(",")
	}
	t.any = true
	t.text("\n")
	t.text(string(b))
}
