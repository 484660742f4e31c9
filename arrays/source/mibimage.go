package source

import (
	"encoding/binary"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// A mibImage says how one image is stored behind a Merlin header.
type mibImage struct {
	height, width int // of the image
	dtype         ndarray.DType
	stored        int64 // bytes in the file
	flip          bool
	// What follows concerns raw (R64) frames only: bits a pixel takes in a
	// 64-bit word, 0 for other frames, and the shape of the stored rows.
	bits       int
	rows, cols int
	quad, pair bool // four chips side by side; two images that make one
	from, to   int  // stored rows to decode
}

// image works out how frames with this header are stored.
func (h mibHeader) image(flip bool) (mibImage, error) {
	m := mibImage{height: h.height, width: h.width, flip: flip}
	switch h.pixel {
	case "U08":
		m.dtype = ndarray.Uint8
	case "U16":
		m.dtype = ndarray.Uint16
	case "U32":
		m.dtype = ndarray.Uint32
	case "R64":
		return h.rawImage(flip)
	default:
		return m, fmt.Errorf("pixel kind %q, want U08, U16, U32 or R64", h.pixel)
	}
	m.stored = int64(m.height) * int64(m.width) * int64(m.dtype.Size())
	return m, nil
}

// rawImage is image for R64 frames.
func (h mibHeader) rawImage(flip bool) (mibImage, error) {
	m := mibImage{rows: h.height, cols: h.width, flip: flip}
	switch h.depth {
	case 1:
		m.bits, m.dtype = 1, ndarray.Uint8
	case 6:
		m.bits, m.dtype = 8, ndarray.Uint8
	case 12:
		m.bits, m.dtype = 16, ndarray.Uint16
	case 24:
		m.bits, m.dtype, m.pair = 16, ndarray.Uint32, true
	default:
		return m, fmt.Errorf("counter depth %d, want 1, 6, 12 or 24", h.depth)
	}
	chips := 1
	switch h.layout {
	case "1x1":
	case "2x2":
		chips, m.quad = 4, true
	default:
		return m, fmt.Errorf("raw frames of layout %q, want 1x1 or 2x2", h.layout)
	}
	if m.pair && m.cols == 2*chips*m.rows {
		m.cols /= 2 // the header counts both images
	}
	if m.cols*m.bits%64 != 0 || m.quad && m.cols != 4*m.rows {
		return m, fmt.Errorf("raw frames of %d×%d for %d chips", m.rows, m.cols, chips)
	}
	m.height, m.width = m.rows, m.cols
	if m.quad {
		m.height, m.width = 2*m.rows, m.cols/2
	}
	m.from, m.to = 0, m.rows
	m.stored = int64(m.rows) * int64(m.cols) * int64(m.bits) / 8
	if m.pair {
		m.stored *= 2
	}
	return m, nil
}

// unpacker returns the function that decodes one frame.
func (m mibImage) unpacker() func(dst, src []byte) {
	if m.bits == 0 {
		decode := unpacker(m.dtype, ndarray.BigEndian)
		if !m.flip {
			return decode
		}
		if decode == nil {
			decode = func(dst, src []byte) { copy(dst, src) }
		}
		row := m.width * m.dtype.Size()
		return func(dst, src []byte) {
			for y := range m.height {
				decode(dst[(m.height-1-y)*row:][:row], src[y*row:][:row])
			}
		}
	}
	switch {
	case m.pair:
		half := make([]uint16, m.height*m.width)
		return func(dst, src []byte) { m.unpackPair(elementsOf[uint32](dst), src, half) }
	case m.bits == 1:
		return func(dst, src []byte) { unpackRaw(m, dst, src, unpackBits) }
	case m.bits == 8:
		return func(dst, src []byte) { unpackRaw(m, dst, src, unpackBytes) }
	}
	return func(dst, src []byte) { unpackRaw(m, elementsOf[uint16](dst), src, unpackShorts) }
}

// unpackPair joins two images: the counters' upper 12 bits and the lower ones.
func (m mibImage) unpackPair(dst []uint32, src []byte, half []uint16) {
	unpackRaw(m, half, src, unpackShorts)
	for i, v := range half {
		dst[i] = uint32(v) << 12
	}
	unpackRaw(m, half, src[m.stored/2:], unpackShorts)
	for i, v := range half {
		dst[i] += uint32(v)
	}
}

// unpackRaw decodes one raw image with a function for one row of one chip. A
// quad's stored row holds the rows of chips 4, 3, 2 and 1: chips 1 and 2 are the
// top half of the image, 3 and 4, turned by half a turn, the bottom half.
func unpackRaw[T uint8 | uint16](m mibImage, dst []T, src []byte, unpack func(dst []T, src []byte, back bool)) {
	chip := func(y, x, n int, back bool) {
		if m.flip {
			y = m.height - 1 - y
		}
		unpack(dst[y*m.width+x:][:n], src[:n*m.bits/8], back)
		src = src[n*m.bits/8:]
	}
	src = src[m.from*m.cols*m.bits/8:]
	if !m.quad {
		for y := m.from; y < m.to; y++ {
			chip(y, 0, m.cols, false)
		}
		return
	}
	edge := m.rows
	for y := m.from; y < m.to; y++ {
		low := 2*edge - 1 - y
		chip(low, edge, edge, true)
		chip(low, 0, edge, true)
		chip(y, edge, edge, false)
		chip(y, 0, edge, false)
	}
}

// The functions below decode a row. A 64-bit big-endian word holds pixels from
// its lowest bits up; back fills the row from its end. Stores are spelled out
// so that the compiler joins them.

func unpackBytes(dst []uint8, src []byte, back bool) {
	if !back {
		simd.Swap64(dst[:len(src)], src)
		return
	}
	for ; len(src) >= 8; src = src[8:] {
		copy(dst[len(dst)-8:], src[:8])
		dst = dst[:len(dst)-8]
	}
}

func unpackShorts(dst []uint16, src []byte, back bool) {
	if !back && littleEndian {
		simd.Swap64(bytesOf(dst)[:len(src)], src)
		return
	}
	for ; len(src) >= 8; src = src[8:] {
		w := binary.BigEndian.Uint64(src)
		if back {
			d := dst[len(dst)-4:]
			d[3], d[2], d[1], d[0] = uint16(w), uint16(w>>16), uint16(w>>32), uint16(w>>48)
			dst = dst[:len(dst)-4]
		} else {
			d := dst[:4]
			d[0], d[1], d[2], d[3] = uint16(w), uint16(w>>16), uint16(w>>32), uint16(w>>48)
			dst = dst[4:]
		}
	}
}

func unpackBits(dst []uint8, src []byte, back bool) {
	simd.UnpackBits(dst[:8*len(src)], src)
	if !back {
		return
	}
	for i, j := 0, len(dst)-8; i < j; i, j = i+8, j-8 { // reversal
		low, high := binary.LittleEndian.Uint64(dst[i:]), binary.BigEndian.Uint64(dst[j:])
		binary.LittleEndian.PutUint64(dst[i:], high)
		binary.BigEndian.PutUint64(dst[j:], low)
	}
}

// littleEndian says that the first byte of a number in memory is the lowest.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1
