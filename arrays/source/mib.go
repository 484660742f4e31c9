package source

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

func init() { arrays.RegisterSource[MIB]("mib") }

// MIB is a Merlin/Medipix acquisition that has to be decoded: raw (R64) frames,
// frames shown upside down, or frames in several files. [Open] makes it; one
// file of plain frames becomes a [Raw].
type MIB struct {
	Files []MIBFile // in the order of their frames
	Dims  []int     // navigation axes, then signal axes
	Sig   int       // number of signal axes

	// From the frame headers, which are all alike.
	Header        int    // bytes
	Width, Height int    // as in the header
	Pixel         string // U08, U16, U32 or R64
	Layout        string // of the chips, such as 2x2
	Depth         int    // bits of a counter

	Flip       bool // rows from the bottom up
	Sync       int  // see arrays.SourceInfo
	AllowShort bool // accepts Dims with more positions than stored frames
	Buffered   bool // see Raw
}

// A MIBFile is one file of an acquisition.
type MIBFile struct {
	Path   string
	Frames int // to use
}

// openMIB describes the acquisition that a .mib or .hdr file belongs to.
func openMIB(path string, c *config) (arrays.Source, error) {
	paths, err := c.mibFiles(path)
	if err != nil {
		return nil, err
	}
	m := MIB{Flip: c.flip, Sync: c.sync, AllowShort: c.allowShort || c.nav == nil, Buffered: c.buffered}
	if err := m.addFiles(paths, c.files == nil); err != nil {
		return nil, err
	}
	image, err := m.image()
	if err != nil {
		return nil, err
	}
	nav := []int{m.stored()}
	hdr := strings.TrimSuffix(paths[0], filepath.Ext(paths[0])) + ".hdr"
	if scan := mibScan(hdr, nav[0]); scan != nil {
		nav = scan
	}
	if m.Dims, m.Sig, err = c.fitFrame(nav, []int{image.height, image.width}); err != nil {
		return nil, err
	}
	if len(m.Files) > 1 || m.Flip || image.bits > 0 {
		return m, m.Check()
	}
	return asSource(NewRaw(Raw{
		Path: paths[0], Dims: m.Dims, Sig: m.Sig, Type: image.dtype, Order: ndarray.BigEndian,
		Offset: int64(m.Header), Gap: int64(m.Header), Sync: m.Sync, Frames: m.Files[0].Frames,
		AllowShort: m.AllowShort, Buffered: m.Buffered, Format: "mib",
	}))
}

// mibFiles returns the files that the options mean.
func (c *config) mibFiles(path string) ([]string, error) {
	ext := filepath.Ext(path)
	if strings.EqualFold(ext, ".hdr") {
		path, ext = strings.TrimSuffix(path, ext)+".mib", ".mib"
	}
	switch {
	case c.files != nil && c.glob:
		return nil, errors.New("options Files and Glob exclude each other")
	case c.files != nil:
		files := make([]string, len(c.files))
		for i, f := range c.files {
			abs, err := filepath.Abs(f)
			if err != nil {
				return nil, err
			}
			files[i] = abs
		}
		if len(files) == 0 {
			return nil, errors.New("option Files names no file")
		}
		return files, nil
	case c.glob:
		stem := strings.TrimRight(strings.TrimSuffix(filepath.Base(path), ext), "0123456789")
		return globDigits(filepath.Dir(path), stem, ext)
	}
	return []string{path}, nil
}

// addFiles reads the first header of each file. Sorted, the files are put in
// the order of the frame numbers there.
func (m *MIB) addFiles(paths []string, sorted bool) error {
	type entry struct {
		MIBFile
		first int
	}
	var files []entry
	for i, path := range paths {
		h, err := readMIBHeader(path)
		if err != nil {
			return inFile(path, "mib", err)
		}
		if i == 0 {
			m.Header, m.Width, m.Height, m.Pixel, m.Layout, m.Depth = h.bytes, h.width, h.height, h.pixel, h.layout, h.depth
		} else if err := m.same(h); err != nil {
			return inFile(path, "mib", err)
		}
		n, err := m.count(path)
		if err != nil {
			return inFile(path, "mib", err)
		}
		files = append(files, entry{MIBFile{path, n}, h.frame})
	}
	if sorted {
		slices.SortStableFunc(files, func(a, b entry) int { return a.first - b.first })
	}
	for _, f := range files {
		m.Files = append(m.Files, f.MIBFile)
	}
	return nil
}

// same reports a header that does not fit the first one.
func (m *MIB) same(h mibHeader) error {
	got := fmt.Sprintf("%s %d×%d %s %d-bit, header of %d bytes", h.pixel, h.height, h.width, h.layout, h.depth, h.bytes)
	want := fmt.Sprintf("%s %d×%d %s %d-bit, header of %d bytes", m.Pixel, m.Height, m.Width, m.Layout, m.Depth, m.Header)
	if got != want {
		return fmt.Errorf("holds %s, the first file %s", got, want)
	}
	return nil
}

// count returns the frames in a file.
func (m *MIB) count(path string) (int, error) {
	image, err := m.image()
	if err != nil {
		return 0, err
	}
	size, err := fileSize(path)
	if err != nil {
		return 0, err
	}
	pitch := int64(m.Header) + image.stored
	if size < pitch {
		return 0, &SizeError{Want: pitch, Have: size}
	}
	return int(size / pitch), nil
}

func (m MIB) image() (mibImage, error) {
	h := mibHeader{width: m.Width, height: m.Height, pixel: m.Pixel, layout: m.Layout, depth: m.Depth}
	if h.width < 1 || h.height < 1 || h.width > maxMIBEdge || h.height > maxMIBEdge || m.Header < 1 || m.Header > maxMIBHeader {
		return mibImage{}, fmt.Errorf("header of %d bytes for frames of %d×%d", m.Header, m.Height, m.Width)
	}
	return h.image(m.Flip)
}

func (m MIB) stored() int {
	n := 0
	for _, f := range m.Files {
		n += f.Frames
	}
	return n
}

func (m MIB) path() string {
	if len(m.Files) == 0 {
		return ""
	}
	return m.Files[0].Path
}

// Check reports what makes the source unusable.
func (m MIB) Check() error {
	_, err := m.layout()
	return inFile(m.path(), "mib", err)
}

func (m MIB) layout() (layout, error) {
	image, err := m.image()
	if err != nil {
		return layout{}, err
	}
	if m.Sig < 1 || m.Sig > len(m.Dims) {
		return layout{}, fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", m.Sig, len(m.Dims), wording.Shape(m.Dims))
	}
	if len(m.Files) == 0 || slices.ContainsFunc(m.Files, func(f MIBFile) bool { return f.Frames < 1 }) {
		return layout{}, fmt.Errorf("files %v: want at least one, each with frames", m.Files)
	}
	nav, frame := m.Dims[:len(m.Dims)-m.Sig], m.Dims[len(m.Dims)-m.Sig:]
	if _, err := ndarray.CheckShape(ndarray.Uint8, nav); err != nil {
		return layout{}, err
	}
	if n, err := ndarray.CheckShape(image.dtype, frame); err != nil {
		return layout{}, err
	} else if n != image.height*image.width {
		return layout{}, &ShapeError{Axes: "signal", Got: frame, Want: []int{image.height, image.width}}
	}
	l := layout{dtype: image.dtype, sig: frame, stored: image.stored, pitch: image.stored + int64(m.Header), unpack: image.unpacker()}
	image.parts(&l)
	return l, checkCounts(nav, m.stored(), m.Sync, m.AllowShort)
}

// Kind implements arrays.Source.
func (MIB) Kind() string { return "mib" }

// Info implements arrays.Source.
func (m MIB) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: "mib", Path: m.path(), Shape: m.Dims, Sig: m.Sig, Stored: m.stored(), Sync: m.Sync}
	if image, err := m.image(); err == nil {
		info.DType, info.FrameBytes = image.dtype, image.stored+int64(m.Header)
	}
	return info
}

// Open implements arrays.Source. One file is open at a time.
func (m MIB) Open(ctx context.Context) (arrays.Frames, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l, err := m.layout()
	if err != nil {
		return nil, inFile(m.path(), "mib", err)
	}
	var segments []segment
	for _, f := range m.Files {
		segments = append(segments, segment{path: f.Path, offset: int64(m.Header), frames: f.Frames})
	}
	return openReader(l, "mib", segments, m.Buffered)
}
