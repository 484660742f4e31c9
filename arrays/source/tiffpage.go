package source

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A tiffPage is what is needed of the directory of an image.
type tiffPage struct {
	dtype       ndarray.DType
	shape       []int // rows, columns
	offset      int64 // of the pixels
	upward      bool  // the first row is the lowest
	description string
}

// tiffDescription is how much of a description is read.
const tiffDescription = 4 << 10

// Tags of a directory.
const (
	tiffReduced     = 254
	tiffWidth       = 256
	tiffHeight      = 257
	tiffBits        = 258
	tiffCompression = 259
	tiffFillOrder   = 266
	tiffText        = 270
	tiffOffsets     = 273
	tiffOrientation = 274
	tiffSamples     = 277
	tiffRows        = 278
	tiffCounts      = 279
	tiffTiles       = 322
	tiffFormat      = 339
)

// tiffCompressions are the names of methods that are not read.
var tiffCompressions = map[uint64]string{
	2: "CCITT", 3: "CCITT", 4: "CCITT", 5: "LZW", 6: "JPEG", 7: "JPEG", 8: "deflate", 32773: "PackBits", 32946: "deflate",
	34887: "LERC", 34925: "LZMA", 50000: "Zstandard", 50001: "WebP",
}

// page interprets a directory.
func (t *tiffReader) page(fields map[uint16]tiffField) (tiffPage, error) {
	tags := &tiffTags{tiffReader: t, fields: fields}
	if err := tags.readable(); err != nil {
		return tiffPage{}, err
	}
	height, width := tags.one(tiffHeight, 0), tags.one(tiffWidth, 0)
	bits, format := tags.one(tiffBits, 1), tags.one(tiffFormat, 1)
	turned := tags.one(tiffOrientation, 1)
	if tags.err != nil {
		return tiffPage{}, tags.err
	}
	if height < 1 || width < 1 || height > 1<<31 || width > 1<<31 {
		return tiffPage{}, fmt.Errorf("image of %d×%d, want 1 or more of each", height, width)
	}
	p := tiffPage{shape: []int{int(height), int(width)}}
	switch turned {
	case 1:
	case 4:
		p.upward = true
	default:
		return p, fmt.Errorf("orientation %d, want 1 or 4: rows from the top or the bottom", turned)
	}
	var ok bool
	if p.dtype, ok = tiffDType(format, bits); !ok {
		return p, fmt.Errorf("%d bits per pixel of format %d, want numbers of 8, 16, 32 or 64 bits or complex numbers", bits, format)
	}
	n, err := ndarray.CheckShape(p.dtype, p.shape)
	if err != nil {
		return p, err
	}
	p.offset, err = tags.strips(height, int64(n/p.shape[0])*int64(p.dtype.Size()))
	p.description = tags.text()
	return p, err
}

// readable reports what images must not have.
func (t *tiffTags) readable() error {
	if method := t.one(tiffCompression, 1); method != 1 {
		name := tiffCompressions[method]
		if name == "" {
			name = "unknown"
		}
		return fmt.Errorf("%s compression (%d) is not read, want images without (1)", name, method)
	}
	if _, ok := t.fields[tiffTiles]; ok {
		return errors.New("images in tiles are not read, want strips")
	}
	if n := t.one(tiffSamples, 1); n != 1 {
		return fmt.Errorf("%d samples per pixel, want 1: colours are not read", n)
	}
	if order := t.one(tiffFillOrder, 1); order != 1 {
		return fmt.Errorf("fill order %d, want 1", order)
	}
	return t.err
}

// tiffDType returns the type of pixels with so many bits.
func tiffDType(format, bits uint64) (ndarray.DType, bool) {
	const unsigned, signed, float, complexFloat = 1, 2, 3, 6
	d, ok := map[[2]uint64]ndarray.DType{
		{unsigned, 8}: ndarray.Uint8, {unsigned, 16}: ndarray.Uint16, {unsigned, 32}: ndarray.Uint32, {unsigned, 64}: ndarray.Uint64,
		{signed, 8}: ndarray.Int8, {signed, 16}: ndarray.Int16, {signed, 32}: ndarray.Int32, {signed, 64}: ndarray.Int64,
		{float, 16}: ndarray.Float16, {float, 32}: ndarray.Float32, {float, 64}: ndarray.Float64,
		{complexFloat, 64}: ndarray.Complex64, {complexFloat, 128}: ndarray.Complex128,
	}[[2]uint64{format, bits}]
	return d, ok
}

// strips returns where the pixels begin, which must lie strip behind strip.
func (t *tiffTags) strips(height uint64, row int64) (int64, error) {
	offsets := t.list(tiffOffsets)
	rows := min(t.one(tiffRows, height), height)
	if t.err != nil {
		return 0, t.err
	}
	if rows < 1 {
		return 0, errors.New("strips of 0 rows, want 1 or more")
	}
	if want := (height + rows - 1) / rows; uint64(len(offsets)) != want {
		return 0, fmt.Errorf("%d strips of %d rows, %d rows need %d", len(offsets), rows, height, want)
	}
	for i, at := range offsets {
		if want := offsets[0] + uint64(i)*rows*uint64(row); at != want {
			return 0, fmt.Errorf("strip %d at byte %d, want it behind the one before, at %d", i, at, want)
		}
	}
	if offsets[0] > uint64(t.size) {
		return 0, &SizeError{Want: int64(min(offsets[0], 1<<62)), Have: t.size}
	}
	counts := t.list(tiffCounts)
	var sum uint64
	for _, n := range counts {
		sum += n
	}
	if want := height * uint64(row); t.err == nil && len(counts) > 0 && sum < want {
		return 0, fmt.Errorf("strips have %d bytes, the image takes %d", sum, want)
	}
	return int64(offsets[0]), t.err
}

// text returns the beginning of the description.
func (t *tiffTags) text() string {
	f, ok := t.fields[tiffText]
	if !ok || f.count > uint64(t.size) {
		return ""
	}
	b, err := t.bytes(f.at, min(int64(f.count), tiffDescription))
	if err != nil {
		return ""
	}
	return string(b)
}

// like reports a page that is not like the first one.
func (p tiffPage) like(first tiffPage, number int) error {
	if p.dtype != first.dtype || !slices.Equal(p.shape, first.shape) || p.upward != first.upward {
		return fmt.Errorf("page %d is %s of %v, the first %s of %v", number, wording.Shape(p.shape), p.dtype, wording.Shape(first.shape), first.dtype)
	}
	return nil
}
