package zarr_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// TestAnyLayoutReadsBack saves arrays of any shape in any chunks, shards, order
// of axes and packing, and reads all and a part of them.
func TestAnyLayoutReadsBack(t *testing.T) {
	root := t.TempDir()
	names := []string{"plain", "gzip", "zlib", "zstd", "lz4", "blosc-lz4", "blosc-zstd-bits"}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(rt, "axes")
		shape, chunk, shard := make([]int, n), make([]int, n), make([]int, n)
		start, size, perm := make([]int, n), make([]int, n), rapid.Permutation(sequence(n)).Draw(rt, "perm")
		for i := range n {
			shape[i] = rapid.IntRange(1, 9).Draw(rt, "length")
			chunk[i] = rapid.IntRange(1, 5).Draw(rt, "chunk")
			shard[i] = chunk[i] * rapid.IntRange(1, 4).Draw(rt, "chunks in shard")
			start[i] = rapid.IntRange(0, shape[i]-1).Draw(rt, "start")
			size[i] = rapid.IntRange(1, shape[i]-start[i]).Draw(rt, "size")
		}
		c := compressors[rapid.SampledFrom(names).Draw(rt, "packing")]
		if rapid.Bool().Draw(rt, "checked") {
			c = zarr.Checked(c)
		}
		opts := []zarr.SaveOption{zarr.Chunks(chunk...), zarr.Compress(c), zarr.Transpose(perm...)}
		if rapid.Bool().Draw(rt, "sharded") {
			opts = append(opts, zarr.Shards(shard...))
		}
		if rapid.Bool().Draw(rt, "index first") {
			opts = append(opts, zarr.IndexFirst())
		}
		path := filepath.Join(root, rapid.SampledFrom([]string{"a.zarr", "a.zip"}).Draw(rt, "store"))
		require.NoError(rt, os.RemoveAll(path))
		a := pattern(t, rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Int16, ndarray.Float32, ndarray.Complex128}).Draw(rt, "dtype"), shape...)
		require.NoError(rt, zarr.Save(context.Background(), path, lazy(t, a, rapid.IntRange(1, 9).Draw(rt, "block")), opts...))
		s, err := zarr.Open(path)
		require.NoError(rt, err)
		got, err := s.Read(context.Background(), "", make([]int, n), shape)
		require.NoError(rt, err)
		require.Equal(rt, digest(t, a), digest(t, got))
		want, err := a.Region(start, size)
		require.NoError(rt, err)
		got, err = s.Read(context.Background(), "", start, size)
		require.NoError(rt, err)
		require.Equal(rt, digest(t, want), digest(t, got))
	})
}

func sequence(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
