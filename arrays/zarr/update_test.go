package zarr_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/stretchr/testify/require"
)

func TestRegionsAreWrittenAtOnce(t *testing.T) {
	for name, opts := range map[string][]zarr.SaveOption{
		"plain": {zarr.Chunks(4, 5)}, "shards": {zarr.Chunks(2, 5), zarr.Shards(4, 10)}, "v2": {zarr.Format(2), zarr.Chunks(4, 5), zarr.Transpose(1, 0)},
	} {
		path := filepath.Join(t.TempDir(), "a.zarr")
		require.NoError(t, zarr.Create(path, []int{18, 13}, ndarray.Int32, append(opts, zarr.Name("x/y"))...))
		whole := pattern(t, ndarray.Int32, 18, 13)
		s, err := zarr.Open(path)
		require.NoError(t, err)
		var wait sync.WaitGroup
		var errs [3]error
		for i, span := range [][2]int{{4, 12}, {12, 16}, {16, 18}} { // the first chunks stay zeros
			part, err := whole.Region([]int{span[0], 0}, []int{span[1] - span[0], 13})
			require.NoError(t, err)
			wait.Add(1)
			go func() {
				defer wait.Done()
				errs[i] = s.Update(t.Context(), "x/y", []int{span[0], 0}, lazy(t, part, 3))
			}()
		}
		wait.Wait()
		require.Equal(t, [3]error{}, errs, name)
		head, err := whole.Region([]int{0, 0}, []int{4, 13})
		require.NoError(t, err)
		require.NoError(t, head.Fill(0))
		got, err := s.Read(t.Context(), "x/y", []int{0, 0}, []int{18, 13})
		require.NoError(t, err)
		require.Equal(t, digest(t, whole), digest(t, got), name)
	}
}

func TestRegionsThatCutChunksAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zarr")
	require.NoError(t, zarr.Create(path, []int{18, 13}, ndarray.Int32, zarr.Chunks(4, 5)))
	s, err := zarr.Open(path)
	require.NoError(t, err)
	for _, c := range []struct{ start, shape []int }{
		{[]int{1, 0}, []int{3, 13}}, {[]int{0, 0}, []int{3, 13}}, {[]int{16, 0}, []int{4, 13}}, {[]int{-4, 0}, []int{4, 13}}, {[]int{0}, []int{4}},
	} {
		var region *zarr.RegionError
		err := s.Update(t.Context(), "", c.start, lazy(t, pattern(t, ndarray.Int32, c.shape...), 4))
		require.ErrorAs(t, err, &region, "%v", c)
		require.ErrorContains(t, err, fmt.Sprintf("region at %s of shape %s, want whole chunks of (4, 5)", wording.Shape(c.start), wording.Shape(c.shape)))
	}
	err = s.Update(t.Context(), "", []int{0, 0}, lazy(t, pattern(t, ndarray.Float32, 4, 13), 4))
	require.ErrorContains(t, err, "got float32, want int32")
	zip := filepath.Join(t.TempDir(), "a.zip")
	require.NoError(t, zarr.Save(t.Context(), zip, lazy(t, pattern(t, ndarray.Int32, 4), 4)))
	z, err := zarr.Open(zip)
	require.NoError(t, err)
	var unsupported *zarr.UnsupportedError
	require.ErrorAs(t, z.Update(t.Context(), "", []int{0}, lazy(t, pattern(t, ndarray.Int32, 4), 4)), &unsupported)
	require.ErrorAs(t, zarr.Create(zip, []int{4}, ndarray.Int32), &unsupported)
	require.ErrorIs(t, zarr.Create(path, []int{4}, ndarray.Int32), zarr.ErrExists)
}

func TestUpdateOfAFilteredArrayIsRefused(t *testing.T) {
	s := own(t, "v2.zarr")
	x, err := arrays.FromDense(pattern(t, ndarray.Int32, 40), arrays.ChunkSize(16))
	require.NoError(t, err)
	var unsupported *zarr.UnsupportedError
	require.ErrorAs(t, s.Update(t.Context(), "filters/delta", []int{0}, x), &unsupported)
}
