package dask

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// An Info describes a cluster.
type Info struct {
	Address string // of the scheduler
	ID      string
	Version string // release of Dask
	Workers []Worker
}

// A Worker is one worker of a cluster.
type Worker struct {
	Address   string
	Name      string
	Go        bool     // runs Go operations; otherwise it is a Python worker
	Ops       []string // operations a Go worker has registered, nil if it does not say
	Threads   int
	Memory    int64 // limit in bytes, 0 for none
	Used      int64 // resident memory of the process, as last reported
	Status    string
	Resources map[string]float64
	Tasks     map[string]int    // by state, as last reported
	Versions  map[string]string // packages of a Python worker; filled by Info only
}

// Threads returns the threads of all Go workers.
func (i Info) Threads() int {
	n := 0
	for _, w := range i.Workers {
		if w.Go {
			n += w.Threads
		}
	}
	return n
}

// Info asks the scheduler and its workers who they are. A worker that does not
// answer in time lacks its versions.
func (c *Client) Info(ctx context.Context) (Info, error) {
	id, err := c.identity(ctx)
	if err != nil {
		return Info{}, reason(ctx, err)
	}
	out := Info{Address: id.Address, ID: id.ID, Version: c.dialect.Version.String()}
	versions := c.workerVersions(ctx)
	for _, w := range id.Workers {
		worker := describe(w)
		worker.Versions = versions[w.Address]
		out.Workers = append(out.Workers, worker)
	}
	return out, nil
}

func (c *Client) identity(ctx context.Context) (daskproto.Identity, error) {
	reply, err := c.call(ctx, daskproto.AskIdentity())
	if err != nil {
		return daskproto.Identity{}, err
	}
	id, err := daskproto.DecodeIdentity(reply)
	if err != nil {
		return id, fmt.Errorf("dask: identity: %w", err)
	}
	slices.SortFunc(id.Workers, func(a, b daskproto.WorkerInfo) int { return strings.Compare(a.Address, b.Address) })
	return id, nil
}

func describe(w daskproto.WorkerInfo) Worker {
	f := daskproto.Read("worker", w.All)
	out := Worker{
		Address: w.Address, Name: w.Name.String(), Go: isGo(w), Ops: opsOf(w), Threads: int(w.Threads),
		Memory: w.Memory, Status: w.Status, Resources: w.Resources, Tasks: map[string]int{},
	}
	m := daskproto.Read("metrics", f.Map("metrics"))
	out.Used = m.Int("memory")
	for state, n := range m.Numbers("task_counts") {
		out.Tasks[state] = int(n)
	}
	return out
}

// isGo reports whether a worker runs Go operations.
func isGo(w daskproto.WorkerInfo) bool { return w.Resources[goResource] > 0 }

// opsOf returns the operations that a worker published when it registered.
func opsOf(w daskproto.WorkerInfo) []string {
	f := daskproto.Read("worker", w.All)
	if !f.Has("go_ops") {
		return nil
	}
	list := f.Texts("go_ops")
	if f.Err() != nil {
		return nil
	}
	return list
}

// running reports whether a worker takes tasks.
func running(w daskproto.WorkerInfo) bool {
	return w.Status == "running" || w.Status == "paused" || w.Status == ""
}

// workerVersions asks all workers for their packages.
func (c *Client) workerVersions(ctx context.Context) map[string]map[string]string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	msg := daskproto.Op("versions", daskproto.F("packages", []any{}))
	reply, err := c.call(ctx, broadcast(msg, nil))
	if err != nil {
		return nil
	}
	out := map[string]map[string]string{}
	replies, _ := reply.(daskproto.Map)
	for _, kv := range replies {
		address, _ := kv.Key.(string)
		if v, err := daskproto.DecodeVersions(kv.Value); err == nil {
			out[address] = packages(v)
		}
	}
	return out
}

func packages(v daskproto.Versions) map[string]string {
	out := map[string]string{}
	for _, kv := range v.Packages {
		name, _ := kv.Key.(string)
		if text, ok := kv.Value.(string); ok {
			out[name] = text
		}
	}
	return out
}

// broadcast asks the scheduler to send a request to workers, all if there are
// none named. Failures come back among the replies.
func broadcast(msg daskproto.Map, workers []string) daskproto.Map {
	var to any
	if workers != nil {
		to = workers
	}
	return daskproto.Call("broadcast", daskproto.F("msg", msg), daskproto.F("workers", to),
		daskproto.F("nanny", false), daskproto.F("on_error", "return_pickle"))
}

// WaitForWorkers returns when the cluster has at least n Go workers that take
// tasks.
func (c *Client) WaitForWorkers(ctx context.Context, n int) error {
	for {
		id, err := c.identity(ctx)
		if err != nil {
			return reason(ctx, err)
		}
		if len(goWorkers(id)) >= n {
			return nil
		}
		if sleep(ctx, workerPause) != nil {
			return fmt.Errorf("%w: %d of %d: %w", ErrNoWorkers, len(goWorkers(id)), n, context.Cause(ctx))
		}
	}
}

// workerPause is the time between two looks for workers.
const workerPause = 100 * time.Millisecond

func goWorkers(id daskproto.Identity) []daskproto.WorkerInfo { return workersOf(id, true) }

// workersOf returns the workers of one kind that take tasks.
func workersOf(id daskproto.Identity, goWorkers bool) []daskproto.WorkerInfo {
	var out []daskproto.WorkerInfo
	for _, w := range id.Workers {
		if isGo(w) == goWorkers && running(w) {
			out = append(out, w)
		}
	}
	return out
}
