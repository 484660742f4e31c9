package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
)

// hdf5Call compares the datasets of a file with arrays in a folder.
const hdf5Call = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[1], "r") as f:
    for name in ("sum/intensity", "com/field"):
        want = np.load(sys.argv[2] + "/" + name.replace("/", ".") + ".npy")
        assert f[name].dtype == want.dtype and (f[name][()] == want).all()
    print(f["com/field"].attrs["udf"], f["com/field"].attrs["params.r"], f["sum/intensity"].attrs["kind"])
`

func TestHDF5OutEqualsNPY(t *testing.T) {
	folder := scanFolder(t)
	ok(t, folder, "run", "scan.npy", "--udf", "sum", "--udf", "com:r=6", "--out", "plain", "-q")
	out := ok(t, folder, "run", "scan.npy", "--udf", "sum", "--udf", "com:r=6", "--out", "deep/out.h5", "-q", "--json")
	require.Contains(t, strings.ReplaceAll(out, " ", ""), `"hdf5":"sum/intensity"`)
	read := testdask.Python(t, testdask.Module(t, "h5py", "python3-h5py"), hdf5Call, filepath.Join(folder, "deep/out.h5"), filepath.Join(folder, "plain"))
	require.Equal(t, "com 6 sig\n", read)
	entries, err := os.ReadDir(filepath.Join(folder, "deep"))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	o := gloam(t, folder, "run", "scan.npy", "--udf", "sum", "--out", "deep/out.h5", "-q")
	require.Equal(t, exitUsage, o.code)
	require.Contains(t, o.stderr, "there is something already, want a new HDF5 file")
}
