package packing

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zlib"
	"github.com/pierrec/lz4/v4"
)

// Flags and limits of Blosc's container, version 1.
const (
	bloscHeader     = 16
	bloscByte       = 0x01 // bytes are shuffled
	bloscRaw        = 0x02 // plain bytes follow the header
	bloscBit        = 0x04 // bits are shuffled
	bloscWhole      = 0x10 // blocks are not split into a stream per byte of an element
	bloscMaxSplits  = 16
	bloscMinSplit   = 128 // bytes of a stream
	bloscBlockBytes = 256 << 10
)

// Ways to shuffle before Blosc packs.
const (
	ByteShuffle byte = bloscByte
	BitShuffle  byte = bloscBit
)

// Blosc packs blocks in a container that says all that reading it takes. To
// read, the zero value will do.
type Blosc struct {
	Name    string // of the compressor inside: lz4 or zstd to write
	Level   int
	Shuffle byte // ByteShuffle, BitShuffle or 0
	Item    int  // bytes of an element
}

// A bloscFrame is a container taken apart.
type bloscFrame struct {
	flags    byte
	item     int
	size     int // of the content
	block    int
	body     []byte // all of the container
	unpacker func(dst, src []byte) error
}

// Decode implements [Codec].
func (Blosc) Decode(src []byte, limit int) ([]byte, error) {
	f, err := parseBlosc(src, limit)
	if err != nil {
		return nil, &Error{Codec: "blosc", Err: err}
	}
	out, err := f.content()
	if err != nil {
		return nil, &Error{Codec: "blosc", Err: err}
	}
	return out, nil
}

func parseBlosc(src []byte, limit int) (*bloscFrame, error) {
	if len(src) < bloscHeader {
		return nil, fmt.Errorf("%d bytes, want at least %d", len(src), bloscHeader)
	}
	le := binary.LittleEndian
	size, block, packed := int64(le.Uint32(src[4:])), int64(le.Uint32(src[8:])), int64(le.Uint32(src[12:]))
	f := &bloscFrame{flags: src[2], item: max(int(src[3]), 1), body: src}
	switch {
	case src[0] > 2:
		return nil, fmt.Errorf("format version %d is not supported", src[0])
	case size > int64(limit):
		return nil, fmt.Errorf("%d bytes, want at most %d", size, limit)
	case packed < bloscHeader || packed > int64(len(src)):
		return nil, fmt.Errorf("container of %d bytes in %d", packed, len(src))
	case size > 0 && f.flags&bloscRaw == 0 && (block < 1 || (size+block-1)/block > (packed-bloscHeader)/4):
		return nil, fmt.Errorf("blocks of %d bytes for %d in a container of %d", block, size, packed)
	}
	f.size, f.block, f.body = int(size), int(min(block, size)), src[:packed]
	var err error
	f.unpacker, err = bloscUnpacker(f.flags >> 5)
	return f, err
}

func bloscUnpacker(code byte) (func(dst, src []byte) error, error) {
	switch code {
	case 0:
		return unpackBloscLZ, nil
	case 1:
		return UnpackLZ4, nil
	case 2:
		return unpackSnappy, nil
	case 3:
		return unpackZlib, nil
	case 4:
		return UnpackZstd, nil
	}
	return nil, fmt.Errorf("compressor %d is not supported", code)
}

// content decodes all blocks.
func (f *bloscFrame) content() ([]byte, error) {
	if f.flags&bloscRaw != 0 {
		if len(f.body)-bloscHeader < f.size {
			return nil, fmt.Errorf("%d bytes of content, want %d", len(f.body)-bloscHeader, f.size)
		}
		return f.body[bloscHeader : bloscHeader+f.size], nil
	}
	out := make([]byte, f.size)
	if f.size == 0 {
		return out, nil
	}
	var tmp []byte
	if f.shuffled(f.block) {
		tmp = make([]byte, f.block)
	}
	for i := 0; i*f.block < f.size; i++ {
		dst := out[i*f.block : min((i+1)*f.block, f.size)]
		start := int64(binary.LittleEndian.Uint32(f.body[bloscHeader+4*i:]))
		if start < bloscHeader || start > int64(len(f.body)) {
			return nil, fmt.Errorf("block %d starts at %d of %d", i, start, len(f.body))
		}
		if err := f.unpackBlock(dst, tmp, f.body[start:]); err != nil {
			return nil, fmt.Errorf("block %d: %w", i, err)
		}
	}
	return out, nil
}

func (f *bloscFrame) shuffled(n int) bool {
	return f.flags&bloscByte != 0 && f.item > 1 || f.flags&bloscBit != 0 && n >= f.item
}

// unpackBlock decodes one block, with the help of tmp if it is shuffled.
func (f *bloscFrame) unpackBlock(dst, tmp, src []byte) error {
	if !f.shuffled(len(dst)) {
		return f.unpackStreams(dst, src)
	}
	tmp = tmp[:len(dst)]
	if err := f.unpackStreams(tmp, src); err != nil {
		return err
	}
	if f.flags&bloscByte != 0 && f.item > 1 {
		unshuffle(dst, tmp, f.item)
	} else {
		bitUnshuffle(dst, tmp, f.item)
	}
	return nil
}

// unpackStreams decodes the streams of a block, each behind its length.
func (f *bloscFrame) unpackStreams(dst, src []byte) error {
	splits := 1
	if f.flags&bloscWhole == 0 && f.item <= bloscMaxSplits && f.block/f.item >= bloscMinSplit && len(dst) == f.block {
		splits = f.item
	}
	n := len(dst) / splits
	if n*splits != len(dst) {
		return fmt.Errorf("%d bytes in %d streams", len(dst), splits)
	}
	for i := range splits {
		if len(src) < 4 {
			return fmt.Errorf("stream %d has no length", i)
		}
		packed := int64(binary.LittleEndian.Uint32(src))
		if src = src[4:]; packed > int64(len(src)) {
			return fmt.Errorf("stream %d of %d bytes, have %d", i, packed, len(src))
		}
		part := dst[i*n : (i+1)*n]
		if packed == int64(n) {
			copy(part, src)
		} else if err := f.unpacker(part, src[:packed]); err != nil {
			return fmt.Errorf("stream %d: %w", i, err)
		}
		src = src[packed:]
	}
	return nil
}

func unpackSnappy(dst, src []byte) error {
	n, err := snappy.DecodedLen(src)
	if err != nil {
		return err
	}
	if n != len(dst) {
		return fmt.Errorf("%d bytes, want %d", n, len(dst))
	}
	_, err = snappy.Decode(dst, src)
	return err
}

func unpackZlib(dst, src []byte) error {
	r, err := zlib.NewReader(bytes.NewReader(src))
	if err != nil {
		return err
	}
	out, err := ReadLimited("zlib", r, len(src), len(dst))
	return exactly(dst, out, err)
}

// UnpackZstd fills dst exactly from a frame of Zstandard.
func UnpackZstd(dst, src []byte) error {
	if errZstdReader != nil {
		return errZstdReader
	}
	out, err := zstdReader.DecodeAll(src, dst[:0:len(dst)])
	return exactly(dst, out, err)
}

func exactly(dst, out []byte, err error) error {
	if err != nil {
		return err
	}
	if len(out) != len(dst) {
		return fmt.Errorf("%d bytes, want %d", len(out), len(dst))
	}
	copy(dst, out)
	return nil
}

// Encode implements [Codec]. Blocks are not split.
func (c Blosc) Encode(src []byte) ([]byte, error) {
	if int64(len(src)) > 1<<31-1-bloscHeader || c.Item < 1 || c.Item > 255 {
		return nil, damaged("blosc", "%d bytes of elements of %d, want less than 2 GiB and at most 255", len(src), c.Item)
	}
	pack, code, err := bloscPacker(c.Name, c.Level)
	if err != nil {
		return nil, err
	}
	block := max(min(bloscBlockBytes/c.Item*c.Item, len(src)), 1)
	blocks := (len(src) + block - 1) / block
	le := binary.LittleEndian
	out := make([]byte, bloscHeader+4*blocks, bloscHeader+4*blocks+len(src)/2)
	tmp := make([]byte, block)
	for i := range blocks {
		le.PutUint32(out[bloscHeader+4*i:], uint32(len(out)))
		part := src[i*block : min((i+1)*block, len(src))]
		if out, err = pack(le.AppendUint32(out, 0), c.shuffled(tmp, part)); err != nil {
			return nil, &Error{Codec: "blosc", Err: err}
		}
	}
	flags := c.Shuffle | bloscWhole | code<<5
	if len(out) >= bloscHeader+len(src) {
		out, flags = append(out[:bloscHeader], src...), flags|bloscRaw
	}
	out[0], out[1], out[2], out[3] = 2, 1, flags, byte(c.Item)
	le.PutUint32(out[4:], uint32(len(src)))
	le.PutUint32(out[8:], uint32(block))
	le.PutUint32(out[12:], uint32(len(out)))
	return out, nil
}

func (c Blosc) shuffled(tmp, src []byte) []byte {
	tmp = tmp[:len(src)]
	switch {
	case c.Shuffle == bloscByte && c.Item > 1:
		shuffle(tmp, src, c.Item)
	case c.Shuffle == bloscBit && len(src) >= c.Item:
		bitShuffle(tmp, src, c.Item)
	default:
		return src
	}
	return tmp
}

// bloscPacker returns a function that appends a stream to dst, whose last four
// bytes take the stream's length.
func bloscPacker(name string, level int) (pack func(dst, src []byte) ([]byte, error), code byte, err error) {
	switch name {
	case "lz4":
		var c lz4.Compressor
		return func(dst, src []byte) ([]byte, error) {
			at := len(dst)
			dst = append(dst, make([]byte, lz4.CompressBlockBound(len(src)))...)
			n, err := c.CompressBlock(src, dst[at:])
			return streamEnd(dst[:at+n], at, src, n), err
		}, 1, nil
	case "zstd":
		w, err := zstdWriter(level, false)
		return func(dst, src []byte) ([]byte, error) {
			at := len(dst)
			dst = w.EncodeAll(src, dst)
			return streamEnd(dst, at, src, len(dst)-at), nil
		}, 4, err
	}
	return nil, 0, &Error{Codec: "blosc", Err: fmt.Errorf("compressor %q to write is not supported", name)}
}

// streamEnd stores a stream plainly if packing did not make it shorter, and
// writes its length.
func streamEnd(dst []byte, at int, src []byte, n int) []byte {
	if n == 0 || n >= len(src) {
		dst, n = append(dst[:at], src...), len(src)
	}
	binary.LittleEndian.PutUint32(dst[at-4:], uint32(n))
	return dst
}
