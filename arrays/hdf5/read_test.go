package hdf5_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// saved writes an array and opens the file.
func saved(t require.TestingT, dir string, a *ndarray.Array, opts ...hdf5.SaveOption) *hdf5.File {
	x, err := arrays.FromDense(a, arrays.ChunkSize(3))
	require.NoError(t, err)
	folder, err := os.MkdirTemp(dir, "")
	require.NoError(t, err)
	path := filepath.Join(folder, "a.h5")
	all := []hdf5.SaveOption{hdf5.Unsynced(), hdf5.For("g/x", opts...)}
	require.NoError(t, hdf5.Save(context.Background(), path, map[string]*arrays.Array{"g/x": x}, all...))
	f, err := hdf5.Open(path)
	require.NoError(t, err)
	return f
}

func TestWhatIsSavedIsRead(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 4).Draw(rt, "shape")
		a := counting(rt, rapid.SampledFrom(dtypes).Draw(rt, "dtype"), shape...)
		var opts []hdf5.SaveOption
		if rapid.Bool().Draw(rt, "turned") {
			opts = append(opts, hdf5.BigEndian())
		}
		if rapid.Bool().Draw(rt, "chunks") {
			chunk := make([]int, len(shape))
			for i := range chunk {
				chunk[i] = rapid.IntRange(1, 9).Draw(rt, "chunk")
			}
			opts = append(opts, hdf5.Chunks(chunk...))
			if rapid.Bool().Draw(rt, "packed") {
				opts = append(opts, hdf5.Gzip(1), hdf5.Shuffle())
			}
		}
		f := saved(rt, dir, a, opts...)
		defer os.RemoveAll(filepath.Dir(f.Path()))
		names, err := f.Datasets()
		require.NoError(rt, err)
		require.Equal(rt, []string{"/g/x"}, names)
		x, err := f.Array("g/x", hdf5.Chunked(arrays.ChunkSize(rapid.IntRange(1, 9).Draw(rt, "block"))))
		require.NoError(rt, err)
		got, err := x.Compute(context.Background())
		require.NoError(rt, err)
		require.True(rt, same(rt, a, got))

		start, size, selection := make([]int, len(shape)), make([]int, len(shape)), make([]arrays.Index, len(shape))
		ranges := make([]ndarray.Range, len(shape))
		for i, n := range shape {
			start[i] = rapid.IntRange(0, n-1).Draw(rt, "start")
			size[i] = rapid.IntRange(1, n-start[i]).Draw(rt, "size")
			step := rapid.IntRange(1, 4).Draw(rt, "step")
			selection[i] = arrays.Step(start[i], start[i]+size[i], step)
			ranges[i] = ndarray.Range{Start: start[i], Stop: start[i] + size[i], Step: step}
		}
		want, err := a.Region(start, size)
		require.NoError(rt, err)
		got, err = f.Read(context.Background(), "/g/x", start, size)
		require.NoError(rt, err)
		require.True(rt, same(rt, want, got))
		part, err := x.Slice(selection...)
		require.NoError(rt, err)
		got, err = part.Compute(context.Background())
		require.NoError(rt, err)
		want, err = a.Slice(ranges...)
		require.NoError(rt, err)
		require.True(rt, same(rt, want, got), "with steps")
	})
}

func same(t require.TestingT, a, b *ndarray.Array) bool {
	x, err := ndarray.EncodeBytes(nil, a, ndarray.LittleEndian)
	require.NoError(t, err)
	y, err := ndarray.EncodeBytes(nil, b, ndarray.LittleEndian)
	require.NoError(t, err)
	return a.DType() == b.DType() && fmt.Sprint(a.Shape()) == fmt.Sprint(b.Shape()) && string(x) == string(y)
}

func TestFramesAreReadInAnyStepsAndTravel(t *testing.T) {
	want := counting(t, ndarray.Uint16, 5, 6, 7, 8)
	for name, opts := range map[string][]hdf5.SaveOption{
		"one piece": nil, "chunks": {hdf5.Chunks(2, 4, 3, 5)}, "packed": {hdf5.Chunks(2, 4, 3, 5), hdf5.Gzip(1), hdf5.BigEndian()},
	} {
		t.Run(name, func(t *testing.T) {
			f := saved(t, t.TempDir(), want, opts...)
			src, err := hdf5.NewSource(f.Path(), "", 2)
			require.NoError(t, err)
			require.Equal(t, "/g/x", src.Name)
			require.Equal(t, 30, src.Info().Stored)
			b, err := arrays.EncodeSource(src)
			require.NoError(t, err)
			back, err := arrays.DecodeSource(b)
			require.NoError(t, err)
			require.Equal(t, src, back)
			for _, step := range []int{1, 4, 30} {
				frames, err := back.Open(t.Context())
				require.NoError(t, err)
				var all []*ndarray.Array
				for i := 0; i < 30; i += step {
					part, err := frames.Read(t.Context(), i, min(step, 30-i))
					require.NoError(t, err)
					all = append(all, part.Copy())
				}
				_, err = frames.Read(t.Context(), 30, 1)
				require.Error(t, err)
				require.NoError(t, frames.Close())
				got, err := ndarray.Concatenate(all, 0)
				require.NoError(t, err)
				require.Equal(t, digest(t, want), digest(t, got))
			}
			turned, err := src.As([]int{31, 56}, 1, -1)
			require.NoError(t, err)
			x, err := arrays.FromSource(turned)
			require.NoError(t, err)
			got, err := x.Compute(t.Context())
			require.NoError(t, err)
			last, err := got.Region([]int{1, 0}, []int{30, 56})
			require.NoError(t, err)
			require.Equal(t, digest(t, want), digest(t, last))
		})
	}
}

func TestPackedChunksAreReadOnceAndOnlyIfNeeded(t *testing.T) {
	f := saved(t, t.TempDir(), counting(t, ndarray.Uint16, 8, 64, 64), hdf5.Chunks(4, 32, 32), hdf5.Gzip(1))
	st, err := os.Stat(f.Path())
	require.NoError(t, err)
	src, err := hdf5.NewSource(f.Path(), "", 2)
	require.NoError(t, err)
	require.Equal(t, []int{4, 32, 32}, src.Info().Unit)
	frames, err := src.Open(t.Context())
	require.NoError(t, err)
	before := hdf5.ReadBytes()
	for i := range 8 {
		_, err := frames.Read(t.Context(), i, 1)
		require.NoError(t, err)
	}
	require.NoError(t, frames.Close())
	all := hdf5.ReadBytes() - before
	require.Less(t, all, st.Size(), "each chunk once")

	x, err := f.Array("g/x")
	require.NoError(t, err)
	require.Equal(t, [][]int{{4, 4}, {32, 32}, {32, 32}}, x.Chunks())
	crop, err := x.Slice(arrays.All, arrays.Span(3, 9), arrays.Span(40, 50))
	require.NoError(t, err)
	before = hdf5.ReadBytes()
	_, err = crop.Compute(t.Context())
	require.NoError(t, err)
	require.Less(t, hdf5.ReadBytes()-before, all*2/3, "a quarter of the chunks, and what describes them")
}

func TestRowsOfPlainChunksAreReadAlone(t *testing.T) {
	f := saved(t, t.TempDir(), counting(t, ndarray.Uint16, 4, 256, 256), hdf5.Chunks(1, 256, 256))
	x, err := f.Array("g/x")
	require.NoError(t, err)
	crop, err := x.Slice(arrays.All, arrays.Span(10, 12), arrays.All)
	require.NoError(t, err)
	before := hdf5.ReadBytes()
	_, err = crop.Compute(t.Context())
	require.NoError(t, err)
	require.Less(t, hdf5.ReadBytes()-before, int64(64<<10))
}

func TestAClusterReadsTheSame(t *testing.T) {
	versions := testdask.Versions(t)
	s := testdask.StartScheduler(t, versions[len(versions)-1])
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c, err := dask.Dial(t.Context(), s.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	want := counting(t, ndarray.Float32, 20, 30)
	x, err := saved(t, t.TempDir(), want, hdf5.Chunks(7, 11), hdf5.Gzip(1)).Array("/g/x")
	require.NoError(t, err)
	got, err := x.Compute(t.Context(), scheduler.On(c))
	require.NoError(t, err)
	require.Equal(t, digest(t, want), digest(t, got))
}

func TestSingleNumbersAndEmptyDatasetsAreRead(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {3, 0, 2}} {
		want := counting(t, ndarray.Int32, shape...)
		x, err := saved(t, t.TempDir(), want).Array("g/x")
		require.NoError(t, err)
		got, err := x.Compute(t.Context())
		require.NoError(t, err)
		require.True(t, same(t, want, got))
		_, err = hdf5.NewSource("nowhere.h5", "", 2)
		require.ErrorIs(t, err, os.ErrNotExist)
	}
}

func TestAttributesAreReadAsTheyWereSaved(t *testing.T) {
	values := map[string]any{"text": "Å", "none": "", "whole": int32(-3), "real": 1.5, "yes": true, "list": []string{"a", "", "ccc"}}
	f := saved(t, t.TempDir(), counting(t, ndarray.Uint8, 2), hdf5.Attributes(values))
	have, err := f.Attributes("g/x")
	require.NoError(t, err)
	require.Equal(t, values, have)
	have, err = f.Attributes("/")
	require.NoError(t, err)
	require.Empty(t, have)
	_, err = f.Attributes("g/y")
	require.ErrorIs(t, err, hdf5.ErrNoObject)
}
