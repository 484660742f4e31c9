package simd_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/simd"
)

// shuffleSizes covers the sizes with kernels and some without.
var shuffleSizes = []int{1, 2, 3, 4, 7, 8, 12, 16, 17, 255, 3000}

func TestShuffleSortsBytes(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, size := range shuffleSizes {
			for _, n := range []int{0, 1, 5, 63, 64, 65, 127, 128, 129, 200, 1024, 1100} {
				if size > 255 && n > 65 {
					continue
				}
				src, dst := elements[uint8](t, r, n*size), elements[uint8](t, r, n*size)
				simd.Shuffle(dst, src, size)
				for i := range n {
					for b := range size {
						require.Equal(t, src[i*size+b], dst[b*n+i], "size %d, n=%d, element %d", size, n, i)
					}
				}
				back := elements[uint8](t, r, n*size)
				simd.Unshuffle(back, dst, size)
				require.True(t, bytes.Equal(src, back), "size %d, n=%d", size, n)
			}
		}
	})
}

func TestBitShuffleSortsBits(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, size := range shuffleSizes {
			for _, n := range []int{0, 8, 64, 72, 128, 200, 1024, 4160} {
				if size > 16 && n > 200 {
					continue
				}
				src, dst := elements[uint8](t, r, n*size), elements[uint8](t, r, n*size)
				simd.BitShuffle(dst, src, size)
				for i := 0; i < n; i += 1 + n/100 {
					for bit := 0; bit < 8*size; bit += 1 + size/9 {
						row := dst[bit*n/8:]
						require.Equal(t, src[i*size+bit/8]>>(bit%8)&1, row[i/8]>>(i%8)&1, "size %d, n=%d, element %d, bit %d", size, n, i, bit)
					}
				}
				back := elements[uint8](t, r, n*size)
				simd.BitUnshuffle(back, dst, size)
				require.True(t, bytes.Equal(src, back), "size %d, n=%d", size, n)
			}
		}
	})
}

func TestShufflesOfPartsPanic(t *testing.T) {
	for _, f := range []func(dst, src []byte, size int){simd.Shuffle, simd.Unshuffle, simd.BitShuffle, simd.BitUnshuffle} {
		require.Panics(t, func() { f(make([]byte, 7), make([]byte, 7), 2) })
		require.Panics(t, func() { f(make([]byte, 7), make([]byte, 8), 1) })
		require.Panics(t, func() { f(make([]byte, 8), make([]byte, 8), 0) })
	}
	require.Panics(t, func() { simd.BitShuffle(make([]byte, 12), make([]byte, 12), 1) })
}

func TestUnpackBitsTakesTheLowestFirst(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for n := 0; n < 1100; n += 64 {
			src, dst := elements[uint8](t, r, n/8), elements[uint8](t, r, n)
			simd.UnpackBits(dst, src)
			for i, v := range dst {
				word := binary.BigEndian.Uint64(src[i/64*8:])
				require.Equal(t, byte(word>>(i%64)&1), v, "n=%d, bit %d", n, i)
			}
		}
		require.Panics(t, func() { simd.UnpackBits(make([]byte, 65), make([]byte, 16)) })
		require.Panics(t, func() { simd.UnpackBits(make([]byte, 128), make([]byte, 15)) })
	})
}

func TestUnpack12TakesTheLowestFirst(t *testing.T) {
	atEachLevel(t, func(t *testing.T) {
		r := newRand(t)
		for _, n := range lengths() {
			src, dst := elements[uint8](t, r, (3*n+1)/2), elements[uint16](t, r, n)
			simd.Unpack12(dst, src)
			for i, v := range dst {
				var want uint16
				for bit := range 12 {
					at := 12*i + bit
					want |= uint16(src[at/8]>>(at%8)&1) << bit
				}
				require.Equal(t, want, v, "n=%d, value %d", n, i)
			}
		}
		require.Panics(t, func() { simd.Unpack12(make([]uint16, 128), make([]byte, 191)) })
	})
}

func FuzzShuffleRoundTrips(f *testing.F) {
	f.Add(uint8(4), []byte("0123456789abcdef0123456789abcdef"))
	f.Fuzz(func(t *testing.T, size uint8, data []byte) {
		s := int(size)%32 + 1
		data = data[:len(data)/(8*s)*8*s]
		want, got, back := make([]byte, len(data)), make([]byte, len(data)), make([]byte, len(data))
		for _, level := range simd.Levels() {
			restore := simd.SetLevel(level)
			simd.Shuffle(got, data, s)
			twin(func() { simd.Shuffle(want, data, s) })
			require.Equal(t, want, got)
			simd.Unshuffle(back, got, s)
			require.Equal(t, data, back)
			simd.BitShuffle(got, data, s)
			twin(func() { simd.BitShuffle(want, data, s) })
			require.Equal(t, want, got)
			simd.BitUnshuffle(back, got, s)
			require.Equal(t, data, back)
			restore()
		}
	})
}
