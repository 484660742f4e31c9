package zarr_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// created makes an array of zeros and describes it as a target.
func created(t *testing.T, shape, chunks []int, dtype ndarray.DType, opts ...zarr.SaveOption) (*zarr.Store, zarr.Target) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.zarr")
	require.NoError(t, zarr.Create(path, shape, dtype, append(opts, zarr.Chunks(chunks...))...))
	s, err := zarr.Open(path)
	require.NoError(t, err)
	target, err := s.Target("")
	require.NoError(t, err)
	return s, target
}

func TestRegionsAreStoredLazilyWithOtherWork(t *testing.T) {
	for name, opts := range map[string][]zarr.SaveOption{"v2": {zarr.Format(2)}, "v3": nil, "shards": {zarr.Shards(4, 4)}} {
		t.Run(name, func(t *testing.T) {
			chunks := []int{2, 2}
			s, target := created(t, []int{8, 6}, chunks, ndarray.Float32, opts...)
			// Blocks of 3 and doubles: neither what is stored.
			x := lazy(t, pattern(t, ndarray.Float64, 4, 6), 3)
			item := arrays.StoreItem{Array: x, Target: target, At: []int{4, 0}}
			writing, err := item.Lazy()
			require.NoError(t, err)
			_, err = scheduler.Compute(t.Context(), []graph.Collection{writing, x})
			require.NoError(t, err)
			want, err := must(x.AsType(ndarray.Float32)).Compute(t.Context())
			require.NoError(t, err)
			got, err := s.Read(t.Context(), "", []int{4, 0}, []int{4, 6})
			require.NoError(t, err)
			require.True(t, ndarray.Identical(want, got))
			rest, err := s.Read(t.Context(), "", []int{0, 0}, []int{4, 6})
			require.NoError(t, err)
			require.True(t, ndarray.Identical(ndarray.New(ndarray.Float32, 4, 6), rest))
			for _, read := range []func() (*arrays.Array, error){writing.Array, item.Reread} {
				a, err := read()
				require.NoError(t, err)
				again, err := a.Compute(t.Context())
				require.NoError(t, err)
				require.True(t, ndarray.Identical(want, again))
			}
		})
	}
}

func TestWhatIsNoRegionOfATargetIsRefusedAtOnce(t *testing.T) {
	_, target := created(t, []int{8, 6}, []int{2, 4}, ndarray.Int16)
	four := lazy(t, pattern(t, ndarray.Int16, 4, 6), 2)
	for name, item := range map[string]arrays.StoreItem{
		"half a chunk": {Array: four, At: []int{1, 0}},
		"outside":      {Array: four, At: []int{6, 0}},
		"other axes":   {Array: lazy(t, pattern(t, ndarray.Int16, 8), 2)},
	} {
		item.Target = target
		_, err := item.Lazy()
		var region *zarr.RegionError
		require.ErrorAs(t, err, &region, name)
		var at *arrays.ExprError
		require.ErrorAs(t, err, &at, name)
	}
	_, err := arrays.StoreItem{Array: four, Target: target, Step: []int{2, 1}}.Lazy()
	var steps *arrays.StepError
	require.ErrorAs(t, err, &steps)
	var region *zarr.RegionError
	require.ErrorAs(t, target.Write(t.Context(), []int{1, 0}, pattern(t, ndarray.Int16, 2, 4)), &region)
	require.ErrorAs(t, target.Write(t.Context(), []int{0}, pattern(t, ndarray.Int16, 2)), &region)
	require.ErrorContains(t, target.Write(t.Context(), []int{0, 0}, pattern(t, ndarray.Int32, 2, 4)), "int32")
	_, err = target.Read(t.Context(), []int{0, 4}, nil, []int{2, 4})
	require.ErrorContains(t, err, "in shape (8, 6)")
	_, err = target.Read(t.Context(), []int{0, 0}, []int{2, 1}, []int{2, 4})
	require.ErrorContains(t, err, "got steps [2 1], want 1")
}

func TestZipFilesAreNoTargets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zip")
	a := lazy(t, pattern(t, ndarray.Int16, 4), 2)
	require.NoError(t, zarr.Save(t.Context(), path, a))
	s, err := zarr.Open(path)
	require.NoError(t, err)
	_, err = arrays.StoreItem{Array: a, Target: must(s.Target(""))}.Lazy()
	var unsupported *zarr.UnsupportedError
	require.ErrorAs(t, err, &unsupported)
}

func TestTargetsMayLeaveTheDiskToTheSystem(t *testing.T) {
	_, target := created(t, []int{8}, []int{2}, ndarray.Int16)
	items := []arrays.StoreItem{{Array: lazy(t, pattern(t, ndarray.Int16, 8), 4), Target: target}}
	before := zarr.Syncs()
	require.NoError(t, arrays.Store(t.Context(), items))
	require.Equal(t, int64(4), zarr.Syncs()-before)
	target.Unsynced = true
	items[0].Target, before = target, zarr.Syncs()
	require.NoError(t, arrays.Store(t.Context(), items))
	require.Equal(t, before, zarr.Syncs())
}
