package delayed_test

import (
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
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// TestDatasetsAreLazyArraysOnDask goes from data to arrays, to UDFs over arrays
// and back to arrays, on a cluster without tags and with tasks that need none.
func TestDatasetsAreLazyArraysOnDask(t *testing.T) {
	cluster := testdask.StartScheduler(t, testdask.Versions(t)[0])
	workertest.Start(t, cluster.Address)
	workertest.Start(t, cluster.Address)
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	data := randomData(3, ndarray.Uint16, 6, 5, 4, 4)
	for name, ds := range map[string]*udf.Dataset{
		"all":    must(memory(data).Partitions(4)),
		"some":   must(must(memory(data).Partitions(4)).Only([]int{0, 1}, []int{5, 4}, []int{3, 3})),
		"sparse": must(must(udf.FromSource(sparseScan(thin(data)))).Partitions(3)),
	} {
		frames := must(delayed.Array(ds, ndarray.Float64))
		here := must(frames.Compute(t.Context()))
		there := must(frames.Compute(t.Context(), scheduler.On(client)))
		require.True(t, ndarray.Identical(here, there), name)

		doubled := must(arrays.Add(frames, frames))
		over := must(udf.FromArray(doubled, 2, udf.MinSize(1)))
		lazy := must(delayed.Run(over, must(stdudf.Sum.With(stdudf.SumParams{})), must(stdudf.SumSig.With(struct{}{}))))
		ratio := must(arrays.Div(must(lazy[1].Raw("intensity")), must(must(lazy[0].Array("intensity")).Sum())))
		want := must(scheduler.Compute(t.Context(), []graph.Collection{ratio, must(lazy[0].Array("intensity"))}))
		got := must(scheduler.Compute(t.Context(), []graph.Collection{ratio, must(lazy[0].Array("intensity"))}, scheduler.On(client)))
		for i := range want {
			require.True(t, ndarray.Identical(want[i].(*ndarray.Array), got[i].(*ndarray.Array)), name)
		}
	}
	needs, err := udf.Resources([]udf.Spec{must(stdudf.Sum.With(stdudf.SumParams{}))})
	require.NoError(t, err)
	require.NotContains(t, needs, "CUDA", "UDFs for CPUs run where there are no GPUs")
	_, err = delayed.Run(memory(data), spec(backed{list: []udf.Backend{udf.CuPy}}))
	require.ErrorIs(t, err, udf.ErrNoBackend, "those for GPUs only are refused before anything is sent")
}
