// Package wellformed looks through msgpack that comes from elsewhere before it
// is decoded: the msgpack package allocates what lengths promise before it sees
// whether there is as much.
package wellformed

import (
	"encoding/binary"
	"fmt"
)

// Check reports whether b is one msgpack value whose lengths fit into b, at the
// cost of one step for each value in it. Bytes after that value do not matter.
func Check(b []byte) error {
	size := len(b)
	for need := 1; need > 0; need-- {
		if len(b) == 0 {
			return fmt.Errorf("%d bytes of msgpack end early", size)
		}
		code := b[0]
		b = b[1:]
		skip, items, width := layout(code)
		if width > len(b) {
			return fmt.Errorf("%d bytes of msgpack end early", size)
		}
		n := uint64(0)
		switch width {
		case 1:
			n = uint64(b[0])
		case 2:
			n = uint64(binary.BigEndian.Uint16(b))
		case 4:
			n = uint64(binary.BigEndian.Uint32(b))
		}
		b = b[width:]
		if isArray, isMap := code&^1 == 0xdc, code&^1 == 0xde; isArray || isMap {
			items, n = int(n), 0
			if isMap {
				items *= 2
			}
		}
		if skip += int(n); skip > len(b) || items > len(b)-skip {
			return fmt.Errorf("%d bytes of msgpack promise more than %d at %#x", size, len(b), code)
		}
		b = b[skip:]
		need += items
		if need-1 > len(b) {
			return fmt.Errorf("%d bytes of msgpack promise more than there is", size)
		}
	}
	return nil
}

// layout returns for a msgpack code the bytes that follow in any case, the
// values that do, and the width of a length in front of them.
func layout(code byte) (skip, items, width int) {
	switch {
	case code < 0x80 || code >= 0xe0 || code == 0xc0 || code == 0xc2 || code == 0xc3:
		return 0, 0, 0
	case code < 0x90:
		return 0, 2 * int(code&0x0f), 0
	case code < 0xa0:
		return 0, int(code & 0x0f), 0
	case code < 0xc0:
		return int(code & 0x1f), 0, 0
	}
	f := formats[code-0xc0]
	return f.skip, 0, f.width
}

// formats are those of codes 0xc0 to 0xdf: bytes in any case, and the width of
// a length.
var formats = [32]struct{ skip, width int }{
	0x04: {0, 1}, 0x05: {0, 2}, 0x06: {0, 4}, // bin
	0x07: {1, 1}, 0x08: {1, 2}, 0x09: {1, 4}, // ext, with a type
	0x0a: {4, 0}, 0x0b: {8, 0}, // float
	0x0c: {1, 0}, 0x0d: {2, 0}, 0x0e: {4, 0}, 0x0f: {8, 0}, // uint
	0x10: {1, 0}, 0x11: {2, 0}, 0x12: {4, 0}, 0x13: {8, 0}, // int
	0x14: {2, 0}, 0x15: {3, 0}, 0x16: {5, 0}, 0x17: {9, 0}, 0x18: {17, 0}, // fixext
	0x19: {0, 1}, 0x1a: {0, 2}, 0x1b: {0, 4}, // str
	0x1c: {0, 2}, 0x1d: {0, 4}, // array
	0x1e: {0, 2}, 0x1f: {0, 4}, // map
}
