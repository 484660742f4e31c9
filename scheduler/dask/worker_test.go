package dask_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
)

// startGo runs a Go worker in this process until the function it returns is
// called, at the latest until the end of the test.
func startGo(t *testing.T, s *testdask.Scheduler, opts ...worker.Option) (address string, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan worker.Info, 1), make(chan error, 1)
	opts = append([]worker.Option{worker.Threads(2), worker.MemoryLimit(0),
		worker.Logger(slog.New(slog.NewTextHandler(io.Discard, nil))),
		worker.OnReady(func(i worker.Info) { ready <- i })}, opts...)
	go func() { ended <- worker.Run(ctx, s.Address, opts...) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("worker does not end")
		}
	}
	t.Cleanup(stop)
	select {
	case i := <-ready:
		return i.Address, stop
	case err := <-ended:
		require.NoError(t, err, "worker ended")
	case <-time.After(30 * time.Second):
		require.Fail(t, "worker does not register")
	}
	return "", stop
}
