package worker

import (
	"runtime/metrics"
	"sync"
	"time"
)

// heapBytes returns what the Go runtime holds of the system's memory.
func heapBytes() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}

// A gauge turns growing numbers into rates, one call after the other.
type gauge struct {
	at  time.Time
	cpu time.Duration
}

// percent returns the use of processors since the last call; 100 is one of
// them all the time.
func (g *gauge) percent(now time.Time) float64 {
	cpu, at := cpuTime(), g.at
	used := cpu - g.cpu
	g.cpu, g.at = cpu, now
	if at.IsZero() || !now.After(at) {
		return 0
	}
	return 100 * float64(used) / float64(now.Sub(at))
}

// A traffic counts what goes between workers. It is safe for concurrent use.
type traffic struct {
	mu        sync.Mutex
	in, out   flow
	bandwidth float64 // bytes per second, a moving mean
}

// A flow is one direction.
type flow struct{ bytes, count, total int64 }

// began counts a transfer that starts. Incoming ones count the bytes that are
// expected, outgoing ones those that are sent.
func (f *flow) began(bytes int64) {
	f.bytes += bytes
	f.count++
	f.total++
}

func (f *flow) ended(bytes int64) {
	f.bytes -= bytes
	f.count--
}

func (t *traffic) incoming(bytes int64) (done func(received int64, took time.Duration)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.in.began(bytes)
	return func(received int64, took time.Duration) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.in.ended(bytes)
		// Small transfers measure latency, not bandwidth; Dask draws the same line.
		if received > 1e6 && took > 0 {
			rate := float64(received) / took.Seconds()
			if t.bandwidth == 0 {
				t.bandwidth = rate
			}
			t.bandwidth = 0.95*t.bandwidth + 0.05*rate
		}
	}
}

// outgoing counts an answer, or refuses it if limit are under way.
func (t *traffic) outgoing(limit int64) (sized func(bytes int64), done func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.out.count >= limit {
		return nil, nil, false
	}
	t.out.began(0)
	size := int64(0)
	sized = func(bytes int64) {
		t.mu.Lock()
		defer t.mu.Unlock()
		size = bytes
		t.out.bytes += bytes
	}
	done = func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.out.ended(size)
	}
	return sized, done, true
}

func (t *traffic) snapshot() (in, out flow, bandwidth float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.in, t.out, t.bandwidth
}
