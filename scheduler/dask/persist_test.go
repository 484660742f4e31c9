package dask_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

func testPersistedResultsAreUsedWhereTheyAre(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	counted.Store(0)
	l := layer(t, "count", opCount, 6, []any{"persisted"})
	held, err := c.Persist(t.Context(), whole{l, nil}, whole{l, []int{4}})
	require.NoError(t, err)
	require.Equal(t, int32(6), counted.Load())
	require.Equal(t, l.Name(), held[0].Layer().Name())
	require.Len(t, held[0].Keys(), 6)
	require.Len(t, held[1].Keys(), 1)

	after := layer(t, "after", opOne, 6, nil, held[0].Layer())
	got, err := c.Execute(t.Context(), plan(t, whole{after, nil}, held[1]))
	require.NoError(t, err)
	require.Equal(t, []any{"persisted", "persisted", "persisted", "persisted", "persisted", "persisted", "persisted"}, got)
	require.Equal(t, int32(6), counted.Load(), "work done again")

	here, err := scheduler.Compute(t.Context(), []graph.Collection{held[0]}, scheduler.On(scheduler.Sync{}))
	require.NoError(t, err)
	require.Len(t, here[0], 6)

	_, err = c.Execute(t.Context(), plan(t, whole{layer(t, "other", opOne, 6, nil, held[1].Layer()), []int{2}}))
	require.ErrorContains(t, err, "block was not asked for")

	held[0].Release()
	held[0].Release()
	got, err = c.Execute(t.Context(), plan(t, held[1]))
	require.NoError(t, err)
	require.Equal(t, []any{"persisted"}, got)
	held[1].Release()
	_, err = c.Execute(t.Context(), plan(t, whole{after, nil}))
	require.ErrorIs(t, err, dask.ErrReleased)
	requireNothingHeld(t, s)
}

func testForgottenHandlesAreReleased(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	_, err := c.Persist(t.Context(), whole{layer(t, "load", opSource, 3, []any{1}), nil})
	require.NoError(t, err)
	runtime.GC()
	requireNothingHeld(t, s)
}

func testPersistedArraysStayArrays(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	a := arraySample()["reshape"]
	held, err := c.Persist(t.Context(), a)
	require.NoError(t, err)
	b, err := arrays.New(held[0].Layer(), a.Chunks(), a.DType())
	require.NoError(t, err)
	require.Equal(t, a.Name(), b.Name())
	sum := must(arrays.Add(b, 1.0))
	got, err := sum.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	want, err := must(arrays.Add(a, 1.0)).Compute(t.Context())
	require.NoError(t, err)
	require.True(t, ndarray.Identical(want, got))
	runtime.KeepAlive(held)
}

func testScatteredValuesAreInputs(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	block := must(ndarray.FromSlice([]float64{1, 2, 3}, 3))
	held, err := c.Scatter(t.Context(), block, "text", 7, []any{1, "x"})
	require.NoError(t, err)
	var wanted []graph.Collection
	for _, h := range held {
		l, err := graph.NewLayer(graph.LayerSpec{Label: "use", Token: graph.Token(h.Layer()), Op: opOne, Deps: []*graph.Layer{h.Layer()},
			Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0)) }})
		require.NoError(t, err)
		wanted = append(wanted, whole{l, nil}, h)
	}
	got, err := c.Execute(t.Context(), plan(t, wanted...))
	require.NoError(t, err)
	require.True(t, ndarray.Identical(block, got[0].(*ndarray.Array)))
	require.True(t, ndarray.Identical(block, got[1].(*ndarray.Array)))
	require.Equal(t, []any{"text", "text", 7, 7, []any{1, "x"}, []any{1, "x"}}, got[2:])
	for _, h := range held {
		h.Release()
	}
	requireNothingHeld(t, s)
	_, err = c.Scatter(t.Context(), make(chan int))
	require.ErrorContains(t, err, "chan int")
}

const readDatasets = `
import sys
from distributed import Client
c = Client(sys.argv[1], timeout=10)
print("names:", sorted(c.list_datasets()))
one = c.get_dataset("one")
print("one:", one.result().tolist(), one.result().dtype)
many = c.get_dataset("many")
print("many:", c.gather(many))
c.publish_dataset(python=[c.submit(pow, 2, 5, resources={"PY": 1}), c.submit(pow, 2, 6, resources={"PY": 1})], plain={"a": 1})
c.close()
`

func testPublishedResultsAreReadByPython(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	s.StartWorker(t, testdask.WorkerOptions{Resources: map[string]float64{"PY": 1}})
	c := dial(t, s)
	held, err := c.Scatter(t.Context(), must(ndarray.FromSlice([]int16{1, 2, 3}, 3)))
	require.NoError(t, err)
	require.NoError(t, c.Publish(t.Context(), "one", held[0]))
	many, err := c.Persist(t.Context(), whole{layer(t, "load", opSource, 3, []any{4}), nil})
	require.NoError(t, err)
	require.NoError(t, c.Publish(t.Context(), "many", many[0]))
	require.Error(t, c.Publish(t.Context(), "many", many[0]))
	require.NoError(t, c.Close()) // published results outlive their client

	out := testdask.Python(t, s.Version, readDatasets, s.Address)
	require.Contains(t, out, "names: ['many', 'one']")
	require.Contains(t, out, "one: [1, 2, 3] int16")
	require.Contains(t, out, "many: [4, 4, 4]")

	d := dial(t, s)
	names, err := d.Datasets(t.Context())
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"many", "one", "plain", "python"}, names)
	for name, want := range map[string]any{"many": []any{4, 4, 4}, "python": []any{32, 64}, "plain": map[string]any{"a": 1}} {
		h, err := d.Dataset(t.Context(), name)
		require.NoError(t, err, name)
		got, err := scheduler.Compute(t.Context(), []graph.Collection{h}, scheduler.On(d))
		require.NoError(t, err, name)
		require.Equal(t, want, got[0], name)
		h.Release()
		require.NoError(t, d.Unpublish(t.Context(), name))
	}
	require.NoError(t, d.Unpublish(t.Context(), "one"))
	_, err = d.Dataset(t.Context(), "one")
	require.ErrorContains(t, err, `dataset "one"`)
	requireNothingHeld(t, s)
}

const shareArrays = `
import sys
import numpy as np, dask.array as da
from distributed import Client, wait
c = Client(sys.argv[1], timeout=10)
x = c.get_dataset("go")
print("go:", type(x).__name__, x.shape, x.chunks, x.dtype, x.sum().compute(scheduler=c), (x + 1).compute(scheduler=c)[5, 7])
y = da.from_array(np.arange(24.0).reshape(4, 6), chunks=(3, 2)).persist(scheduler=c)
wait(y)
c.publish_dataset(python=y)
c.close()
`

func testPublishedArraysAreArraysOnBothSides(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	s.StartWorker(t, testdask.WorkerOptions{})
	c := dial(t, s)
	held, err := c.Persist(t.Context(), arraySample()["add"])
	require.NoError(t, err)
	require.NoError(t, c.Publish(t.Context(), "go", held[0]))
	out := testdask.Python(t, s.Version, shareArrays, s.Address)
	require.Contains(t, out, "go: Array (6, 8) ((3, 1, 2), (3, 1, 2, 2)) float32 1176.0 49.0")

	for name, want := range map[string]float64{"go": 1176, "python": 276} {
		h, err := c.Dataset(t.Context(), name)
		require.NoError(t, err)
		chunks, dtype, ok := h.Array()
		require.True(t, ok, name)
		a, err := arrays.New(h.Layer(), chunks, dtype)
		require.NoError(t, err)
		sum, err := must(a.Sum()).Compute(t.Context(), scheduler.On(c))
		require.NoError(t, err, name)
		got, err := sum.Float()
		require.NoError(t, err)
		require.Equal(t, want, got, name)
		h.Release()
		require.NoError(t, c.Unpublish(t.Context(), name))
	}
}

func testCancelledHandlesAreOfNoUse(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	held, err := c.Persist(t.Context(), whole{layer(t, "load", opSource, 1, []any{5}), nil})
	require.NoError(t, err)
	require.NoError(t, c.Cancel(t.Context(), held...))
	require.Eventually(t, func() bool {
		_, err := c.Execute(t.Context(), plan(t, held[0]))
		return err != nil
	}, 10*time.Second, 10*time.Millisecond)
	_, err = c.Execute(t.Context(), plan(t, held[0]))
	require.ErrorIs(t, err, dask.ErrCancelled)
}

func TestRestartEndsEverything(t *testing.T) {
	eachRelease(t, func(t *testing.T, s *testdask.Scheduler) {
		workertest.Start(t, s.Address)
		c := dial(t, s)
		held, err := c.Persist(t.Context(), whole{layer(t, "load", opSource, 1, []any{6}), nil})
		require.NoError(t, err)
		require.NoError(t, c.Restart(t.Context()))
		require.Eventually(t, func() bool {
			ctx, cancel := contextWithin(t, time.Second)
			defer cancel()
			_, err := c.Execute(ctx, plan(t, held[0]))
			return err != nil
		}, 10*time.Second, 10*time.Millisecond)
		_, err = c.Execute(t.Context(), plan(t, held[0]))
		require.ErrorIs(t, err, dask.ErrRestarted)
	})
}
