package worker

import (
	"context"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// loop feeds events to the machine and does what it says, until ctx ends.
func (s *session) loop(ctx context.Context) {
	defer func() {
		for _, x := range s.running {
			x.cancel()
		}
		processMemory.hold(-s.resident)
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-s.events:
			s.handle(ctx, m)
		}
	}
}

func (s *session) handle(ctx context.Context, m message) {
	if m.event != nil {
		s.before(m.event)
		for _, i := range s.machine.Handle(m.event) {
			s.do(ctx, i)
		}
		s.send()
		now := s.machine.Resident()
		processMemory.hold(now - s.resident)
		s.resident = now
	}
	if m.call != nil {
		m.call()
	}
	if m.done != nil {
		close(m.done)
	}
}

// before forgets what has ended.
func (s *session) before(e machine.Event) {
	if x, ok := e.(machine.Executed); ok && s.running[x.Run] != nil {
		s.running[x.Run].cancel()
		delete(s.running, x.Run)
	}
}

// send hands the messages of an event to the stream together.
func (s *session) send() {
	if len(s.out) == 0 {
		return
	}
	if err := s.stream.Send(s.out...); err != nil {
		s.lost(err)
	}
	clear(s.out)
	s.out = s.out[:0]
}

func (s *session) tell(m daskproto.Map) { s.out = append(s.out, m) }

func (s *session) do(ctx context.Context, i machine.Instruction) {
	switch i := i.(type) {
	case machine.Execute:
		s.execute(ctx, i)
	case machine.Abort:
		if x := s.running[i.Run]; x != nil {
			x.cancel()
		}
	case machine.Bounce:
		s.group.Go(func() { s.post(ctx, machine.Bounced{Run: i.Run, Err: s.bounce(ctx, i.Key, i.Spec.(*spec))}) })
	case machine.Gather:
		s.group.Go(func() { s.post(ctx, s.gather(ctx, i)) })
	case machine.Rest:
		s.group.Go(func() { s.rest(ctx, i.Peer) })
	case machine.Stop:
		s.cancel(&closedError{reason: i.Reason, retired: s.status.Load() == machine.Retiring || i.Reason == terminated})
	case machine.Store:
		s.store.put(i.Key, i.Data.(*entry))
	case machine.Drop:
		s.store.drop(i.Key)
	case machine.Evict:
		if e := s.store.take(i.Key); e != nil {
			e.evict()
			e.release()
		}
	case machine.Spill:
		s.spill(ctx, i)
	default:
		s.report(i)
	}
}

// report turns instructions into messages for the scheduler.
func (s *session) report(i machine.Instruction) {
	switch i := i.(type) {
	case machine.Finished:
		s.tell(s.finished(i))
	case machine.Erred:
		s.tell(s.erred(i))
	case machine.Reschedule:
		s.tell(daskproto.Reschedule(i.Key, s.stimulus("reschedule")))
	case machine.AddKeys:
		s.tell(daskproto.AddKeys(i.Keys, s.stimulus("add-keys")))
	case machine.ReleaseData:
		s.tell(daskproto.ReleaseWorkerData(i.Key, s.stimulus("release")))
	case machine.AskHolders:
		s.tell(daskproto.RequestRefreshWhoHas(i.Keys, s.stimulus("missing")))
	case machine.StealResponse:
		s.tell(daskproto.StealResponse{Key: i.Key, State: i.State, StimulusID: i.Stimulus}.Encode())
	case machine.TellStatus:
		s.status.Store(i.Status)
		s.log.Debug("status", "is", i.Status)
		s.tell(daskproto.StatusChange{Status: string(i.Status), StimulusID: s.stimulus("status")}.Encode())
	}
}

func (s *session) finished(i machine.Finished) daskproto.Map {
	m := daskproto.TaskFinished{Key: i.Key, RunID: i.RunID, HasRunID: true, NBytes: i.Bytes, Metadata: daskproto.Map{},
		StimulusID: s.stimulus("finished")}
	if e := s.store.take(i.Key); e != nil {
		m.Type, m.TypeName = e.class()
		e.release()
	}
	if r, ok := i.Report.(report); ok {
		m.Thread, m.StartStops = r.thread, r.startStops
	} else {
		now := seconds(time.Now())
		m.StartStops = []daskproto.StartStop{{Action: "compute", Start: now, Stop: now}}
	}
	return m.Encode()
}

func (s *session) erred(i machine.Erred) daskproto.Map {
	s.log.Warn("task failed", "key", i.Key, "error", i.Err)
	m := daskproto.TaskErred{Key: i.Key, RunID: i.RunID, HasRunID: true, Failure: failureOf(i.Err), StimulusID: s.stimulus("erred")}
	if r, ok := i.Report.(report); ok {
		m.Thread, m.StartStops = r.thread, r.startStops
	}
	return m.Encode()
}

// spill writes a value to a file, in the background.
func (s *session) spill(ctx context.Context, i machine.Spill) {
	e := s.store.take(i.Key)
	if e == nil {
		return
	}
	s.group.Go(func() {
		defer e.release()
		file, err := s.store.file()
		n := int64(0)
		if err == nil {
			n, err = e.spill(file)
		}
		if err != nil {
			s.log.Warn("result stays in memory", "key", i.Key, "error", err)
		}
		s.post(ctx, machine.Spilled{ID: i.ID, Bytes: n, Err: err})
	})
}
