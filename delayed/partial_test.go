package delayed_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestPartialResultsEndAsTheRunDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ny, nx := rapid.IntRange(1, 5).Draw(t, "ny"), rapid.IntRange(1, 5).Draw(t, "nx")
		data := randomData(rapid.Uint64().Draw(t, "seed"), ndarray.Float32, ny, nx, 5, 6)
		ds := must(memory(data).Partitions(rapid.IntRange(1, ny*nx).Draw(t, "partitions")))
		sel := rapid.SliceOfN(rapid.Bool(), ny*nx, ny*nx).Draw(t, "selected")
		ds = must(ds.ROI(must(ndarray.FromSlice(sel, ny, nx))))
		if rapid.Bool().Draw(t, "computed array") {
			lazy := must(arrays.FromDense(data, arrays.EveryAxis(arrays.Size(2))))
			ds = withROIOf(must(udf.FromArray(lazy, 2, udf.MinSize(1))), ds)
		}
		specs := append(builtins(5, 6), named("PrivateUDF"), named("AverageUDF"), named("MySumMergeUDF"))
		want := compute(ds, scheduler.Sync{}, specs...)
		opts := []delayed.PartialOption{delayed.AtOnce(rapid.IntRange(1, 5).Draw(t, "at once"))}
		if rapid.Bool().Draw(t, "ordered") {
			opts = append(opts, delayed.InScanOrder())
		}
		var last *delayed.PartialResult
		items, seen := 0, 0
		for p, err := range delayed.Partial(context.Background(), ds, specs, opts...) {
			require.NoError(t, err)
			require.GreaterOrEqual(t, p.Frames, seen)
			seen, last = p.Frames, p
			items++
		}
		require.Equal(t, max(last.Total, 1), items, "one item for each partition, one if there is none")
		got := must(last.All())
		for u := range specs {
			for name, r := range want[u] {
				same := must(ndarray.AllClose(got[u][name].Data, r.Data, 1e-4, 1e-4, true))
				require.True(t, same, "%s.%s: got %v, want %v", specs[u].Short(), name, got[u][name].Data, r.Data)
				require.True(t, ndarray.Identical(got[u][name].Valid, r.Valid), "%s.%s", specs[u].Short(), name)
			}
		}
	})
}

func TestPartialResultsAreSnapshots(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 4, 4, 3, 3)).Partitions(4))
	var items []*delayed.PartialResult
	var sums []float64
	for p, err := range delayed.Partial(context.Background(), ds, builtins(3, 3)[:2]) {
		require.NoError(t, err)
		items = append(items, p)
		sums = append(sums, total(floats(must(p.Results(0))["intensity"].Data)))
	}
	require.Len(t, items, 4)
	for i, p := range items {
		require.Equal(t, sums[i], total(floats(must(p.Results(0))["intensity"].Data)), "later partitions do not change it")
		require.InDelta(t, sums[i], total(floats(must(p.Results(1))["intensity"].Data)), 1e-3)
		require.Equal(t, float64(p.Frames), total(floats(p.Damage)))
		require.Equal(t, p.Frames, 4*(i+1))
	}
}

func TestLeavingPartialResultsStopsTheRun(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 20, 20, 4, 4)).Partitions(100))
	for p, err := range delayed.Partial(context.Background(), ds, builtins(4, 4), delayed.InScanOrder()) {
		require.NoError(t, err)
		if p.Done == 3 {
			break
		}
	}
}

func TestCancelledPartialResultsTellHowFarTheyCame(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 20, 20, 4, 4)).Partitions(100))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	done := 0
	for p, err := range delayed.Partial(ctx, ds, builtins(4, 4), delayed.AtOnce(2)) {
		if last = err; err != nil {
			break
		}
		if done = p.Done; done == 5 {
			cancel()
		}
	}
	var c *udf.CancelledError
	require.ErrorAs(t, last, &c)
	require.ErrorIs(t, last, udf.ErrRunCancelled)
	require.ErrorIs(t, last, context.Canceled)
	require.Equal(t, done, c.Done)
	require.Equal(t, 100, c.Total)
	require.ErrorContains(t, last, fmt.Sprintf("after %d of 100 partitions", done))
}

// failing fails at the first frame.
type failing struct{ sumOverSig }

func (failing) ProcessFrame(context.Context, *ndarray.Array, udf.View) error {
	return errors.New("out of luck")
}

func TestPartialResultsEndWithTheFirstError(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 4, 4, 4, 4)).Partitions(4))
	lazyOnly := merges{custom{buffers: buffers{"a": udf.Sig(ndarray.Float32)}}, nil}
	for want, specs := range map[string][]udf.Spec{
		"out of luck":         {spec(failing{})},
		"lazy arrays only":    {spec(lazyOnly)},
		"ProcessTile":         {spec(noProcess{})},
		udf.ErrNoUDFs.Error(): nil,
	} {
		items := 0
		for p, err := range delayed.Partial(context.Background(), ds, specs) {
			require.Nil(t, p)
			require.ErrorContains(t, err, want)
			items++
		}
		require.Equal(t, 1, items)
	}
	for _, err := range delayed.Partial(context.Background(), ds, []udf.Spec{spec(panicking{})}) {
		var p *udf.PanicError
		require.ErrorAs(t, err, &p)
		require.Contains(t, p.Stack, "panicking")
		require.ErrorContains(t, err, "out of luck")
	}
}

func TestJobsRunInTheBackground(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 6, 6, 4, 4)).Partitions(9))
	ds = must(ds.Except([]int{0, 0}))
	job := must(delayed.Start(context.Background(), ds, builtins(4, 4)))
	got := must(job.Wait(context.Background()))
	want := compute(ds, scheduler.Sync{}, builtins(4, 4)...)
	require.True(t, ndarray.Identical(got[0]["intensity"].Data, want[0]["intensity"].Data))
	require.Equal(t, delayed.Progress{Partitions: 9, AllPartitions: 9, Frames: 35, AllFrames: 35, Done: true}, job.Progress())
	require.Error(t, second(delayed.Start(context.Background(), ds, nil)))
}

func TestCancelledJobsTellHowFarTheyCame(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 20, 20, 4, 4)).Partitions(100))
	var begun atomic.Int64
	reached, release := make(chan struct{}), make(chan struct{})
	slow := udf.Map(func(ctx context.Context, f *ndarray.Array) (*ndarray.Array, error) {
		if begun.Add(1) == 20 {
			close(reached)
			select {
			case <-ctx.Done():
			case <-release:
			}
		}
		return ndarray.Reduce(ndarray.Sum, f, nil, false)
	})
	job := must(delayed.Start(context.Background(), ds, []udf.Spec{slow}, scheduler.On(scheduler.NewLocal(scheduler.Workers(1)))))
	<-reached
	require.False(t, job.Progress().Done)
	short, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, second(job.Wait(short)), context.Canceled)
	job.Cancel()
	_, err := job.Wait(context.Background())
	close(release)
	var c *udf.CancelledError
	require.ErrorAs(t, err, &c)
	require.ErrorIs(t, err, udf.ErrRunCancelled)
	require.Positive(t, c.Done)
	require.Less(t, c.Done, 100)
	must(delayed.Compute(context.Background(), must(delayed.Run(ds, must(stdudf.SumSig.With(struct{}{}))))))
}

func TestSourcesThatInterruptCancelTheRun(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 6, 6, 4, 4)).Partitions(9))
	interrupted := udf.InProcess("interrupted", func() (udf.UDF, error) { return interrupting{}, nil })
	_, err := must(delayed.Run(ds, interrupted))[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	var c *udf.CancelledError
	require.ErrorAs(t, err, &c)
	require.Equal(t, 2, c.Done)
}

// interrupting stands for a data source that ends the run after some frames.
type interrupting struct{ sumOverSig }

func (interrupting) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	if out.Slice().Start >= 9 {
		return fmt.Errorf("the beam is off: %w", udf.ErrRunCancelled)
	}
	return nil
}

func ExamplePartial() {
	ds := must(memory(must(must(ndarray.FromSlice([]float32{1, 2, 3, 4})).Reshape(2, 2, 1, 1))).Partitions(2))
	for p, err := range delayed.Partial(context.Background(), ds, []udf.Spec{must(stdudf.SumSig.With(struct{}{}))}, delayed.InScanOrder()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(p.Done, "of", p.Total, must(p.Results(0))["intensity"].Data)
	}
	// Output:
	// 1 of 2 [[1. 2.]
	//  [0. 0.]]
	// 2 of 2 [[1. 2.]
	//  [3. 4.]]
}

func ExampleStart() {
	ds := memory(must(must(ndarray.FromSlice([]float32{1, 2, 3, 4})).Reshape(2, 2, 1, 1)))
	job, err := delayed.Start(context.Background(), ds, []udf.Spec{must(stdudf.SumSig.With(struct{}{}))})
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := job.Wait(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(got[0]["intensity"].Data, job.Progress().Frames)
	// Output:
	// [[1. 2.]
	//  [3. 4.]] 4
}
