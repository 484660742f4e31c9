package delayed_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// whoHas prints the workers of each block that the cluster holds.
const whoHas = `
import ast, json, sys
from distributed import Client
with Client(sys.argv[1], set_as_default=False) as c:
    held = {}
    for key, workers in c.who_has().items():
        parts = ast.literal_eval(key) if isinstance(key, str) and key.startswith("('") else key
        if isinstance(parts, tuple) and len(parts) > 1:
            held[str(parts[1])] = list(workers)
    print(json.dumps(held))
`

// TestPartitionsAreMadeByTheWorkersTheyPrefer asks a real scheduler which worker
// made each block of results, of lazy arrays, and of runs over lazy arrays.
func TestPartitionsAreMadeByTheWorkersTheyPrefer(t *testing.T) {
	version := testdask.Versions(t)[0]
	cluster := testdask.StartScheduler(t, version.WithoutStealing())
	one := workertest.Start(t, cluster.Address, worker.Name("one")).Info.Address
	two := workertest.Start(t, cluster.Address, worker.Name("two")).Info.Address
	workertest.Start(t, cluster.Address)
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()

	data := randomData(3, ndarray.Uint16, 6, 5, 4, 4)
	prefer := [][]string{{one}, {"two"}, {one}, {two}, {"gone", "one"}, {two}}
	want := map[string][]string{"0": {one}, "1": {two}, "2": {one}, "3": {two}, "4": {one}, "5": {two}}
	scan := must(must(memory(data).Partitions(6)).PreferWorkers(prefer...))
	computed := must(udf.FromArray(must(arrays.Add(must(arrays.FromDense(data, arrays.Explicit([][]int{{1, 1, 1, 1, 1, 1}, {5}, {4}, {4}}))), 1)), 2, udf.MinSize(1)))
	require.Equal(t, 6, computed.NumPartitions())
	computed = must(computed.PreferWorkers(prefer...))
	sums := func(ds *udf.Dataset) *arrays.Array {
		return must(must(delayed.Run(ds, must(stdudf.SumSig.With(struct{}{}))))[0].Raw("intensity"))
	}
	for name, lazy := range map[string]*arrays.Array{
		"results": sums(scan), "frames": must(delayed.Array(must(scan.ROI(full(30))), ndarray.Float32)), "over a lazy array": sums(computed),
		"over the frames of another": sums(must(udf.FromArray(must(delayed.Array(scan, ndarray.Float32)), 2, udf.MinSize(1)))),
	} {
		t.Run(name, func(t *testing.T) {
			kept, err := client.Persist(t.Context(), lazy)
			require.NoError(t, err)
			var held map[string][]string
			require.NoError(t, json.Unmarshal([]byte(testdask.Python(t, version, whoHas, cluster.Address)), &held))
			require.Equal(t, want, held)
			kept[0].Release()
			there := must(lazy.Compute(t.Context(), scheduler.On(client)))
			require.True(t, ndarray.Identical(must(lazy.Compute(t.Context())), there))
		})
	}
}

// full selects n positions.
func full(n int) *ndarray.Array {
	a := ndarray.New(ndarray.Bool, n)
	check(a.Fill(true))
	return a
}

func TestPreferredWorkersAreCheckedAndForgotten(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4)).Partitions(3))
	require.Nil(t, ds.PreferredWorkers(1))
	for _, wrong := range [][][]string{nil, {{"a"}, {"b"}}, {{""}}} {
		as[*udf.DatasetError](t, second(ds.PreferWorkers(wrong...)))
	}
	near := must(ds.PreferWorkers([]string{"a"}, nil, []string{"b", "c"}))
	require.Equal(t, []string{"b", "c"}, near.PreferredWorkers(2))
	require.Empty(t, near.PreferredWorkers(1))
	require.Equal(t, []string{"x"}, must(ds.PreferWorkers([]string{"x"})).PreferredWorkers(2), "one list is for all")
	require.Nil(t, must(near.Partitions(2)).PreferredWorkers(0), "others are other partitions")
	require.Nil(t, ds.PreferredWorkers(0), "a dataset does not change")
	run := func(d *udf.Dataset) *arrays.Array {
		return must(must(delayed.Run(d, builtins(4, 4)[0]))[0].Array("intensity"))
	}
	require.Equal(t, run(ds).Layer().Name(), run(near).Layer().Name(), "where it is made is no part of a result")
	require.True(t, ndarray.Identical(must(run(ds).Compute(t.Context())), must(run(near).Compute(t.Context()))), "this process makes them all")
}

func ExampleArray_workers() {
	ds := must(must(memory(ndarray.New(ndarray.Uint8, 4, 1, 2, 2)).Partitions(2)).PreferWorkers([]string{"tcp://10.0.0.1:9000"}, []string{"node2"}))
	a := must(delayed.Array(ds, ndarray.Float32))
	for p := range ds.NumPartitions() {
		fmt.Println(a.Chunks()[0][p], "rows from", ds.PreferredWorkers(p))
	}
	// Output:
	// 2 rows from [tcp://10.0.0.1:9000]
	// 2 rows from [node2]
}
