package npystack_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/npystack"
	"github.com/gloam-go/gloam/internal/testdask"
)

// counting is an array of consecutive numbers.
func counting(t require.TestingT, dtype ndarray.DType, shape ...int) *ndarray.Array {
	n := 1
	for _, e := range shape {
		n *= e
	}
	values := make([]int64, n)
	for i := range values {
		values[i] = int64(i % 120)
	}
	a, err := ndarray.FromSlice(values, shape...)
	require.NoError(t, err)
	out := ndarray.New(dtype, shape...)
	require.NoError(t, ndarray.CopyInto(out, a))
	return out
}

func bytesOf(t require.TestingT, a *ndarray.Array) []byte {
	b, err := a.AsContiguous().Bytes()
	require.NoError(t, err)
	return b
}

func TestStacksComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "stack")
		require.NoError(rt, err)
		shape := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 4).Draw(rt, "shape")
		axis := rapid.IntRange(-len(shape), len(shape)-1).Draw(rt, "axis")
		dtype := rapid.SampledFrom([]ndarray.DType{ndarray.Bool, ndarray.Uint16, ndarray.Float32, ndarray.Complex128}).Draw(rt, "dtype")
		a := counting(rt, dtype, shape...)
		x, err := arrays.FromDense(a, arrays.ChunkSize(rapid.IntRange(1, 4).Draw(rt, "chunk")))
		require.NoError(rt, err)
		require.NoError(rt, npystack.Save(context.Background(), dir, x, axis))
		y, err := npystack.Load(dir)
		require.NoError(rt, err)
		got, err := y.Compute(context.Background())
		require.NoError(rt, err)
		require.Equal(rt, shape, got.Shape())
		require.Equal(rt, dtype, got.DType())
		require.Equal(rt, bytesOf(rt, a), bytesOf(rt, got))
		at := (axis + len(shape)) % len(shape)
		require.Equal(rt, x.Chunks()[at], y.Chunks()[at], "the array's own chunks")
	})
}

func TestEmptyBlocksHaveFiles(t *testing.T) {
	x, err := arrays.FromDense(counting(t, ndarray.Int32, 4, 2), arrays.Explicit([][]int{{2, 0, 2, 0}, {2}}))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, npystack.Save(t.Context(), dir, x, 0))
	y, err := npystack.Load(dir)
	require.NoError(t, err)
	require.Equal(t, [][]int{{2, 0, 2, 0}, {2}}, y.Chunks())
	got, err := y.Compute(t.Context())
	require.NoError(t, err)
	require.Equal(t, bytesOf(t, counting(t, ndarray.Int32, 4, 2)), bytesOf(t, got))
}

func TestAStackIsNotWrittenOver(t *testing.T) {
	x, err := arrays.FromDense(counting(t, ndarray.Int32, 4), arrays.ChunkSize(2))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, npystack.Save(t.Context(), dir, x, 0))
	require.ErrorIs(t, npystack.Save(t.Context(), dir, x, 0), npystack.ErrExists)
	require.NoError(t, os.Remove(filepath.Join(dir, "info")))
	_, err = npystack.Load(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, npystack.Save(t.Context(), dir, x, 0), "one that is not finished is")
}

func TestAnotherFileThanInfoSaysIsAnError(t *testing.T) {
	x, err := arrays.FromDense(counting(t, ndarray.Int32, 4), arrays.ChunkSize(2))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, npystack.Save(t.Context(), dir, x, 0))
	require.NoError(t, ndarray.SaveNPY(filepath.Join(dir, "1.npy"), counting(t, ndarray.Int16, 2)))
	y, err := npystack.Load(dir)
	require.NoError(t, err)
	_, err = y.Compute(t.Context())
	var wrong *npystack.Error
	require.ErrorAs(t, err, &wrong)
	require.ErrorContains(t, err, "1.npy")
	require.ErrorContains(t, err, "int16")
	require.ErrorContains(t, err, "int32")
}

func TestSaveRefusesWhatAStackCannotHold(t *testing.T) {
	x, err := arrays.FromDense(counting(t, ndarray.Int32, 4), arrays.ChunkSize(2))
	require.NoError(t, err)
	var axis *arrays.AxisError
	require.ErrorAs(t, npystack.Save(t.Context(), t.TempDir(), x, 1), &axis)
}

// stackCall reads the stack that Go wrote and writes one for Go, in each
// dtype.
const stackCall = `
import sys, numpy as np, dask.array as da
for code in sys.argv[2].split():
    x = da.from_npy_stack(sys.argv[1] + "/go-" + code)
    assert x.chunks == ((5,), (3, 3, 1), (2,)), x.chunks
    want = (np.arange(70) % 120).reshape(5, 7, 2).astype(code)
    assert x.dtype == want.dtype.newbyteorder("="), x.dtype
    assert (x.compute() == want).all()
    big = want.astype(want.dtype.newbyteorder(">"))
    da.to_npy_stack(sys.argv[1] + "/py-" + code, da.from_array(big, chunks=(2, 4, 1)), axis=1)
print("read and written")
`

func TestDaskReadsOurStacksAndWeReadItsOwn(t *testing.T) {
	versions := testdask.Versions(t)
	v := versions[0]
	dir := t.TempDir()
	dtypes := []ndarray.DType{ndarray.Uint8, ndarray.Int16, ndarray.Float32, ndarray.Float64, ndarray.Complex64}
	codes := ""
	for _, d := range dtypes {
		x, err := arrays.FromDense(counting(t, d, 5, 7, 2), arrays.ChunkSize(3))
		require.NoError(t, err)
		require.NoError(t, npystack.Save(t.Context(), fmt.Sprintf("%s/go-%s", dir, d), x, 1))
		codes += d.String() + " "
	}
	require.Contains(t, testdask.Python(t, v, stackCall, dir, codes), "read and written")
	for _, d := range dtypes {
		y, err := npystack.Load(fmt.Sprintf("%s/py-%s", dir, d))
		require.NoError(t, err)
		require.Equal(t, [][]int{{5}, {4, 3}, {2}}, y.Chunks())
		got, err := y.Compute(t.Context())
		require.NoError(t, err)
		require.Equal(t, bytesOf(t, counting(t, d, 5, 7, 2)), bytesOf(t, got))
	}
}
