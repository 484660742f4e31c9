package worker_test

import (
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/stretchr/testify/require"
)

// TestShufflesMoveToPythonWorkers has a Python client rechunk by P2P on a
// cluster of both kinds of workers.
func TestShufflesMoveToPythonWorkers(t *testing.T) {
	each(t, func(t *testing.T, v testdask.Version) {
		s := testdask.StartScheduler(t, v)
		for _, name := range []string{"py-1", "py-2"} {
			s.StartWorker(t, testdask.WorkerOptions{Name: name, Threads: 2})
		}
		for _, name := range []string{"go-1", "go-2"} {
			workertest.Start(t, s.Address, worker.Name(name))
		}
		python(t, s, shuffling)
	})
}

const shuffling = `
import dask, dask.array as da
until(lambda: len(c.scheduler_info()["workers"]) == 4)
dask.config.set({"array.rechunk.method": "p2p"})
def text(e):
    return "" if e is None else str(e) + text(e.__cause__)
want = np.arange(120 * 90, dtype="f8").reshape(120, 90)
try:
    for round in range(3):
        x = da.from_array(want + round, chunks=(10, 90)).rechunk((120, 9))
        assert (c.compute(x).result(timeout=60) == want + round).all()
    pair = [da.ones((60, 80), chunks=(5, 80)).rechunk((60, 8)) for _ in range(2)]
    check(float(c.compute((pair[0] + pair[1]).sum()).result(timeout=60)), 9600.0)
except Exception as e:
    import distributed
    assert distributed.__version__ < "2024.5", repr(e)
    assert "output blocks to a Go worker" in text(e) or "P2P" in text(e), (repr(e), text(e))
dask.config.set({"array.rechunk.method": "tasks"})
check(float(c.compute(da.ones((60, 80), chunks=(5, 80)).rechunk((60, 8)).sum()).result(timeout=60)), 4800.0)
go = [a for a, w in c.scheduler_info()["workers"].items() if "GO" in w["resources"]]
assert len(go) == 2, go
`

func TestAShuffleThatCannotMoveSaysWhatToDo(t *testing.T) {
	s := fake(t)
	w := join(t, s)
	pool := comm.NewPool()
	defer pool.Close()
	shard := daskproto.Call("shuffle_receive", daskproto.F("shuffle_id", "abc"), daskproto.F("run_id", 3), daskproto.F("data", []byte("shard")))
	_, err := pool.Call(t.Context(), w.Info.Address, shard)
	require.NoError(t, err)
	for _, run := range []daskproto.Map{nil, {daskproto.F("run_id", 3)}} {
		_, err = pool.Call(t.Context(), w.Info.Address, append(daskproto.Call("shuffle_inputs_done", daskproto.F("shuffle_id", "abc")), run...))
		require.ErrorContains(t, err, "set dask.config array.rechunk.method or dataframe.shuffle.method to tasks")
	}
	require.ErrorContains(t, err, "no Python worker")
	_, err = pool.Call(t.Context(), w.Info.Address, daskproto.Call("shuffle_inputs_done"))
	require.ErrorContains(t, err, "P2P")
}
