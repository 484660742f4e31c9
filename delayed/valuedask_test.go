package delayed_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

var (
	sizeOf = delayed.Func1("delayed_test/dask/size", func(_ context.Context, a *ndarray.Array) (int, error) { return a.Size(), nil })
	twice  = delayed.Func1("delayed_test/dask/twice", func(_ context.Context, a *ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Add(a, a)
	})
	countText = delayed.Func1("delayed_test/dask/count", func(_ context.Context, m map[string]int) (string, error) { return fmt.Sprint(m), nil })
)

// TestLazyCallsOnDask computes every form of a lazy call on a cluster, in one
// process after the other, and expects what Sync gives.
func TestLazyCallsOnDask(t *testing.T) {
	cluster := testdask.StartScheduler(t, testdask.Versions(t)[0])
	workertest.Start(t, cluster.Address)
	workertest.Start(t, cluster.Address)
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()

	one, seven := delayed.Of(1), delayed.Of(7)
	quotient, rest := delayed.Split2(divmod.Call(delayed.Of(17), delayed.Of(5)))
	n, text, spot := delayed.Split3(three.Call(delayed.Of(4)))
	each := delayed.ForEach([]int{1, 2, 3}, counted)
	block := must(ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3))
	rows := must(delayed.ToArray(twice.Call(delayed.Of(block)), []int{2, 3}, ndarray.Float64))
	grid := must(arrays.Concatenate([]*arrays.Array{rows, rows}, 0))
	for name, v := range map[string]graph.Collection{
		"no argument":           zeroArgs.Call(),
		"one":                   counted.Call(one),
		"two":                   add2.Call(one, seven),
		"three":                 add3.Call(one, seven, one),
		"four":                  add4.Call(one, seven, one, seven),
		"five":                  add5.Call(one, seven, one, seven, add2.Call(one, seven)),
		"any number":            addAll.Call(one, seven, counted.Call(one)),
		"of two results":        add2.Call(quotient, rest),
		"of three results":      text,
		"list":                  delayed.List(n, one, counted.Call(n)),
		"map":                   delayed.Map(map[string]*delayed.Value[int]{"a": n, "b": seven}),
		"function of a map":     countText.Call(delayed.Map(map[string]*delayed.Value[int]{"a": n, "b": seven})),
		"field":                 peakX.Call(spot),
		"fields of a slice":     delayed.MapSlice([]peak{{1, 2}, {3, 4}}, peakX),
		"slice":                 delayed.MapSlice([]int{1, 2, 3}, counted),
		"one of a slice":        add2.Call(each[0], each[2]),
		"array of a value":      grid,
		"value of an array":     twice.Call(delayed.FromArray(grid)),
		"size of a large value": sizeOf.Call(delayed.Of(ndarray.New(ndarray.Float32, 300, 400))),
		"unique":                add2.Call(counted.Unique().Call(one), counted.Unique().Call(one)),
	} {
		want, err := scheduler.Compute(t.Context(), []graph.Collection{v}, scheduler.On(scheduler.Sync{}))
		require.NoError(t, err, name)
		got, err := scheduler.Compute(t.Context(), []graph.Collection{v}, scheduler.On(client))
		require.NoError(t, err, name)
		require.Equal(t, fmt.Sprint(want), fmt.Sprint(got), name)
	}

	countedCalls.Store(0)
	got, err := scheduler.Compute(t.Context(), []graph.Collection{counted.Call(delayed.Of(40)), counted.Call(delayed.Of(40))}, scheduler.On(client))
	require.NoError(t, err)
	require.Equal(t, []any{41, 41}, got)
	require.EqualValues(t, 1, countedCalls.Load(), "equal pure calls are one task")

	bad, _ := delayed.Split2(divmod.Call(one, delayed.Of(0)))
	line := lineAbove()
	_, err = bad.Compute(t.Context(), scheduler.On(client))
	require.ErrorContains(t, err, "division by zero")
	require.ErrorContains(t, err, "delayed_test/divmod")
	require.ErrorContains(t, err, line)
}

// TestClosuresAreRefusedRemotely: before anything is sent, by name and by the
// line of the closure, wherever in the graph it is.
func TestClosuresAreRefusedRemotely(t *testing.T) {
	cluster := testdask.StartScheduler(t, testdask.Versions(t)[0])
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	factor := 3
	closure := delayed.Local1(func(_ context.Context, n int) (int, error) { return n * factor, nil })
	line := lineAbove()
	countedCalls.Store(0)
	for name, v := range map[string]graph.Collection{
		"alone":      closure.Call(delayed.Of(4)),
		"deep":       counted.Call(add2.Call(counted.Call(delayed.Of(1)), closure.Call(delayed.Of(4)))),
		"in a slice": delayed.MapSlice([]int{1, 2}, closure),
	} {
		_, err := scheduler.Compute(t.Context(), []graph.Collection{v}, scheduler.On(client))
		require.ErrorIs(t, err, dask.ErrInProcessOnly, name)
		require.ErrorContains(t, err, "TestClosuresAreRefusedRemotely", name)
		require.ErrorContains(t, err, line, name)
	}
	require.Zero(t, countedCalls.Load())
}

// lineAbove is the line before that of its caller, as errors show it.
func lineAbove() string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprintf("delayed/%s:%d", file[strings.LastIndex(file, "/")+1:], line-1)
}
