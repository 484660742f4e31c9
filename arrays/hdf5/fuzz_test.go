package hdf5_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// FuzzFile reads all of files that nobody wrote.
func FuzzFile(f *testing.F) {
	for _, name := range []string{"oldest.h5", "newest.h5"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(f, err)
		f.Add(b)
	}
	path := filepath.Join(f.TempDir(), "own.h5")
	x := ramp(f, ndarray.Uint16, 2, 4, 6)
	require.NoError(f, hdf5.Save(f.Context(), path, map[string]*arrays.Array{"/a/b": x, "c": x}, hdf5.Unsynced(),
		hdf5.For("c", hdf5.Chunks(2, 3), hdf5.Gzip(1)), hdf5.Attributes(map[string]any{"text": "some"})))
	b, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(b)
	f.Add([]byte("\x89HDF\r\n\x1a\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(dir, "file.h5")
		require.NoError(t, os.WriteFile(path, b, 0o600))
		requireErrorsOnly(t, path)
		_, _ = hdf5.NewSource(path, "", 0)
	})
}

func FuzzFilters(f *testing.F) {
	for _, id := range []int{1, 2, 3, 307, 32000, 32001, 32004, 32008, 32015} {
		f.Add(id, uint32(2), uint32(0), uint32(2), []byte("\x00\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00\x10some bytes to unpack"))
	}
	f.Add(32000, uint32(0), uint32(9), uint32(0), []byte("\x02abc\xe0\x00\x02"))
	f.Fuzz(func(t *testing.T, id int, a, b, c uint32, src []byte) {
		out, err := hdf5.Undo(id, []uint32{a, b, a, b, c}, src, 4096)
		if err == nil {
			require.LessOrEqual(t, len(out), max(4096, len(src)))
		}
	})
}
