package zarr_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

// A readout is what an independent reader found in a store.
type readout struct {
	File   string
	Arrays []referenceArray
}

type referenceArray struct {
	Key    string
	Shape  []int
	DType  string `json:"dtype_le"`
	Note   string
	Digest string `json:"sha256_c_le"`
	Probes []struct {
		Index []int
		Value any
	}
}

// readouts calls fn for every array of every store that is listed.
func readouts(t *testing.T, fn func(t *testing.T, path string, a referenceArray)) {
	for _, list := range golden.Files(t, "data/zarr/expected.json") {
		b, err := os.ReadFile(list)
		require.NoError(t, err)
		var files []readout
		require.NoError(t, json.Unmarshal(b, &files))
		require.NotEmpty(t, files)
		for _, f := range files {
			for _, a := range f.Arrays {
				t.Run(fmt.Sprintf("%s/%s", f.File, a.Key), func(t *testing.T) {
					fn(t, filepath.Join(filepath.Dir(list), f.File), a)
				})
			}
		}
	}
}

func digest(t *testing.T, a *ndarray.Array) string {
	t.Helper()
	b, err := ndarray.EncodeBytes(nil, a, ndarray.LittleEndian)
	require.NoError(t, err)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestReferenceEveryArrayHasItsValues(t *testing.T) {
	readouts(t, func(t *testing.T, path string, a referenceArray) {
		s, err := zarr.Open(path)
		require.NoError(t, err)
		if a.Digest == "" {
			info, err := s.Info(a.Key)
			var unsupported *zarr.UnsupportedError
			if !errors.As(err, &unsupported) { // the reader that made the list knew less
				require.NoError(t, err)
				require.Equal(t, a.Shape, info.Shape)
			}
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

func requireProbes(t *testing.T, a referenceArray, got *ndarray.Array) {
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
