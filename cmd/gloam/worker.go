package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"

	"github.com/gloam-go/gloam/scheduler/worker"
)

// workerCmd runs a worker of a Dask cluster.
type workerCmd struct {
	Address     string    `arg:"" placeholder:"tcp://host:8786" help:"The scheduler."`
	Threads     int       `placeholder:"N" help:"Tasks that run at the same time (one per CPU)."`
	Name        string    `placeholder:"NAME" help:"Name of the worker, unique in the cluster."`
	Listen      string    `placeholder:"HOST[:PORT]" help:"Where other workers reach this one (the address that reaches the scheduler)."`
	MemoryLimit byteCount `placeholder:"4GiB" help:"Spill results to disk and pause as memory comes near this."`
	SpillDir    string    `placeholder:"DIR" type:"path" help:"Where to spill (a temporary folder)."`
	Reconnect   bool      `help:"When the scheduler goes away, wait for it to come back."`
	Verbose     bool      `short:"v" help:"Log more."`
	ParentPID   int       `hidden:"" name:"parent-pid" help:"End with this process, which is the parent."`
	Deployed    string    `hidden:"" type:"path" help:"Folder to remove with it."`
	tlsFlags
}

// Help is the longer help text.
func (*workerCmd) Help() string {
	return `Runs the built-in UDFs and array operations for any client of the cluster, until
it is interrupted or the scheduler closes it.

  gloam worker tcp://scheduler:8786
  gloam worker tcp://scheduler:8786 --threads 8 --memory-limit 32GiB --reconnect

The worker offers the resource GO, one for each thread; only tasks that ask for
it come here.`
}

// Validate reports flags that make no sense.
func (c *workerCmd) Validate() error {
	if c.Threads < 0 {
		return fmt.Errorf("--threads: got %d, want at least 1", c.Threads)
	}
	if !remote(c.Address) {
		return fmt.Errorf("got address %q, want tcp://host:port or tls://host:port", c.Address)
	}
	return nil
}

// Run implements the sub-command.
func (c *workerCmd) Run(a *app) error {
	config, err := c.config(c.Address)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	threads := c.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	opts := []worker.Option{
		worker.Threads(threads), worker.Reconnect(c.Reconnect),
		worker.Logger(slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))),
		worker.OnReady(func(i worker.Info) {
			a.note("worker %s at %s, %s, for Dask %s at %s", i.Name, i.Address, plural(i.Threads, "thread"), i.Version, i.Scheduler)
		}),
	}
	if c.Name != "" {
		opts = append(opts, worker.Name(c.Name))
	}
	if c.Listen != "" {
		opts = append(opts, worker.Listen(c.Listen))
	}
	if c.MemoryLimit > 0 {
		opts = append(opts, worker.MemoryLimit(int64(c.MemoryLimit)))
	}
	if c.SpillDir != "" {
		opts = append(opts, worker.SpillDir(c.SpillDir))
	}
	if config != nil {
		opts = append(opts, worker.TLS(config))
	}
	ctx, stop := withParent(a.ctx, c.ParentPID)
	defer stop()
	err = worker.Run(ctx, c.Address, opts...)
	switch {
	case errors.Is(context.Cause(ctx), errOrphan):
		if c.Deployed != "" {
			return errors.Join(errOrphan, removeDeployed(c.Deployed, os.Getpid()))
		}
		return errOrphan
	case a.ctx.Err() != nil:
		return &interruptedError{"while working; the worker has left the cluster"}
	case errors.Is(err, worker.ErrLost):
		return fmt.Errorf("%w (with --reconnect the worker would wait for it)", err)
	}
	return err
}
