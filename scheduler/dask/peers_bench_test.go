package dask_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
)

var _ = graph.Register("gloam/dask_test/size", func(_ context.Context, args []any) (any, error) {
	return args[0].(*ndarray.Array).Size(), nil
})

// BenchmarkAgainstPython compares this client and the Go worker with Dask's
// own, on one scheduler process and by turns: the median of each. All that the
// workers do is asked for by one Python client. A ratio above 1 is in favour of
// Go.
func BenchmarkAgainstPython(b *testing.B) {
	for _, v := range testdask.Versions(b) {
		b.Run("dask="+v.String(), func(b *testing.B) {
			s := testdask.StartScheduler(b, v)
			for _, name := range []string{"py-1", "py-2"} {
				s.StartWorker(b, testdask.WorkerOptions{Name: name, Threads: 2})
			}
			for range 2 {
				startBenchChild(b, s)
			}
			out := testdask.Start(b, v, "script", "-c", against, s.Address, fmt.Sprint(benchRounds)).Wait(b, 5*time.Minute)
			var got struct{ TinyPython, TinyGo, MovePython, MoveGo, RSS []float64 }
			line := out[strings.LastIndex(out, "RESULT ")+len("RESULT "):]
			require.NoError(b, json.Unmarshal([]byte(line), &got), out)
			b.ReportMetric(0, "ns/op")
			report := func(what string, python, golang []float64) {
				b.ReportMetric(median(golang), what+"-go")
				b.ReportMetric(median(python), what+"-py")
			}
			report("tasks/s", got.TinyPython, got.TinyGo)
			b.ReportMetric(median(got.TinyGo)/median(got.TinyPython), "x-tiny")
			report("MB/s-move", got.MovePython, got.MoveGo)
			b.ReportMetric(median(got.MoveGo)/median(got.MovePython), "x-move")
			b.ReportMetric(median(got.RSS)/(1<<20), "MiB-idle-go")
		})
	}
}

const benchRounds = 3

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// startBenchChild runs a Go worker in a process of its own.
func startBenchChild(b *testing.B, s *testdask.Scheduler) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+s.Address, "TMPDIR="+filepath.Join(b.TempDir()))
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

const against = `
import json, operator, sys, time
import numpy as np
from operator import methodcaller
from distributed import Client, wait
c, rounds = Client(sys.argv[1]), int(sys.argv[2])
while len(c.scheduler_info()["workers"]) < 4: time.sleep(0.05)
info = c.scheduler_info()["workers"]
go = sorted(a for a, w in info.items() if "GO" in w["resources"])
py = sorted(a for a, w in info.items() if "GO" not in w["resources"])
time.sleep(1.5)
rss = [c.scheduler_info()["workers"][a]["metrics"]["memory"] for a in go]
out = {k: [] for k in ("TinyPython", "TinyGo", "MovePython", "MoveGo")}
GO = {"GO": 1}

def tiny(fn, n=2000, **kw):
    t = time.perf_counter()
    fs = c.map(fn, range(n), pure=False, **kw)
    wait(fs)
    t = time.perf_counter() - t
    del fs; time.sleep(0.5)
    return n / t

def move(make, size, pair, n=6, **kw):
    xs = [c.submit(make, 8 << 20, workers=[pair[0]], pure=False, **kw) for _ in range(n)]
    wait(xs)
    t = time.perf_counter()
    fs = [c.submit(size, x, workers=[pair[1]], pure=False, **kw) for x in xs]
    wait(fs)
    t = time.perf_counter() - t
    assert all(f.result() == 8 << 20 for f in fs)
    del fs, xs; time.sleep(0.5)
    return n * (64 << 20) / t / 1e6

for i in range(rounds):
    out["TinyPython"].append(tiny(methodcaller("__neg__"), workers=[py[0]]))
    out["TinyGo"].append(tiny(methodcaller("go:gloam/dask_test/source"), workers=[go[0]], resources=GO))
    out["MovePython"].append(move(np.ones, len, py))
    out["MoveGo"].append(move(methodcaller("go:gloam/dask_test/large"), methodcaller("go:gloam/dask_test/size"), go, resources=GO))
out["RSS"] = rss
print("RESULT " + json.dumps(out), flush=True)
`
