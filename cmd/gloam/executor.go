package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/gloam-go/gloam/scheduler"
)

// executorFlags say where and how tasks run.
type executorFlags struct {
	Scheduler   string    `group:"how" default:"local" placeholder:"local|sync|tcp://…" help:"Where tasks run: on all cores of this machine, one after the other, or on a Dask cluster (${default})."`
	Workers     int       `group:"how" placeholder:"N" help:"Tasks that run at the same time (one per CPU)."`
	MemoryLimit byteCount `group:"how" placeholder:"2GiB" help:"Start reading only while results in memory stay below this."`
}

// Validate reports flags that contradict themselves.
func (f executorFlags) Validate() error {
	switch {
	case f.Scheduler != "local" && f.Scheduler != "sync" && !remote(f.Scheduler):
		return fmt.Errorf("--scheduler: got %q, want local, sync or tcp://host:port", f.Scheduler)
	case f.Workers < 0:
		return fmt.Errorf("--workers: got %d, want at least 1", f.Workers)
	case f.Scheduler == "sync" && f.Workers > 1:
		return fmt.Errorf("--workers %d: the sync scheduler has one", f.Workers)
	}
	return nil
}

func remote(address string) bool {
	return strings.HasPrefix(address, "tcp://") || strings.HasPrefix(address, "tls://")
}

// executor returns what runs the tasks, and how many at the same time.
func (f executorFlags) executor() (scheduler.Executor, int, error) {
	switch {
	case remote(f.Scheduler):
		return nil, 0, fmt.Errorf("--scheduler %s: %w", f.Scheduler, errRemote)
	case f.Scheduler == "sync":
		return scheduler.Sync{}, 1, nil
	}
	n := f.Workers
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	local := scheduler.NewLocal(scheduler.Workers(n), scheduler.MemoryLimit(int64(f.MemoryLimit)))
	return local, n, nil
}

var errRemote = errors.New("remote schedulers are not in this release, want local or sync")
