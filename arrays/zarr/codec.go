package zarr

import (
	"encoding/json"
	"fmt"

	"github.com/gloam-go/gloam/internal/packing"
)

// A byteCodec packs the bytes of a chunk. Decoders take bytes of any origin:
// they return at most limit bytes, or an error.
type byteCodec interface {
	decode(src []byte, limit int) ([]byte, error)
	encode(src []byte) ([]byte, error)
}

// A CodecError reports bytes that a codec could not decode.
type CodecError struct {
	Codec string // such as "blosc"
	Err   error
}

func (e *CodecError) Error() string { return fmt.Sprintf("codec %s: %v", e.Codec, e.Err) }

// Unwrap returns the cause.
func (e *CodecError) Unwrap() error { return e.Err }

// An UnsupportedError reports something that metadata ask for and this package
// does not know.
type UnsupportedError struct {
	What string // such as "codec", "data type"
	Name string
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("%s %q is not supported", e.What, e.Name)
}

func damaged(codec, format string, args ...any) error {
	return &CodecError{Codec: codec, Err: fmt.Errorf(format, args...)}
}

// newByteCodec makes a codec of its name and its configuration, which in
// version 2 holds the name too. item is the bytes of an element.
func newByteCodec(name string, config json.RawMessage, item int) (byteCodec, error) {
	var c struct {
		Level   *int
		CLevel  int
		CName   string
		Shuffle any
		Item    int `json:"typesize"`

		Location string
	}
	if len(config) > 0 {
		if err := json.Unmarshal(config, &c); err != nil {
			return nil, &CodecError{Codec: name, Err: err}
		}
	}
	level := -1
	if c.Level != nil {
		level = *c.Level
	}
	switch name {
	case "gzip":
		return packedCodec{packing.Gzip{Level: level}}, nil
	case "zlib":
		return packedCodec{packing.Zlib{Level: level}}, nil
	case "bz2":
		return packedCodec{packing.BZ2{}}, nil
	case "zstd":
		return packedCodec{packing.Zstd{Level: level}}, nil
	case "lz4":
		return packedCodec{packing.LZ4{}}, nil
	case "crc32c", "crc32", "adler32":
		return newChecksum(name, c.Location)
	case "shuffle": // a filter that numcodecs has among these, too
		f, err := newFilter(name, config, "")
		return filterCodec{f}, err
	case "blosc":
		if c.Item > 0 {
			item = c.Item
		}
		shuffle, err := bloscShuffle(c.Shuffle, item)
		return packedCodec{packing.Blosc{Name: c.CName, Level: c.CLevel, Shuffle: shuffle, Item: item}}, err
	}
	return nil, &UnsupportedError{What: "codec", Name: name}
}
