package hdf5_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// BenchmarkSave writes 64 MiB, in blocks of 4 MiB, and leaves it to the system
// when they reach the disk.
func BenchmarkSave(b *testing.B) {
	x, err := arrays.FromDense(counting(b, ndarray.Uint16, 32, 16, 256, 256), arrays.PerAxis(arrays.Size(2), arrays.Whole, arrays.Whole, arrays.Whole))
	require.NoError(b, err)
	for name, opts := range map[string][]hdf5.SaveOption{
		"piece":     nil,
		"bigendian": {hdf5.BigEndian()},
		"chunks":    {hdf5.Chunks(1, 4, 256, 256)},
		"gzip":      {hdf5.Chunks(1, 4, 256, 256), hdf5.Shuffle(), hdf5.Gzip(1)},
	} {
		b.Run(fmt.Sprintf("layout=%s", name), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "a.h5")
			b.SetBytes(x.NBytes())
			for b.Loop() {
				require.NoError(b, hdf5.Save(b.Context(), path, only(x), append(opts, hdf5.Unsynced())...))
				b.StopTimer()
				require.NoError(b, os.Remove(path))
				b.StartTimer()
			}
		})
	}
}
