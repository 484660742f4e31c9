package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// ErrLost says that the scheduler went away or dropped the worker.
var ErrLost = errors.New("worker: lost the scheduler")

// Run is a worker of the scheduler at address, until ctx ends or the scheduler
// closes the worker; both give nil. A scheduler that cannot be reached, refuses
// the worker or goes away is an error, which is [ErrLost] in the last case;
// with [Reconnect] Run tries again instead, unless the scheduler refuses the
// worker at its first try. When Run returns, its goroutines and files are gone
// and the functions it ran have returned. What options do not say about
// connections is taken from Dask's configuration, see [comm.ReadSettings].
func Run(ctx context.Context, address string, opts ...Option) error {
	c, err := newConfig(opts)
	if err != nil {
		return err
	}
	a, err := c.configure(address)
	if err != nil {
		return err
	}
	logs := &ring{}
	w := &worker{config: c, scheduler: a.String(), logs: logs}
	w.log = slog.New(&recorder{Handler: c.log.Handler(), ring: logs})
	return w.lives(ctx)
}

// A worker lasts as long as Run; each of its registrations is a session.
type worker struct {
	*config
	scheduler string
	logs      *ring
	log       *slog.Logger
	sessions  int // that the scheduler has accepted
}

// Bounds of the pause between two attempts to reach a scheduler.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
)

// lives runs one session after the other.
func (w *worker) lives(ctx context.Context) error {
	pause, told := firstPause, false
	for {
		before := w.sessions
		err := w.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if !w.again(err) {
			return err
		}
		if w.sessions > before {
			pause, told = firstPause, false
		}
		level := slog.LevelDebug
		if pause == firstPause || pause == lastPause && !told { // not every try of a long night
			level, told = slog.LevelWarn, pause == lastPause
		}
		w.log.Log(ctx, level, "waiting for the scheduler", "scheduler", w.scheduler, "pause", pause, "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(2*pause, lastPause)
	}
}

// again reports whether an end of a session is one to recover from.
func (w *worker) again(err error) bool {
	var refused *daskproto.RegisterError
	switch {
	case err == nil || !w.reconnect:
		return false
	case errors.As(err, &refused):
		// After a loss the scheduler may still believe in the worker that was.
		return w.sessions > 0
	}
	return true
}

// A closedError is the end of a session on the scheduler's order. Unless the
// worker was being retired the scheduler wants workers that nobody watches over
// to start anew: that is how it restarts them.
type closedError struct {
	reason  string
	retired bool
}

func (e *closedError) Error() string {
	return fmt.Sprintf("worker: closed by the scheduler: %s", e.reason)
}
