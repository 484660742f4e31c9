package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// executorFlags say where and how tasks run.
type executorFlags struct {
	Scheduler   string    `group:"how" default:"local" placeholder:"local|sync|tcp://…" help:"Where tasks run: on all cores of this machine, one after the other, or on the Go workers of a Dask cluster (${default})."`
	Workers     positive  `group:"how" placeholder:"N" help:"Tasks that run at the same time on this machine (one per CPU)."`
	MemoryLimit byteCount `group:"how" placeholder:"2GiB" help:"Start reading only while results in memory stay below this."`
	tlsFlags
}

// tlsFlags name the files of a tls:// cluster. Without them Dask's own
// configuration does.
type tlsFlags struct {
	TLSCA   string `group:"tls" name:"tls-ca" placeholder:"FILE" help:"Certificate authority of a tls:// cluster, PEM ($$DASK_DISTRIBUTED__COMM__TLS__CA_FILE)."`
	TLSCert string `group:"tls" name:"tls-cert" placeholder:"FILE" help:"This program's certificate, PEM (…__TLS__CLIENT__CERT, for a worker …__WORKER__CERT)."`
	TLSKey  string `group:"tls" name:"tls-key" placeholder:"FILE" help:"Its key, PEM (…__KEY, or in the file of the certificate)."`
}

// config returns the TLS configuration of a client or worker, nil for a tcp://
// address.
func (f tlsFlags) config(address, role string) (*tls.Config, error) {
	if !strings.HasPrefix(address, "tls://") {
		return nil, nil
	}
	settings, err := comm.ReadSettings()
	if err != nil {
		return nil, err
	}
	ca, cert, key := settings.TLSNames(role)
	if f.TLSCert != "" {
		cert, key = f.TLSCert, cmp.Or(f.TLSKey, f.TLSCert)
	}
	ca, key = cmp.Or(f.TLSCA, ca), cmp.Or(f.TLSKey, key)
	if ca == "" || cert == "" {
		return nil, fmt.Errorf("%s: --tls-ca and --tls-cert needed, and --tls-key unless the key is in the file of the certificate", address)
	}
	c, err := comm.TLSFiles(ca, cert, key)
	if err != nil {
		return nil, err
	}
	return c, settings.Restrict(c)
}

// Validate reports flags that contradict themselves.
func (f executorFlags) Validate() error {
	switch {
	case f.Scheduler != "local" && f.Scheduler != "sync" && !remote(f.Scheduler):
		return fmt.Errorf("--scheduler: got %q, want local, sync or tcp://host:port", f.Scheduler)
	case f.Scheduler == "sync" && f.Workers > 1:
		return fmt.Errorf("--workers %d: the sync scheduler has one", f.Workers)
	case remote(f.Scheduler) && f.Workers > 0:
		return fmt.Errorf("--workers %d: the cluster at %s has the workers it has", f.Workers, f.Scheduler)
	}
	return nil
}

func remote(address string) bool {
	return strings.HasPrefix(address, "tcp://") || strings.HasPrefix(address, "tls://")
}

// A runner is what runs the tasks of a command.
type runner struct {
	scheduler.Executor
	io.Closer
	threads int
	where   string // for people
	// patience is how long an interrupted run may take to end in order: local
	// tasks look at the context once per tile, a cluster is told what to
	// forget. After that the process ends without them, which harms nothing,
	// as files only appear after a run.
	patience time.Duration
}

const (
	localPatience  = 120 * time.Millisecond
	remotePatience = 5 * time.Second
)

type nothing struct{}

func (nothing) Close() error { return nil }

// runner returns what runs the tasks. Close it.
func (f executorFlags) runner(ctx context.Context) (*runner, error) {
	switch {
	case remote(f.Scheduler):
		return f.cluster(ctx)
	case f.Scheduler == "sync":
		return &runner{scheduler.Sync{}, nothing{}, 1, "sync", localPatience}, nil
	}
	n := cmp.Or(int(f.Workers), runtime.GOMAXPROCS(0))
	local := scheduler.NewLocal(scheduler.Workers(n), scheduler.MemoryLimit(int64(f.MemoryLimit)))
	return &runner{local, nothing{}, n, plural(n, "worker"), localPatience}, nil
}

// cluster connects to a Dask scheduler.
func (f executorFlags) cluster(ctx context.Context) (*runner, error) {
	client, err := f.dial(ctx, f.Scheduler)
	if err != nil {
		return nil, err
	}
	info, err := client.Info(ctx)
	if err != nil {
		_ = client.Close()
		return nil, err
	}
	threads := 0
	for _, w := range info.Workers {
		if w.Go {
			threads += w.Threads
		}
	}
	where := fmt.Sprintf("%s, Dask %s, %s in Go", f.Scheduler, info.Version, plural(threads, "thread"))
	return &runner{client, client, threads, where, remotePatience}, nil
}

// dialPatience is how long a scheduler may take to answer.
const dialPatience = 15 * time.Second

func (f tlsFlags) dial(ctx context.Context, address string) (*dask.Client, error) {
	if !remote(address) {
		return nil, fmt.Errorf("got address %q, want tcp://host:port or tls://host:port", address)
	}
	config, err := f.config(address, "client")
	if err != nil {
		return nil, err
	}
	opts := []dask.Option{dask.Name("gloam")}
	if config != nil {
		opts = append(opts, dask.TLS(config))
	}
	ctx, stop := context.WithTimeout(ctx, dialPatience)
	defer stop()
	client, err := dask.Dial(ctx, address, opts...)
	if err != nil {
		return nil, unreachable(address, err)
	}
	return client, nil
}

// connect dials the scheduler at the address and makes a pool of connections of
// the same kind to its workers. The function closes both.
func (f tlsFlags) connect(ctx context.Context, address string) (*dask.Client, *comm.Pool, func(), error) {
	config, err := f.config(address, "client")
	if err != nil {
		return nil, nil, nil, err
	}
	_, config, times, err := comm.Configured(address, "client", config)
	if err != nil {
		return nil, nil, nil, err
	}
	client, err := f.dial(ctx, address)
	if err != nil {
		return nil, nil, nil, err
	}
	pool := comm.NewPool(append(times, comm.WithTLS(config))...)
	return client, pool, func() { _, _ = pool.Close(), client.Close() }, nil
}
