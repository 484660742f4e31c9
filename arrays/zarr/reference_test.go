package zarr_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

func digest(t *testing.T, a *ndarray.Array) string {
	t.Helper()
	b, err := ndarray.EncodeBytes(nil, a, ndarray.LittleEndian)
	require.NoError(t, err)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestReferenceEveryArrayHasItsValues(t *testing.T) {
	golden.Readouts(t, "zarr", func(t *testing.T, a golden.Readout) {
		s, err := zarr.Open(a.Path)
		require.NoError(t, err)
		if a.Digest == "" {
			info, err := s.Info(a.Key)
			var unsupported *zarr.UnsupportedError
			if errors.As(err, &unsupported) {
				require.Equal(t, "data type", unsupported.What, "text and objects are all that is refused")
				return
			}
			require.NoError(t, err) // the reader that made the list knew less
			require.Equal(t, a.Shape, info.Shape)
			_, err = s.Read(t.Context(), a.Key, make([]int, len(a.Shape)), a.Shape)
			require.NoError(t, err)
			return
		}
		name := strings.Trim(a.Key, "/")
		names, err := s.Arrays()
		require.NoError(t, err)
		require.Contains(t, names, name)
		x, err := s.Array(name)
		require.NoError(t, err)
		require.Equal(t, a.Shape, x.Shape())
		dtype, _, err := ndarray.ParseDType(a.DType)
		require.NoError(t, err)
		require.Equal(t, dtype, x.DType())
		got, err := x.Compute(context.Background())
		require.NoError(t, err)
		require.Equal(t, a.Digest, digest(t, got))
		requireProbes(t, a, got)
		if got.Size() > 0 && got.Size() < 3000 {
			coarse, err := s.Array(name, zarr.Chunked(arrays.ChunkSize(3)))
			require.NoError(t, err)
			got, err = coarse.Compute(context.Background())
			require.NoError(t, err)
			require.Equal(t, a.Digest, digest(t, got), "cut otherwise")
		}
	})
}

func requireProbes(t *testing.T, a golden.Readout, got *ndarray.Array) {
	t.Helper()
	for _, p := range a.Probes {
		switch want := p.Value.(type) {
		case float64:
			v, err := got.Float(p.Index...)
			require.NoError(t, err)
			require.InDelta(t, want, v, 1e-6*max(1, want, -want), "%v", p.Index)
		case bool:
			v, err := got.At(p.Index...)
			require.NoError(t, err)
			require.Equal(t, want, v, "%v", p.Index)
		}
	}
}
