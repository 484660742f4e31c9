package worker

import (
	"context"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// SetPeerTimeout changes how long peers get for an answer until undo is called.
func SetPeerTimeout(d time.Duration) (undo func()) {
	old := peerTimeout
	peerTimeout = d
	return func() { peerTimeout = old }
}

// PauseAt sets the fraction of the memory limit at which the worker pauses: a
// test process is larger than a worker.
func PauseAt(fraction float64) Option { return func(c *config) { c.pauseAt = fraction } }

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
