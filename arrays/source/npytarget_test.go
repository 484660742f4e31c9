package source_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
)

func TestStoringInAFileIsStoringInMemory(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "a.npy")
		require.NoError(t, os.RemoveAll(path))
		shape := rapid.SliceOfN(rapid.IntRange(0, 6), 1, 4).Draw(t, "shape")
		chunks := rapid.IntRange(1, 4).Draw(t, "chunks")
		at, step, room := make([]int, len(shape)), make([]int, len(shape)), make([]int, len(shape))
		plain := rapid.Bool().Draw(t, "without steps")
		n := 1
		for i, k := range shape {
			by := 1
			if !plain {
				by = rapid.IntRange(1, 3).Draw(t, "step")
			}
			n *= k
			at[i] = rapid.IntRange(0, 2).Draw(t, "at")
			room[i] = at[i] + max(k-1, 0)*by + 1 + rapid.IntRange(0, 2).Draw(t, "room")
			if step[i] = by; !plain && rapid.Bool().Draw(t, "backwards") {
				at[i], step[i] = at[i]+max(k-1, 0)*by, -by
			}
		}
		dtype := rapid.SampledFrom([]ndarray.DType{ndarray.Float64, ndarray.Uint8, ndarray.Int16, ndarray.Bool, ndarray.Complex64}).Draw(t, "dtype")
		x := mustGet(mustGet(mustGet(arrays.Arange(0, float64(n), 1, ndarray.Int32, arrays.ChunkSize(7))).Reshape(shape...)).Rechunk(arrays.ChunkSize(chunks)))
		target, err := source.CreateNPY(path, room, dtype)
		require.NoError(t, err)
		want := ndarray.New(dtype, room...)
		item := arrays.StoreItem{Array: x, Target: target, At: at, Step: step}
		dense := arrays.StoreItem{Array: mustGet(x.AsType(dtype)), Target: arrays.DenseTarget(want), At: at, Step: step}
		require.NoError(t, arrays.Store(context.Background(), []arrays.StoreItem{item, dense}))
		got, err := ndarray.LoadNPY(path)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(want, got))
		back, err := mustGet(item.Reread()).Compute(context.Background())
		require.NoError(t, err)
		there, err := mustGet(dense.Reread()).Compute(context.Background())
		require.NoError(t, err)
		require.True(t, ndarray.Identical(there, back))
	})
}

func mustGet[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTargetsAreFilesThatCanBeWrittenInto(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.npy")
	target, err := source.CreateNPY(path, []int{3, 4}, ndarray.Uint16)
	require.NoError(t, err)
	require.Equal(t, []int{3, 4}, target.Shape)
	_, err = source.CreateNPY(path, []int{3, 4}, ndarray.Uint16)
	require.ErrorIs(t, err, fs.ErrExist)
	_, err = source.CreateNPY(filepath.Join(dir, "b.npy"), []int{3, -4}, ndarray.Uint16)
	require.Error(t, err)
	_, err = source.NewNPYTarget(filepath.Join(dir, "c.npy"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	fortran := []byte("\x93NUMPY\x01\x00v\x00{'descr': '<u2', 'fortran_order': True, 'shape': (2, 3), }")
	for len(fortran) < 127 {
		fortran = append(fortran, ' ')
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.npy"), append(append(fortran, '\n'), make([]byte, 12)...), 0o644))
	_, err = source.NewNPYTarget(filepath.Join(dir, "d.npy"))
	require.ErrorContains(t, err, "Fortran order")

	block := ndarray.New(ndarray.Uint16, 2, 2)
	require.ErrorContains(t, target.Write(t.Context(), []int{2, 0}, block), "got 2 elements from 2 in steps of 1 along axis 0, want them within shape [3 4]")
	require.ErrorContains(t, target.Write(t.Context(), []int{2}, block), "want as many axes as those of [3 4]")
	_, err = target.Read(t.Context(), []int{0, 0}, []int{1, 0}, []int{1, 2})
	require.ErrorContains(t, err, "steps of 0 along axis 1")
	require.NoError(t, os.Truncate(path, 140))
	_, err = target.Read(t.Context(), []int{0, 0}, nil, []int{3, 4})
	require.ErrorContains(t, err, "unexpected EOF")
}

func TestBigEndianFilesStayBigEndian(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npy")
	header := []byte("\x93NUMPY\x01\x00v\x00{'descr': '>u2', 'fortran_order': False, 'shape': (2,), }")
	for len(header) < 127 {
		header = append(header, ' ')
	}
	require.NoError(t, os.WriteFile(path, append(append(header, '\n'), 0, 0, 0, 0), 0o644))
	target, err := source.NewNPYTarget(path)
	require.NoError(t, err)
	a := mustGet(ndarray.FromSlice([]uint16{0x0102, 0x0304}))
	require.NoError(t, target.Write(t.Context(), []int{0}, a))
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, []byte{1, 2, 3, 4}, b[128:])
	got, err := target.Read(t.Context(), []int{0}, nil, []int{2})
	require.NoError(t, err)
	require.True(t, ndarray.Identical(a, got))
}
