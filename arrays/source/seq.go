package source

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A seqHeader is what is needed of the header of a StreamPix sequence.
type seqHeader struct {
	width, height int
	dtype         ndarray.DType
	data          int64 // offset of the first frame
	pitch         int64 // bytes from one frame to the next
}

// seqMagic are the first bytes of a sequence: a number and the name of its maker.
var seqMagic = []byte("\xed\xfe\x00\x00N\x00o\x00r\x00p\x00i\x00x\x00")

// openSEQ describes a StreamPix sequence. How many frames there are, the size of
// the file says better than the header, which counts those that were planned.
func openSEQ(path string, c *config) (arrays.Source, error) {
	head, err := readHead(path, signatureBytes)
	if err != nil {
		return nil, err
	}
	h, err := parseSEQ(head)
	if err != nil {
		return nil, err
	}
	dims, sig, err := c.fitFrame(nil, []int{h.height, h.width})
	if err != nil {
		return nil, err
	}
	r := Raw{
		Path: path, Dims: dims, Sig: sig, Type: h.dtype, Offset: h.data, AllowShort: true, Buffered: c.buffered, Format: "seq",
		Gap: h.pitch - int64(h.width)*int64(h.height)*int64(h.dtype.Size()),
	}
	all, err := NewRaw(r)
	if err != nil {
		return nil, err
	}
	r.Frames, r.Sync, r.AllowShort = all.Frames, c.sync, c.allowShort
	if c.nav == nil {
		r.Dims = append([]int{r.Frames}, dims...)
	}
	return asSource(NewRaw(r))
}

// parseSEQ reads the header from the first bytes of a file.
func parseSEQ(b []byte) (seqHeader, error) {
	const fixed = 624 // up to the fields that matter here
	if len(b) < fixed {
		return seqHeader{}, &SizeError{Want: fixed, Have: int64(len(b))}
	}
	if !bytes.HasPrefix(b, seqMagic[:4]) {
		return seqHeader{}, fmt.Errorf("starts with %q, want %q", b[:4], seqMagic[:4])
	}
	u32 := func(at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
	h := seqHeader{width: u32(548), height: u32(552), data: 1024, pitch: int64(u32(580))}
	if version := u32(28); version >= 5 {
		h.data = 8192
	}
	if h.width < 1 || h.height < 1 {
		return seqHeader{}, fmt.Errorf("frames of %d×%d, want 1 or more of each", h.height, h.width)
	}
	if packed := u32(620); packed != 0 {
		return seqHeader{}, fmt.Errorf("compression %d, want frames without (0)", packed)
	}
	switch bits := u32(556); {
	case bits == 8:
		h.dtype = ndarray.Uint8
	case bits > 8 && bits <= 16:
		h.dtype = ndarray.Uint16
	default:
		return seqHeader{}, fmt.Errorf("%d bits per pixel, want 8 to 16", bits)
	}
	n, err := ndarray.CheckShape(h.dtype, []int{h.height, h.width})
	if err != nil {
		return seqHeader{}, err
	}
	size := int64(n) * int64(h.dtype.Size())
	if stored := int64(u32(564)); stored != size {
		return seqHeader{}, fmt.Errorf("images of %d bytes (format %d), %d×%d of %v take %d", stored, u32(568), h.height, h.width, h.dtype, size)
	}
	if h.pitch < size {
		return seqHeader{}, fmt.Errorf("%d bytes from one frame to the next, a frame takes %d", h.pitch, size)
	}
	return h, nil
}
