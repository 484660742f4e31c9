package dask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// testGoAndPythonShareAGraph has operations in Go and functions of Python read
// each other's results, on two workers of each kind.
func testGoAndPythonShareAGraph(t *testing.T, s *testdask.Scheduler) {
	x := must(must(arrays.Arange(0, 48, 1, ndarray.Float64, arrays.ChunkSize(10))).Reshape(6, 8))
	up := must(arrays.Add(x, 1.0))
	cubed := mapped(t, up, ndarray.Float64, "numpy", "power", 3)
	mixed := must(arrays.Sub(cubed, up))
	again := mapped(t, mixed, ndarray.Float64, "numpy", "multiply", 2.0)
	sum := must(must(arrays.Add(again, cubed)).Sum(arrays.Over(0)))

	cube := must(arrays.Mul(must(arrays.Mul(up, up)), up))
	want, err := must(must(arrays.Add(must(arrays.Mul(must(arrays.Sub(cube, up)), 2.0)), cube)).Sum(arrays.Over(0))).Compute(t.Context())
	require.NoError(t, err)

	for _, name := range []string{"py-1", "py-2"} {
		s.StartWorker(t, testdask.WorkerOptions{Name: name})
	}
	w := workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	got, err := sum.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	require.True(t, ndarray.Identical(want, got), "got %v, want %v", got, want)

	held, err := c.Persist(t.Context(), cubed)
	require.NoError(t, err)
	require.NoError(t, w.Stop())
	got, err = must(cubed.Sum()).Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	want, err = must(cube.Sum()).Compute(t.Context())
	require.NoError(t, err)
	require.True(t, ndarray.Identical(want, got), "got %v, want %v", got, want)
	held[0].Release()

	_, err = mapped(t, up, ndarray.Float64, "math", "no_such_function").Compute(t.Context(), scheduler.On(c))
	require.ErrorContains(t, err, "no_such_function")
	requireNothingHeld(t, s)
}

// testPythonPartsNeedPythonWorkers says before submission which kind is missing.
func testPythonPartsNeedPythonWorkers(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s, dask.Grace(1))
	x := must(arrays.Zeros([]int{4}, ndarray.Float64, arrays.ChunkSize(2)))
	_, err := mapped(t, x, ndarray.Float64, "numpy", "cbrt").Compute(t.Context(), scheduler.On(c))
	require.ErrorIs(t, err, dask.ErrNoPython)
	require.ErrorContains(t, err, "dask worker")
}
