package source

import (
	"encoding/binary"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
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
	case m.dtype == ndarray.Uint16:
		return func(dst, src []byte) { unpackWords(m, elementsOf[uint16](dst), src) }
	}
	return func(dst, src []byte) { unpackWords(m, dst, src) }
}

// unpackPair joins two images: the counters' upper 12 bits and the lower ones.
func (m mibImage) unpackPair(dst []uint32, src []byte, half []uint16) {
	unpackWords(m, half, src)
	for i, v := range half {
		dst[i] = uint32(v) << 12
	}
	unpackWords(m, half, src[m.stored/2:])
	for i, v := range half {
		dst[i] += uint32(v)
	}
}

// unpackWords decodes one raw image. A 64-bit big-endian word holds the pixels
// of a row from its lowest bits up. A quad's row holds the rows of chips 4, 3, 2
// and 1: chips 1 and 2 are the top half of the image, 3 and 4, turned by half a
// turn, the bottom half.
func unpackWords[T uint8 | uint16](m mibImage, dst []T, src []byte) {
	if !m.quad {
		for y := range m.rows {
			src = unpackRow(m, dst, src, y, 0, m.cols, 1)
		}
		return
	}
	edge := m.rows
	for y := range edge {
		low := 2*edge - 1 - y
		src = unpackRow(m, dst, src, low, 2*edge-1, edge, -1)
		src = unpackRow(m, dst, src, low, edge-1, edge, -1)
		src = unpackRow(m, dst, src, y, edge, edge, 1)
		src = unpackRow(m, dst, src, y, 0, edge, 1)
	}
}

// unpackRow decodes n pixels to row y of the image, from column x on in steps
// of dx, and returns what follows in src.
func unpackRow[T uint8 | uint16](m mibImage, dst []T, src []byte, y, x, n, dx int) []byte {
	if m.flip {
		y = m.height - 1 - y
	}
	at, mask := y*m.width+x, uint64(1)<<m.bits-1
	per := 64 / m.bits
	for ; n > 0; n -= per {
		w := binary.BigEndian.Uint64(src)
		src = src[8:]
		for range per {
			dst[at] = T(w & mask)
			w >>= uint(m.bits)
			at += dx
		}
	}
	return src
}
