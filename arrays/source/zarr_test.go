package source_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// saveZarr writes consecutive numbers as a Zarr store.
func saveZarr(t *testing.T, path string, shape []int, opts ...zarr.SaveOption) *ndarray.Array {
	t.Helper()
	n := 1
	for _, e := range shape {
		n *= e
	}
	values := make([]uint16, n)
	for i := range values {
		values[i] = uint16(i)
	}
	a, err := ndarray.FromSlice(values, shape...)
	require.NoError(t, err)
	x, err := arrays.FromDense(a, arrays.ChunkSize(3))
	require.NoError(t, err)
	require.NoError(t, zarr.Save(t.Context(), path, x, opts...))
	return a
}

// readZarr computes the array of a source.
func readZarr(t *testing.T, src arrays.Source) *ndarray.Array {
	t.Helper()
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	got, err := x.Compute(t.Context())
	require.NoError(t, err)
	return got
}

func requireValues(t *testing.T, want, got *ndarray.Array) {
	t.Helper()
	a, err := want.AsContiguous().Bytes()
	require.NoError(t, err)
	b, err := got.AsContiguous().Bytes()
	require.NoError(t, err)
	require.Equal(t, a, b)
}

func TestOpenTakesZarrFoldersAndZips(t *testing.T) {
	for _, format := range []int{2, 3} {
		dir := t.TempDir()
		path := filepath.Join(dir, "scan.zarr")
		want := saveZarr(t, path, []int{4, 5, 6, 7}, zarr.Format(format))
		zipped := filepath.Join(dir, "scan.zip")
		zipFolder(t, path, zipped)
		plain := filepath.Join(dir, "folder")
		require.NoError(t, os.Rename(path, plain))
		hyperspy := filepath.Join(dir, "scan.zspy")
		zipFolder(t, plain, hyperspy)
		for _, p := range []string{plain, zipped, hyperspy} {
			src, err := source.Open(p)
			require.NoError(t, err)
			info := src.Info()
			require.Equal(t, "zarr", info.Format)
			require.Equal(t, []int{4, 5}, info.Nav())
			require.Equal(t, []int{6, 7}, info.Frame())
			requireValues(t, want, readZarr(t, src))
		}
	}
}

func TestZarrTakesTheOptionsOfArrays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.zarr")
	want := saveZarr(t, path, []int{20, 6, 7}, zarr.Name("a/b"))
	src, err := source.Open(path, source.Member("a/b"), source.NavShape(4, 5), source.SigShape(42))
	require.NoError(t, err)
	require.Equal(t, []int{4, 5, 42}, src.Info().Shape)
	require.Equal(t, 1, src.Info().Sig)
	requireValues(t, want, readZarr(t, src))

	shifted, err := source.Open(path, source.Sync(2))
	require.NoError(t, err)
	got := readZarr(t, shifted)
	first, err := got.Index(0, 0)
	require.NoError(t, err)
	third, err := want.Index(0, 2)
	require.NoError(t, err)
	requireValues(t, third, first)

	var count *source.FrameCountError
	_, err = source.Open(path, source.NavShape(5, 5))
	require.ErrorAs(t, err, &count)
	_, err = source.Open(path, source.NavShape(5, 5), source.AllowShort())
	require.NoError(t, err)
	var option *source.OptionError
	_, err = source.Open(path, source.Gap(3))
	require.ErrorAs(t, err, &option)
	_, err = source.Open(path, source.SigShape(5, 5))
	require.ErrorContains(t, err, "5")
}

func TestAFolderWithoutZarrIsRefused(t *testing.T) {
	_, err := source.Open(t.TempDir())
	require.ErrorContains(t, err, "is a folder")
	empty := filepath.Join(t.TempDir(), "empty.zarr")
	require.NoError(t, os.Mkdir(empty, 0o755))
	_, err = source.Open(empty)
	require.ErrorIs(t, err, zarr.ErrNotZarr)
}

func zipFolder(t *testing.T, folder, path string) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	z := zip.NewWriter(f)
	require.NoError(t, z.AddFS(os.DirFS(folder)))
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
}
