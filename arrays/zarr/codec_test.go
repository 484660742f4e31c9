package zarr_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var writable = []struct{ name, config string }{
	{"gzip", `{"level":1}`}, {"zlib", `{"level":1}`}, {"zstd", `{"level":1}`}, {"lz4", `{}`},
	{"crc32c", `{}`}, {"crc32", `{}`}, {"adler32", `{"location":"end"}`}, {"crc32c", `{"location":"start"}`},
	{"blosc", `{"cname":"lz4","shuffle":"noshuffle"}`}, {"blosc", `{"cname":"lz4","shuffle":"shuffle"}`},
	{"blosc", `{"cname":"zstd","shuffle":1}`}, {"blosc", `{"cname":"zstd","shuffle":"bitshuffle"}`},
}

func TestCodecsReturnWhatTheyWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := writable[rapid.IntRange(0, len(writable)-1).Draw(t, "codec")]
		item := rapid.SampledFrom([]int{1, 2, 3, 4, 8, 16}).Draw(t, "item")
		n := rapid.SampledFrom([]int{0, 1, 7, 64, 1000, 300 << 10}).Draw(t, "bytes")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		src, noise := make([]byte, n), rapid.IntRange(1, 256).Draw(t, "noise")
		for i := range src {
			src[i] = byte(r.IntN(noise))
		}
		packed, err := zarr.Encode(c.name, c.config, item, src)
		require.NoError(t, err)
		got, err := zarr.Decode(c.name, c.config, packed, n)
		require.NoError(t, err)
		require.True(t, bytes.Equal(src, got))
		if n > 0 {
			_, err = zarr.Decode(c.name, c.config, packed, n-1)
			require.Error(t, err, "more than asked for")
		}
	})
}

func TestDamagedChecksumIsAnError(t *testing.T) {
	b, err := zarr.Encode("crc32c", "{}", 1, []byte("some bytes"))
	require.NoError(t, err)
	b[0] ^= 1
	_, err = zarr.Decode("crc32c", "{}", b, 100)
	var damaged *zarr.CodecError
	require.ErrorAs(t, err, &damaged)
}

func TestUnknownCodecIsNamed(t *testing.T) {
	_, err := zarr.Decode("pcodec", "{}", nil, 1)
	require.ErrorContains(t, err, `codec "pcodec" is not supported`)
	_, err = zarr.Unfilter("categorize", "{}", nil)
	require.ErrorContains(t, err, `filter "categorize" is not supported`)
}

// TestHugePromisesAllocateNothing feeds headers that announce gigabytes.
func TestHugePromisesAllocateNothing(t *testing.T) {
	blosc := make([]byte, 32)
	blosc[0], blosc[2], blosc[3] = 2, 1<<5, 4
	binary.LittleEndian.PutUint32(blosc[4:], 1<<31-1)
	binary.LittleEndian.PutUint32(blosc[8:], 1)
	binary.LittleEndian.PutUint32(blosc[12:], 32)
	lz4 := []byte{255, 255, 255, 127, 0}
	for name, b := range map[string][]byte{"blosc": blosc, "lz4": lz4} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := zarr.Decode(name, "{}", b, 1<<31)
		require.Error(t, err)
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<16), name)
	}
}

func FuzzCodecs(f *testing.F) {
	src := bytes.Repeat([]byte("abcdabce"), 64)
	for _, c := range writable {
		b, err := zarr.Encode(c.name, c.config, 4, src)
		require.NoError(f, err)
		f.Add(c.name, b)
	}
	f.Add("bz2", []byte("BZh91AY&SY"))
	f.Add("blosc", bloscOf(0, []byte{3, 'a', 'b', 'c', 'd', 0xe0, 10, 3}, 32))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		const limit = 1 << 16
		if got, err := zarr.Decode(name, "{}", b, limit); err == nil {
			require.LessOrEqual(t, len(got), limit)
		}
	})
}

// FuzzBlosc feeds damaged streams of every compressor in an intact container.
func FuzzBlosc(f *testing.F) {
	f.Add(byte(0), []byte{3, 'a', 'b', 'c', 'd', 0xe0, 10, 3}, uint16(32))
	f.Add(byte(0x21), []byte{0x40, 1, 2, 3, 4}, uint16(4))
	f.Add(byte(0x95), []byte{0x28, 0xb5, 0x2f, 0xfd}, uint16(4))
	f.Fuzz(func(t *testing.T, flags byte, stream []byte, size uint16) {
		if got, err := zarr.Decode("blosc", "{}", bloscOf(flags, stream, int(size)), 1<<16); err == nil {
			require.Len(t, got, int(size))
		}
	})
}

func bloscOf(flags byte, stream []byte, size int) []byte {
	le := binary.LittleEndian
	b := []byte{2, 1, flags, 4}
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, uint32(16+4+4+len(stream)))
	b = le.AppendUint32(b, 20)
	b = le.AppendUint32(b, uint32(len(stream)))
	return append(b, stream...)
}

func FuzzFilters(f *testing.F) {
	f.Add("delta", `{"dtype":"<i4","astype":"<i2"}`, []byte{1, 2, 3, 4})
	f.Add("fixedscaleoffset", `{"dtype":"<f4","astype":"|u1","scale":10,"offset":3}`, []byte{1, 2})
	f.Add("shuffle", `{"elementsize":4}`, []byte{1, 2, 3, 4})
	f.Add("packbits", `{}`, []byte{3, 0xA0})
	f.Add("astype", `{"encode_dtype":"<i2","decode_dtype":">f8"}`, []byte{1, 2, 3, 4})
	f.Add("quantize", `{"dtype":"<f8","astype":"<f4"}`, []byte{1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, name, config string, b []byte) { zarr.Unfilter(name, config, b) })
}

func FuzzMetadata(f *testing.F) {
	f.Add([]byte(`{"zarr_format":2,"shape":[4,4],"chunks":[2,2],"dtype":"<u2","compressor":{"id":"zlib","level":1},"fill_value":0,"order":"F","filters":[{"id":"delta","dtype":"<u2"}]}`))
	f.Add([]byte(`{"zarr_format":2,"shape":[4,4],"chunks":[2,2],"dtype":"<u2","compressor":null,"fill_value":0,"order":"C","filters":[{"id":"zlib"},{"id":"shuffle"},{"id":"crc32"}]}`))
	f.Add([]byte(v3Document(`{"name":"bytes","configuration":{"endian":"little"}},{"name":"zstd"}`)))
	f.Add([]byte(v3Document(`{"name":"transpose","configuration":{"order":[1,0]}},{"name":"sharding_indexed","configuration":{"chunk_shape":[1,1],"codecs":["bytes"],"index_codecs":["bytes","crc32c"],"index_location":"start"}}`)))
	f.Fuzz(func(t *testing.T, b []byte) { zarr.CheckDocument(b) })
}

func v3Document(codecs string) string {
	return `{"zarr_format":3,"node_type":"array","shape":[4,4],"data_type":"uint16","chunk_grid":{"name":"regular","configuration":{"chunk_shape":[2,2]}},
"chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[` + codecs + `],"attributes":{}}`
}
