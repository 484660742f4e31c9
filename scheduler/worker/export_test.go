package worker

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// SetPeerTimeout changes how long peers get for an answer until undo is called.
func SetPeerTimeout(d time.Duration) (undo func()) {
	old := peerTimeout
	peerTimeout = d
	return func() { peerTimeout = old }
}

// SetPatience changes how long the scheduler gets for an answer, and how long it
// may leave heartbeats without one, until undo is called.
func SetPatience(call, deaf time.Duration) (undo func()) {
	oldCall, oldDeaf := callTimeout, deafLimit
	callTimeout, deafLimit = call, deaf
	return func() { callTimeout, deafLimit = oldCall, oldDeaf }
}

// PauseAt sets the fraction of the memory limit at which the worker pauses: a
// test process is larger than a worker.
func PauseAt(fraction float64) Option { return func(c *config) { c.pauseAt = fraction } }

// ShareMemory does to the process what a worker does as it begins; end undoes it.
func ShareMemory() (end func()) {
	processMemory.enter()
	return processMemory.leave
}

// A load is what SampleOverhead has seen since it was asked last.
var load struct {
	sync.Mutex
	recent []int64 // samples of the last quarter of a second
	peak   int64
}

// SampleOverhead looks at the process every five milliseconds, for ever.
func SampleOverhead() {
	for range time.Tick(5 * time.Millisecond) {
		held := processMemory.held.Load()
		over := residentBytes() - max(held, processMemory.held.Load())
		load.Lock()
		load.recent = append(load.recent, over)
		if len(load.recent) > 50 {
			load.recent = load.recent[1:]
			load.peak = max(load.peak, slices.Min(load.recent))
		}
		load.Unlock()
	}
}

// LastingOverhead returns the largest number of bytes that the process took for
// a quarter of a second beyond its results, since the last call.
func LastingOverhead() int64 {
	load.Lock()
	defer load.Unlock()
	peak := load.peak
	load.recent, load.peak = nil, 0
	return peak
}

// Evaluate reads and evaluates a task without inputs, as a worker does.
func Evaluate(s daskproto.Spec) (any, error) {
	node, err := daskproto.DecodeRunSpec(s, nil)
	if err != nil {
		return nil, err
	}
	if foreign, err := verdict(&node); err != nil || foreign != "" {
		return foreign, err
	}
	e := evaluation{ctx: context.Background(), values: &valueCache{}}
	out, err := e.guarded(&node)
	if err != nil {
		return nil, err
	}
	same, _, err := out.snapshot()
	if err != nil {
		return nil, err
	}
	return same.read()
}
