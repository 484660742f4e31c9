package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler/worker"
)

// workerCmd runs a worker of a Dask cluster.
type workerCmd struct {
	Address     string     `arg:"" placeholder:"tcp://host:8786" help:"The scheduler."`
	Threads     positive   `aliases:"nthreads" placeholder:"N" help:"Tasks that run at the same time (one per CPU)."`
	Name        string     `placeholder:"NAME" help:"Name of the worker, unique in the cluster (its address)."`
	Resources   string     `placeholder:"A=1,B=2" help:"What tasks can ask for besides GO."`
	Host        string     `group:"net" placeholder:"HOST" help:"Listen on this name or number, such as 10.0.0.5 or ::1 (the way to the scheduler)."`
	Interface   string     `group:"net" placeholder:"NAME" help:"Listen on this network interface, such as eth0."`
	Port        uint16     `group:"net" aliases:"worker-port" placeholder:"N" help:"Listen on this port (any free one)."`
	Contact     string     `group:"net" name:"contact-address" placeholder:"HOST[:PORT]" help:"Where others reach the worker, if it is not there."`
	MemoryLimit *byteCount `placeholder:"4GiB" help:"Spill results to disk and pause as memory comes near this (what the machine has, by threads); 0 is no limit."`
	SpillDir    string     `aliases:"local-directory" placeholder:"DIR" type:"path" help:"Where to spill (a temporary folder)."`
	Reconnect   bool       `help:"When the scheduler goes away, wait for it to come back."`
	Verbose     bool       `short:"v" help:"Log more."`
	ParentPID   int        `hidden:"" name:"parent-pid" help:"End with this process, which is the parent."`
	Deployed    string     `hidden:"" type:"path" help:"Folder to remove with it."`
	tlsFlags
}

// Help is the longer help text.
func (*workerCmd) Help() string {
	return `Runs the built-in UDFs and array operations for any client of the cluster, until
it is interrupted or the scheduler closes it.

  gloam worker tcp://scheduler:8786
  gloam worker tcp://scheduler:8786 --threads 8 --memory-limit 32GiB --reconnect
  gloam worker tcp://[fd00::1]:8786 --interface eth0

The worker offers the resource GO, one for each thread; only tasks that ask for
it come here. The names that dask worker has for flags are understood, too:
--nthreads, --worker-port, --local-directory.`
}

// Validate reports flags that make no sense.
func (c *workerCmd) Validate() error {
	if c.Host != "" && c.Interface != "" {
		return fmt.Errorf("--host %s and --interface %s: use one of them", c.Host, c.Interface)
	}
	if _, err := resourcesOf(c.Resources); err != nil {
		return err
	}
	if !remote(c.Address) {
		return fmt.Errorf("got address %q, want tcp://host:port or tls://host:port", c.Address)
	}
	return nil
}

// Run implements the sub-command.
func (c *workerCmd) Run(a *app) error {
	config, err := c.config(c.Address, "worker")
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	opts := []worker.Option{
		worker.Threads(cmp.Or(int(c.Threads), runtime.GOMAXPROCS(0))), worker.Reconnect(c.Reconnect),
		worker.Logger(slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))),
	}
	if c.Name != "" {
		opts = append(opts, worker.Name(c.Name))
	}
	if at := cmp.Or(c.Interface, c.Host); at != "" || c.Port != 0 {
		opts = append(opts, worker.Listen(net.JoinHostPort(strings.Trim(at, "[]"), fmt.Sprint(c.Port))))
	}
	if c.Contact != "" {
		opts = append(opts, worker.Contact(c.Contact))
	}
	if r, _ := resourcesOf(c.Resources); len(r) > 0 {
		opts = append(opts, worker.Resources(r))
	}
	if c.MemoryLimit != nil {
		opts = append(opts, worker.MemoryLimit(int64(*c.MemoryLimit)))
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
	if c.Deployed != "" && err == nil { // else somebody will want to read the log
		err = removeDeployed(c.Deployed, os.Getpid())
	}
	var failed *comm.ConnError
	switch {
	case errors.Is(context.Cause(ctx), errOrphan):
		return errors.Join(errOrphan, err)
	case a.ctx.Err() != nil:
		return &interruptedError{"while working; the worker has left the cluster"}
	case errors.Is(err, worker.ErrLost):
		return fmt.Errorf("%w (with --reconnect the worker would wait for it)", err)
	case errors.As(err, &failed) && failed.Op == "dial":
		return unreachable(c.Address, err)
	}
	return err
}

// resourcesOf reads resources such as "GPU=1,MEM=2e9". As with dask worker,
// spaces separate, too.
func resourcesOf(text string) (map[string]float64, error) {
	found := map[string]float64{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		name, amount, ok := strings.Cut(part, "=")
		n, err := strconv.ParseFloat(amount, 64)
		if !ok || name == "" || err != nil || !(n >= 0) {
			return nil, fmt.Errorf("--resources: got %q, want name=amount", part)
		}
		found[name] = n
	}
	return found, nil
}
