package hdf5

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/internal/packing"
	"github.com/gloam-go/gloam/internal/simd"
)

// plainError takes the name of the codec off: a [FilterError] has one.
func plainError(b []byte, err error) ([]byte, error) {
	var e *packing.Error
	if errors.As(err, &e) {
		return nil, e.Err
	}
	return b, err
}

func inflate(src []byte, limit int) ([]byte, error) {
	return plainError(packing.Zlib{}.Decode(src, limit))
}

func unbzip(src []byte, limit int) ([]byte, error) {
	return plainError(packing.BZ2{}.Decode(src, limit))
}

func unzstd(src []byte, limit int) ([]byte, error) {
	return plainError(packing.Zstd{}.Decode(src, limit))
}

func unblosc(src []byte, limit int) ([]byte, error) {
	return plainError(packing.Blosc{}.Decode(src, limit))
}

// unshuffle sorts bytes into elements again. Those behind the last whole
// element were left where they are.
func unshuffle(src []byte, item int) ([]byte, error) {
	if item < 1 || item > 1<<20 {
		return nil, fmt.Errorf("got elements of %d bytes", item)
	}
	if item == 1 || len(src) < 2*item {
		return src, nil
	}
	out := make([]byte, len(src))
	whole := len(src) / item * item
	simd.Unshuffle(out[:whole], src[:whole], item)
	copy(out[whole:], src[whole:])
	return out, nil
}

// unlz4 unpacks blocks of LZ4 behind their common length and the length of a
// block, each behind its own length. One as long as a block is stored plainly.
func unlz4(src []byte, limit int) ([]byte, error) {
	size, block, src, err := blockHead(src, limit)
	if err != nil {
		return nil, err
	}
	out := make([]byte, size)
	for at := 0; at < size; at += block {
		part := out[at:min(at+block, size)]
		var packed []byte
		if packed, src, err = nextBlock(src); err != nil {
			return nil, err
		}
		if len(packed) == len(part) {
			copy(part, packed)
		} else if err := packing.UnpackLZ4(part, packed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// blockHead takes the lengths of what is packed block by block.
func blockHead(src []byte, limit int) (size, block int, rest []byte, err error) {
	if len(src) < 12 {
		return 0, 0, nil, fmt.Errorf("got %d bytes, want at least 12", len(src))
	}
	n, b := binary.BigEndian.Uint64(src), binary.BigEndian.Uint32(src[8:])
	if n > uint64(limit) || n > 0 && (b == 0 || n/uint64(b) > uint64(len(src))/4) {
		return 0, 0, nil, fmt.Errorf("got %d bytes out of %d in blocks of %d, want at most %d", n, len(src), b, limit)
	}
	return int(n), int(min(uint64(b), n)), src[12:], nil
}

// nextBlock takes a block behind its length.
func nextBlock(src []byte) (block, rest []byte, err error) {
	if len(src) < 4 {
		return nil, nil, errors.New("a block has no length")
	}
	n := int64(binary.BigEndian.Uint32(src))
	if n > int64(len(src)-4) {
		return nil, nil, fmt.Errorf("got a block of %d bytes, have %d", n, len(src)-4)
	}
	return src[4 : 4+n], src[4+n:], nil
}

// Compressors behind bitshuffle.
const (
	bitsPlain = 0
	bitsLZ4   = 2
	bitsZstd  = 3
)

// unbitshuffle sorts the bits of a chunk again, block by block, each of which
// may be packed.
func unbitshuffle(f filter, src []byte, limit int) ([]byte, error) {
	item, how := int(f.value(2, 0)), f.value(4, bitsPlain)
	if item < 1 || item > 1<<16 {
		return nil, fmt.Errorf("got elements of %d bytes", item)
	}
	block := int(min(f.value(3, 0), 1<<28)) * item
	size, rest := len(src), src
	if how != bitsPlain {
		var err error
		if size, block, rest, err = blockHead(src, limit); err != nil {
			return nil, err
		}
	}
	if block == 0 {
		block = max(8192/item&^7, 128) * item
	}
	if size > limit || block%(8*item) != 0 && block < size {
		return nil, fmt.Errorf("got %d bytes of elements of %d in blocks of %d, want at most %d", size, item, block, limit)
	}
	out := make([]byte, size)
	tmp := make([]byte, min(block, size))
	tail := size / item % 8 * item // plain elements behind the last eight
	tail += size % item
	for at := 0; at < size-tail; at += block {
		n := min(block, size-tail-at)
		var err error
		if rest, err = unpackBits(tmp[:n], rest, how); err != nil {
			return nil, err
		}
		simd.BitUnshuffle(out[at:at+n], tmp[:n], item)
	}
	if len(rest) < tail {
		return nil, fmt.Errorf("got %d bytes behind the last block, want %d", len(rest), tail)
	}
	copy(out[size-tail:], rest)
	return out, nil
}

// unpackBits fills dst with a block and returns what is behind it.
func unpackBits(dst, src []byte, how uint32) ([]byte, error) {
	if how == bitsPlain {
		if len(src) < len(dst) {
			return nil, fmt.Errorf("got a block of %d bytes, want %d", len(src), len(dst))
		}
		copy(dst, src)
		return src[len(dst):], nil
	}
	packed, rest, err := nextBlock(src)
	switch {
	case err != nil:
	case how == bitsLZ4:
		err = packing.UnpackLZ4(dst, packed)
	case how == bitsZstd:
		err = packing.UnpackZstd(dst, packed)
	default:
		err = fmt.Errorf("compressor %d behind bitshuffle is not known", how)
	}
	return rest, err
}
