package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// zarrScan writes the scan of a folder as the array raw/data of a store.
func zarrScan(t *testing.T, folder string) {
	t.Helper()
	x, err := arrays.FromDense(load(t, filepath.Join(folder, "scan.npy")), arrays.ChunkSize(5))
	require.NoError(t, err)
	require.NoError(t, zarr.Save(t.Context(), filepath.Join(folder, "scan.zarr"), x, zarr.Name("raw/data")))
}

func TestZarrInZarrOutEqualsNPY(t *testing.T) {
	folder := scanFolder(t)
	zarrScan(t, folder)
	ok(t, folder, "run", "scan.npy", "--udf", "sum", "--udf", "com:r=6", "--out", "plain", "-q")
	out := ok(t, folder, "run", "scan.zarr", "--udf", "sum", "--udf", "com:r=6", "--out", "deep/out.zarr", "-q")
	require.Contains(t, out, "zarr (8, 6 | 16, 20) uint16")
	require.Contains(t, out, "to deep/out.zarr")
	store, err := zarr.Open(filepath.Join(folder, "deep/out.zarr"))
	require.NoError(t, err)
	names, err := store.Arrays()
	require.NoError(t, err)
	require.Contains(t, names, "sum/intensity")
	require.Contains(t, names, "com/field")
	for _, buffer := range [][2]string{{"sum", "intensity"}, {"com", "field"}} {
		x, err := store.Array(buffer[0] + "/" + buffer[1])
		require.NoError(t, err)
		got, err := x.Compute(t.Context())
		require.NoError(t, err)
		want := load(t, filepath.Join(folder, "plain", buffer[0]+"."+buffer[1]+".npy"))
		require.Equal(t, want.Shape(), got.Shape())
		require.Equal(t, rawBytes(t, want), rawBytes(t, got), buffer)
	}
	notes, err := store.Attributes("sum/intensity")
	require.NoError(t, err)
	require.Equal(t, "sig", notes["kind"])
	for _, path := range tree(t, folder) {
		require.NotContains(t, path, ".tmp")
	}
}

func rawBytes(t *testing.T, a *ndarray.Array) []byte {
	t.Helper()
	b, err := a.AsContiguous().Bytes()
	require.NoError(t, err)
	return b
}

func TestRunWritesNoZarrStoreOverAnother(t *testing.T) {
	folder := scanFolder(t)
	ok(t, folder, "run", "scan.npy", "--udf", "sum", "--out", "out.zarr", "-q")
	before := tree(t, folder)
	o := gloam(t, folder, "run", "scan.npy", "--udf", "sum", "--out", "out.zarr", "-q")
	require.Equal(t, exitUsage, o.code)
	require.Contains(t, o.stderr, "--out out.zarr: there is something already")
	o = gloam(t, folder, "run", "scan.npy", "--udf", "sum", "--out", "new.zarr", "--plot", "-q")
	require.Equal(t, exitUsage, o.code)
	require.Contains(t, o.stderr, "want a folder for the pictures")
	require.Equal(t, before, tree(t, folder))
}

func TestInfoListsTheArraysOfAZarrStore(t *testing.T) {
	folder := scanFolder(t)
	zarrScan(t, folder)
	out := ok(t, folder, "info", "scan.zarr")
	require.Contains(t, out, "(8, 6 | 16, 20)")
	require.Contains(t, out, "raw/data")
	x, err := arrays.Zeros([]int{4, 5, 6}, ndarray.Float32, arrays.ChunkSize(3))
	require.NoError(t, err)
	require.NoError(t, zarr.Save(t.Context(), filepath.Join(folder, "scan.zarr"), x, zarr.Name("raw/other")))
	var info scanInfo
	require.NoError(t, json.Unmarshal([]byte(ok(t, folder, "info", "scan.zarr", "--json")), &info))
	require.Equal(t, "zarr", info.Format)
	require.Equal(t, []string{"--member"}, info.Missing)
	require.Equal(t, []member{{Name: "raw/data", Shape: []int{8, 6, 16, 20}, DType: "uint16"}, {Name: "raw/other", Shape: []int{4, 5, 6}, DType: "float32"}}, info.Members)
	out = ok(t, folder, "info", "scan.zarr", "--member", "raw/other")
	require.Contains(t, out, "(4 | 5, 6)")
}
