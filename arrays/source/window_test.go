package source_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

// written writes a file of words that count up, in pieces of the given size,
// which decides about the pages that the system keeps it in.
func written(t *testing.T, pieces, words int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scan.raw")
	b := make([]byte, 0, 4*words)
	for i := range words {
		b = append(b, byte(i), byte(i>>8), byte(i>>16), byte(i>>24))
	}
	f, err := os.Create(path)
	require.NoError(t, err)
	for at := 0; at < len(b); at += pieces {
		_, err := f.Write(b[at:min(at+pieces, len(b))])
		require.NoError(t, err)
	}
	require.NoError(t, f.Close())
	return path
}

func TestFirstPassReadsTheSameFromPagesOfAnySize(t *testing.T) {
	const frames, frame = 12, 1 << 18 // of 1 MiB
	for _, pieces := range []int{4 << 10, 2 << 20} {
		r := source.Raw{Path: written(t, pieces, frames*frame), Dims: []int{frames, 1, frame}, Type: ndarray.Uint32}
		for _, n := range []int{1, 3, 9, 12} { // more than a window, too
			f, err := r.Open(context.Background())
			require.NoError(t, err)
			for start := 0; start+n <= frames; start += n {
				a, err := f.Read(context.Background(), start, n)
				require.NoError(t, err)
				require.NoError(t, arrays.GuardMapped(func() error {
					v, err := ndarray.Values[uint32](a)
					require.NoError(t, err)
					require.Len(t, v, n*frame)
					for i := 0; i < len(v); i += 4099 {
						require.EqualValues(t, start*frame+i, v[i])
					}
					return nil
				}))
			}
			require.NoError(t, f.Close())
		}
	}
}

func TestFirstPassReportsCutFilesWithPagesOfAnySize(t *testing.T) {
	const frames, frame = 8, 1 << 20
	for _, pieces := range []int{4 << 10, 2 << 20} {
		r := source.Raw{Path: written(t, pieces, frames*frame/4), Dims: []int{frames, 1, frame}, Type: ndarray.Uint8}
		f, err := r.Open(context.Background())
		require.NoError(t, err)
		_, err = f.Read(context.Background(), 0, 1)
		require.NoError(t, err)
		require.NoError(t, os.Truncate(r.Path, 3*frame))
		a, err := f.Read(context.Background(), 5, 1)
		if err == nil {
			err = arrays.GuardMapped(func() error { _, err := a.AsType(ndarray.Float64); return err })
		}
		require.Error(t, err)
		require.NoError(t, f.Close())
	}
}
