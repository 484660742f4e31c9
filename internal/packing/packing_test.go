package packing_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/packing"
)

func codecs(item int) map[string]packing.Codec {
	return map[string]packing.Codec{
		"gzip": packing.Gzip{Level: 1}, "zlib": packing.Zlib{Level: 1}, "zstd": packing.Zstd{Level: 1}, "lz4": packing.LZ4{},
		"blosc lz4":  packing.Blosc{Name: "lz4", Shuffle: packing.ByteShuffle, Item: item},
		"blosc zstd": packing.Blosc{Name: "zstd", Level: 1, Shuffle: packing.BitShuffle, Item: item},
	}
}

func TestCodecsReturnWhatTheyWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.SampledFrom([]int{1, 2, 3, 4, 8, 16}).Draw(t, "item")
		n := rapid.SampledFrom([]int{0, 1, 7, 64, 1000, 300 << 10}).Draw(t, "bytes")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		src, noise := make([]byte, n), rapid.IntRange(1, 256).Draw(t, "noise")
		for i := range src {
			src[i] = byte(r.IntN(noise))
		}
		for name, c := range codecs(item) {
			packed, err := c.Encode(src)
			require.NoError(t, err, name)
			got, err := c.Decode(packed, n)
			require.NoError(t, err, name)
			require.Equal(t, string(src), string(got), name)
			if n > 0 {
				_, err = c.Decode(packed, n-1)
				var e *packing.Error
				require.ErrorAs(t, err, &e, name)
			}
		}
	})
}

func TestWhatIsNotWrittenIsRefused(t *testing.T) {
	_, err := packing.BZ2{}.Encode([]byte("some"))
	require.ErrorContains(t, err, "codec bz2: writing is not supported")
	_, err = packing.Blosc{Name: "snappy", Item: 1}.Encode([]byte("some"))
	require.ErrorContains(t, err, `compressor "snappy" to write is not supported`)
}

func FuzzDecode(f *testing.F) {
	f.Add(1, []byte("\x02\x01\x01\x04\x10\x00\x00\x00\x10\x00\x00\x00\x20\x00\x00\x00some more bytes!"))
	f.Add(2, []byte("\x10\x00\x00\x00some"))
	list := []packing.Codec{packing.Gzip{}, packing.Blosc{}, packing.LZ4{}, packing.Zlib{}, packing.BZ2{}, packing.Zstd{}}
	f.Fuzz(func(t *testing.T, which int, src []byte) {
		out, err := list[uint(which)%uint(len(list))].Decode(src, 1000)
		if err == nil {
			require.LessOrEqual(t, len(out), 1000)
		}
	})
}
