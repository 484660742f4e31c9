package hdf5

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var errLZF = errors.New("stream is damaged")

// unlzf unpacks a stream of LZF: runs of literals, and matches of at least
// three bytes with a distance of 13 bits. size is how long the result is, or 0
// where that was not noted.
func unlzf(src []byte, size, limit int) ([]byte, error) {
	if size == 0 {
		size = limit
	}
	// A match takes two bytes or more and stands for at most 264.
	if size > limit || size/132 > len(src) {
		return nil, fmt.Errorf("%d bytes out of %d, want at most %d", size, len(src), limit)
	}
	out := make([]byte, size)
	at := 0
	for len(src) > 0 {
		ctrl := int(src[0])
		src = src[1:]
		if ctrl < 32 { // literals
			if ctrl++; ctrl > len(src) || ctrl > size-at {
				return nil, errLZF
			}
			copy(out[at:], src[:ctrl])
			at, src = at+ctrl, src[ctrl:]
			continue
		}
		n := ctrl >> 5
		if n == 7 && len(src) > 0 {
			n, src = n+int(src[0]), src[1:]
		}
		if len(src) == 0 {
			return nil, errLZF
		}
		back := (ctrl&31)<<8 + int(src[0]) + 1
		src, n = src[1:], n+2
		if back > at || n > size-at {
			return nil, errLZF
		}
		repeat(out, at, back, n)
		at += n
	}
	return out[:at], nil
}

// repeat copies n bytes to a place from some way back, which may reach into
// those that it copies.
func repeat(out []byte, at, back, n int) {
	if back >= 8 && at+n+8 <= len(out) { // most are short: words, and some too many
		for i := 0; i < n; i += 8 {
			binary.LittleEndian.PutUint64(out[at+i:], binary.LittleEndian.Uint64(out[at+i-back:]))
		}
		return
	}
	for i := at; i < at+n; i++ {
		out[i] = out[i-back]
	}
}
