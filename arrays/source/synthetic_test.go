package source_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

// digest returns the sha256 of all stored frames as C-order little-endian
// bytes, read in steps of a few frames.
func digest(t testing.TB, s arrays.Source, step int) string {
	t.Helper()
	f, err := s.Open(context.Background())
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	h := sha256.New()
	for i, n := 0, s.Info().Stored; i < n; i += step {
		a, err := f.Read(context.Background(), i, min(step, n-i))
		require.NoError(t, err)
		h.Write(littleEndian(t, a))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestSyntheticMatchesCheckValues(t *testing.T) {
	for _, c := range []struct {
		s    source.Synthetic
		want string
	}{
		{source.Synthetic{NY: 8, NX: 8, KY: 32, KX: 32, Seed: 1, Dose: 64}, "3d94a5c4d05473d2eea018aba6706a9c23a36851ce5f4f04d6653d804f754b01"},
		{source.Synthetic{NY: 7, NX: 5, KY: 48, KX: 33, Seed: 42, Dose: 10}, "db97b19c3f5880a26b69d2099081d413eb80360f3c2d1e781c4f02d230705fab"},
		{source.Synthetic{NY: 32, NX: 32, KY: 64, KX: 64, Seed: 1, Dose: 64}, "5c9c7a87717cea8e2d1d0853173563d253b42a002c9bc5daaaaf66ca61751790"},
		{source.Synthetic{NY: 16, NX: 24, KY: 100, KX: 128, Seed: 7, Dose: 1000}, "d490eb87254f5c974e4aa4099ad92e0130ddbd5960461e2c63f718bbb9ccce43"},
		{source.Synthetic{NY: 64, NX: 64, KY: 256, KX: 256, Seed: 1, Dose: 64}, "5b2524a6d277006fcf90b3b2169a5f3fc1c6f9dcea9e64b4433d92bdb76015fe"},
	} {
		if raceEnabled && c.s.Info().FrameBytes*int64(c.s.Info().Stored) > 1<<24 {
			continue // minutes under the race detector
		}
		t.Run(fmt.Sprint(c.s.Info().Shape), func(t *testing.T) {
			require.Equal(t, c.want, digest(t, c.s, 7))
		})
	}
}

func BenchmarkSynthetic(b *testing.B) {
	s := source.Synthetic{NY: 64, NX: 64, KY: 256, KX: 256, Seed: 1, Dose: 64}
	f, err := s.Open(context.Background())
	require.NoError(b, err)
	b.SetBytes(s.Info().FrameBytes)
	i := 0
	for b.Loop() {
		_, err := f.Read(context.Background(), i*37%s.Info().Stored, 1)
		require.NoError(b, err)
		i++
	}
	require.NoError(b, f.Close())
}

// littleEndian returns a copy of the elements of a as little-endian bytes.
func littleEndian(t require.TestingT, a *ndarray.Array) []byte {
	var out []byte
	require.NoError(t, arrays.GuardMapped(func() error {
		var err error
		out, err = ndarray.EncodeBytes(nil, a, ndarray.LittleEndian)
		return err
	}))
	return out
}
