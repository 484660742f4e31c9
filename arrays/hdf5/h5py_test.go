package hdf5_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
)

// A wanted dataset is what h5py is to find: values in an npy file beside.
type wanted struct {
	Name       string         `json:"name"`
	NPY        string         `json:"npy"`
	DType      string         `json:"dtype"`
	Chunks     []int          `json:"chunks"`
	Gzip       *int           `json:"gzip"`
	Shuffle    bool           `json:"shuffle"`
	Fill       any            `json:"fill"`
	Attributes map[string]any `json:"attributes"`
}

// readerCall compares what h5py reads of a file with what was meant. It then
// has the library extend the file, which checks its trees and headers.
const readerCall = `
import json, sys, h5py, numpy as np
def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
def check(f, wanted):
    seen = []
    f.visititems(lambda name, o: seen.append("/" + name) if isinstance(o, h5py.Dataset) else None)
    assert sorted(seen) == sorted(w["name"] for w in wanted), seen
    for w in wanted:
        d, want = f[w["name"]], np.load(w["npy"])
        assert d.dtype == np.dtype(w["dtype"]), (w, d.dtype)
        got = np.asarray(d[()])
        assert same(got.astype(want.dtype.newbyteorder("=")), want), (w, got, want)
        assert d.chunks == (tuple(w["chunks"]) if w["chunks"] else None), (w, d.chunks)
        assert d.compression == ("gzip" if w["gzip"] else None), (w, d.compression)
        assert d.compression_opts == w["gzip"], (w, d.compression_opts)
        assert d.shuffle == w["shuffle"], w
        assert w["fill"] is None or d.fillvalue == w["fill"], (w, d.fillvalue)
        assert sorted(d.attrs) == sorted(w["attributes"] or []), (w, list(d.attrs))
        for name, value in (w["attributes"] or {}).items():
            have = d.attrs[name]
            if isinstance(value, str):
                assert isinstance(have, str) and have == value, (name, have)
            else:
                assert np.asarray(have).tolist() == value, (name, have, value)
total = 0
for path in sys.argv[1:]:
    wanted = json.load(open(path + ".json"))
    total += len(wanted)
    with h5py.File(path, "r") as f:
        check(f, wanted)
    with h5py.File(path, "r+") as f:
        for w in wanted:
            f[w["name"]].attrs["zz added"] = "later"
            del f[w["name"]].attrs["zz added"]
        for i in range(40):
            f["added/%d" % i] = i
        assert sorted(f["added"], key=int) == [str(i) for i in range(40)]
        del f["added"]
    with h5py.File(path, "r") as f:
        check(f, wanted)
print("all", total, "as meant")
`

var dtypes = []ndarray.DType{
	ndarray.Bool, ndarray.Int8, ndarray.Int16, ndarray.Int32, ndarray.Int64, ndarray.Uint8, ndarray.Uint16, ndarray.Uint32,
	ndarray.Uint64, ndarray.Float16, ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128,
}

// draw makes an array with values of all kinds.
func draw(t testing.TB, r *rand.Rand, d ndarray.DType, shape []int) *ndarray.Array {
	a := ndarray.New(d, shape...)
	b, err := a.Bytes()
	require.NoError(t, err)
	for i := range b {
		b[i] = byte(r.IntN(200)) // without patterns of numbers that are none
		if d == ndarray.Bool {
			b[i] &= 1
		}
		if d.Kind() >= ndarray.KindFloat && i%2 == 1 {
			b[i] = byte(60 + r.IntN(3))
		}
	}
	return a
}

// drawn saves a file of random arrays in random layouts.
func drawn(t testing.TB, seed uint64, path string) []wanted {
	r := rand.New(rand.NewPCG(seed, 1))
	sets, opts, list := map[string]*arrays.Array{}, []hdf5.SaveOption{hdf5.Unsynced()}, []wanted{}
	for i, d := range dtypes {
		shape := make([]int, r.IntN(5))
		for k := range shape {
			shape[k] = 1 + r.IntN(9)
			if r.IntN(20) == 0 {
				shape[k] = 0
			}
		}
		w := wanted{Name: fmt.Sprintf("/g%d/%s-%d", r.IntN(3), d, i), NPY: fmt.Sprintf("%s.%d.npy", path, i), DType: d.Code('<')}
		a := draw(t, r, d, shape)
		require.NoError(t, ndarray.SaveNPY(w.NPY, a))
		x, err := arrays.FromDense(a, arrays.ChunkSize(1+r.IntN(6)))
		require.NoError(t, err)
		own := w.choose(t, r, a)
		sets[w.Name], list = x, append(list, w)
		opts = append(opts, hdf5.For(w.Name, own...))
	}
	require.NoError(t, hdf5.Save(t.Context(), path, sets, opts...))
	return list
}

// choose draws the layout of a dataset.
func (w *wanted) choose(t testing.TB, r *rand.Rand, a *ndarray.Array) []hdf5.SaveOption {
	var opts []hdf5.SaveOption
	if r.IntN(3) == 0 {
		opts, w.DType = append(opts, hdf5.BigEndian()), a.DType().Code('>')
	}
	if r.IntN(3) == 0 {
		w.Fill = float64(r.IntN(2))
		if a.DType() == ndarray.Bool {
			w.Fill = r.IntN(2) == 1
		}
		opts = append(opts, hdf5.Fill(w.Fill))
	}
	if r.IntN(3) > 0 && a.NDim() > 0 {
		chunk := make([]int, a.NDim())
		for k := range chunk {
			chunk[k] = 1 + r.IntN(6)
		}
		opts = append(opts, hdf5.Chunks(chunk...))
		if a.Size() > 0 {
			for k, n := range a.Shape() {
				chunk[k] = min(chunk[k], n)
			}
			w.Chunks = chunk
		}
		if r.IntN(2) == 0 {
			level := 1 + r.IntN(9)
			opts = append(opts, hdf5.Gzip(level))
			if w.Chunks != nil {
				w.Gzip = &level
			}
		}
		if r.IntN(2) == 0 {
			opts = append(opts, hdf5.Shuffle())
			w.Shuffle = w.Chunks != nil
		}
	}
	if r.IntN(2) == 0 {
		w.Attributes = map[string]any{
			"units": "1/nm, Å", "empty": "", "scale": r.Float64(), "size": r.IntN(1000), "yes": true,
			"names": []string{"y", "", "xx"}, "list": []int{1, 2, 3}, "nothing": []float64{},
		}
		opts = append(opts, hdf5.Attributes(w.Attributes))
	}
	return opts
}

// requireRead has h5py check files.
func requireRead(t testing.TB, files map[string][]wanted) {
	t.Helper()
	total := 0
	for path, list := range files {
		total += len(list)
		b, err := json.Marshal(list)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path+".json", b, 0o600))
	}
	out := testdask.Python(t, testdask.Module(t, "h5py", "python3-h5py"), readerCall, slices.Sorted(maps.Keys(files))...)
	require.Equal(t, fmt.Sprintf("all %d as meant", total), strings.TrimSpace(out))
}

func TestH5pyReadsRandomArrays(t *testing.T) {
	files, dir := map[string][]wanted{}, t.TempDir()
	for seed := range uint64(12) { // of 14 arrays each
		path := filepath.Join(dir, fmt.Sprintf("seed%d.h5", seed))
		files[path] = drawn(t, seed, path)
	}
	requireRead(t, files)
}

// TestH5pyFindsEverythingInLargeTrees has more names than a node leads to, and
// more chunks than three levels need.
func TestH5pyFindsEverythingInLargeTrees(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.h5")
	sets, list, opts := map[string]*arrays.Array{}, []wanted{}, []hdf5.SaveOption{hdf5.Unsynced()}
	add := func(name string, a *ndarray.Array, chunks []int) {
		x, err := arrays.FromDense(a, arrays.ChunkSize(64))
		require.NoError(t, err)
		sets[name] = x
		npy := fmt.Sprintf("%s.%d.npy", path, len(list))
		require.NoError(t, ndarray.SaveNPY(npy, a))
		list = append(list, wanted{Name: name, NPY: npy, DType: a.DType().Code('<'), Chunks: chunks})
	}
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 700 { // 32 tables of 8 names make a node
		add(fmt.Sprintf("/many/%d", i), draw(t, r, ndarray.Uint8, nil), nil)
	}
	add("/big", draw(t, r, ndarray.Uint16, []int{130, 70}), []int{2, 1}) // 64 and 64 times 64 chunks
	opts = append(opts, hdf5.For("big", hdf5.Chunks(2, 1)))
	require.NoError(t, hdf5.Save(t.Context(), path, sets, opts...))
	requireRead(t, map[string][]wanted{path: list})
}
