package dask_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
)

func testArraysComputeOnPythonWorkers(t *testing.T, s *testdask.Scheduler) {
	s.StartWorker(t, testdask.WorkerOptions{Threads: 2})
	c := dial(t, s, dask.PythonWorkers())
	for name, a := range arraySample() {
		want, err := a.Compute(t.Context())
		require.NoError(t, err)
		got, err := a.Compute(t.Context(), scheduler.On(c))
		require.NoError(t, err, name)
		require.Equal(t, want.DType(), got.DType(), name)
		same, err := ndarray.AllClose(got, want, 1e-5, 1e-6, true)
		require.NoError(t, err, name)
		require.True(t, same, "%s: got %v, want %v", name, got, want)
	}
	requireNothingHeld(t, s)
}

var (
	opDivide = graph.Register("gloam/dask_test/divide", echo)
	_        = graph.RegisterPython(opDivide, func(args []any) (graph.PyCall, error) {
		return graph.Py("builtins", "divmod", args...), nil
	})
)

func testPythonFailuresHaveTheirTraceback(t *testing.T, s *testdask.Scheduler) {
	s.StartWorker(t, testdask.WorkerOptions{})
	c := dial(t, s, dask.PythonWorkers())
	bad := layer(t, "divide", opDivide, 1, []any{1, 0})
	_, err := c.Execute(t.Context(), plan(t, whole{bad, nil}))
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, bad.Key(0), failed.Key)
	require.Equal(t, "user.go:divide", failed.Site)
	var remote *dask.RemoteError
	require.ErrorAs(t, err, &remote)
	require.Equal(t, "ZeroDivisionError", remote.Type)
	require.Contains(t, remote.Message, "division")
	require.Contains(t, remote.Error(), "ZeroDivisionError: ")
	require.Contains(t, remote.Traceback, "Traceback (most recent call last):\n  File ")
	require.Contains(t, remote.Traceback, remote.Error())
}

func TestOperationsWithoutPythonAreRefused(t *testing.T) {
	eachRelease(t, func(t *testing.T, s *testdask.Scheduler) {
		c := dial(t, s, dask.PythonWorkers(), dask.Grace(100*time.Millisecond))
		_, err := c.Execute(t.Context(), plan(t, whole{layer(t, "load", opSource, 1, nil), nil}))
		var refused *dask.NoPythonError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, opSource.Name(), refused.Op)
		require.Equal(t, "user.go:load", refused.Site)
		_, err = arraySample()["sum"].Compute(t.Context(), scheduler.On(c))
		require.ErrorIs(t, err, dask.ErrNoPython)
	})
}
