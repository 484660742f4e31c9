package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// A job is one run of a task, with its inputs.
type job struct {
	ctx    context.Context
	run    int
	key    daskproto.Key
	spec   *spec
	keys   []daskproto.Key
	inputs []*entry
}

// An execution is a run under way, as the loop knows it.
type execution struct {
	key    daskproto.Key
	since  time.Time
	cancel context.CancelFunc
}

// A report is what the dashboard shows of a run.
type report struct {
	thread     int64
	startStops []daskproto.StartStop
}

// execute hands a run to a thread, of which one is free. The inputs are taken
// here, so that they outlast being dropped.
func (s *session) execute(ctx context.Context, x machine.Execute) {
	j := job{run: x.Run, key: x.Key, spec: x.Spec.(*spec), keys: x.Deps, inputs: make([]*entry, len(x.Deps))}
	for i, k := range x.Deps {
		j.inputs[i] = s.store.take(k)
	}
	var cancel context.CancelFunc
	j.ctx, cancel = context.WithCancel(ctx)
	s.running[x.Run] = &execution{key: x.Key, since: time.Now(), cancel: cancel}
	s.jobs <- j // has room for one job per thread
}

// work is one thread: it runs jobs until ctx ends.
func (s *session) work(ctx context.Context, thread int) {
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-s.jobs:
			s.post(ctx, s.perform(ctx, j, thread))
		}
	}
}

// perform runs a job. It always reports, also after a cancelled run.
func (s *session) perform(ctx context.Context, j job, thread int) machine.Executed {
	out := machine.Executed{Run: j.run}
	r := report{thread: int64(thread)}
	begin := time.Now()
	in, err := s.inputs(ctx, j, &r)
	var result *entry
	if err == nil {
		begin = time.Now()
		e := evaluation{ctx: j.ctx, inputs: in, values: s.values}
		result, err = e.guarded(&j.spec.node)
	}
	r.startStops = append(r.startStops, daskproto.StartStop{Action: "compute", Start: seconds(begin), Stop: seconds(time.Now())})
	for _, e := range j.inputs {
		if e != nil {
			e.release()
		}
	}
	out.Err, out.Report = err, r
	if err == nil {
		out.Data, out.Bytes = result, result.bytes
	}
	return out
}

// inputs returns snapshots of the inputs by key; those on disk are read back
// and then stay in memory.
func (s *session) inputs(ctx context.Context, j job, r *report) (map[daskproto.Key]*entry, error) {
	in := make(map[daskproto.Key]*entry, len(j.keys))
	for i, k := range j.keys {
		e := j.inputs[i]
		if e == nil {
			return nil, badInput(k, errNotHere)
		}
		begin := time.Now()
		same, loaded, err := e.snapshot()
		if err != nil {
			return nil, err
		}
		in[k] = same
		if t := e.takeTransfer(); t != nil {
			r.startStops = append(r.startStops, *t)
		}
		if loaded {
			r.startStops = append(r.startStops, daskproto.StartStop{Action: "disk-read", Start: seconds(begin), Stop: seconds(time.Now())})
			s.post(ctx, machine.Unspilled{Key: k})
		}
	}
	return in, nil
}

// guarded evaluates a task and turns panics outside operations into errors,
// too: the task is the stranger's, the worker goes on.
func (e *evaluation) guarded(n *daskproto.Node) (out *entry, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, fmt.Errorf("worker: evaluating a task: panic: %v", v)
		}
	}()
	return e.result(n)
}
