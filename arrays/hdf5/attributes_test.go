package hdf5_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
)

// attributesCall prints what h5py finds at each object.
const attributesCall = `
import sys, h5py, numpy as np
def show(name, o):
    for k in sorted(o.attrs):
        v = o.attrs[k]
        if isinstance(v, str):
            print(name, k, "str", len(v), v[:20])
        elif v.dtype == object:
            print(name, k, "texts", [x[:20] for x in v])
        else:
            print(name, k, v.dtype, v.shape, v.tolist() if v.size < 9 else v.sum())
with h5py.File(sys.argv[1], "r") as f:
    show("/", f)
    f.visititems(show)
`

func TestH5pyReadsAttributesOfAllKinds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.h5")
	matrix, err := ndarray.FromSlice([]complex64{1, 2i, 3, 4 + 4i}, 2, 2)
	require.NoError(t, err)
	turned, err := counting(t, ndarray.Uint8, 2, 3).Transpose()
	require.NoError(t, err)
	require.NoError(t, hdf5.Save(t.Context(), path, only(ramp(t, ndarray.Int16, 3, 7)),
		hdf5.Attributes(map[string]any{"file_format": "HyperSpy", "long": strings.Repeat("long ", 40_000), "größe": 1}),
		hdf5.For("x", hdf5.Attributes(map[string]any{
			"int": 3, "int8": int8(-3), "u16": uint16(3), "f32": float32(0.5), "f16": ndarray.HalfOf(1.5), "c": 1 - 2i, "no": false,
		})),
		hdf5.For("/a/axis-0/", hdf5.Attributes(map[string]any{
			"array": [2]float32{1, 2}, "bools": []bool{true, false}, "matrix": matrix, "turned": turned, "none": []string{}, "texts": []string{"ä", "", "long"},
		})),
		hdf5.For("a/axis-0", hdf5.Attributes(map[string]any{"bools": []bool{true}, "wide": make([]uint8, 65_000)})),
		hdf5.For("/", hdf5.Attributes(map[string]any{"file_format_version": "3.1"})),
		hdf5.For("empty"),
	))
	got := testdask.Python(t, testdask.Module(t, "h5py", "python3-h5py"), attributesCall, path)
	require.Equal(t, `/ file_format str 8 HyperSpy
/ file_format_version str 3 3.1
/ größe int64 () 1
/ long str 200000 long long long long 
a/axis-0 array float32 (2,) [1.0, 2.0]
a/axis-0 bools bool (1,) [True]
a/axis-0 matrix complex64 (2, 2) [[(1+0j), 2j], [(3+0j), (4+4j)]]
a/axis-0 none texts []
a/axis-0 texts texts ['ä', '', 'long']
a/axis-0 turned uint8 (3, 2) [[0, 3], [1, 4], [2, 5]]
a/axis-0 wide uint8 (65000,) 0
x c complex128 () (1-2j)
x f16 float16 () 1.5
x f32 float32 () 0.5
x int int64 () 3
x int8 int8 () -3
x no bool () False
x u16 uint16 () 3
`, got)
}

func TestH5pyReadsThousandsOfTexts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.h5")
	list := make([]string, 4000) // of 16 bytes each, beside 16 bytes of a note: several collections
	for i := range list {
		list[i] = fmt.Sprintf("text %11d", i)
	}
	groups := []hdf5.SaveOption{}
	for i := range 30 {
		groups = append(groups, hdf5.For(fmt.Sprint("g", i), hdf5.Attributes(map[string]any{"list": list, "one": fmt.Sprint(i)})))
	}
	require.NoError(t, hdf5.Save(t.Context(), path, map[string]*arrays.Array{}, groups...))
	got := testdask.Python(t, testdask.Module(t, "h5py", "python3-h5py"), `
import sys, h5py
with h5py.File(sys.argv[1], "r") as f:
    for i in range(30):
        g = f["g%d" % i]
        assert g.attrs["one"] == str(i)
        assert list(g.attrs["list"]) == ["text %11d" % k for k in range(4000)]
    print(len(f))
`, path)
	require.Equal(t, "30\n", got)
}
