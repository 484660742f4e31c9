package hdf5_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
)

const refusedCall = `
import sys, h5py, numpy as np
with h5py.File(sys.argv[1], "w", libver="latest") as f:
    f["text"] = "some text"
    f["texts"] = np.array([b"abc", b"d"])
    f["records"] = np.zeros(3, [("a", "i4"), ("b", "f8")])
    f.create_dataset("vlen", (2,), dtype=h5py.vlen_dtype("i4"))
    f.create_dataset("refs", (2,), dtype=h5py.ref_dtype)
    f.create_dataset("pairs", (2,), dtype=np.dtype(("i2", (2, 3))))
    f["opaque"] = np.array(b"abc", "V3")
    f.create_dataset("long", (2,), dtype="longdouble") if np.dtype("longdouble").itemsize > 8 else f.create_dataset("long", (2,), dtype="V9")
    f["null"] = h5py.Empty("f4")
    f.create_dataset("scaled", (4, 4), dtype="i4", chunks=(2, 2), scaleoffset=0)[...] = 1
    layout = h5py.VirtualLayout((6, 3), "i4", maxshape=(None, 3))
    layout[slice(0, h5py.h5s.UNLIMITED), :] = h5py.VirtualSource("other.h5", "x", (6, 3), maxshape=(None, 3))[0:h5py.h5s.UNLIMITED]
    f.create_virtual_dataset("virtual", layout)
    f.create_dataset("outside", (2,), "u1", external=[(sys.argv[1] + ".raw", 0, 2)])
    layout = h5py.VirtualLayout((2, 3), "i4")
    layout[0] = layout[1] = h5py.VirtualSource(".", "circle", (2, 3))[0]
    f.create_virtual_dataset("circle", layout)
    f["group/x"] = 1
    f["a"] = np.zeros((2, 3, 4))
    f["b"] = f["a"]
    f["c"] = np.zeros((2, 3, 4))
`

func TestWhatIsNotReadIsRefusedByName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.h5")
	testdask.Python(t, testdask.Module(t, "h5py", "python3-h5py"), refusedCall, path)
	f, err := hdf5.Open(path)
	require.NoError(t, err)
	for name, want := range map[string]string{
		"text": "data type text of any length is not read", "texts": "data type text of 3 bytes is not read",
		"records": `data type compound of ["a" "b"] is not read`, "vlen": "data type lists of any length", "refs": "data type reference",
		"pairs": "data type arrays of 2 3", "opaque": "data type opaque of 3 bytes", "long": "data type ", "null": "shape without elements",
		"scaled": "filter scaleoffset is not read", "virtual": "selection of any length of a virtual dataset is not read", "outside": "layout of data in other files",
	} {
		_, err := f.Array(name)
		var unsupported *hdf5.UnsupportedError
		require.ErrorAs(t, err, &unsupported, name)
		require.ErrorContains(t, err, want)
		var known *hdf5.Error
		require.ErrorAs(t, err, &known)
		require.Equal(t, path, known.Path)
	}
	_, err = f.Read(t.Context(), "circle", []int{0, 0}, []int{2, 3})
	require.ErrorContains(t, err, "a virtual dataset is made of itself")
	_, err = f.Array("group")
	require.ErrorContains(t, err, "is a group or a type, want a dataset")
	var choice *hdf5.ChoiceError
	_, err = hdf5.NewSource(path, "", 2)
	require.ErrorAs(t, err, &choice)
	require.Equal(t, []string{"/a (2, 3, 4)", "/c (2, 3, 4)"}, choice.Candidates)
	_, err = hdf5.NewSource(path, "a", 4)
	require.ErrorContains(t, err, "shape (2, 3, 4) has no frames of 4 axes")
	s, err := hdf5.NewSource(path, "a", 2)
	require.NoError(t, err)
	_, err = s.As([]int{2, 5}, 1, 0)
	require.ErrorContains(t, err, "got axes (2, 5)")
}

func TestDamageIsAnErrorWithItsPlace(t *testing.T) {
	f := saved(t, t.TempDir(), counting(t, ndarray.Uint64, 8, 160), hdf5.Chunks(4, 160), hdf5.Gzip(1))
	whole, err := os.ReadFile(f.Path())
	require.NoError(t, err)
	for name, want := range map[string]struct {
		change func(b []byte) []byte
		err    string
	}{
		"not HDF5":  {func(b []byte) []byte { return b[8:] }, "no HDF5 signature found"},
		"cut short": {func(b []byte) []byte { return b[:len(b)/2] }, "at byte "},
		"version":   {func(b []byte) []byte { b[8] = 9; return b }, "superblock: at byte 8: got version 9, want at most 3"},
		"root":      {func(b []byte) []byte { b[64], b[65], b[66] = 255, 255, 255; return b }, "the root group is said to be at"},
	} {
		path := filepath.Join(t.TempDir(), "a.h5")
		require.NoError(t, os.WriteFile(path, want.change(append([]byte{}, whole...)), 0o600))
		_, err := hdf5.Open(path)
		require.ErrorContains(t, err, want.err, name)
		require.ErrorContains(t, err, path)
	}
	broken := append([]byte{}, whole...)
	first := 96 // the first chunk comes first behind the superblock
	for broken[first] == 0 {
		first++
	}
	for i := range 30 {
		broken[first+i] ^= 0x55
	}
	require.NoError(t, os.WriteFile(f.Path(), broken, 0o600))
	_, err = f.Read(t.Context(), "g/x", []int{0, 0}, []int{8, 160})
	var chunk *hdf5.ChunkError
	require.ErrorAs(t, err, &chunk)
	var filter *hdf5.FilterError
	require.ErrorAs(t, err, &filter)
	require.Equal(t, "gzip", filter.Filter)
}
