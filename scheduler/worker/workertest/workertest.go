package workertest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/stretchr/testify/require"
)

// A Worker is a worker that runs within a test.
type Worker struct {
	// Info is what the scheduler knew the worker by when it was first
	// registered.
	Info worker.Info

	t     testing.TB
	stop  context.CancelFunc
	ended chan error
}

// Start starts a worker of two threads for the scheduler at an address and
// waits until it is registered. It has no memory limit and logs into the test;
// options come after these. The test fails if the worker is not registered
// within half a minute, or does not end when the test does.
func Start(t testing.TB, address string, opts ...worker.Option) *Worker {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	w := &Worker{t: t, stop: stop, ended: make(chan error, 1)}
	ready := make(chan worker.Info, 16)
	opts = append([]worker.Option{worker.Threads(2), worker.SpillDir(t.TempDir()), worker.MemoryLimit(0), Quiet(t),
		worker.OnReady(func(i worker.Info) { ready <- i })}, opts...)
	go func() { w.ended <- worker.Run(ctx, address, opts...) }()
	t.Cleanup(func() {
		stop()
		w.Wait()
	})
	select {
	case w.Info = <-ready:
	case err := <-w.ended:
		w.ended <- err
		require.NoError(t, err)
		t.Fatal("worker ended before it was registered")
	case <-time.After(30 * time.Second):
		t.Fatal("worker does not register")
	}
	return w
}

// Stop ends the worker and returns what [worker.Run] returned.
func (w *Worker) Stop() error {
	w.t.Helper()
	w.stop()
	return w.Wait()
}

// Wait waits until the worker has ended and returns what [worker.Run] returned.
// The test fails after 20 seconds.
func (w *Worker) Wait() error {
	w.t.Helper()
	select {
	case err := <-w.ended:
		w.ended <- err
		return err
	case <-time.After(20 * time.Second):
		w.t.Fatal("worker does not end")
		return nil
	}
}

// Quiet has a worker log into the test, which shows it on failure only.
func Quiet(t testing.TB) worker.Option {
	return worker.Logger(slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})))
}
