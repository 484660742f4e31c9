package dask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/udf"
)

func mapped(t testing.TB, x *arrays.Array, dtype ndarray.DType, module, name string, args ...any) *arrays.Array {
	l, err := dask.MapPython(x, dtype, module, name, args...)
	require.NoError(t, err)
	return must(arrays.New(l, x.Chunks(), dtype))
}

func testPythonFunctionsMapOverArrays(t *testing.T, s *testdask.Scheduler) {
	s.StartWorker(t, testdask.WorkerOptions{Threads: 2})
	c := dial(t, s, dask.PythonWorkers())
	x := must(must(arrays.Arange(0, 48, 1, ndarray.Float64, arrays.ChunkSize(10))).Reshape(6, 8))
	roots := mapped(t, must(arrays.Add(x, 1.0)), ndarray.Float32, "numpy", "power", 0.5)
	got, err := must(roots.Sum()).Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	want, err := must(must(must(arrays.Sqrt(must(arrays.Add(x, 1.0)))).AsType(ndarray.Float32)).Sum()).Compute(t.Context())
	require.NoError(t, err)
	same, err := ndarray.AllClose(got, want, 1e-5, 1e-6, true)
	require.NoError(t, err)
	require.True(t, same, "got %v, want %v", got, want)

	_, err = roots.Compute(t.Context())
	var only *dask.PythonOnlyError
	require.ErrorAs(t, err, &only)
	require.Equal(t, dask.PythonOnlyError{Module: "numpy", Name: "power"}, *only)
	_, err = mapped(t, x, ndarray.Float64, "numpy", "no_such_function").Compute(t.Context(), scheduler.On(c))
	require.ErrorContains(t, err, "no_such_function")
	requireNothingHeld(t, s)
}

func TestMapPythonChecksItsArguments(t *testing.T) {
	x := must(arrays.Zeros([]int{2}, ndarray.Float64, arrays.ChunkSize(2)))
	for want, try := range map[string]func() (*graph.Layer, error){
		"want an array":  func() (*graph.Layer, error) { return dask.MapPython(nil, ndarray.Int8, "numpy", "abs") },
		"and a function": func() (*graph.Layer, error) { return dask.MapPython(x, ndarray.Int8, "", "abs") },
		"want numbers":   func() (*graph.Layer, error) { return dask.MapPython(x, ndarray.Invalid, "numpy", "abs") },
		"argument 2":     func() (*graph.Layer, error) { return dask.MapPython(x, ndarray.Int8, "numpy", "abs", make(chan int)) },
	} {
		_, err := try()
		require.ErrorContains(t, err, want)
	}
}

// testUDFsAreRefusedByPythonWorkers names the operation that has no meaning in
// Python.
func testUDFsAreRefusedByPythonWorkers(t *testing.T, s *testdask.Scheduler) {
	s.StartWorker(t, testdask.WorkerOptions{})
	c := dial(t, s, dask.PythonWorkers())
	lazy, err := delayed.Run(must(udf.FromSource(source.Synthetic{NY: 4, NX: 4, KY: 32, KX: 32, Seed: 1, Dose: 64})), udfSample()[0])
	require.NoError(t, err)
	_, err = delayed.Compute(t.Context(), lazy, scheduler.On(c))
	var refused *dask.NoPythonError
	require.ErrorAs(t, err, &refused)
	require.Contains(t, refused.Error(), `operation "`+refused.Op+`"`)
	require.Contains(t, refused.Error(), "run the plan on Go workers")
}
