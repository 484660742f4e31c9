package udf_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/udf"
)

// TestPartitionsEndWhereChunksDo has chunks of two rows of the scan each, which
// sixteen partitions would cut.
func TestPartitionsEndWhereChunksDo(t *testing.T) {
	for name, c := range map[string]struct {
		chunk []int
		want  []int
	}{
		"rows":            {[]int{2, 4, 64, 64}, []int{0, 64, 128, 192, 256, 320}},
		"a part of a row": {[]int{1, 16, 64, 64}, nil},
		"frames":          {[]int{1, 1, 64, 64}, nil},
		"all":             {[]int{10, 32, 8, 8}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "scan.zarr")
			x, err := arrays.Zeros([]int{10, 32, 64, 64}, ndarray.Float32, arrays.ChunkSize(64))
			require.NoError(t, err)
			require.NoError(t, zarr.Save(t.Context(), path, x, zarr.Chunks(c.chunk...), zarr.Unsynced()))
			src, err := zarr.NewSource(path, "", 2)
			require.NoError(t, err)
			d, err := udf.FromSource(src)
			require.NoError(t, err)
			if c.want != nil {
				require.Equal(t, c.want, d.Bounds())
				return
			}
			for _, b := range d.Bounds() {
				if name == "a part of a row" {
					require.Zero(t, b%16)
				}
			}
			require.Greater(t, d.NumPartitions(), 4)
		})
	}
}
