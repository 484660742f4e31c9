package zarr_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

// own opens one of the project's own stores.
func own(t testing.TB, name string) *zarr.Store {
	t.Helper()
	for _, f := range golden.Files(t, "data/zarr/make.py") {
		s, err := zarr.Open(filepath.Join(filepath.Dir(f), name))
		require.NoError(t, err)
		return s
	}
	return nil
}

func TestSliceReadsOnlyItsChunks(t *testing.T) {
	a, err := own(t, "v3.zarr").Array("plain") // chunks of (4, 5, 9) in (7, 10, 9)
	require.NoError(t, err)
	part, err := a.Slice(arrays.Span(5, 6), arrays.Span(1, 3))
	require.NoError(t, err)
	objects, bytes := zarr.Reads()
	_, err = part.Compute(context.Background())
	require.NoError(t, err)
	objects2, bytes2 := zarr.Reads()
	require.Equal(t, int64(1), objects2-objects)
	require.Equal(t, int64((1*9+9)*2), bytes2-bytes, "two rows of a chunk that is stored as it is")
}

func TestBoxReadsOnlyInnerChunksOfShards(t *testing.T) {
	s := own(t, "v3.zarr")
	_, before := zarr.Reads()
	// Shards of (4, 10, 9) hold chunks of (2, 5, 3) behind an index.
	got, err := s.Read(context.Background(), "shards/end-unchecked", []int{0, 1, 1}, []int{2, 2, 3})
	require.NoError(t, err)
	_, after := zarr.Reads()
	index, chunk := int64(2*2*3*16), int64(2*5*3*2)
	doc, err := os.Stat(filepath.Join(s.Path(), "shards/end-unchecked/zarr.json"))
	require.NoError(t, err)
	require.Equal(t, index+2*chunk+doc.Size(), after-before)
	whole, err := s.Read(context.Background(), "plain", []int{0, 1, 1}, []int{2, 2, 3})
	require.NoError(t, err)
	require.Equal(t, digest(t, whole), digest(t, got))
}

func TestBlocksAreStoredChunks(t *testing.T) {
	s := own(t, "v3.zarr")
	a, err := s.Array("plain")
	require.NoError(t, err)
	require.Equal(t, [][]int{{4, 3}, {5, 5}, {9}}, a.Chunks())
	a, err = s.Array("shards/start")
	require.NoError(t, err)
	require.Equal(t, [][]int{{4, 3}, {10}, {9}}, a.Chunks())
	info, err := s.Info("shards/start")
	require.NoError(t, err)
	require.Equal(t, []int{2, 5, 3}, info.Inner)
}

func TestTasksCarryPlainLiterals(t *testing.T) {
	a, err := own(t, "v3.zarr").Array("plain")
	require.NoError(t, err)
	require.Equal(t, "gloam/read", a.Layer().Op().Name())
	_, registered := graph.Lookup("gloam/read")
	require.True(t, registered)
	again, err := own(t, "v3.zarr").Array("plain")
	require.NoError(t, err)
	require.Equal(t, a.Name(), again.Name())
	for block := range 4 {
		args := a.Layer().Args(block, nil)
		require.Len(t, args, 3)
		require.IsType(t, []byte{}, literal(t, args[0]))
		require.IsType(t, []int{}, literal(t, args[1]))
		require.IsType(t, []int{}, literal(t, args[2]))
	}
}

func literal(t *testing.T, a graph.Arg) any {
	t.Helper()
	_, _, ref := a.IsRef()
	require.False(t, ref)
	return a.Value()
}

func TestAttributesOfBothVersions(t *testing.T) {
	for store, want := range map[string]string{"v2.zarr": "version 2", "v3.zarr": "version 3"} {
		got, err := own(t, store).Attributes("")
		require.NoError(t, err)
		require.Equal(t, want, got["title"])
	}
}

func TestOpenOfOtherThingsFails(t *testing.T) {
	_, err := zarr.Open(t.TempDir())
	require.ErrorIs(t, err, zarr.ErrNotZarr)
	_, err = zarr.Open(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("text"), 0o644))
	_, err = zarr.Open(text)
	require.ErrorIs(t, err, zarr.ErrNotZarr)
}

func TestMissingNamesAndGroupsAreErrors(t *testing.T) {
	s := own(t, "v3.zarr")
	_, err := s.Array("nothing")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = s.Array("../v2.zarr/layout")
	require.ErrorIs(t, err, fs.ErrInvalid)
	_, err = s.Array("shards")
	require.ErrorContains(t, err, "group")
}

func TestDamagedChunkNamesItsKey(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "zarr.json", v3Document(`{"name":"bytes"},{"name":"zstd"}`))
	write(t, dir, "c/0/1", "not zstd")
	s, err := zarr.Open(dir)
	require.NoError(t, err)
	a, err := s.Array("")
	require.NoError(t, err)
	_, err = a.Compute(context.Background())
	require.ErrorContains(t, err, "c/0/1: codec zstd")
	var where *zarr.Error
	require.True(t, errors.As(err, &where))
	require.Equal(t, dir, where.Path)
}

func write(t testing.TB, dir, key, content string) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(key))
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
}

// FuzzChunks feeds damaged chunks and shards through whole pipelines.
func FuzzChunks(f *testing.F) {
	lists := []string{
		`"bytes"`, `"bytes",{"name":"blosc"}`, `"bytes","gzip","crc32c"`,
		`{"name":"sharding_indexed","configuration":{"chunk_shape":[1,1],"codecs":["bytes"],"index_codecs":["bytes"]}}`,
		`{"name":"sharding_indexed","configuration":{"chunk_shape":[1,1],"codecs":["bytes","zstd"],"index_codecs":["bytes"],"index_location":"start"}}`,
	}
	for i := range lists {
		f.Add(byte(i), make([]byte, 8))
		f.Add(byte(i), make([]byte, 72))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, pick byte, chunk []byte) {
		write(t, dir, "zarr.json", v3Document(lists[int(pick)%len(lists)]))
		write(t, dir, "c/0/0", string(chunk))
		s, err := zarr.Open(dir)
		require.NoError(t, err)
		if got, err := s.Read(context.Background(), "", []int{0, 1}, []int{3, 2}); err == nil {
			require.Equal(t, ndarray.Uint16, got.DType())
		}
	})
}

// FuzzZip feeds damaged zip files.
func FuzzZip(f *testing.F) {
	b, err := os.ReadFile(own(f, "shards.zip").Path())
	require.NoError(f, err)
	f.Add(b)
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	name := filepath.Join(f.TempDir(), "a.zip")
	f.Fuzz(func(t *testing.T, b []byte) {
		require.NoError(t, os.WriteFile(name, b, 0o644))
		s, err := zarr.Open(name)
		if err != nil {
			return
		}
		names, err := s.Arrays()
		if err != nil || len(names) == 0 {
			return
		}
		if info, err := s.Info(names[0]); err == nil {
			start, shape := make([]int, len(info.Shape)), make([]int, len(info.Shape))
			s.Read(context.Background(), names[0], start, shape)
		}
	})
}
