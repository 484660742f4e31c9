package hdf5_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/internal/packing"
	"github.com/gloam-go/gloam/internal/simd"
)

// packLZ4 is one block, as it is if it does not get smaller.
func packLZ4(t require.TestingT, src []byte, plain bool) []byte {
	out := make([]byte, lz4.CompressBlockBound(len(src)))
	n, err := lz4.CompressBlock(src, out, nil)
	require.NoError(t, err)
	if plain && (n == 0 || n >= len(src)) {
		return src
	}
	if n == 0 { // literals only: what cannot be packed
		return literals(src)
	}
	return out[:n]
}

// literals is a block of LZ4 without matches.
func literals(src []byte) []byte {
	n := len(src)
	if n < 15 {
		return append([]byte{byte(n << 4)}, src...)
	}
	out := []byte{15 << 4}
	for n -= 15; n >= 255; n -= 255 {
		out = append(out, 255)
	}
	return append(append(out, byte(n)), src...)
}

// blocks packs a chunk block by block, as the filters for LZ4 and bitshuffle do.
func blocks(src []byte, block int, pack func([]byte) []byte) []byte {
	out := binary.BigEndian.AppendUint64(nil, uint64(len(src)))
	return append(out, body(src, block, pack)...)
}

func body(src []byte, block int, pack func([]byte) []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(block))
	for at := 0; at < len(src); at += block {
		b := pack(src[at:min(at+block, len(src))])
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(b))), b...)
	}
	return out
}

func sortBits(src []byte, item int) []byte {
	out := make([]byte, len(src))
	simd.BitShuffle(out, src, item)
	return out
}

func TestFiltersUndoWhatOthersDid(t *testing.T) {
	zw, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	defer zw.Close()
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.SampledFrom([]int{1, 2, 3, 4, 8}).Draw(t, "item")
		n := rapid.IntRange(0, 3000).Draw(t, "elements")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		noise := rapid.IntRange(1, 256).Draw(t, "noise")
		src := make([]byte, n*item)
		for i := range src {
			src[i] = byte(r.IntN(noise))
		}
		packZstd := func(b []byte) []byte { return zw.EncodeAll(b, nil) }
		check := func(id int, values []uint32, packed []byte) {
			got, err := hdf5.Undo(id, values, packed, len(src))
			require.NoError(t, err, "filter %d", id)
			require.Equal(t, string(src), string(got), "filter %d", id)
		}
		check(32004, nil, blocks(src, 1+rapid.IntRange(0, 5000).Draw(t, "block"), func(b []byte) []byte { return packLZ4(t, b, true) }))
		check(32015, nil, packZstd(src))
		blosc, err := packing.Blosc{Name: "lz4", Shuffle: packing.BitShuffle, Item: item}.Encode(src)
		require.NoError(t, err)
		check(32001, nil, blosc)

		each := 8 * rapid.IntRange(1, 100).Draw(t, "elements in a block")
		tail := len(src) - n%8*item // elements behind the last eight stay as they are
		var plain []byte
		for at := 0; at < tail; at += each * item {
			plain = append(plain, sortBits(src[at:min(at+each*item, tail)], item)...)
		}
		plain = append(plain, src[tail:]...)
		check(32008, []uint32{0, 4, uint32(item), uint32(each), 0}, plain)
		for how, pack := range map[uint32]func([]byte) []byte{2: func(b []byte) []byte { return packLZ4(t, b, false) }, 3: packZstd} {
			packed := binary.BigEndian.AppendUint64(nil, uint64(len(src)))
			packed = append(packed, body(src[:tail], each*item, func(b []byte) []byte { return pack(sortBits(b, item)) })...)
			check(32008, []uint32{0, 4, uint32(item), uint32(each), how}, append(packed, src[tail:]...))
		}
		if len(src) > 1 {
			_, err = hdf5.Undo(32015, nil, packZstd(src), len(src)-1)
			require.Error(t, err, "more than asked for")
		}
	})
}

func TestLZFStreamsAreUnpacked(t *testing.T) {
	for want, packed := range map[string]string{
		"abc":              "\x02abc",
		"abcabcabc":        "\x02abc\x80\x02",
		"aaaaaaaaaaaaaaaa": "\x00a\xe0\x06\x00",
		"":                 "",
	} {
		got, err := hdf5.Undo(32000, []uint32{4, 0x105, uint32(len(want))}, []byte(packed), 100)
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	for _, packed := range []string{"\x05abc", "\x20", "\x20\x00", "\xe0", "\x02abc\xe0\xff\x02"} {
		_, err := hdf5.Undo(32000, []uint32{4, 0x105, 20}, []byte(packed), 100)
		require.Error(t, err, "%q", packed)
	}
	_, err := hdf5.Undo(32000, []uint32{4, 0x105, 1 << 30}, []byte("\x02abc"), 1<<31-1)
	require.ErrorContains(t, err, "1073741824 bytes out of 4")
}

func TestChecksumsAreCompared(t *testing.T) {
	src := []byte{1, 2, 3, 4, 5}
	_, err := hdf5.Undo(3, nil, append(src, 0, 0, 0, 0), 5)
	require.ErrorContains(t, err, "checksum 00000000, want ")
	_, err = hdf5.Undo(3, nil, []byte{1}, 5)
	require.Error(t, err)
	_, err = hdf5.Undo(4, nil, src, 5)
	require.ErrorContains(t, err, "filter szip is not read")
	_, err = hdf5.Undo(40000, nil, src, 5)
	require.ErrorContains(t, err, "filter number 40000 is not read")
}
