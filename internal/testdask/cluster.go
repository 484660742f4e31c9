package testdask

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A Scheduler is a running dask-scheduler.
type Scheduler struct {
	*Process
	Version Version
	Address string
}

// StartScheduler starts a scheduler on a free port of this machine. More
// arguments go to dask-scheduler.
func StartScheduler(t testing.TB, v Version, args ...string) *Scheduler {
	t.Helper()
	base := []string{"-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--no-show"}
	p := Start(t, v, "scheduler", append(base, args...)...)
	return &Scheduler{Process: p, Version: v, Address: p.Await(t, `Scheduler at: +(\S+)`)}
}

// A Worker is a running dask-worker without a nanny.
type Worker struct {
	*Process
	Address string
}

// WorkerOptions are what a worker starts with.
type WorkerOptions struct {
	Name      string
	Threads   int // 0 is 1
	Resources map[string]float64
	Args      []string // more arguments of dask-worker
}

// StartWorker starts a worker and waits until it is registered.
func (s *Scheduler) StartWorker(t testing.TB, o WorkerOptions) *Worker {
	t.Helper()
	args := []string{
		"-m", "distributed.cli.dask_worker", s.Address, "--host", "127.0.0.1", "--no-nanny", "--no-dashboard",
		"--nthreads", fmt.Sprint(max(o.Threads, 1)), "--memory-limit", "2GB", "--local-directory", t.TempDir(),
	}
	if o.Name != "" {
		args = append(args, "--name", o.Name)
	}
	if len(o.Resources) > 0 {
		var list []string
		for name, n := range o.Resources {
			list = append(list, fmt.Sprintf("%s=%v", name, n))
		}
		args = append(args, "--resources", strings.Join(list, " "))
	}
	p := Start(t, s.Version, "worker", append(args, o.Args...)...)
	w := &Worker{Process: p, Address: p.Await(t, `Start worker at: +(\S+)`)}
	p.Await(t, `Registered to: +(\S+)`)
	return w
}

// Python runs a script and returns what it printed, see [Process.Wait]. The
// test fails if the script does or runs for two minutes. In the script
// sys.argv[1:] are the arguments.
func Python(t testing.TB, v Version, script string, args ...string) string {
	t.Helper()
	p := Start(t, v, "script", append([]string{"-c", script}, args...)...)
	return p.Wait(t, 2*time.Minute)
}
