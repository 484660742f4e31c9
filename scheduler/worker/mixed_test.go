package worker_test

import (
	"testing"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// TestGoAndPythonTasksFeedEachOther runs chains of Go and Python tasks on two
// workers of each kind, between which the scheduler steals.
func TestGoAndPythonTasksFeedEachOther(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		for _, name := range []string{"py-1", "py-2"} {
			s.StartWorker(t, testdask.WorkerOptions{Name: name})
		}
		for _, name := range []string{"go-1", "go-2"} {
			workertest.Start(t, s.Address, worker.Name(name), worker.Threads(1))
		}
		python(t, s, weave)
	})
}

const weave = `
from functools import reduce
def double(x):
    time.sleep(0.01)
    return 2 * x
def scale(x): return call("scale", x, 0.5)
def ran(fs): return {c.scheduler_info()["workers"][a]["name"] for h in c.who_has(fs).values() for a in h}
N = 40
a = [c.submit(np.full, 500, float(i), pure=False) for i in range(N)]    # Python
b = [scale(x) for x in a]                                               # Go
d = [c.submit(double, x, pure=False) for x in b]                        # Python
e = [scale(c.submit(np.add, d[i], d[(i + 1) % N], pure=False)) for i in range(N)]
got = c.gather(e, errors="raise")
for i in range(N):
    assert (got[i] == (i + (i + 1) % N) / 2).all(), (i, got[i][:3])
assert len({n for n in ran(b) if n.startswith("go-")}) == 2, ran(b)
total = c.submit(lambda *x: float(sum(y.sum() for y in x)), *e)
check(total.result(timeout=60), 500.0 * sum(range(N)))
# Long tasks that all start on one worker move to its twin.
far = next(a for a, w in c.scheduler_info()["workers"].items() if w["name"] == "go-1")
root = c.submit(methodcaller("go:test/zeros"), 10, workers=[far], resources={"GO": 1}, pure=False)
wait(root)
naps = c.map(lambda i, x: (time.sleep(0.1), i)[1], range(40), [root] * 40, pure=False)
check(c.gather(naps), list(range(40)))
del a, b, d, e, total, root, naps
until(lambda: not any(c.has_what().values()))
`

func TestATakenNameIsRefusedByTheScheduler(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		workertest.Start(t, s.Address, worker.Name("twin"))
		err := worker.Run(t.Context(), s.Address, worker.Name("twin"), workertest.Quiet(t))
		require.ErrorContains(t, err, "name taken, twin")
		require.ErrorContains(t, err, "choose another")
	})
}
