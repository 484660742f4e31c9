package worker

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// A spec is what a task runs, as the machine carries it.
type spec struct {
	node    daskproto.Node
	foreign string // the Python function, if it is one for Python workers
	shuffle string // of which it is an output
}

// listenToScheduler passes the scheduler's messages on until the stream ends.
func (s *session) listenToScheduler(ctx context.Context) {
	for {
		batch, err := s.stream.Receive(ctx)
		if err != nil {
			s.lost(err)
			return
		}
		for i, m := range batch {
			batch[i] = nil // of ten thousand tasks those that are dealt with need no memory
			v, err := daskproto.DecodeToWorker(m)
			if err != nil {
				s.log.Error("cannot read a message of the scheduler", "op", m.Op(), "error", err)
				if c, ok := unreadable(m, err); ok {
					s.post(ctx, c)
				}
				continue
			}
			if e := s.event(v); e != nil {
				s.post(ctx, e)
			}
		}
	}
}

// unreadable returns the refusal of a task of which no more than the key can be
// read: without an answer the scheduler would wait for ever.
func unreadable(m daskproto.Map, err error) (machine.Compute, bool) {
	f := daskproto.Read(m.Op(), m)
	c := machine.Compute{Key: f.Key("key"), RunID: f.Int("run_id"), Refuse: err}
	return c, m.Op() == "compute-task" && f.Err() == nil
}

// lost ends the session because the scheduler cannot be reached any more.
func (s *session) lost(err error) { s.cancel(fmt.Errorf("%w: %w", ErrLost, err)) }

// event returns what a message means to the machine, nil if nothing.
func (s *session) event(v any) machine.Event {
	switch v := v.(type) {
	case daskproto.ComputeTask:
		return s.compute(v)
	case daskproto.FreeKeys:
		return machine.Free{Keys: v.Keys}
	case daskproto.RemoveReplicas:
		return machine.RemoveReplicas{Keys: v.Keys}
	case daskproto.AcquireReplicas:
		return machine.AcquireReplicas{Deps: deps(v.WhoHas, v.NBytes)}
	case daskproto.StealRequest:
		return machine.Steal{Key: v.Key, Stimulus: v.StimulusID}
	case daskproto.CancelCompute:
		return machine.CancelCompute{Key: v.Key}
	case daskproto.RefreshWhoHas:
		return machine.Refresh{Holders: v.WhoHas}
	case daskproto.StatusChange:
		return machine.SetStatus{Status: machine.Status(v.Status)}
	case daskproto.RemoveWorker:
		s.pool.Forget(v.Worker)
		s.others.forget()
		return machine.RemoveWorker{Address: v.Worker}
	case daskproto.CloseWorker:
		return machine.Close{Reason: v.Reason}
	case daskproto.CloseStream:
		s.lost(errors.New("the scheduler closed the stream"))
	case daskproto.UnknownOp:
		s.other(v.Message)
	}
	return nil
}

// other deals with messages that are no business of the machine.
func (s *session) other(m daskproto.Map) {
	switch op := m.Op(); op {
	case "shuffle-fail":
		f := daskproto.Read(op, m)
		s.shuffles.forget(f.Text("shuffle_id"), f.Int("run_id"))
	default:
		s.log.Warn("unknown message of the scheduler", "op", op)
	}
}

func deps(list []daskproto.Holders, sizes map[daskproto.Key]int64) []machine.Dep {
	out := make([]machine.Dep, len(list))
	for i, h := range list {
		out[i] = machine.Dep{Key: h.Key, Holders: h.Addresses, Bytes: sizes[h.Key]}
	}
	return out
}

var errActor = errors.New("worker: actors do not run on Go workers")

// compute reads a task as far as is possible without running it.
func (s *session) compute(t daskproto.ComputeTask) machine.Event {
	if maps.Equal(t.Resources, s.needs) {
		t.Resources = s.needs // thousands of tasks that wait need the same
	} else {
		s.needs = t.Resources
	}
	c := machine.Compute{Key: t.Key, RunID: t.RunID, Priority: t.Priority, Deps: deps(t.WhoHas, t.NBytes), Needs: t.Resources}
	if t.Actor {
		c.Refuse = errActor
		return c
	}
	node, err := t.RunSpec()
	if err != nil {
		c.Refuse = err
		return c
	}
	sp := &spec{node: node, shuffle: behind(c.Deps)}
	sp.foreign, c.Refuse = verdict(&sp.node)
	c.Bounce = sp.foreign != ""
	c.Spec = sp
	return c
}
