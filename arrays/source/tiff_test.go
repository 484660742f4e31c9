package source_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

// tiffFields are what a test says of a TIFF file.
type tiffFields struct {
	shape   []int
	bits    int
	format  int // of numbers; 0: unsigned
	pages   int
	rows    int // of a strip; 0: all
	big     bool
	upward  bool
	text    string
	images  int         // stored without pages of their own
	holes   bool        // of different size between images
	extra   [][2]uint32 // more tags, or other values
	reduced bool        // a small version of the first page follows it
}

// tiffTypes are the numbers that are read.
var tiffTypes = map[[2]int]ndarray.DType{
	{1, 8}: ndarray.Uint8, {1, 16}: ndarray.Uint16, {1, 32}: ndarray.Uint32, {1, 64}: ndarray.Uint64,
	{2, 8}: ndarray.Int8, {2, 16}: ndarray.Int16, {2, 32}: ndarray.Int32, {2, 64}: ndarray.Int64,
	{3, 16}: ndarray.Float16, {3, 32}: ndarray.Float32, {3, 64}: ndarray.Float64,
	{6, 64}: ndarray.Complex64, {6, 128}: ndarray.Complex128,
}

// A tiffWriter builds a file.
type tiffWriter struct {
	tiffFields
	order byteOrder
	b     []byte
}

// word appends a count or an offset.
func (w *tiffWriter) word(b []byte, v int) []byte {
	if w.big {
		return w.order.AppendUint64(b, uint64(v))
	}
	return w.order.AppendUint32(b, uint32(v))
}

// field returns an entry; values that do not fit are written first.
func (w *tiffWriter) field(tag, kind, size int, values ...int) []byte {
	e := w.order.AppendUint16(w.order.AppendUint16(nil, uint16(tag)), uint16(kind))
	e = w.word(e, len(values))
	var v []byte
	for _, x := range values {
		switch size {
		case 1:
			v = append(v, byte(x))
		case 2:
			v = w.order.AppendUint16(v, uint16(x))
		case 4:
			v = w.order.AppendUint32(v, uint32(x))
		}
	}
	room := len(w.word(nil, 0))
	if len(v) > room {
		e = w.word(e, len(w.b))
		w.b = append(w.b, v...)
		return e
	}
	return append(e, append(v, make([]byte, room-len(v))...)...)
}

// page writes a directory for an image at an offset and returns where it is, and
// where it has the offset of the next one.
func (w *tiffWriter) page(shape []int, at int, first, reduced bool) (int, int) {
	rows := w.rows
	if rows == 0 {
		rows = shape[0]
	}
	row := shape[1] * w.bits / 8
	var offsets, counts []int
	for y := 0; y < shape[0]; y += rows {
		offsets = append(offsets, at+y*row)
		counts = append(counts, min(rows, shape[0]-y)*row)
	}
	tags := map[int][]byte{
		256: w.field(256, 4, 4, shape[1]), 257: w.field(257, 4, 4, shape[0]), 258: w.field(258, 3, 2, w.bits), 259: w.field(259, 3, 2, 1),
		273: w.field(273, 4, 4, offsets...), 277: w.field(277, 3, 2, 1), 278: w.field(278, 4, 4, rows), 279: w.field(279, 4, 4, counts...),
	}
	if w.format > 0 {
		tags[339] = w.field(339, 3, 2, w.format)
	}
	if w.upward {
		tags[274] = w.field(274, 3, 2, 4)
	}
	if first && w.text != "" {
		var text []int
		for _, c := range []byte(w.text + "\x00") {
			text = append(text, int(c))
		}
		tags[270] = w.field(270, 2, 1, text...)
	}
	if reduced {
		tags[254] = w.field(254, 4, 4, 1)
	}
	for _, x := range w.extra {
		tags[int(x[0])] = w.field(int(x[0]), 4, 4, int(x[1]))
	}
	var names []int
	for tag := range tags {
		names = append(names, tag)
	}
	slices.Sort(names)
	directory := len(w.b)
	if w.big {
		w.b = w.order.AppendUint64(w.b, uint64(len(names)))
	} else {
		w.b = w.order.AppendUint16(w.b, uint16(len(names)))
	}
	for _, tag := range names {
		w.b = append(w.b, tags[tag]...)
	}
	next := len(w.b)
	w.b = w.word(w.b, 0)
	return directory, next
}

// tiffFile returns a TIFF file with the data of its pages, then that of images
// without pages.
func tiffFile(order byteOrder, h tiffFields, data []byte) []byte {
	w := &tiffWriter{tiffFields: h, order: order, b: []byte("II")}
	if order == binary.BigEndian {
		w.b = []byte("MM")
	}
	link := 4
	if h.big {
		w.b = order.AppendUint16(order.AppendUint16(order.AppendUint16(w.b, 43), 8), 0)
		link = 8
	} else {
		w.b = order.AppendUint16(w.b, 42)
	}
	w.b = w.word(w.b, 0)
	size := len(data) / max(1, h.pages+h.images)
	add := func(shape []int, at int, first, reduced bool) {
		directory, next := w.page(shape, at, first, reduced)
		copy(w.b[link:], w.word(nil, directory))
		link = next
	}
	var at []int
	for i := range h.pages {
		if h.holes {
			w.b = append(w.b, make([]byte, i*7%5)...)
		}
		at = append(at, len(w.b))
		w.b = append(w.b, data[i*size:][:size]...)
		if i == 0 {
			w.b = append(w.b, data[h.pages*size:]...)
		}
	}
	for i, a := range at {
		add(h.shape, a, i == 0, false)
		if i == 0 && h.reduced {
			add([]int{1, 1}, a, false, true)
		}
	}
	return w.b
}

func TestTIFFReadsStacksOfEveryKind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.tif")
	var kinds [][2]int
	for k := range tiffTypes {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b [2]int) int { return a[0]*1000 + a[1] - b[0]*1000 - b[1] })
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom(kinds).Draw(rt, "kind")
		h := tiffFields{
			format: k[0], bits: k[1], shape: rapid.SliceOfN(rapid.IntRange(1, 6), 2, 2).Draw(rt, "shape"), pages: rapid.IntRange(1, 5).Draw(rt, "pages"),
			rows: rapid.IntRange(0, 4).Draw(rt, "rows"), big: rapid.Bool().Draw(rt, "big"), holes: rapid.Bool().Draw(rt, "holes"),
			upward: rapid.Bool().Draw(rt, "upward"), reduced: rapid.Bool().Draw(rt, "reduced"),
		}
		if h.format == 1 && rapid.Bool().Draw(rt, "without format") {
			h.format = 0
		}
		if h.pages == 1 {
			h.images = rapid.IntRange(0, 3).Draw(rt, "images")
			h.text = fmt.Sprintf("ImageJ=1.5\nimages=%d\nslices=%d\n", 1+h.images, 1+h.images)
		}
		d, n := tiffTypes[k], h.pages+h.images
		order := ndarray.ByteOrder(rapid.IntRange(0, 1).Draw(rt, "order"))
		frame := product(h.shape) * d.Size()
		data := ramp(n * frame)
		require.NoError(rt, os.WriteFile(path, tiffFile(orders[order], h, data), 0o600))
		s, err := source.Open(path)
		require.NoError(rt, err)
		shape := h.shape
		if n > 1 {
			shape = append([]int{n}, shape...)
		}
		require.Equal(rt, shape, s.Info().Shape)
		require.Equal(rt, d, s.Info().DType)
		want := data
		if h.upward {
			want = nil
			row := frame / h.shape[0]
			for i := range n * h.shape[0] {
				y := i % h.shape[0]
				want = append(want, data[(i-y+h.shape[0]-1-y)*row:][:row]...)
			}
		}
		require.Equal(rt, plain(want, d, order), frames(t, path))
	})
}

func TestTIFFOfImageJThatWasCutShowsWhatIsThere(t *testing.T) {
	h := tiffFields{shape: []int{3, 4}, bits: 16, pages: 1, images: 4, text: "ImageJ=1\nimages=99\n"}
	path := write(t, "a.tif", tiffFile(binary.BigEndian, h, ramp(120)))
	_, err := source.Open(path)
	require.ErrorContains(t, err, "ImageJ counts 99 images: file has")
	var size *source.SizeError
	require.ErrorAs(t, err, &size)
	s, err := source.Open(path, source.AllowShort())
	require.NoError(t, err)
	require.GreaterOrEqual(t, s.Info().Stored, 5)
	require.Less(t, s.Info().Stored, 99)
}

func TestTIFFReportsWhatIsWrong(t *testing.T) {
	le := binary.LittleEndian
	file := func(extra ...[2]uint32) []byte {
		return tiffFile(le, tiffFields{shape: []int{3, 4}, bits: 16, pages: 2, extra: extra}, ramp(48))
	}
	patch := func(at int, v ...byte) []byte {
		b := file()
		copy(b[at:], v)
		return b
	}
	first := int(le.Uint32(file()[4:]))
	second := int(le.Uint32(file()[first+2+8*12:]))
	other := file()
	copy(other[second+2+8:], []byte{2}) // columns of the second page
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"magic":         {patch(2, 41), `starts with "II)\x00", want "II*\x00"`},
		"LZW":           {file([2]uint32{259, 5}), "page 0: LZW compression (5) is not read, want images without (1)"},
		"deflate":       {file([2]uint32{259, 8}), "deflate compression (8)"},
		"something":     {file([2]uint32{259, 999}), "unknown compression (999)"},
		"tiles":         {file([2]uint32{322, 16}), "images in tiles are not read"},
		"colours":       {file([2]uint32{277, 3}), "3 samples per pixel, want 1"},
		"bit order":     {file([2]uint32{266, 2}), "fill order 2, want 1"},
		"orientation":   {file([2]uint32{274, 6}), "orientation 6, want 1 or 4"},
		"bits":          {file([2]uint32{258, 12}), "12 bits per pixel of format 1"},
		"no columns":    {file([2]uint32{256, 0}), "image of 3×0, want 1 or more"},
		"huge":          {file([2]uint32{256, 1 << 31}, [2]uint32{257, 1 << 31}, [2]uint32{258, 64}), "larger than the address space"},
		"strips":        {file([2]uint32{278, 2}), "1 strips of 2 rows, 3 rows need 2"},
		"no rows":       {file([2]uint32{278, 0}), "strips of 0 rows"},
		"counts":        {file([2]uint32{279, 7}), "strips have 7 bytes, the image takes 24"},
		"beyond":        {file([2]uint32{273, 1 << 20}), "needs at least 1048576"},
		"behind":        {file([2]uint32{273, uint32(len(file()) - 10)}), "needs at least"},
		"other page":    {other, "page 1 is (3, 2) of uint16, the first (3, 4) of uint16"},
		"circle":        {patch(second+2+8*12, byte(first), byte(first>>8)), fmt.Sprintf("directory at byte %d follows itself", first)},
		"no directory":  {patch(4, 0, 0, 0, 0), "no image"},
		"far directory": {patch(4, 0, 0, 0, 0x7f), "needs at least 2130706434"},
		"many fields":   {patch(first, 0xff, 0xff), "needs at least"},
		"type":          {patch(first+4, 99), "tag 256: values of type 99"},
		"many values":   {patch(first+6, 0xff, 0xff, 0xff, 0x7f), "tag 256: file has"},
		"no values":     {patch(first+6, 0, 0, 0, 0), "tag 256 has no values"},
		"short":         {patch(0)[:7], "file has 7 bytes, needs at least 8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(write(t, "a.tif", c.file))
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, "tiff", fe.Format)
		})
	}
	gaps := tiffFile(le, tiffFields{shape: []int{3, 4}, bits: 16, pages: 1, rows: 1}, ramp(24))
	gaps[8+24+4]++ // the offset of the second strip
	_, err := source.Open(write(t, "a.tif", gaps))
	require.ErrorContains(t, err, "strip 1 at byte 17, want it behind the one before, at 16")
}

func TestTIFFDirectoriesThatOverlapAreRefused(t *testing.T) {
	// Each directory has as many fields as fit and the next begins two bytes on.
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("II*\x00"), 8)
	b = append(b, make([]byte, 1<<20)...)
	for at := 8; at < 8+64*16; at += 16 {
		le.PutUint16(b[at:], 50000)
		copy(b[at+2:], []byte{254, 0, 4, 0, 1, 0, 0, 0, 1, 0, 0, 0})
		le.PutUint32(b[at+2+50000*12:], uint32(at+16))
	}
	_, err := source.Open(write(t, "a.tif", b))
	require.ErrorContains(t, err, "directories overlap")
}

func TestReferenceTIFF(t *testing.T) {
	readouts(t, "tiff", func(t *testing.T, a golden.Readout) { requireArray(t, a) })
}

func FuzzTIFF(f *testing.F) {
	for _, big := range []bool{false, true} {
		f.Add(tiffFile(binary.LittleEndian, tiffFields{shape: []int{3, 4}, bits: 16, pages: 2, rows: 1, big: big, reduced: true}, ramp(48)))
		f.Add(tiffFile(binary.BigEndian, tiffFields{shape: []int{3, 4}, bits: 32, format: 3, pages: 1, big: big, text: "ImageJ=1\nimages=2"}, ramp(48)))
	}
	f.Fuzz(func(t *testing.T, b []byte) { source.ReadTIFF(b) })
}
