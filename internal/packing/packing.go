// Package packing packs and unpacks runs of bytes as chunked formats do: streams
// of gzip, zlib, bzip2 and Zstandard, blocks of LZ4, and Blosc's containers.
//
// What is unpacked may come from anywhere: sizes are checked before memory is
// taken, and what is damaged is an [*Error].
package packing

import "fmt"

// A Codec packs bytes. It may be used by any number of goroutines.
type Codec interface {
	// Decode returns at most limit bytes, or an error. The result may share
	// memory with src.
	Decode(src []byte, limit int) ([]byte, error)
	Encode(src []byte) ([]byte, error)
}

// An Error reports bytes that a codec could not decode.
type Error struct {
	Codec string // such as "blosc"
	Err   error
}

func (e *Error) Error() string { return fmt.Sprintf("codec %s: %v", e.Codec, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func damaged(codec, format string, args ...any) error {
	return &Error{Codec: codec, Err: fmt.Errorf(format, args...)}
}
