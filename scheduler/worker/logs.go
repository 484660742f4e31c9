package worker

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// manyRecords is how much of the log get_worker_logs shows, as in Dask.
const manyRecords = 10_000

// A record is one line of the log for get_worker_logs.
type record struct {
	at    time.Time
	level string
	text  string
}

// A ring keeps the last records of a log. It is safe for concurrent use.
type ring struct {
	mu   sync.Mutex
	list []record
	next int
}

func (r *ring) add(rec record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) < manyRecords {
		r.list = append(r.list, rec)
		return
	}
	r.list[r.next] = rec
	r.next = (r.next + 1) % manyRecords
}

// last returns up to n records starting at start, the newest first.
func (r *ring) last(start, n int) []record {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []record
	for i := len(r.list) - 1 - start; i >= 0 && len(out) < n; i-- {
		out = append(out, r.list[(r.next+i)%len(r.list)])
	}
	return out
}

// A recorder is a slog.Handler that passes records on and keeps the last.
type recorder struct {
	slog.Handler
	ring  *ring
	attrs string
}

// Handle implements slog.Handler.
func (h *recorder) Handle(ctx context.Context, r slog.Record) error {
	var b strings.Builder
	fmt.Fprintf(&b, "gloam.worker - %s - %s%s", level(r.Level), r.Message, h.attrs)
	r.Attrs(func(a slog.Attr) bool {
		fmt.Fprintf(&b, " %s", a)
		return true
	})
	h.ring.add(record{r.Time, level(r.Level), b.String()})
	if !h.Handler.Enabled(ctx, r.Level) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// Enabled implements slog.Handler: what Dask shows does not depend on what the
// program prints.
func (h *recorder) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }

// WithAttrs implements slog.Handler.
func (h *recorder) WithAttrs(attrs []slog.Attr) slog.Handler {
	text := h.attrs
	for _, a := range attrs {
		text += " " + a.String()
	}
	return &recorder{h.Handler.WithAttrs(attrs), h.ring, text}
}

// WithGroup implements slog.Handler.
func (h *recorder) WithGroup(name string) slog.Handler {
	return &recorder{h.Handler.WithGroup(name), h.ring, h.attrs}
}

// level returns Python's name.
func level(l slog.Level) string {
	if l == slog.LevelWarn {
		return "WARNING"
	}
	return l.String()
}
