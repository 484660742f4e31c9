package worker_test

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// TestGoWorkersOnACluster runs what concerns several Go workers on one
// scheduler, one script after the other.
func TestGoWorkersOnACluster(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		s.StartWorker(t, testdask.WorkerOptions{Name: "py", Threads: 1})
		first := workertest.Start(t, s.Address, worker.Name("one"), worker.Threads(1), worker.Reconnect(true))
		t.Run("Tiny", func(t *testing.T) { python(t, s, tiny) })
		t.Run("Steal", func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			late, ended := make(chan worker.Info, 1), make(chan error, 1)
			timer := time.AfterFunc(1500*time.Millisecond, func() {
				ended <- worker.Run(ctx, s.Address, worker.Name("late"), worker.Threads(1), workertest.Quiet(t), worker.OnReady(func(i worker.Info) { late <- i }))
			})
			python(t, s, steal)
			cancel()
			if !timer.Stop() {
				require.NoError(t, <-ended)
			}
		})
		second := workertest.Start(t, s.Address, worker.Name("two"), worker.Threads(1))
		t.Run("Big", func(t *testing.T) { python(t, s, bigArrays) })
		t.Run("Retire", func(t *testing.T) {
			python(t, s, retire)
			require.NoError(t, first.Wait(), "a retired worker ends")
		})
		t.Run("Restart", func(t *testing.T) {
			third := workertest.Start(t, s.Address, worker.Name("three"), worker.Reconnect(true))
			python(t, s, restart)
			require.NoError(t, second.Wait(), "a worker that does not reconnect ends")
			require.NoError(t, third.Stop())
		})
	})
}

const tiny = `
fs = c.map(methodcaller("go:test/echo"), range(10_000), resources={"GO": 1}, pure=False)
check(c.gather(fs), list(range(10_000)))
check(c.submit(sum, fs).result(), sum(range(10_000)))
del fs
until(lambda: not any(c.has_what().values()))
`

const steal = `
fs = c.map(methodcaller("go:test/sleep"), [300] * 16, resources={"GO": 1}, pure=False)
wait(fs)
holders = {next(iter(h)) for h in c.who_has(fs).values() if h}
assert len(holders) >= 2, holders
`

const bigArrays = `
names = {w["name"]: a for a, w in c.scheduler_info()["workers"].items()}
z = c.submit(methodcaller("go:test/zeros"), 160_000_000, workers=["one"], resources={"GO": 1}, pure=False)
n = c.submit(methodcaller("go:test/size"), z, workers=["two"], resources={"GO": 1})
check(n.result(), 160_000_000)
check(c.submit(len, z, workers=["py"]).result(), 160_000_000)
p = c.submit(np.ones, 20_000_000, workers=["py"])
check(c.submit(methodcaller("go:test/size"), p, workers=["one"], resources={"GO": 1}).result(), 20_000_000)
assert z.result().shape == (160_000_000,)
del z, n, p
until(lambda: not any(c.has_what().values()))
`

const retire = `
one = [a for a, w in c.scheduler_info()["workers"].items() if w["name"] == "one"][0]
fs = [c.submit(methodcaller("go:test/zeros"), 1000 + i, workers=[one], resources={"GO": 1}, pure=False) for i in range(20)]
wait(fs)
c.retire_workers([one])
until(lambda: one not in c.scheduler_info()["workers"])
check([len(a) for a in c.gather(fs)], [1000 + i for i in range(20)])
`

const restart = `
f = [call("sleep", 60000) for _ in range(3)]
time.sleep(0.3)
c.restart(timeout=20, wait_for_workers=False)
until(lambda: [w["name"] for w in c.scheduler_info()["workers"].values()] == ["three"])
check(call("add", 1, 1).result(timeout=20), 2)
`

// TestAKilledWorkersTasksRunElsewhere kills a Go worker while it runs a task
// and holds a result that others need.
func TestAKilledWorkersTasksRunElsewhere(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		cmd := child(t, s.Address, "victim", 1)
		workertest.Start(t, s.Address, worker.Name("survivor"))
		python(t, s, fmt.Sprintf(killing, cmd.Process.Pid))
	})
}

const killing = `
import os, signal
until(lambda: {w["name"] for w in c.scheduler_info()["workers"].values()} == {"victim", "survivor"})
kept = c.submit(methodcaller("go:test/add"), 20, 1, workers=["victim"], allow_other_workers=True, resources={"GO": 1}, pure=False)
wait(kept)
slow = c.submit(methodcaller("go:test/sleep"), 3000, workers=["victim"], allow_other_workers=True, resources={"GO": 1}, pure=False)
until(lambda: any(slow.key in keys for keys in c.processing().values()))
time.sleep(0.5)
os.kill(%d, signal.SIGKILL)
until(lambda: "victim" not in {w["name"] for w in c.scheduler_info()["workers"].values()})
check(c.submit(methodcaller("go:test/add"), kept, 21, resources={"GO": 1}).result(timeout=60), 42)
check(slow.result(timeout=60), 3000)
`

// TestAKilledPythonWorkersResultsAreMadeAgain kills a Python worker that holds
// the only copy of what a Go task needs.
func TestAKilledPythonWorkersResultsAreMadeAgain(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		s.StartWorker(t, testdask.WorkerOptions{Name: "py-1"})
		s.StartWorker(t, testdask.WorkerOptions{Name: "py-2"})
		workertest.Start(t, s.Address, worker.Name("go"))
		python(t, s, killingPython)
	})
}

const killingPython = `
import os, signal
x = c.submit(np.full, 1000, 3.0, workers=["py-1"], allow_other_workers=True, pure=False)
wait(x)
home = [a for a, w in c.scheduler_info()["workers"].items() if w["name"] == "py-1"]
pid, = c.run(os.getpid, workers=home).values()
os.kill(pid, signal.SIGKILL)
sums = [c.submit(methodcaller("go:test/scale"), x, float(i), resources={"GO": 1}, pure=False) for i in range(4)]
assert [f.result(timeout=60).sum() for f in sums] == [3000.0 * i for i in range(4)]
check(len(c.scheduler_info()["workers"]), 2)
`

// TestResultsAreSpilledAndRemoved gives a worker little memory.
func TestResultsAreSpilledAndRemoved(t *testing.T) { each(t, spills) }

func spills(t *testing.T, v testdask.Version) {
	s := testdask.StartScheduler(t, v)
	dir := t.TempDir()
	w := workertest.Start(t, s.Address, worker.SpillDir(dir))
	small := workertest.Start(t, s.Address, worker.Name("small"), worker.SpillDir(dir), worker.MemoryLimit(500e6), worker.PauseAt(100))
	python(t, s, fmt.Sprintf(spilling, dir))
	for _, r := range []*workertest.Worker{w, small} {
		require.NoError(t, r.Stop())
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Empty(t, files)
}

const spilling = `
import glob
fs = [c.submit(methodcaller("go:test/zeros"), 50_000_000, workers=["small"], resources={"GO": 1}, pure=False) for i in range(9)]
wait(fs)
small = [a for a, w in c.scheduler_info()["workers"].items() if w["name"] == "small"][0]
spilled = lambda: c.scheduler_info()["workers"][small]["metrics"]["spilled_bytes"]["disk"]
until(lambda: spilled() >= 100_000_000)
assert all(a.sum() == 0 for a in c.gather(fs[:4]))
sizes = [c.submit(methodcaller("go:test/size"), f, workers=["small"], resources={"GO": 1}, pure=False) for f in fs]
check(sum(c.gather(sizes)), 450_000_000)
del fs[1:], sizes
until(lambda: spilled() <= 50_010_000)
assert len(glob.glob(%q + "/*/*.spill")) == 1
`

// TestAReconnectingWorkerSurvivesItsScheduler kills the scheduler and starts
// another at the same place.
func TestAReconnectingWorkerSurvivesItsScheduler(t *testing.T) { each(t, survives) }

func survives(t *testing.T, v testdask.Version) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	require.NoError(t, l.Close())
	s := testdask.StartScheduler(t, v, "--port", port)
	w := workertest.Start(t, s.Address, worker.Reconnect(true))
	lost := workertest.Start(t, s.Address)
	s.Kill()
	require.ErrorIs(t, lost.Wait(), worker.ErrLost)
	again := testdask.StartScheduler(t, v, "--port", port)
	require.Equal(t, s.Address, again.Address)
	python(t, again, `check(call("add", 1, 1).result(timeout=20), 2)`)
	require.NoError(t, w.Stop())
}
