package hdf5_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
)

func digest(t testing.TB, a *ndarray.Array) string {
	t.Helper()
	b, err := ndarray.EncodeBytes(nil, a, ndarray.LittleEndian)
	require.NoError(t, err)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// inReferences calls fn for the folders with HDF5 files.
func inReferences(t *testing.T, fn func(t *testing.T, a golden.Readout)) {
	for _, folder := range []string{"hdf5", "emd", "hspy"} {
		golden.Readouts(t, folder, fn)
	}
}

func TestReferenceEveryDatasetHasItsValues(t *testing.T) {
	inReferences(t, func(t *testing.T, a golden.Readout) {
		f, err := hdf5.Open(a.Path)
		require.NoError(t, err)
		names, err := f.Datasets()
		require.NoError(t, err)
		require.Contains(t, names, a.Key)
		x, err := f.Array(a.Key)
		if a.DType == "" {
			var unsupported *hdf5.UnsupportedError
			require.ErrorAs(t, err, &unsupported)
			require.Equal(t, "data type", unsupported.What, "texts, compounds and objects are all that is refused")
			return
		}
		require.NoError(t, err)
		require.Equal(t, a.Shape, x.Shape())
		dtype, _, err := ndarray.ParseDType(a.DType)
		require.NoError(t, err)
		require.Equal(t, dtype, x.DType())
		if a.OnDisk != "" && dtype.Size() > 1 {
			i, err := f.Info(a.Key)
			require.NoError(t, err)
			_, order, err := ndarray.ParseDType(a.OnDisk)
			require.NoError(t, err)
			require.Equal(t, order, i.Order)
		}
		got, err := x.Compute(t.Context())
		require.NoError(t, err)
		if a.Digest == "" { // a few numbers, written out
			require.Less(t, got.Size(), 100)
			return
		}
		require.Equal(t, a.Digest, digest(t, got))
		coarse, err := f.Array(a.Key, hdf5.Chunked(arrays.ChunkSize(37)))
		require.NoError(t, err)
		got, err = coarse.Compute(t.Context())
		require.NoError(t, err)
		require.Equal(t, a.Digest, digest(t, got), "cut otherwise")
	})
}

func TestReferenceSmallDatasetsHaveTheirNumbers(t *testing.T) {
	for _, folder := range []string{"hdf5", "emd", "hspy"} {
		for _, list := range golden.Files(t, "data/"+folder+"/expected.json") {
			b, err := os.ReadFile(list)
			require.NoError(t, err)
			var files []struct {
				File   string
				Arrays []struct {
					Key   string
					Value []any
				}
			}
			require.NoError(t, json.Unmarshal(b, &files))
			for _, f := range files {
				for _, a := range f.Arrays {
					if a.Value != nil {
						requireNumbers(t, filepath.Join(filepath.Dir(list), f.File), a.Key, a.Value)
					}
				}
			}
		}
	}
}

func requireNumbers(t *testing.T, path, name string, want []any) {
	t.Helper()
	f, err := hdf5.Open(path)
	require.NoError(t, err)
	x, err := f.Array(name)
	require.NoError(t, err)
	got, err := x.Compute(t.Context())
	require.NoError(t, err)
	require.Equal(t, len(want), got.Size(), name)
	flat, err := got.Reshape(len(want))
	require.NoError(t, err)
	for i, w := range want {
		switch w := w.(type) {
		case bool:
			v, err := flat.At(i)
			require.NoError(t, err)
			require.Equal(t, w, v, name)
		case float64:
			v, err := flat.Float(i)
			require.NoError(t, err)
			require.Equal(t, w, v, name)
		default:
			require.Fail(t, "no number", "%s: %T", name, w)
		}
	}
}

// TestReferenceDamagedFilesAreErrors cuts real files short and flips bytes of
// them: whatever happens is an error that names the file, or numbers.
func TestReferenceDamagedFilesAreErrors(t *testing.T) {
	seen := map[string]bool{}
	inReferences(t, func(t *testing.T, a golden.Readout) {
		if seen[a.Path] {
			return
		}
		seen[a.Path] = true
		whole, err := os.ReadFile(a.Path)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "damaged.h5")
		for _, part := range []int{3, 2} {
			require.NoError(t, os.WriteFile(path, whole[:len(whole)/part], 0o600))
			requireErrorsOnly(t, path)
		}
	})
}

// requireErrorsOnly reads all of a file that may be damaged.
func requireErrorsOnly(t *testing.T, path string) {
	t.Helper()
	known := func(err error) bool {
		var e *hdf5.Error
		return err == nil || errors.As(err, &e) && e.Path != ""
	}
	f, err := hdf5.Open(path)
	require.True(t, known(err), "%v", err)
	if err != nil {
		return
	}
	names, err := f.Datasets()
	require.True(t, known(err), "%v", err)
	for _, name := range append(names, "/") {
		_, err := f.Attributes(name)
		require.True(t, known(err), "%v", err)
		i, err := f.Info(name)
		require.True(t, known(err), "%v", err)
		n := 1
		for _, e := range i.Shape {
			n *= e
		}
		if err == nil && n < 1<<20 {
			_, err = f.Read(t.Context(), name, make([]int, len(i.Shape)), i.Shape)
			require.True(t, known(err), "%v", err)
		}
	}
}
