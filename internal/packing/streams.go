package packing

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// ReadLimited reads a stream of at most limit bytes, which is made from about
// hint bytes. Memory grows with what the stream really holds.
func ReadLimited(codec string, r io.Reader, hint, limit int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(min(limit, 8*hint) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, &Error{Codec: codec, Err: err}
	}
	if n > int64(limit) {
		return nil, damaged(codec, "more than %d bytes", limit)
	}
	return b.Bytes(), nil
}

// Gzip is a stream of gzip.
type Gzip struct{ Level int }

// Decode implements [Codec].
func (Gzip) Decode(src []byte, limit int) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(src))
	if err != nil {
		return nil, &Error{Codec: "gzip", Err: err}
	}
	return ReadLimited("gzip", r, len(src), limit)
}

// Encode implements [Codec].
func (c Gzip) Encode(src []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, c.Level)
	if err != nil {
		return nil, &Error{Codec: "gzip", Err: err}
	}
	return packed(&b, w, src)
}

// packed writes src through w and returns what came out in b.
func packed(b *bytes.Buffer, w io.WriteCloser, src []byte) ([]byte, error) {
	if _, err := w.Write(src); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Zlib is a stream of zlib.
type Zlib struct{ Level int }

// zlibReaders are readers that are done with a stream. Each has a window of
// 32 KiB.
var zlibReaders sync.Pool

// Decode implements [Codec].
func (Zlib) Decode(src []byte, limit int) ([]byte, error) {
	r, err := zlibReader(src)
	if err != nil {
		return nil, &Error{Codec: "zlib", Err: err}
	}
	defer zlibReaders.Put(r)
	return ReadLimited("zlib", r, 8*len(src), limit) // counts of few bits get very small
}

func zlibReader(src []byte) (io.ReadCloser, error) {
	if r, ok := zlibReaders.Get().(io.ReadCloser); ok {
		return r, r.(zlib.Resetter).Reset(bytes.NewReader(src), nil)
	}
	return zlib.NewReader(bytes.NewReader(src))
}

// Encode implements [Codec].
func (c Zlib) Encode(src []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, c.Level)
	if err != nil {
		return nil, &Error{Codec: "zlib", Err: err}
	}
	return packed(&b, w, src)
}

// BZ2 is a stream of bzip2, which is only read.
type BZ2 struct{}

// Decode implements [Codec].
func (BZ2) Decode(src []byte, limit int) ([]byte, error) {
	return ReadLimited("bz2", bzip2.NewReader(bytes.NewReader(src)), len(src), limit)
}

// Encode implements [Codec].
func (BZ2) Encode([]byte) ([]byte, error) {
	return nil, damaged("bz2", "writing is not supported")
}

// Zstd is a frame of Zstandard.
type Zstd struct{ Level int }

// zstdReader decodes whole buffers, from any number of goroutines. It never
// writes more than the room it is given.
var zstdReader, errZstdReader = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderLowmem(true))

// Decode implements [Codec].
func (Zstd) Decode(src []byte, limit int) ([]byte, error) {
	if errZstdReader != nil {
		return nil, &Error{Codec: "zstd", Err: errZstdReader}
	}
	out, err := zstdReader.DecodeAll(src, make([]byte, 0, limit))
	if err != nil {
		return nil, &Error{Codec: "zstd", Err: err}
	}
	return out, nil
}

// Encode implements [Codec].
func (c Zstd) Encode(src []byte) ([]byte, error) {
	w, err := zstdWriter(c.Level, len(src) < zstdUnsized)
	if err != nil {
		return nil, &Error{Codec: "zstd", Err: err}
	}
	return w.EncodeAll(src, nil), nil
}

// zstdUnsized is the length from which a frame says its length by itself.
// Below, only a frame of a single segment does, and numcodecs asks for it.
const zstdUnsized = 256

// zstdWriters are encoders by level and kind of frame. Each encodes buffers of
// several goroutines at once and holds no other resources than memory.
var zstdWriters sync.Map

type zstdKind struct {
	level  zstd.EncoderLevel
	single bool
}

// zstdWriter returns an encoder for one of Zstandard's levels, which it maps to
// the few that it knows.
func zstdWriter(level int, single bool) (*zstd.Encoder, error) {
	if level <= 0 {
		level = 3
	}
	kind := zstdKind{zstd.EncoderLevelFromZstd(level), single}
	if w, ok := zstdWriters.Load(kind); ok {
		return w.(*zstd.Encoder), nil
	}
	opts := []zstd.EOption{zstd.WithEncoderLevel(kind.level), zstd.WithEncoderCRC(false)}
	if single {
		opts = append(opts, zstd.WithSingleSegment(true))
	}
	w, err := zstd.NewWriter(nil, opts...)
	if err != nil {
		return nil, err
	}
	kept, _ := zstdWriters.LoadOrStore(kind, w)
	return kept.(*zstd.Encoder), nil
}

// LZ4 is one block of LZ4 behind the number of its bytes.
type LZ4 struct{}

// Decode implements [Codec].
func (LZ4) Decode(src []byte, limit int) ([]byte, error) {
	if len(src) < 4 {
		return nil, damaged("lz4", "%d bytes, want at least 4", len(src))
	}
	n := int64(binary.LittleEndian.Uint32(src))
	if n > int64(limit) {
		return nil, damaged("lz4", "%d bytes, want at most %d", n, limit)
	}
	// A byte of LZ4 stands for at most 255.
	if n > 255*int64(len(src)) {
		return nil, damaged("lz4", "%d bytes out of %d", n, len(src))
	}
	out := make([]byte, n)
	if err := UnpackLZ4(out, src[4:]); err != nil {
		return nil, &Error{Codec: "lz4", Err: err}
	}
	return out, nil
}

// UnpackLZ4 fills dst exactly from a block of LZ4.
func UnpackLZ4(dst, src []byte) error {
	n, err := lz4.UncompressBlock(src, dst)
	if err == nil && n != len(dst) {
		err = fmt.Errorf("%d bytes, want %d", n, len(dst))
	}
	return err
}

// Encode implements [Codec].
func (LZ4) Encode(src []byte) ([]byte, error) {
	out := make([]byte, 4+lz4.CompressBlockBound(len(src)))
	binary.LittleEndian.PutUint32(out, uint32(len(src)))
	var c lz4.Compressor
	n, err := c.CompressBlock(src, out[4:])
	if err != nil {
		return nil, &Error{Codec: "lz4", Err: err}
	}
	return out[:4+n], nil
}
