package zarr_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// tree returns the files below a folder.
func tree(t *testing.T, folder string) map[string]string {
	files := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(folder, name))
		files[name] = string(b)
		return err
	}))
	return files
}

func TestFilesAreOnTheDiskBeforeTheyHaveNames(t *testing.T) {
	a := lazy(t, pattern(t, ndarray.Int32, 8, 6), 2) // 12 chunks
	for _, format := range []int{2, 3} {
		dir := t.TempDir()
		opts := []zarr.SaveOption{zarr.Format(format), zarr.Name("deep/x"), zarr.Attributes(map[string]any{"a": 1})}
		before := zarr.Syncs()
		require.NoError(t, zarr.Save(t.Context(), filepath.Join(dir, "synced"), a, opts...))
		synced := zarr.Syncs() - before
		require.NoError(t, zarr.Save(t.Context(), filepath.Join(dir, "unsynced"), a, append(opts, zarr.Unsynced())...))
		require.Equal(t, before+synced, zarr.Syncs())
		files := tree(t, filepath.Join(dir, "synced"))
		require.Equal(t, int64(len(files)), synced, "each file once")
		require.Equal(t, files, tree(t, filepath.Join(dir, "unsynced")))

		s, err := zarr.Open(filepath.Join(dir, "unsynced"))
		require.NoError(t, err)
		before = zarr.Syncs()
		require.NoError(t, s.Update(t.Context(), "deep/x", []int{2, 0}, lazy(t, pattern(t, ndarray.Int32, 4, 6), 2)))
		require.Equal(t, int64(6), zarr.Syncs()-before, "updated chunks")
	}
	before := zarr.Syncs()
	require.NoError(t, zarr.Save(t.Context(), filepath.Join(t.TempDir(), "x.zip"), a))
	require.Equal(t, int64(12+1+1), zarr.Syncs()-before, "chunks, metadata and the zip file")
}
