package source

import (
	"encoding/binary"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A tvipsHeader is what is needed of the header of a series.
type tvipsHeader struct {
	width, height int
	dtype         ndarray.DType
	before        int64 // bytes of the header before each frame
	scans         bool  // these may have the scan position
}

// tvipsHeaderBytes is the size of the header of a series.
const tvipsHeaderBytes = 256

// openTVIPS describes a series, in one file or several.
func openTVIPS(path string, c *config) (arrays.Source, error) {
	paths, err := c.tvipsFiles(path)
	if err != nil {
		return nil, err
	}
	head, err := readHead(paths[0], tvipsHeaderBytes)
	if err != nil {
		return nil, err
	}
	h, err := parseTVIPS(head)
	if err != nil {
		return nil, inFile(paths[0], "tvips", err)
	}
	list, err := h.stretches(paths)
	if err != nil {
		return nil, err
	}
	s := Series{Stretches: list, Type: h.dtype, Gap: h.before, Sync: c.sync, AllowShort: c.allowShort, Buffered: c.buffered, Format: "tvips"}
	scan, err := h.findScan(list)
	if err != nil {
		return nil, err
	}
	if scan.found && !c.has("Sync") {
		s.Sync = scan.first
	}
	shown := max(1, s.stored()-max(0, s.Sync))
	nav := []int{shown}
	if scan.width > 0 && scan.width <= shown {
		nav = []int{shown / scan.width, scan.width}
	}
	if s.Dims, s.Sig, err = c.fitFrame(nav, []int{h.height, h.width}); err != nil {
		return nil, err
	}
	return s.plainest()
}

// parseTVIPS reads the header of a series from the first bytes of its first file.
func parseTVIPS(b []byte) (tvipsHeader, error) {
	if len(b) < tvipsHeaderBytes {
		return tvipsHeader{}, &SizeError{Want: tvipsHeaderBytes, Have: int64(len(b))}
	}
	i32 := func(at int) int { return int(int32(binary.LittleEndian.Uint32(b[at:]))) }
	if size := i32(0); size != tvipsHeaderBytes {
		return tvipsHeader{}, fmt.Errorf("series header of %d bytes, want %d: is this the first file of its series?", size, tvipsHeaderBytes)
	}
	h := tvipsHeader{width: i32(8), height: i32(12)}
	switch version := i32(4); version {
	case 1:
		h.before = 12
	case 2:
		h.before = int64(i32(48))
		h.scans = h.before >= tvipsScanY+4
	default:
		return tvipsHeader{}, fmt.Errorf("version %d, want 1 or 2", version)
	}
	if h.width < 1 || h.height < 1 || h.before < 0 {
		return tvipsHeader{}, fmt.Errorf("frames of %d×%d with headers of %d bytes", h.height, h.width, h.before)
	}
	switch bits := i32(16); bits {
	case 8:
		h.dtype = ndarray.Uint8
	case 16:
		h.dtype = ndarray.Uint16
	default:
		return tvipsHeader{}, fmt.Errorf("%d bits per pixel, want 8 or 16", bits)
	}
	_, err := ndarray.CheckShape(h.dtype, []int{h.height, h.width})
	return h, err
}

// pitch returns the bytes from one frame to the next.
func (h tvipsHeader) pitch() int64 {
	return saturate(h.before, int64(h.width)*int64(h.height)*int64(h.dtype.Size()))
}

// stretches returns where the frames of the files lie. Only at the end of the
// last one may there be a part of a frame.
func (h tvipsHeader) stretches(paths []string) ([]Stretch, error) {
	var list []Stretch
	for i, path := range paths {
		size, err := fileSize(path)
		if err != nil {
			return nil, inFile(path, "tvips", err)
		}
		first := int64(0)
		if i == 0 {
			first = tvipsHeaderBytes
		}
		n := max(0, size-first) / h.pitch()
		if rest := size - first - n*h.pitch(); rest != 0 && i < len(paths)-1 {
			return nil, inFile(path, "tvips", fmt.Errorf("%d bytes behind the last of %d frames of %d", rest, n, h.pitch()))
		}
		if n > 0 {
			list = append(list, Stretch{path, first + h.before, int(n)})
		}
	}
	if list == nil {
		size, err := fileSize(paths[0])
		if err != nil {
			return nil, err
		}
		return nil, inFile(paths[0], "tvips", &SizeError{Want: saturate(tvipsHeaderBytes, h.pitch()), Have: size})
	}
	return list, nil
}

// looksLikeTVIPS reports whether a file begins with the header of a series.
func looksLikeTVIPS(head []byte) bool {
	_, err := parseTVIPS(head)
	return err == nil
}
