package zarr_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/stretchr/testify/require"
)

// entries lists the names in a zip file.
func entries(t *testing.T, path string) []string {
	t.Helper()
	r, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer r.Close()
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
	}
	return names
}

func TestZipHoldsWhatTheFolderDoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zip")
	a := lazy(t, pattern(t, ndarray.Int16, 8), 4)
	require.NoError(t, zarr.Save(t.Context(), path, a, zarr.Name("x/y")))
	require.Equal(t, []string{"x/y/zarr.json", "x/zarr.json", "zarr.json", "x/y/c/0", "x/y/c/1"}, entries(t, path))
	require.NoError(t, zarr.Save(t.Context(), path, a, zarr.Name("x/z"), zarr.Format(2), zarr.Attributes(map[string]any{"k": 1})))
	names := entries(t, path)
	require.Equal(t, []string{"x/z/.zarray", "x/z/.zattrs", "x/z/0", "x/z/1"}, names[5:], "groups are there already")
	s, err := zarr.Open(path)
	require.NoError(t, err)
	arrays, err := s.Arrays()
	require.NoError(t, err)
	require.Equal(t, []string{"x/y", "x/z"}, arrays)
}

func TestZipWithLeadingFolderKeepsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "inside.zip")
	b, err := os.ReadFile(own(t, "inside.zarr.zip").Path())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, b, 0o644))
	before := entries(t, path)
	a := pattern(t, ndarray.Int16, 8)
	require.NoError(t, zarr.Save(t.Context(), path, lazy(t, a, 4), zarr.Name("more"), zarr.Format(2)))
	after := entries(t, path)
	require.Equal(t, before, after[:len(before)])
	require.True(t, slices.IndexFunc(after, func(n string) bool { return !strings.HasPrefix(n, "inside.zarr/") }) < 0, after)
	s, err := zarr.Open(path)
	require.NoError(t, err)
	got, err := s.Read(t.Context(), "more", []int{0}, []int{8})
	require.NoError(t, err)
	require.Equal(t, digest(t, a), digest(t, got))
}

func TestSaveIntoZipKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zip")
	a := lazy(t, pattern(t, ndarray.Int16, 8), 4)
	require.NoError(t, zarr.Save(t.Context(), path, a, zarr.Name("x")))
	before := entries(t, path)
	require.ErrorIs(t, zarr.Save(t.Context(), path, a, zarr.Name("x")), zarr.ErrExists)
	require.ErrorIs(t, zarr.Save(t.Context(), path, a, zarr.Name("x/below")), zarr.ErrExists)
	require.ErrorIs(t, zarr.Save(t.Context(), path, a), zarr.ErrExists, "the root is a group")
	require.NoError(t, zarr.Save(t.Context(), path, a, zarr.Name("x"), zarr.Resume()))
	var other *zarr.ResumeError
	require.ErrorAs(t, zarr.Save(t.Context(), path, a, zarr.Name("x"), zarr.Resume(), zarr.Compress(zarr.Plain())), &other)
	require.Equal(t, before, entries(t, path))
	require.NoError(t, os.WriteFile(path, []byte("no zip"), 0o644))
	require.ErrorIs(t, zarr.Save(t.Context(), path, a, zarr.Name("y")), zarr.ErrNotZarr)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "no zip", string(b))
}
