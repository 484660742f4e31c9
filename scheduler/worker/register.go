package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/worker/internal/machine"
)

// register makes a connection the worker's stream.
func (s *session) register(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	conn, err := comm.Dial(ctx, s.scheduler, s.commOptions()...)
	if err != nil {
		return 0, fmt.Errorf("worker: scheduler %s: %w", s.scheduler, err)
	}
	hello := s.dialect.RegisterWorker(daskproto.RegisterWorker{
		Address: s.address, Name: s.displayName(), Threads: s.threads, Now: seconds(time.Now()), Resources: s.resources,
		MemoryLimit: s.memoryLimit, LocalDirectory: s.spillDir, PID: os.Getpid(), Versions: s.versions,
		Metrics: s.metrics(machine.Stats{}, &gauge{}), Extra: daskproto.Map{daskproto.F("go_ops", graph.Ops())},
		StimulusID: s.stimulus("register"), ServerID: s.id,
	})
	reply, err := conn.Call(ctx, hello)
	if err != nil {
		conn.Close()
		return 0, fmt.Errorf("worker: register with %s: %w", s.scheduler, err)
	}
	r, err := daskproto.DecodeWorkerRegistered(reply)
	if err != nil {
		conn.Close()
		if strings.Contains(err.Error(), "name taken") {
			err = fmt.Errorf("%w; choose another", err)
		}
		return 0, fmt.Errorf("worker: register %q with %s: %w", s.displayName(), s.scheduler, err)
	}
	if r.Warning != "" {
		s.log.Debug("scheduler warns", "text", r.Warning)
	}
	s.stream = comm.NewStream(conn)
	return r.Interval, nil
}

// leave says goodbye and returns what the session's end means to Run.
func (s *session) leave(cause error) error {
	var closed *closedError
	ordered := errors.As(cause, &closed)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if !ordered && !errors.Is(cause, ErrLost) {
		s.unregister(ctx)
	}
	s.stream.Close(ctx)
	switch {
	case errors.Is(cause, context.Canceled):
		s.log.Info("left the cluster", "name", s.displayName())
		return nil
	case ordered && (closed.retired || !s.reconnect):
		s.log.Info("closed by the scheduler", "reason", closed.reason)
		return nil
	}
	return cause
}

// unregister tells the scheduler that the end is no failure of the tasks that
// run. The pool is the session's, whose connections ctx has not ended.
func (s *session) unregister(ctx context.Context) {
	expected := "safe"
	if s.dialect.Version.Since(2024, 6, 0) {
		expected = "expected"
	}
	_, err := s.pool.Call(ctx, s.scheduler, daskproto.Call("unregister", daskproto.F("address", s.address),
		daskproto.F("stimulus_id", s.stimulus("close")), daskproto.F("close", false), daskproto.F(expected, true)))
	if err != nil {
		s.log.Debug("unregister", "error", err)
	}
}
