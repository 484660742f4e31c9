package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A serHeader is what the header of a TIA series says.
type serHeader struct {
	version      int
	images       bool  // spectra else
	total, valid int   // elements: room for, written
	table        int64 // offset of the table of their offsets
	dims         []int // of the scan, fastest first
}

// serMagic are the first bytes of a series: little-endian, and what it is.
var serMagic = []byte("II\x97\x01")

// openSER describes a TIA series. Elements that were not acquired have no data.
func openSER(path string, c *config) (arrays.Source, error) {
	f, size, err := openSized(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := readSER(f, size)
	if err != nil {
		return nil, err
	}
	offsets, err := h.offsets(f, size)
	if err != nil {
		return nil, err
	}
	first, err := h.element(f, offsets[0])
	if err != nil {
		return nil, err
	}
	list, gap := stretches(path, offsets, first.bytes())
	if err := h.alike(f, list, first, gap); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Offset += h.elementHeader()
	}
	s := Series{
		Stretches: list, Type: first.dtype, Gap: gap, Sync: c.sync, Buffered: c.buffered, Format: "ser",
		AllowShort: c.allowShort || c.nav == nil,
	}
	if h.images {
		s.Rows = first.shape[0]
	}
	if s.Dims, s.Sig, err = c.fitFrame(h.scan(), first.shape); err != nil {
		return nil, err
	}
	return s.plainest()
}

// readSER reads the header of a file of so many bytes.
func readSER(r io.ReaderAt, size int64) (serHeader, error) {
	// Descriptions of dimensions are short, so this is more than all of it.
	b := make([]byte, min(size, 1<<16))
	if _, err := r.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return serHeader{}, err
	}
	d := serReader{b: b}
	if magic := d.take(4); d.err == nil && !slices.Equal(magic, serMagic) {
		return serHeader{}, fmt.Errorf("starts with %q, want %q", magic, serMagic)
	}
	h := serHeader{version: int(binary.LittleEndian.Uint16(d.take(2)))}
	switch kind := d.u32(); {
	case d.err != nil:
		return h, d.err
	case kind == 0x4122:
		h.images = true
	case kind != 0x4120:
		return h, fmt.Errorf("data of type %#04x, want 0x4120 or 0x4122", kind)
	}
	d.u32() // type of the tags
	h.total, h.valid = d.u32(), d.u32()
	if h.version > 0x210 {
		h.table = int64(binary.LittleEndian.Uint64(d.take(8)))
	} else {
		h.table = int64(d.u32())
	}
	const maxDims = 8
	n := d.u32()
	if n > maxDims {
		return h, fmt.Errorf("%d dimensions, want up to %d", n, maxDims)
	}
	for range n {
		h.dims = append(h.dims, d.u32())
		d.take(20)      // calibration
		d.take(d.u32()) // description
		d.take(d.u32()) // unit
	}
	if d.err == nil && (h.valid < 1 || h.valid > h.total) {
		return h, fmt.Errorf("%d elements are valid of %d, want at least 1", h.valid, h.total)
	}
	return h, d.err
}

// A serReader reads fields one by one. Its first error stays, and fields are
// zeros then.
type serReader struct {
	b   []byte
	at  int64
	err error
}

func (d *serReader) take(n int) []byte {
	if d.err == nil && n > len(d.b) {
		d.err = &SizeError{Want: d.at + int64(n), Have: d.at + int64(len(d.b))}
	}
	if d.err != nil {
		return make([]byte, 8)
	}
	b := d.b[:n]
	d.b, d.at = d.b[n:], d.at+int64(n)
	return b
}

func (d *serReader) u32() int { return int(binary.LittleEndian.Uint32(d.take(4))) }

// offsets reads where the valid elements lie.
func (h serHeader) offsets(r io.ReaderAt, size int64) ([]int64, error) {
	item := int64(4)
	if h.version > 0x210 {
		item = 8
	}
	bytes := int64(h.valid) * item
	if h.table < 0 || h.table > size || bytes > size-h.table {
		return nil, fmt.Errorf("table of %d offsets at byte %d: %w", h.valid, h.table, &SizeError{Want: saturate(max(0, h.table), bytes), Have: size})
	}
	b := make([]byte, bytes)
	if _, err := r.ReadAt(b, h.table); err != nil {
		return nil, err
	}
	offsets := make([]int64, h.valid)
	for i := range offsets {
		if item == 4 {
			offsets[i] = int64(binary.LittleEndian.Uint32(b[4*i:]))
		} else {
			offsets[i] = int64(binary.LittleEndian.Uint64(b[8*i:]))
		}
		if offsets[i] < 1 || offsets[i] > size-h.elementHeader() {
			return nil, fmt.Errorf("element %d at byte %d: %w", i, offsets[i], &SizeError{Want: saturate(max(0, offsets[i]), h.elementHeader()), Have: size})
		}
	}
	return offsets, nil
}

// A serElement is what is before the numbers of an image or spectrum.
type serElement struct {
	dtype ndarray.DType
	shape []int
}

// bytes returns the bytes of the numbers.
func (e serElement) bytes() int64 { return int64(product(e.shape)) * int64(e.dtype.Size()) }

// elementHeader returns the bytes before the numbers.
func (h serHeader) elementHeader() int64 {
	if h.images {
		return 50
	}
	return 26
}

// serTypes are the element types by their numbers.
var serTypes = []ndarray.DType{
	ndarray.Invalid, ndarray.Uint8, ndarray.Uint16, ndarray.Uint32, ndarray.Int8, ndarray.Int16, ndarray.Int32,
	ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128,
}

// element reads what is before the numbers at an offset.
func (h serHeader) element(r io.ReaderAt, at int64) (serElement, error) {
	b := make([]byte, h.elementHeader())
	if _, err := r.ReadAt(b, at); err != nil {
		return serElement{}, err
	}
	axes := 1
	if h.images {
		axes = 2
	}
	b = b[20*axes:] // calibrations
	kind := int(binary.LittleEndian.Uint16(b))
	if kind < 1 || kind >= len(serTypes) {
		return serElement{}, fmt.Errorf("numbers of type %d at byte %d, want 1 to %d", kind, at, len(serTypes)-1)
	}
	e := serElement{dtype: serTypes[kind]}
	for i := range axes { // x first
		e.shape = append([]int{int(binary.LittleEndian.Uint32(b[2+4*i:]))}, e.shape...)
	}
	n, err := ndarray.CheckShape(e.dtype, e.shape)
	if err == nil && n == 0 {
		err = fmt.Errorf("element of shape %s at byte %d", wording.Shape(e.shape), at)
	}
	return e, err
}

// alike reports a stretch of elements that are not like the first element; in a
// stretch, elements lie as if they were.
func (h serHeader) alike(r io.ReaderAt, list []Stretch, first serElement, gap int64) error {
	for _, s := range list {
		last := s.Offset + int64(s.Frames-1)*(first.bytes()+gap)
		for _, at := range []int64{s.Offset, last} {
			e, err := h.element(r, at)
			if err != nil {
				return err
			}
			if e.dtype != first.dtype || !slices.Equal(e.shape, first.shape) {
				return fmt.Errorf("element at byte %d is %s of %v, the first %s of %v", at, wording.Shape(e.shape), e.dtype, wording.Shape(first.shape), first.dtype)
			}
		}
	}
	return nil
}

// scan returns the navigation axes, none for a single element.
func (h serHeader) scan() []int {
	nav := slices.Clone(h.dims)
	slices.Reverse(nav)
	n, err := ndarray.CheckShape(ndarray.Uint8, nav)
	switch {
	case h.total == 1:
		return nil
	case err != nil || n != h.total || len(nav) == 0:
		return []int{h.valid}
	}
	return nav
}
