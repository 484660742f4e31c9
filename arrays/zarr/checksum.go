package zarr

import (
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
)

// A checksum is a codec that adds four bytes, little endian, before or behind
// the others.
type checksum struct {
	name  string
	sum   func([]byte) uint32
	first bool
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// newChecksum returns the checksum of a name. location is "start", "end", or
// empty for where it usually is.
func newChecksum(name, location string) (byteCodec, error) {
	c := checksum{name: name}
	switch name {
	case "crc32c":
		c.sum = func(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }
	case "crc32":
		c.sum, c.first = crc32.ChecksumIEEE, true
	case "adler32":
		c.sum, c.first = adler32.Checksum, true
	}
	switch location {
	case "":
	case "start", "end":
		c.first = location == "start"
	default:
		return nil, &UnsupportedError{What: "place of a checksum", Name: location}
	}
	return c, nil
}

func (c checksum) decode(src []byte, limit int) ([]byte, error) {
	n := len(src) - 4
	if n < 0 || n > limit {
		return nil, damaged(c.name, "%d bytes, want 4 to %d", len(src), limit+4)
	}
	body, stored := src[:n], src[n:]
	if c.first {
		stored, body = src[:4], src[4:]
	}
	if want, got := binary.LittleEndian.Uint32(stored), c.sum(body); got != want {
		return nil, damaged(c.name, "checksum %08x, want %08x", got, want)
	}
	return body, nil
}

func (c checksum) encode(src []byte) ([]byte, error) {
	if c.first {
		return append(binary.LittleEndian.AppendUint32(make([]byte, 0, len(src)+4), c.sum(src)), src...), nil
	}
	return binary.LittleEndian.AppendUint32(src[:len(src):len(src)], c.sum(src)), nil
}
