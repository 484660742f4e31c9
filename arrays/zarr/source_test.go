package zarr_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/stretchr/testify/require"
)

func TestSourceReadsFramesAcrossChunks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.zarr")
	want := pattern(t, ndarray.Uint16, 5, 6, 7, 8)
	require.NoError(t, zarr.Save(context.Background(), path, lazy(t, want, 3), zarr.Name("deep/scan"), zarr.Chunks(2, 4, 3, 5)))
	src, err := zarr.NewSource(path, "", 2)
	require.NoError(t, err)
	require.Equal(t, "deep/scan", src.Name)
	require.Equal(t, 30, src.Info().Stored)
	b, err := arrays.EncodeSource(src)
	require.NoError(t, err)
	back, err := arrays.DecodeSource(b)
	require.NoError(t, err)
	require.Equal(t, src, back)
	a, err := arrays.FromSource(back, arrays.Chunked(arrays.PerAxis(arrays.Size(2), arrays.Whole, arrays.Whole, arrays.Whole)))
	require.NoError(t, err)
	got, err := a.Compute(context.Background())
	require.NoError(t, err)
	require.Equal(t, digest(t, want), digest(t, got))
}

func TestSourceDecodesEachChunkOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.zarr")
	want := pattern(t, ndarray.Uint16, 4, 6, 3, 3)
	require.NoError(t, zarr.Save(context.Background(), path, lazy(t, want, 3), zarr.Chunks(2, 3, 3, 3)))
	src, err := zarr.NewSource(path, "", 2)
	require.NoError(t, err)
	frames, err := src.Open(context.Background())
	require.NoError(t, err)
	defer frames.Close()
	before, _ := zarr.Reads()
	for i := range 24 {
		_, err := frames.Read(context.Background(), i, 1)
		require.NoError(t, err)
	}
	after, _ := zarr.Reads()
	require.Equal(t, int64(4), after-before)
	_, err = frames.Read(context.Background(), 24, 1)
	require.Error(t, err)
}

func TestSourceAsksForANameWhereSeveralFit(t *testing.T) {
	_, err := zarr.NewSource(own(t, "v3.zarr").Path(), "", 2)
	require.ErrorContains(t, err, "name one of")
}
