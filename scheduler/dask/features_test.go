package dask_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/gloam-go/gloam/udf"
)

// A spot is a type of this program that travels.
type spot struct{ Y, X float64 }

var _ = graph.RegisterValue("gloam/dask_test/spot",
	func(s spot) ([]byte, error) { return json.Marshal(s) },
	func(b []byte) (s spot, err error) { return s, json.Unmarshal(b, &s) })

var (
	callScale = delayed.Func2("gloam/dask_test/call/scale", func(_ context.Context, a *ndarray.Array, k float64) (*ndarray.Array, error) {
		return ndarray.Mul(a, must(ndarray.FromSlice([]float64{k})))
	})
	callCentre = delayed.Func1("gloam/dask_test/call/centre", func(_ context.Context, a *ndarray.Array) (spot, error) {
		return spot{Y: float64(a.Shape()[0]-1) / 2, X: float64(a.Shape()[1]-1) / 2}, nil
	})
	callText = delayed.Func3("gloam/dask_test/call/text", func(_ context.Context, s spot, name string, n int) (string, error) {
		return fmt.Sprintf("%s %d: %v %v", name, n, s.Y, s.X), nil
	})
	callTotal = delayed.FuncN("gloam/dask_test/call/total", func(_ context.Context, all []int) (sum int, err error) {
		for _, n := range all {
			sum += n
		}
		return sum, nil
	})
	callDivide = delayed.Func2x2("gloam/dask_test/call/divide", func(_ context.Context, a, b int) (int, int, error) {
		if b == 0 {
			return 0, 0, errors.New("division by zero")
		}
		return a / b, a % b, nil
	})
)

// sameOnCluster computes a lazy value here and there.
func sameOnCluster[T any](t *testing.T, c *dask.Client, v *delayed.Value[T]) {
	t.Helper()
	want, err := v.Compute(t.Context(), scheduler.On(scheduler.Sync{}))
	require.NoError(t, err)
	got, err := v.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	if a, ok := any(want).(*ndarray.Array); ok {
		require.True(t, ndarray.Identical(a, any(got).(*ndarray.Array)))
		return
	}
	require.Equal(t, want, got)
}

func testLazyCallsRunOnTheCluster(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	block := must(ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3))
	scaled := callScale.Call(callScale.Call(delayed.Of(block), delayed.Of(2.0)), delayed.Of(0.25))
	sameOnCluster(t, c, scaled)
	centre := callCentre.Call(scaled)
	sameOnCluster(t, c, centre)
	quotient, rest := delayed.Split2(callDivide.Call(delayed.Of(17), delayed.Of(5)))
	sameOnCluster(t, c, quotient)
	sameOnCluster(t, c, callText.Call(centre, delayed.Of("peak"), rest))
	terms := make([]*delayed.Value[int], 40)
	for i := range terms {
		terms[i], _ = delayed.Split2(callDivide.Call(delayed.Of(i), delayed.Of(3)))
	}
	sameOnCluster(t, c, callTotal.Call(terms...))

	bad, _ := delayed.Split2(callDivide.Call(delayed.Of(1), delayed.Of(0)))
	_, err := callTotal.Call(bad, bad).Compute(t.Context(), scheduler.On(c))
	var failed *graph.TaskError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, "gloam/dask_test/call/divide", failed.Op)
	require.Contains(t, failed.Site, "features_test.go")
	require.ErrorContains(t, err, "division by zero")
	requireNothingHeld(t, s)
}

// testZarrIsReadAndWrittenByWorkers stores an array from the workers, has a UDF
// read it there, and stores the result again.
func testZarrIsReadAndWrittenByWorkers(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	dir := t.TempDir()
	x := must(must(arrays.Arange(0, 6*8*5*4, 1, ndarray.Float32, arrays.ChunkSize(100))).Reshape(6, 8, 5, 4))
	cut := must(x.Rechunk(arrays.PerAxis(arrays.Size(2), arrays.Size(8), arrays.Whole, arrays.Whole)))
	scan := filepath.Join(dir, "scan.zarr")
	require.NoError(t, zarr.Save(t.Context(), scan, cut, zarr.Run(scheduler.On(c))))
	here := filepath.Join(dir, "here.zarr")
	require.NoError(t, zarr.Save(t.Context(), here, cut))

	stored := must(arrays.FromSource(must(zarr.NewSource(scan, "", 2))))
	want, err := x.Compute(t.Context())
	require.NoError(t, err)
	got, err := stored.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	require.True(t, ndarray.Identical(want, got))

	lazy, err := delayed.Run(must(must(udf.FromSource(must(zarr.NewSource(scan, "", 2)))).Partitions(3)), udfSample()[0], must(stackSum.With(struct{}{})))
	require.NoError(t, err)
	sums := filepath.Join(dir, "sums.zarr")
	require.NoError(t, zarr.Save(t.Context(), sums, must(lazy[0].Array("intensity")), zarr.Run(scheduler.On(c))))
	read := must(arrays.FromSource(must(zarr.NewSource(sums, "", 2))))
	total, err := read.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	wantTotal, err := must(lazy[0].Array("intensity")).Compute(t.Context())
	require.NoError(t, err)
	require.True(t, ndarray.Identical(wantTotal, total))
	requireNothingHeld(t, s)
}

// stacked merges by a graph of its own: MergeAll.
type stacked struct{}

func (stacked) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"sum": udf.Sig(ndarray.Float64), "frames": udf.Single(ndarray.Float64)}
}

func (stacked) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	one := must(ndarray.FromSlice([]float64{1}))
	if err := ndarray.AddInto(out.Buffer("frames"), one); err != nil {
		return err
	}
	return ndarray.AddInto(out.Buffer("sum"), frame)
}

func (stacked) MergeAll(_ udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
	out := map[string]*arrays.Array{}
	for _, name := range []string{"sum", "frames"} {
		list := make([]*arrays.Array, len(parts))
		for i, p := range parts {
			list[i] = p.Arrays[name]
		}
		together, err := arrays.Stack(list, 0)
		if err != nil {
			return nil, err
		}
		if out[name], err = together.Sum(arrays.Over(0)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

var stackSum = udf.Register("gloam/dask_test/stacked", func(struct{}) (udf.UDF, error) { return stacked{}, nil }, udf.Unlisted())

func testMergeAllRunsOnTheCluster(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	x := must(must(arrays.Arange(0, 12*10*8, 1, ndarray.Float64, arrays.ChunkSize(96))).Reshape(12, 10, 8))
	lazy, err := delayed.Run(must(must(udf.FromArray(x, 2)).Partitions(4)), must(stackSum.With(struct{}{})))
	require.NoError(t, err)
	want, err := delayed.Compute(t.Context(), lazy)
	require.NoError(t, err)
	got, err := delayed.Compute(t.Context(), lazy, scheduler.On(c))
	require.NoError(t, err)
	for name, w := range want[0] {
		require.True(t, ndarray.Identical(w.Data, got[0][name].Data), name)
	}
	frames, err := ndarray.Values[float64](got[0]["frames"].Data)
	require.NoError(t, err)
	require.Equal(t, []float64{12}, frames)
	requireNothingHeld(t, s)
}

func testMaskedArraysComputeAsLocal(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	x := must(must(arrays.Arange(0, 60, 1, ndarray.Float64, arrays.ChunkSize(7))).Reshape(6, 10))
	m := must(arrays.MaskedInside(must(arrays.Sin(x)), -0.25, 0.5))
	mean := must(m.Mean(arrays.Over(1)))
	least := must(m.Min(arrays.Over(0)))
	for name, a := range map[string]*arrays.Array{
		"filled": must(m.Filled(-1)), "count": must(m.Count(arrays.Over(0))),
		"mean": mean.Values, "mean mask": mean.Mask, "min": must(least.Filled(9)), "sum": must(m.Sum()).Values,
	} {
		want, err := a.Compute(t.Context())
		require.NoError(t, err, name)
		got, err := a.Compute(t.Context(), scheduler.On(c))
		require.NoError(t, err, name)
		require.True(t, ndarray.Identical(want, got), "%s: got %v, want %v", name, got, want)
	}
	requireNothingHeld(t, s)
}
