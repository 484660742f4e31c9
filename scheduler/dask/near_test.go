package dask_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// placed prints for each block of a persisted array who holds it, and what the
// scheduler was told about who should make it.
const placed = `
import ast, json, sys
from distributed import Client

def restrictions(dask_scheduler):
    return {str(k): [sorted(t.worker_restrictions or ()), bool(t.loose_restrictions)] for k, t in dask_scheduler.tasks.items()}

with Client(sys.argv[1], set_as_default=False) as c:
    told, out = c.run_on_scheduler(restrictions), {}
    for key, workers in c.who_has().items():
        parts = ast.literal_eval(key) if isinstance(key, str) and key.startswith("('") else key
        if isinstance(parts, tuple) and len(parts) > 1:
            want, loose = told[str(key)]
            out[str(parts[1])] = {"held": sorted(workers), "want": want, "loose": loose}
    print(json.dumps(out))
`

// A placement is where a block is and where it should have been made.
type placement struct {
	Held, Want []string
	Loose      bool
}

var opBlockNumber = graph.Register("test/near/number", func(_ context.Context, args []any) (any, error) {
	return ndarray.FromSlice([]int64{int64(args[0].(int))})
})

// preferring is an array of block numbers, with the workers each block prefers.
func preferring(t *testing.T, prefer ...[]string) *arrays.Array {
	chunks := make([]int, len(prefer))
	for i := range chunks {
		chunks[i] = 1
	}
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "number", Token: graph.Token(t.Name(), len(prefer)), Grid: []int{len(prefer)}, Op: opBlockNumber,
		Args:    func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Lit(block)) },
		Prefers: func(block int) []string { return prefer[block] },
	})
	require.NoError(t, err)
	return must(arrays.New(layer, [][]int{chunks}, ndarray.Int64))
}

// placements computes an array on the cluster, checks it, and says where its
// blocks are.
func placements(t *testing.T, s *testdask.Scheduler, c *dask.Client, a *arrays.Array) map[string]placement {
	kept, err := c.Persist(t.Context(), a)
	require.NoError(t, err)
	var out map[string]placement
	require.NoError(t, json.Unmarshal([]byte(testdask.Python(t, s.Version, placed, s.Address)), &out))
	kept[0].Release()
	requireNothingHeld(t, s)
	got, err := a.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	want, err := a.Compute(t.Context())
	require.NoError(t, err)
	require.True(t, ndarray.Identical(want, got))
	return out
}

// eachUnstolen is eachRelease with schedulers that leave tasks where they are.
func eachUnstolen(t *testing.T, test func(t *testing.T, s *testdask.Scheduler)) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) { test(t, testdask.StartScheduler(t, v.WithoutStealing())) })
	}
}

func TestPreferencesAreAddressesNamesOrHosts(t *testing.T) {
	eachUnstolen(t, func(t *testing.T, s *testdask.Scheduler) {
		one := workertest.Start(t, s.Address, worker.Name("one"))
		two := workertest.Start(t, s.Address, worker.Name("two"))
		a, b := one.Info.Address, two.Info.Address
		c := dial(t, s)
		array := preferring(t, []string{a}, []string{"two"}, []string{"127.0.0.1"}, []string{"elsewhere"}, nil, []string{"elsewhere", "one", a})
		got := placements(t, s, c, array)
		require.Len(t, got, 6)
		for block, want := range map[string][]string{"0": {a}, "1": {b}, "2": {min(a, b), max(a, b)}, "3": {}, "4": {}, "5": {a}} {
			require.Equal(t, want, got[block].Want, "block %s", block)
			require.Equal(t, len(want) > 0, got[block].Loose, "block %s: others may if those are gone", block)
			if len(want) == 1 {
				require.Equal(t, want, got[block].Held, "block %s", block)
			}
		}
		require.NoError(t, two.Stop())
		for block, p := range placements(t, s, c, array) {
			require.Equal(t, []string{a}, p.Held, "block %s: the one that is left", block)
		}
	})
}

func TestPreferencesGiveWayToPythonWorkers(t *testing.T) {
	eachUnstolen(t, func(t *testing.T, s *testdask.Scheduler) {
		one := workertest.Start(t, s.Address, worker.Name("one")).Info.Address
		two := workertest.Start(t, s.Address, worker.Name("two")).Info.Address
		python := s.StartWorker(t, testdask.WorkerOptions{Name: "py"})
		c := dial(t, s)
		array := preferring(t, []string{one}, []string{"two"}, []string{"py"}, []string{python.Address}, []string{"127.0.0.1"})
		got := placements(t, s, c, array)
		require.Len(t, got, 5)
		for block, p := range got {
			require.Empty(t, p.Want, "block %s: a scheduler that may choose others asks none whether it has the operation", block)
			require.False(t, p.Loose)
			require.Subset(t, []string{one, two}, p.Held, "block %s: operations in Go run on Go workers", block)
		}
		python.Kill()
		require.Eventually(t, func() bool {
			info, err := c.Info(t.Context())
			return err == nil && len(info.Workers) == 2
		}, 20*time.Second, 10*time.Millisecond)
		got = placements(t, s, c, array)
		require.Equal(t, []string{one}, got["0"].Held, "they count again")
		require.Equal(t, []string{two}, got["1"].Held)
		require.Empty(t, got["2"].Want)
	})
}
