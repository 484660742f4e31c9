package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A bloHeader is what is needed of the header of a block file.
type bloHeader struct {
	edge   int // of the square frames
	ny, nx int
	data   int64 // offset of the first record
	dtype  ndarray.DType
}

// A record of a block file is a marker, a serial number and the pixels.
const bloRecordHeader = 6

// openBLO describes a NanoMEGAS block file. Frames are a Raw whose gap is the
// next record's header. A file that was cut short keeps its scan shape.
func openBLO(path string, c *config) (arrays.Source, error) {
	// Text about a file of version 0x0103 ends where the navigator image starts,
	// usually at 4096.
	head, err := readHead(path, 1<<14)
	if err != nil {
		return nil, err
	}
	h, err := parseBLO(head)
	if err != nil {
		return nil, err
	}
	dims, sig, err := c.fitFrame([]int{h.ny, h.nx}, []int{h.edge, h.edge})
	if err != nil {
		return nil, err
	}
	r := Raw{
		Path: path, Dims: dims, Sig: sig, Type: h.dtype, Offset: h.data + bloRecordHeader, Gap: bloRecordHeader,
		Sync: c.sync, AllowShort: c.allowShort || c.nav == nil, Buffered: c.buffered, Format: "blo",
	}
	all, err := NewRaw(r)
	if err != nil {
		return nil, err
	}
	// Whatever follows the records is not a frame.
	r.Frames = min(all.Frames, h.ny*h.nx)
	return asSource(NewRaw(r))
}

// parseBLO reads the header from the first bytes of a file.
func parseBLO(b []byte) (bloHeader, error) {
	const fixed = 44 // up to the fields that matter here
	if len(b) < fixed {
		return bloHeader{}, &SizeError{Want: fixed, Have: int64(len(b))}
	}
	if !bytes.HasPrefix(b, []byte("IMGBLO")) {
		return bloHeader{}, fmt.Errorf("starts with %q, want \"IMGBLO\"", b[:6])
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }
	h := bloHeader{edge: u16(20), nx: u16(24), ny: u16(26), dtype: ndarray.Uint8}
	h.data = int64(binary.LittleEndian.Uint32(b[12:]))
	switch version := u16(6); version {
	case 0x0102:
	case 0x0103:
		if n := bloDepth(b); n == 16 {
			h.dtype = ndarray.Uint16
		} else if n != 8 {
			return bloHeader{}, fmt.Errorf("%d bits per pixel, want 8 or 16", n)
		}
	default:
		return bloHeader{}, fmt.Errorf("version %#04x, want 0x0102 or 0x0103", version)
	}
	if h.edge == 0 || h.nx == 0 || h.ny == 0 || h.ny > math.MaxInt32/h.nx {
		return bloHeader{}, fmt.Errorf("scan of %d×%d frames of %d×%d", h.ny, h.nx, h.edge, h.edge)
	}
	if h.data < fixed {
		return bloHeader{}, fmt.Errorf("data at byte %d, within the header", h.data)
	}
	return h, nil
}

// bloDepth finds the line about the pixels in the text of newer files. Without
// one, pixels have 8 bits.
func bloDepth(b []byte) int {
	const textAt = 240
	if len(b) < textAt {
		return 8
	}
	end := min(len(b), max(textAt, int(binary.LittleEndian.Uint32(b[8:]))))
	_, after, ok := bytes.Cut(b[textAt:end], []byte("Blo Bit Depth:"))
	if !ok {
		return 8
	}
	var n int
	if _, err := fmt.Sscan(string(after[:min(len(after), 16)]), &n); err != nil {
		return 0
	}
	return n
}
