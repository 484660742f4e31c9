package worker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/stretchr/testify/require"
)

// BenchmarkAgainstPython compares Go workers with Dask's own, two of each with
// two threads each, on one scheduler process and by turns: the median of each.
// One Python client asks for everything. A ratio above 1 is in favour of Go.
//
// The overhead of a Go worker is what the process takes beyond the results that
// it holds or receives, for a quarter of a second at least: the most of both
// workers in all rounds, while idle and under each kind of load.
func BenchmarkAgainstPython(b *testing.B) {
	for _, v := range testdask.Versions(b) {
		b.Run("dask="+v.String(), func(b *testing.B) {
			s := testdask.StartScheduler(b, v)
			for _, name := range []string{"py-1", "py-2"} {
				s.StartWorker(b, testdask.WorkerOptions{Name: name, Threads: 2})
			}
			for _, name := range []string{"go-1", "go-2"} {
				child(b, s.Address, name, 2)
			}
			var got map[string][]float64
			for b.Loop() {
				out := testdask.Start(b, v, "script", "-c", preamble+against, s.Address).Wait(b, 5*time.Minute)
				line := out[strings.LastIndex(out, "RESULT ")+len("RESULT "):]
				require.NoError(b, json.Unmarshal([]byte(line), &got), out)
			}
			b.ReportMetric(0, "ns/op")
			for _, what := range []string{"tasks/s", "MB/s"} {
				golang, python := median(got[what+"-go"]), median(got[what+"-py"])
				b.ReportMetric(golang, what+"-go")
				b.ReportMetric(python, what+"-py")
				b.ReportMetric(golang/python, "x-"+what)
			}
			for _, load := range []string{"idle", "tiny", "move", "keys", "churn"} {
				b.ReportMetric(slices.Max(got[load])/(1<<20), "MiB-over-"+load)
			}
		})
	}
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// child runs this program as a worker until the test ends.
func child(t testing.TB, address, name string, threads int) *exec.Cmd {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := testdask.EndWithParent(exec.Command(self))
	cmd.Env = append(os.Environ(), "GLOAM_TEST_WORKER="+address, "GLOAM_TEST_NAME="+name, fmt.Sprintf("GLOAM_TEST_THREADS=%d", threads))
	require.NoError(t, cmd.Start())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
	})
	return cmd
}

// test/peak returns the overhead of the process since it was asked last.
var _ = graph.Register("test/peak", func(context.Context, []any) (any, error) { return int(worker.LastingOverhead()), nil })

const against = `
import json, os
ROUNDS = 7
info = lambda: c.scheduler_info()["workers"]
until(lambda: len(info()) == 4)
go = [a for n in ("go-1", "go-2") for a, w in info().items() if w["name"] == n]
py = [a for n in ("py-1", "py-2") for a, w in info().items() if w["name"] == n]
GO = {"resources": {"GO": 1}}
out = {}
def add(name, value): out.setdefault(name, []).append(value)
def peak(load):
    fs = [c.submit(methodcaller("go:test/peak"), workers=[a], pure=False, **GO) for a in go]
    for p in c.gather(fs):
        if load: add(load, p)
def settle():
    until(lambda: not any(c.has_what().values()))
    time.sleep(0.2)

def tiny(fn, n=2000, **kw):
    t = time.perf_counter()
    fs = c.map(fn, range(n), pure=False, **kw)
    wait(fs)
    t = time.perf_counter() - t
    del fs; settle()
    return n / t

def move(make, size, pair, n=6, **kw):
    xs = [c.submit(make, 64 << 20, workers=[pair[0]], pure=False, **kw) for _ in range(n)]
    wait(xs)
    t = time.perf_counter()
    fs = [c.submit(size, x, workers=[pair[1]], pure=False, **kw) for x in xs]
    wait(fs)
    t = time.perf_counter() - t
    assert all(f.result() == 64 << 20 for f in fs)
    del fs, xs; settle()
    return n * (64 << 20) / t / 1e6

def ones(n): return np.ones(n, "u1")
tiny(methodcaller("go:test/echo"), 100, **GO); tiny(methodcaller("__neg__"), 100, workers=py)
time.sleep(2); peak(None); time.sleep(1); peak("idle")
for i in range(ROUNDS):
    kinds = [0, 1] if i % 2 else [1, 0]
    for kind in kinds:
        if kind:
            add("tasks/s-go", tiny(methodcaller("go:test/echo"), workers=[go[0]], **GO)); peak("tiny")
        else:
            add("tasks/s-py", tiny(methodcaller("__neg__"), workers=[py[0]]))
    for kind in kinds:
        if kind:
            add("MB/s-go", move(methodcaller("go:test/ones"), methodcaller("go:test/size"), go, **GO)); peak("move")
        else:
            add("MB/s-py", move(ones, len, py))
# many keys at once, and chunks that come and go while some stay
fs = c.map(methodcaller("go:test/echo"), range(20_000), pure=False, workers=go, **GO); wait(fs); del fs; settle(); peak("keys")
kept = [c.submit(methodcaller("go:test/ones"), 16 << 20, pure=False, workers=go, **GO) for _ in range(24)]
wait(kept)
for _ in range(8):
    fs = [c.submit(methodcaller("go:test/ones"), 8 << 20, pure=False, workers=go, **GO) for _ in range(30)]
    ns = [c.submit(methodcaller("go:test/size"), f, pure=False, workers=go, **GO) for f in fs]
    del fs; wait(ns); del ns
del kept; settle(); peak("churn")
print("RESULT " + json.dumps(out), flush=True)
`
