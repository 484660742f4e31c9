package hdf5_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
)

// writerCall has h5py write files in all layouts that it knows, from the oldest
// to the newest form, and lists what is in them.
const writerCall = `
import itertools, json, os, shutil, sys, h5py, numpy as np
folder = sys.argv[1]
r = np.random.default_rng(int(sys.argv[2]))
wanted = []
def want(path, name, a, attrs=None, links=True):
    a = np.asarray(a)
    npy = os.path.join(folder, "%d.npy" % len(wanted))
    np.save(npy, a.astype(a.dtype.newbyteorder("=")))
    wanted.append({"path": path, "name": name, "npy": npy, "attributes": attrs or {}})
def draw(dtype, shape):
    a = np.rint(r.normal(0, 40, shape)).astype("i8")
    if np.dtype(dtype).kind == "c":
        return (a + 1j * np.roll(a, 1)).astype(dtype)
    if dtype == "b1":
        return a > 0
    return a.astype(dtype)
dtypes = ["u1", "<u2", ">u2", "<i4", ">i8", "f2", "<f4", ">f8", "c8", ">c16", "b1", "u8", "i1"]
for libver, block in [("earliest", 0), ("latest", 0), (("v108", "latest"), 512), ("earliest", 2048), ("latest", 1024)]:
    path = os.path.join(folder, "random%d.h5" % len(wanted))
    with h5py.File(path, "w", libver=libver, userblock_size=block) as f:
        for i in range(60):
            shape = tuple(int(n) for n in r.integers(1, 9, r.integers(0, 5)))
            dtype = dtypes[r.integers(len(dtypes))]
            a, kw = draw(dtype, shape), {}
            name = "/g%d/%s/d%d" % (r.integers(3), dtype, i)
            if shape and r.integers(4):
                kw["chunks"] = tuple(int(r.integers(1, n + 1)) for n in shape)
                if r.integers(2):
                    kw["maxshape"] = tuple([None, n, n + 7][r.integers(3)] for n in shape)
                packer = r.integers(4)
                if packer == 1:
                    kw.update(compression="gzip", compression_opts=int(r.integers(1, 10)))
                if packer == 2:
                    kw["compression"] = "lzf"
                kw["shuffle"] = bool(r.integers(2))
                kw["fletcher32"] = bool(r.integers(2)) and dtype[-2:] not in ("c8", "16")
            fill = None
            if r.integers(3) == 0 and dtype != "b1":
                kw["fillvalue"] = fill = np.array(3, dtype)[()]
            if shape and r.integers(4) == 0:  # a part of it is never written
                d = f.create_dataset(name, shape, dtype=dtype, **kw)
                cut = tuple(slice(0, int(r.integers(0, n + 1))) for n in shape)
                d[cut] = a[cut]
                b = np.full(shape, 0 if fill is None else fill, dtype)
                b[cut] = a[cut]
                a = b
            else:
                f.create_dataset(name, data=a, **kw)
            want(path, name, a)
path = os.path.join(folder, "indexes.h5")
with h5py.File(path, "w", libver="latest") as f:
    def sparse(name, shape, chunks, at, **kw):
        d = f.create_dataset(name, shape, dtype="u2", chunks=chunks, fillvalue=7, **kw)
        a = np.full(shape, 7, "u2")
        for k, i in enumerate(at):
            d[i] = a[i] = k + 100
        want(path, name, a)
    sparse("paged", (5000,), (1,), [0, 1, 1023, 1024, 4998, 4999])
    sparse("paged packed", (5000,), (1,), [0, 1023, 1024, 4999], compression="gzip")
    sparse("unpaged", (900,), (1,), [0, 500, 899])
    sparse("larger", (40, 30), (3, 4), [(3, 4), (39, 29)], maxshape=(400, 35))
    for n, pack in itertools.product((3, 30, 3000, 300000), ({}, {"compression": "lzf"})):
        at = [i for i in (0, 1, 2, 5, 20, 29, 100, 1000, 2999, 20000, 131071, 140000, 200000, 280000, 299999) if i < n]
        sparse("grows%d%s" % (n, len(pack)), (n,), (1,), at, maxshape=(None,), **pack)
    sparse("grows last", (5, 600), (2, 1), [(0, 0), (4, 599), (2, 300)], maxshape=(9, None))
    sparse("grows middle", (5, 60, 4), (2, 1, 3), [(0, 0, 0), (4, 59, 3), (2, 30, 2)], maxshape=(9, None, 4))
    for n, pack in itertools.product((1, 9, 60), ({}, {"compression": "gzip", "shuffle": True})):
        a = draw("u2", (2 * n, 3 * n))
        f.create_dataset("tree%d%s" % (n, len(pack)), data=a, chunks=(2, 1), maxshape=(None, None), **pack)
        want(path, "tree%d%s" % (n, len(pack)), a)
    a = draw("f4", (20, 33))
    f.create_dataset("single", data=a, chunks=a.shape)
    f.create_dataset("single packed", data=a, chunks=a.shape, compression="gzip", shuffle=True)
    for name in ("single", "single packed"):
        want(path, name, a)
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk((3, 5)); dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    d = h5py.Dataset(h5py.h5d.create(f.id, b"implicit", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((20, 33)), dcpl))
    d[...] = a
    want(path, "implicit", a)
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_layout(h5py.h5d.COMPACT)
    d = h5py.Dataset(h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32BE, h5py.h5s.create_simple((20, 33)), dcpl))
    d[...] = a
    want(path, "compact", a)
    d = f.create_dataset("masked", (4, 6), dtype="<u2", chunks=(2, 6), compression="gzip", shuffle=True, fletcher32=True)
    a = draw("<u2", (4, 6))
    d.id.write_direct_chunk((0, 0), a[:2].tobytes(), 7)
    d[2:] = a[2:]
    want(path, "masked", a)
    f["type"] = np.dtype(">i4")
    f.create_dataset("typed", data=draw(">i4", (3, 4)), dtype=f["type"])
    want(path, "typed", f["typed"][()])
    f.create_dataset("enum", data=np.arange(6) % 2, dtype=h5py.enum_dtype({"A": 0, "B": 1, "C": 9}, basetype="i2"))
    want(path, "enum", f["enum"][()].astype("i2"))
for libver in ("earliest", "latest"):
    path, other = (os.path.join(folder, libver + n) for n in ("links.h5", "other.h5"))
    with h5py.File(other, "w", libver=libver) as f:
        f["deep/a"] = a = draw("u1", (3, 5))
        f["deep/b"] = h5py.SoftLink("a")
    with h5py.File(path, "w", libver=libver, track_order=True) as f:
        for i in range(300):
            f["many/number %d" % i] = np.uint16(i)
            if i % 50 == 0:
                want(path, "many/number %d" % i, np.uint16(i))
        f["many/soft"] = h5py.SoftLink("/many/number 7")
        want(path, "many/soft", np.uint16(7))
        f["many/beside"] = h5py.SoftLink("number 8")
        want(path, "many/beside", np.uint16(8))
        f["out"] = h5py.ExternalLink(os.path.basename(other), "/deep/b")
        want(path, "out", a)
        f["group"] = h5py.ExternalLink(other, "deep")
        want(path, "group/b", a)
        f["gone"] = h5py.ExternalLink("nothing.h5", "/x")
        f["circle"] = h5py.SoftLink("/circle")
        f["many/up"] = f["/"]
        want(path, "many/up/many/up/out", a)
        d = f.create_dataset("noted", data=a)
        attrs = {}
        for i in range(40):
            attrs["n%d" % i] = i
            attrs["t%d" % i] = "Å " * i
            attrs["l%d" % i] = [1.5, float(i)]
        for k, v in attrs.items():
            d.attrs[k] = v
        d.attrs["fixed"] = np.array([b"ab", b"c"])
        d.attrs["yes"] = True
        d.attrs["texts"] = ["x", "", "yy"]
        attrs.update(fixed=["ab", "c"], yes=True, texts=["x", "", "yy"])
        if libver == "latest":
            d.attrs["huge"] = np.arange(30000.)
            attrs["huge"] = list(range(30000))
        want(path, "noted", a, attrs)
for libver in ("earliest", "latest"):
    path = os.path.join(folder, libver + "virtual.h5")
    a = draw("i4", (7, 5, 6))
    for k in range(3):
        with h5py.File(os.path.join(folder, libver + "part%d.h5" % k), "w") as f:
            f.create_dataset("deep/x", data=a + k, chunks=(2, 3, 4), compression="gzip")
    with h5py.File(path, "w", libver=libver) as f:
        part = lambda k: h5py.VirtualSource(libver + "part%d.h5" % k, "deep/x", a.shape)
        f["own"] = a[0]
        end = h5py.VirtualLayout((24, 5, 6), "i4")
        mixed = h5py.VirtualLayout((3, 7, 5, 6), "i4")
        turns = h5py.VirtualLayout((21, 5, 6), "i4")
        for k in range(3):
            end[7 * k:7 * k + 7] = part(k)
            mixed[k, :, 1:3] = part(k)[:, 2:4]
            turns[k::3] = part(k)
        end[21] = h5py.VirtualSource(".", "own", (5, 6))
        mixed[0, :, 0] = part(1)[:, 4]
        end[23] = h5py.VirtualSource("nowhere.h5", "x", (5, 6))
        b = np.full((24, 5, 6), -1, "i4")
        b[:7], b[7:14], b[14:21], b[21] = a, a + 1, a + 2, a[0]
        c = np.zeros((3, 7, 5, 6), "i4")
        d = np.zeros((21, 5, 6), "i4")
        for k in range(3):
            c[k, :, 1:3] = a[:, 2:4] + k
            d[k::3] = a + k
        c[0, :, 0] = a[:, 4] + 1
        f.create_virtual_dataset("end", end, fillvalue=-1)
        f.create_virtual_dataset("mixed", mixed)
        f.create_virtual_dataset("turns", turns)
    with h5py.File(path, "r") as f:
        assert (f["end"][()] == b).all() and (f["mixed"][()] == c).all() and (f["turns"][()] == d).all()
    want(path, "end", b)
    want(path, "mixed", c)
    want(path, "turns", d)
path = os.path.join(folder, "swmr.h5")
with h5py.File(path + "x", "w", libver="latest") as f:
    d = f.create_dataset("d", (0, 4), dtype="u2", chunks=(1, 4), maxshape=(None, 4))
    f.swmr_mode = True
    a = draw("u2", (50, 4))
    for i in range(50):
        d.resize(i + 1, 0)
        d[i] = a[i]
    d.flush()
    shutil.copy(path + "x", path)
want(path, "d", a)
json.dump(wanted, open(os.path.join(folder, "wanted.json"), "w"))
print("wrote", len(wanted))
`

func TestWhatH5pyWritesIsReadInAllLayouts(t *testing.T) {
	python := testdask.Module(t, "h5py", "python3-h5py")
	for seed := range 3 {
		dir := t.TempDir()
		testdask.Python(t, python, writerCall, dir, fmt.Sprint(seed))
		b, err := os.ReadFile(filepath.Join(dir, "wanted.json"))
		require.NoError(t, err)
		var wanted []struct {
			Path, Name, NPY string
			Attributes      map[string]any
		}
		require.NoError(t, json.Unmarshal(b, &wanted))
		require.Greater(t, len(wanted), 300)
		for _, w := range wanted {
			want, err := ndarray.LoadNPY(w.NPY)
			require.NoError(t, err)
			f, err := hdf5.Open(w.Path)
			require.NoError(t, err)
			what := fmt.Sprintf("seed %d, %s: %s", seed, filepath.Base(w.Path), w.Name)
			got, err := f.Read(t.Context(), w.Name, make([]int, want.NDim()), want.Shape())
			require.NoError(t, err, what)
			require.Equal(t, want.DType(), got.DType(), what)
			require.Equal(t, digest(t, want), digest(t, got), what)
			if want.Size() < 100_000 && want.NDim() > 0 && want.Size() > 0 {
				requireBoxes(t, f, w.Name, want, what)
			}
			requireNotes(t, f, w.Name, w.Attributes, what)
		}
	}
}

// requireBoxes compares a box with steps.
func requireBoxes(t *testing.T, f *hdf5.File, name string, want *ndarray.Array, what string) {
	t.Helper()
	x, err := f.Array(name)
	require.NoError(t, err, what)
	selection, ranges := []arrays.Index{}, []ndarray.Range{}
	for _, n := range want.Shape() {
		selection = append(selection, arrays.Step(n/3, arrays.Open, 2))
		ranges = append(ranges, ndarray.Range{Start: n / 3, Stop: n, Step: 2})
	}
	part, err := x.Slice(selection...)
	require.NoError(t, err, what)
	got, err := part.Compute(t.Context())
	require.NoError(t, err, what)
	wanted, err := want.Slice(ranges...)
	require.NoError(t, err, what)
	require.Equal(t, digest(t, wanted), digest(t, got), what)
}

func requireNotes(t *testing.T, f *hdf5.File, name string, want map[string]any, what string) {
	t.Helper()
	have, err := f.Attributes(name)
	require.NoError(t, err, what)
	require.Len(t, have, len(want), what)
	for k, w := range want {
		switch w := w.(type) {
		case []any:
			if list, ok := have[k].([]string); ok {
				require.Equal(t, fmt.Sprint(w), fmt.Sprint(list), what)
				continue
			}
			a, ok := have[k].(*ndarray.Array)
			require.True(t, ok, "%s %s: %T", what, k, have[k])
			require.Equal(t, len(w), a.Size(), what)
			for i, e := range w {
				v, err := a.Float(i)
				require.NoError(t, err)
				require.Equal(t, e, v, what)
			}
		default:
			require.Equal(t, fmt.Sprint(w), fmt.Sprint(have[k]), "%s %s", what, k)
		}
	}
}
