package source_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestExportWritesWhatNumPyWrites(t *testing.T) {
	defer goleak.VerifyNone(t)
	path := filepath.Join(t.TempDir(), "scan.npy")
	s := source.Synthetic{NY: 8, NX: 8, KY: 32, KX: 32, Seed: 1, Dose: 64}
	require.NoError(t, source.Export(context.Background(), s, path))
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	sum := sha256.Sum256(got)
	require.Equal(t, "c5c8a100489536406f22c0c576fe171ba05bad817ac3b3d28440405686248206", hex.EncodeToString(sum[:]))
	back, err := source.Open(path)
	require.NoError(t, err)
	require.Equal(t, s.Info().Shape, back.Info().Shape)
	require.Equal(t, digest(t, s, 64), digest(t, back, 7))
}

func TestExportIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	defer goleak.VerifyNone(t)
	// Frames of 512 KiB: many blocks.
	s := source.Synthetic{NY: 5, NX: 7, KY: 256, KX: 1024, Seed: 3, Dose: 1}
	for _, workers := range []int{1, 3} {
		path := filepath.Join(t.TempDir(), "scan.raw")
		var calls, last int
		require.NoError(t, source.Export(context.Background(), s, path, source.ExportWorkers(workers),
			source.ExportProgress(func(done, total int) {
				require.Greater(t, done, last)
				require.Equal(t, 35, total)
				calls, last = calls+1, done
			})))
		require.Equal(t, 35, last)
		require.Greater(t, calls, 1)
		back, err := source.Open(path, source.DType(ndarray.Uint16), source.SigShape(256, 1024), source.NavShape(5, 7))
		require.NoError(t, err)
		require.Equal(t, digest(t, s, 35), digest(t, back, 4))
	}
}

func TestExportLeavesZerosWhereThereIsNoData(t *testing.T) {
	in := write(t, "in.raw", ramp(3*16))
	for sync, want := range map[int][]byte{
		-1: append(make([]byte, 16), append(ramp(48), make([]byte, 16)...)...),
		2:  append(ramp(48)[32:], make([]byte, 64)...),
	} {
		s, err := source.NewRaw(source.Raw{Path: in, Dims: []int{5, 4, 4}, Type: ndarray.Uint8, AllowShort: true, Sync: sync})
		require.NoError(t, err)
		if sync < 0 {
			want = want[:80]
		}
		out := filepath.Join(t.TempDir(), "out.raw")
		require.NoError(t, source.Export(context.Background(), s, out))
		got, err := os.ReadFile(out)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestCancelledExportLeavesNothing(t *testing.T) {
	defer goleak.VerifyNone(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "scan.raw")
	ctx, cancel := context.WithCancel(context.Background())
	s := source.Synthetic{NY: 64, NX: 64, KY: 256, KX: 256, Seed: 1, Dose: 64}
	err := source.Export(ctx, s, path, source.ExportProgress(func(done, _ int) { cancel() }))
	require.ErrorIs(t, err, context.Canceled)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestExportReportsBadInput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "scan.raw")
	good := source.Synthetic{NY: 2, NX: 2, KY: 8, KX: 8, Seed: 1, Dose: 64}
	require.ErrorContains(t, source.Export(context.Background(), source.Synthetic{}, out), "NY is 0, want between 1 and")
	require.ErrorContains(t, source.Export(context.Background(), good, out, source.ExportWorkers(0)), "0 workers")
	require.ErrorIs(t, source.Export(context.Background(), good, filepath.Join(out, "x.raw")), os.ErrNotExist)
	require.ErrorIs(t, source.Export(context.Background(), source.Raw{Path: out, Dims: []int{1, 1}, Type: ndarray.Uint8}, out), os.ErrNotExist)
}
