package dask_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// testWorkersWriteIntoTargets stores arrays in regions of files, from the
// workers, together with another result, and reads them back there.
func testWorkersWriteIntoTargets(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	dir := t.TempDir()
	x := must(must(arrays.Arange(0, 6*10, 1, ndarray.Float64, arrays.ChunkSize(7))).Reshape(6, 10))
	want, err := x.Compute(t.Context())
	require.NoError(t, err)

	folder := filepath.Join(dir, "scan.zarr")
	require.NoError(t, zarr.Create(folder, []int{12, 10}, ndarray.Float64, zarr.Chunks(3, 4)))
	store := must(zarr.Open(folder))
	for name, item := range map[string]arrays.StoreItem{
		"zarr": {Target: must(store.Target("")), At: []int{6, 0}},
		"npy":  {Target: must(source.CreateNPY(filepath.Join(dir, "x.npy"), []int{12, 10}, ndarray.Float64)), At: []int{11, 0}, Step: []int{-2, 1}},
	} {
		item.Array = x
		writing := must(item.Lazy())
		got, err := scheduler.Compute(t.Context(), []graph.Collection{writing, must(x.Sum())}, scheduler.On(c))
		require.NoError(t, err, name)
		require.Equal(t, "1770.", got[1].(*ndarray.Array).String())
		for _, read := range []func() (*arrays.Array, error){item.Reread, writing.Array} {
			again, err := must(read()).Compute(t.Context(), scheduler.On(c))
			require.NoError(t, err, name)
			require.True(t, ndarray.Identical(want, again), name)
			here, err := must(read()).Compute(t.Context())
			require.NoError(t, err, name)
			require.True(t, ndarray.Identical(want, here), name)
		}
	}
	require.NoError(t, store.Update(t.Context(), "", []int{0, 0}, x, scheduler.On(c)))
	both, err := store.Read(t.Context(), "", []int{0, 0}, []int{12, 10})
	require.NoError(t, err)
	require.True(t, ndarray.Identical(must(ndarray.Concatenate([]*ndarray.Array{want, want}, 0)), both))

	err = arrays.Store(t.Context(), []arrays.StoreItem{{Array: x, Target: arrays.DenseTarget(ndarray.New(ndarray.Float64, 6, 10))}}, scheduler.On(c))
	require.ErrorIs(t, err, dask.ErrInProcessOnly)
	require.ErrorContains(t, err, "store_test.go")
	requireNothingHeld(t, s)
}
