package scheduler

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/gloam-go/gloam/graph"
)

// Local runs plans on a fixed number of workers in this process. It holds no
// state between runs and is safe for concurrent use; concurrent runs have
// workers of their own.
type Local struct {
	workers int
	limit   int64 // bytes, 0 for none
	err     error // of the options, returned by every run
}

// A LocalOption changes a [Local] executor.
type LocalOption func(*Local)

// Workers sets how many goroutines run tasks. The default, also for 0, is
// runtime.GOMAXPROCS.
func Workers(n int) LocalOption { return func(l *Local) { l.workers = n } }

// MemoryLimit bounds the predicted bytes of results that are alive or being
// made, as the layers' Bytes tell; the default, also for 0, is no bound.
//
// Tasks that read storage, that have no inputs, or whose result is larger than
// the inputs it frees start only while there is room, in static order; others
// start at once. When nothing runs and nothing fits, the first task in line
// starts all the same, so that every run ends: one whose wanted results exceed
// the limit goes on one such task at a time. Results of unknown size count
// nothing, and so does what tasks use while they run.
func MemoryLimit(bytes int64) LocalOption { return func(l *Local) { l.limit = bytes } }

// NewLocal returns an executor in this process. Wrong options are reported by
// Execute.
func NewLocal(opts ...LocalOption) *Local {
	l := &Local{}
	for _, o := range opts {
		if o != nil {
			o(l)
		}
	}
	switch {
	case l.workers < 0:
		l.err = fmt.Errorf("scheduler: Workers: got %d, want at least 0", l.workers)
	case l.limit < 0:
		l.err = fmt.Errorf("scheduler: MemoryLimit: got %d bytes, want at least 0", l.limit)
	}
	if l.workers == 0 {
		l.workers = runtime.GOMAXPROCS(0)
	}
	return l
}

// Execute implements [Executor]. One worker without a memory limit runs tasks
// exactly in static order. With more, a free worker takes what others have
// made ready or else the next ready task in static order, and a task that has
// just become ready directly follows the one that made it so. Of brief tasks
// without a memory limit, a worker takes up to some microseconds' worth at once.
// Plans of few and small element-wise tasks begin on the calling goroutine, and
// the other workers join if that takes longer than it takes to wake them: there a
// task that calls [runtime.Goexit] ends the caller, too. The first task to fail
// cancels the context of those that run; their errors are dropped.
func (l *Local) Execute(ctx context.Context, p *graph.Plan) ([]any, error) {
	if l.err != nil {
		return nil, l.err
	}
	if err := checkRun(ctx, p); err != nil {
		return nil, err
	}
	books := booksFor(ctx, p)
	if l.limit > 0 && books == nil {
		books = &ledger{plan: p}
	}
	workers := max(1, min(l.workers, p.Len()))
	m := newMeter(ctx, p, workers, books)
	defer m.Close()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	r := newRun(newResults(p, books), m, workers, l.limit)
	r.recording = record(ctx, p, workers)
	defer r.recording.close()
	if r.brief = l.limit == 0 && isBrief(p); !r.brief {
		r.sweeper = startSweeper(p)
		defer r.sweeper.close()
	}
	return r.execute(ctx)
}

// execute runs the tasks and returns the wanted results.
func (r *run) execute(ctx context.Context) ([]any, error) {
	r.runWorkers(ctx)
	if r.err != nil {
		return nil, rootCause(ctx, r.err)
	}
	if err := r.complete(); err != nil {
		return nil, err
	}
	return r.results.outputs(), nil
}

// runWorkers runs the workers and waits for them, also if a task of the first
// one ends the calling goroutine.
func (r *run) runWorkers(ctx context.Context) {
	taskCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.cancel = cancel
	defer r.watch(ctx)()
	var hired sync.WaitGroup
	defer hired.Wait()
	hire := func(workers []*worker) {
		for _, w := range workers {
			hired.Go(func() { w.work(r.meter.Context(taskCtx, w.number)) })
		}
	}
	if !r.brief {
		hire(r.workers)
		return
	}
	w := r.workers[0]
	w.began, w.hire = time.Now(), func() { hire(r.workers[1:]) }
	w.work(r.meter.Context(taskCtx, w.number))
}

// watch stops the run when ctx is cancelled. The returned function ends that
// and waits for what it has started.
func (r *run) watch(ctx context.Context) (unwatch func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		r.fail(context.Cause(ctx))
	})
	return func() {
		if !stop() {
			<-done
		}
	}
}
