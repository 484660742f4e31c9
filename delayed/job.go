package delayed

import (
	"context"

	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// A Job is a run that goes on in the background. It is safe for concurrent
// use. Whoever starts one must Wait for it, also after Cancel. It is one graph,
// of which parameters are part; those of a [Live] run may be changed.
type Job struct {
	cancel  context.CancelCauseFunc
	tally   *tally
	done    chan struct{}
	results []map[string]Result
	err     error
}

// Progress says how far a run has come. Frames are selected scan positions.
type Progress struct {
	Partitions, AllPartitions int
	Frames, AllFrames         int
	Done                      bool // the run has ended, well or not
}

// Start runs the UDFs over the dataset in the background. Misuse that can be
// known before anything runs is returned at once. Cancelling ctx stops the run.
func Start(ctx context.Context, d *udf.Dataset, specs []udf.Spec, opts ...scheduler.Option) (*Job, error) {
	lazy, err := Run(d, specs...)
	if err != nil {
		return nil, err
	}
	j := &Job{done: make(chan struct{})}
	ctx, j.cancel = context.WithCancelCause(ctx)
	ctx, j.tally = tallied(ctx, lazy)
	go func() {
		defer close(j.done)
		defer j.cancel(nil)
		j.results, j.err = Compute(ctx, lazy, opts...)
	}()
	return j, nil
}

// Wait returns the results of the UDFs in their order once the run has ended.
// If ctx ends first the run goes on, and its cause is returned.
func (j *Job) Wait(ctx context.Context) ([]map[string]Result, error) {
	select {
	case <-j.done:
		return j.results, j.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Done is closed when the run has ended.
func (j *Job) Done() <-chan struct{} { return j.done }

// Cancel stops the run; Wait then gives a [*udf.CancelledError], unless the
// run had ended before. It does not wait.
func (j *Job) Cancel() { j.cancel(udf.ErrRunCancelled) }

// Progress returns how far the run is. Partitions that run in other processes
// do not count before the end.
func (j *Job) Progress() Progress {
	p := Progress{Partitions: int(j.tally.parts.Load()), AllPartitions: j.tally.allParts,
		Frames: int(j.tally.frames.Load()), AllFrames: j.tally.allFrames}
	select {
	case <-j.done:
		p.Done = true
		if j.err == nil {
			p.Partitions, p.Frames = p.AllPartitions, p.AllFrames
		}
	default:
	}
	return p
}
