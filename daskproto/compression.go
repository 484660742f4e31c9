package daskproto

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// A format is one way of compressing a frame.
type format struct {
	// size returns how long the result will be, -1 if the data does not say.
	size func(data []byte) (int64, error)
	// decode makes at most limit bytes.
	decode func(data []byte, limit int64) ([]byte, error)
	encode func(data []byte) ([]byte, error)
}

var formats = map[string]format{
	"lz4":    {lz4Size, lz4Decode, lz4Encode},
	"zlib":   {unknownSize, zlibDecode, zlibEncode},
	"snappy": {snappySize, snappyDecode, func(b []byte) ([]byte, error) { return s2.EncodeSnappy(nil, b), nil }},
	"zstd":   {zstdSize, zstdDecode, zstdEncode},
}

// Compressions returns the names that [Decompress] and [Compress] know.
func Compressions() []string {
	names := make([]string, 0, len(formats))
	for n := range formats {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Decompress returns the plain bytes of a frame, which may be at most limit.
func Decompress(name string, data []byte, limit int64) ([]byte, error) {
	f, ok := formats[name]
	if !ok {
		return nil, malformed("compression %q, known are %q", name, Compressions())
	}
	size, err := f.size(data)
	if err != nil {
		return nil, malformed("%s: %v", name, err)
	}
	if size > limit {
		return nil, &LimitError{What: name + " bytes", Got: size, Limit: limit}
	}
	out, err := f.decode(data, limit)
	if err != nil {
		return nil, malformed("%s: %v", name, err)
	}
	return out, nil
}

// Compress compresses a frame.
func Compress(name string, data []byte) ([]byte, error) {
	f, ok := formats[name]
	if !ok {
		return nil, &CompressionError{Got: name, Known: Compressions()}
	}
	return f.encode(data)
}

// The sizes between which Python compresses, and what has to be gained.
const (
	compressFrom = 10_000
	compressTo   = math.MaxInt32
	compressGain = 0.7
)

// compressFrames returns the frames as they travel and the name of the
// compression of each, nil if nothing is compressed.
func compressFrames(s *Serialized) ([][]byte, []any, error) {
	if s.Compression == "" {
		return s.Frames, nil, nil
	}
	out, names := slices.Clone(s.Frames), make([]any, len(s.Frames))
	for i, f := range out {
		if len(f) < compressFrom || len(f) > compressTo {
			continue
		}
		b, err := Compress(s.Compression, f)
		if err != nil {
			return nil, nil, err
		}
		if float64(len(b)) <= compressGain*float64(len(f)) {
			out[i], names[i] = b, s.Compression
		}
	}
	return out, names, nil
}

func unknownSize([]byte) (int64, error) { return -1, nil }

// lz4Size reads the prefix that python-lz4 writes. A block grows at most 255
// times, so a prefix beyond that is a lie.
func lz4Size(data []byte) (int64, error) {
	if len(data) < 4 {
		return 0, io.ErrUnexpectedEOF
	}
	n := int64(binary.LittleEndian.Uint32(data))
	if n > 255*int64(len(data)) {
		return 0, fmt.Errorf("%d bytes of %d", n, len(data))
	}
	return n, nil
}

func lz4Decode(data []byte, _ int64) ([]byte, error) {
	out := make([]byte, binary.LittleEndian.Uint32(data))
	n, err := lz4.UncompressBlock(data[4:], out)
	if err == nil && n != len(out) {
		err = fmt.Errorf("got %d bytes, prefix says %d", n, len(out))
	}
	return out, err
}

func lz4Encode(data []byte) ([]byte, error) {
	out := make([]byte, 4+lz4.CompressBlockBound(len(data)))
	binary.LittleEndian.PutUint32(out, uint32(len(data)))
	n, err := lz4.CompressBlock(data, out[4:], nil)
	if err == nil && n == 0 && len(data) > 0 {
		err = errors.New("daskproto: lz4 made nothing of the frame")
	}
	return out[:4+n], err
}

func zlibDecode(data []byte, limit int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(out)) > limit {
		err = &LimitError{What: "zlib bytes", Got: int64(len(out)), Limit: limit}
	}
	return out, err
}

func zlibEncode(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

// snappySize reads the prefix. Three bytes make at most 64.
func snappySize(data []byte) (int64, error) {
	n, err := s2.DecodedLen(data)
	if err == nil && int64(n) > 32*int64(len(data)) {
		err = fmt.Errorf("%d bytes of %d", n, len(data))
	}
	return int64(n), err
}

func snappyDecode(data []byte, _ int64) ([]byte, error) { return s2.Decode(nil, data) }

// zstdSize reads the size that a frame may declare.
func zstdSize(data []byte) (int64, error) {
	var h zstd.Header
	if err := h.Decode(data); err != nil {
		return 0, err
	}
	if h.HasFCS {
		return clamp(h.FrameContentSize), nil
	}
	return -1, nil
}

// zstdDecode reads as a stream, so that memory follows what there is and not
// what a header promises.
func zstdDecode(data []byte, limit int64) ([]byte, error) {
	window := min(max(uint64(limit), 1<<20), zstd.MaxWindowSize)
	r, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(out)) > limit {
		err = &LimitError{What: "zstd bytes", Got: int64(len(out)), Limit: limit}
	}
	return out, err
}

// zstdWriter is made once: it has large tables and is safe to share.
var zstdWriter = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
})

func zstdEncode(data []byte) ([]byte, error) {
	w, err := zstdWriter()
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(data, nil), nil
}
