package scheduler

import (
	"context"
	"time"
)

// Progress says how far a run has come. It belongs to the receiver.
type Progress struct {
	Layers    []LayerProgress // in plan order
	Tasks     int             // finished
	Total     int             // tasks in the plan
	Bytes     int64           // read from storage so far
	BytesAll  int64           // to be read in the whole run, as the layers predict
	Live      int64           // predicted bytes of results in memory, running tasks included; 0 if the executor cannot tell
	Peak      int64           // the most that Live has been
	Elapsed   time.Duration
	Rate      float64       // bytes a second over the last seconds, 0 if nothing is read
	Remaining time.Duration // estimate; negative while unknown
	Done      bool          // the run has ended, well or not
}

// LayerProgress is the part of one layer. A fused task counts for the layer of
// its last step.
type LayerProgress struct {
	Name  string
	Label string
	Tasks int // finished
	Total int
}

// OnProgress calls fn about ten times a second during the run, and once at its
// end with Done set, also after an error. Calls never overlap. They come from
// a goroutine of the run: a slow fn holds up the end of the run but no task.
func OnProgress(fn func(Progress)) Option { return func(c *config) { c.progress = fn } }

type observerKey struct{}

// Observe returns a context that asks executors to report progress to fn, as
// [OnProgress] does.
func Observe(ctx context.Context, fn func(Progress)) context.Context {
	return context.WithValue(ctx, observerKey{}, fn)
}

// observer returns what Observe put into ctx, or nil.
func observer(ctx context.Context) func(Progress) {
	fn, _ := ctx.Value(observerKey{}).(func(Progress))
	return fn
}
