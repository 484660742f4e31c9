package source_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

// dmFields are what a test says of a DigitalMicrograph file.
type dmFields struct {
	dims    []int // fastest first
	kind    int   // of pixels
	depth   int   // bytes of a pixel as the tags have it; 0: none
	big     bool
	format  string
	swapped bool
	ref     int // what the list of sources refers to; 0: nothing
	after   int // images behind this one
}

// dmKinds are the kinds of pixels that are read, and how they are stored.
var dmKinds = map[int]struct {
	dtype ndarray.DType
	info  []int
}{
	1: {ndarray.Int16, []int{2}}, 2: {ndarray.Float32, []int{6}}, 3: {ndarray.Complex64, []int{15, 0, 2, 0, 6, 0, 6}},
	6: {ndarray.Uint8, []int{10}}, 7: {ndarray.Int32, []int{3}}, 9: {ndarray.Int8, []int{9}}, 10: {ndarray.Uint16, []int{4}},
	11: {ndarray.Uint32, []int{5}}, 12: {ndarray.Float64, []int{7}}, 13: {ndarray.Complex128, []int{15, 0, 2, 0, 7, 0, 7}},
	14: {ndarray.Bool, []int{8}},
}

// dmScan describes a scan with all points of a pixel together.
func dmScan(dims []int, d ndarray.DType) dmFields {
	for kind, k := range dmKinds {
		if k.dtype == d {
			return dmFields{dims: dims, kind: kind}
		}
	}
	return dmFields{}
}

// A dmWriter writes tags, as version 3 or 4.
type dmWriter struct {
	version int
	order   byteOrder
}

func (w dmWriter) word(v int) []byte {
	if w.version == 3 {
		return binary.BigEndian.AppendUint32(nil, uint32(v))
	}
	return binary.BigEndian.AppendUint64(nil, uint64(v))
}

func (w dmWriter) tag(kind byte, name string, body []byte) []byte {
	b := append(binary.BigEndian.AppendUint16([]byte{kind}, uint16(len(name))), name...)
	if w.version == 4 {
		b = append(b, w.word(len(body))...)
	}
	return append(b, body...)
}

func (w dmWriter) group(name string, tags ...[]byte) []byte {
	return w.tag(20, name, w.body(tags...))
}

func (w dmWriter) body(tags ...[]byte) []byte {
	return slices.Concat([]byte{1, 0}, w.word(len(tags)), slices.Concat(tags...))
}

func (w dmWriter) value(name string, info []int, value []byte) []byte {
	b := append([]byte("%%%%"), w.word(len(info))...)
	for _, i := range info {
		b = append(b, w.word(i)...)
	}
	return w.tag(21, name, append(b, value...))
}

func (w dmWriter) number(name string, v int) []byte {
	return w.value(name, []int{5}, w.order.AppendUint32(nil, uint32(v)))
}

func (w dmWriter) text(name, text string) []byte {
	var b []byte
	units := utf16.Encode([]rune(text))
	for _, u := range units {
		b = w.order.AppendUint16(b, u)
	}
	return w.value(name, []int{20, 4, len(units)}, b)
}

// image returns the tags of an image.
func (w dmWriter) image(h dmFields, data []byte) []byte {
	var dims [][]byte
	for _, n := range h.dims {
		dims = append(dims, w.number("", n))
	}
	k := dmKinds[h.kind]
	item, info := 1, []int{10}
	if k.info != nil {
		item, info = k.dtype.Size(), k.info
	}
	info = append(append([]int{20}, info...), len(data)/item)
	tags := [][]byte{
		w.value("Data", info, data), w.number("DataType", h.kind), w.group("Dimensions", dims...),
	}
	if h.depth > 0 {
		tags = append(tags, w.number("PixelDepth", h.depth))
	}
	about := [][]byte{w.value("Size", []int{15, 0, 2, 0, 3, 0, 2}, make([]byte, 6)), w.value("Lists", []int{20, 15, 0, 1, 0, 2, 3}, make([]byte, 6))}
	if h.format != "" {
		about = append(about, w.text("Format", h.format))
	}
	if h.swapped {
		about = append(about, w.value("Data Order Swapped", []int{8}, []byte{1}))
	}
	return w.group("", w.group("ImageData", tags...), w.group("ImageTags", w.group("Meta Data", about...)))
}

// dmFile returns a DigitalMicrograph file: a thumbnail, then the image.
func dmFile(version int, h dmFields, data []byte) []byte {
	w := dmWriter{version, binary.LittleEndian}
	flag := uint32(1)
	if h.big {
		w.order, flag = binary.BigEndian, 0
	}
	images := [][]byte{w.image(dmFields{dims: []int{2, 2}, kind: 23}, make([]byte, 16)), w.image(h, data)}
	for range h.after {
		images = append(images, w.image(dmFields{dims: []int{1}, kind: 6}, []byte{7}))
	}
	tags := [][]byte{
		w.text("A long text that nobody reads", string(make([]rune, 500))), w.value("String", []int{18, 3}, make([]byte, 6)),
		w.group("ImageList", images...),
	}
	if h.ref > 0 {
		tags = append(tags, w.group("ImageSourceList", w.group("", w.number("ImageRef", h.ref))))
	}
	root := w.body(tags...)
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(version)), w.word(len(root)), binary.BigEndian.AppendUint32(nil, flag), root, make([]byte, 8))
}

func TestDMReadsEveryKindInBothOrdersAndVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.dm4")
	var kinds []int
	for k := range dmKinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	rapid.Check(t, func(rt *rapid.T) {
		h := dmFields{
			kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), dims: rapid.SliceOfN(rapid.IntRange(1, 6), 1, 3).Draw(rt, "dims"),
			big: rapid.Bool().Draw(rt, "big"),
		}
		d := dmKinds[h.kind].dtype
		h.depth = rapid.SampledFrom([]int{0, d.Size()}).Draw(rt, "depth")
		order := ndarray.LittleEndian
		if h.big {
			order = ndarray.BigEndian
		}
		shape := slices.Clone(h.dims)
		slices.Reverse(shape)
		data := ramp(product(shape) * d.Size())
		require.NoError(rt, os.WriteFile(path, dmFile(rapid.IntRange(3, 4).Draw(rt, "version"), h, data), 0o600))
		s, err := source.Open(path)
		require.NoError(rt, err)
		require.Equal(rt, shape, s.Info().Shape)
		require.Equal(rt, d, s.Info().DType)
		require.Equal(rt, plain(data, d, order), frames(t, path))
	})
}

func TestDMScansArePutTogetherPointByPoint(t *testing.T) {
	const nx, ny, kx, ky = 3, 2, 5, 4
	data := ramp(nx * ny * kx * ky * 2)
	pixel := func(at int) []byte { return data[2*at : 2*at+2] }
	var scan, spectra []byte // point by point
	for p := range ny * nx {
		for k := range ky * kx {
			scan = append(scan, pixel(k*ny*nx+p)...)
		}
	}
	for p := range kx * nx {
		for e := range ny * ky {
			spectra = append(spectra, pixel(e*nx*kx+p)...)
		}
	}
	for name, c := range map[string]struct {
		h    dmFields
		opts []source.Option
		want []byte
		dims []int
	}{
		"scan":             {dmFields{dims: []int{nx, ny, kx, ky}}, nil, scan, []int{ny, nx, ky, kx}},
		"in file order":    {dmFields{dims: []int{nx, ny, kx, ky}}, []source.Option{source.FileOrder()}, data, []int{ky, kx, ny, nx}},
		"swapped":          {dmFields{dims: []int{kx, ky, nx, ny}, swapped: true}, nil, data, []int{ny, nx, ky, kx}},
		"other shapes":     {dmFields{dims: []int{nx, ny, kx, ky}}, []source.Option{source.NavShape(nx * ny), source.SigShape(kx * ky)}, scan, []int{ny * nx, ky * kx}},
		"spectra":          {dmFields{dims: []int{nx, kx, ny * ky}, format: "Spectrum image"}, nil, spectra, []int{kx, nx, ny * ky}},
		"spectra as file":  {dmFields{dims: []int{nx, kx, ny * ky}, format: "Spectrum image"}, []source.Option{source.FileOrder()}, data, []int{ny * ky, kx, nx}},
		"spectra, swapped": {dmFields{dims: []int{ny * ky, nx, kx}, format: "Spectrum image", swapped: true}, nil, data, []int{kx, nx, ny * ky}},
		"line of spectra":  {dmFields{dims: []int{ny * ky, nx * kx}, format: "Spectrum image"}, nil, data, []int{kx * nx, ny * ky}},
		"stack":            {dmFields{dims: []int{nx, ny, kx * ky}, format: "Image"}, nil, data, []int{kx * ky, ny, nx}},
		"volumes":          {dmFields{dims: []int{nx, ny, kx * ky}}, []source.Option{source.SigDims(3)}, data, []int{kx * ky, ny, nx}},
	} {
		for _, version := range []int{3, 4} {
			t.Run(fmt.Sprint(name, version), func(t *testing.T) {
				c.h.kind = 10
				path := write(t, "a.dm4", dmFile(version, c.h, data))
				s, err := source.Open(path, c.opts...)
				require.NoError(t, err)
				require.Equal(t, c.dims, s.Info().Shape)
				require.Equal(t, c.want, frames(t, path, c.opts...))
			})
		}
	}
}

// TestDMPartsOfScansReadOnlyTheirPlanes: where the points of a scan lie next to
// each other, a part reads the wanted points of the wanted pixels.
func TestDMPartsOfScansReadOnlyTheirPlanes(t *testing.T) {
	const nx, ny, kx, ky = 128, 96, 12, 16
	src, err := source.Open(write(t, "a.dm4", dmFile(4, dmFields{dims: []int{nx, ny, kx, ky}, kind: 10}, ramp(nx*ny*kx*ky*2))))
	require.NoError(t, err)
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	whole, err := x.Compute(t.Context())
	require.NoError(t, err)
	part, err := x.Slice(arrays.All, arrays.All, arrays.Span(3, 5), arrays.Step(2, 9, 3))
	require.NoError(t, err)
	got, read, predicted := bytesFor(t, part)
	require.Equal(t, int64(2*3*ny*nx*2), read, "six pixels of all points")
	require.Equal(t, predicted, read)
	want, err := whole.Slice(ndarray.All(), ndarray.All(), ndarray.Range{Start: 3, Stop: 5}, ndarray.Range{Start: 2, Stop: 9, Step: 3})
	require.NoError(t, err)
	requireValues(t, want, got)
}

func TestDMShowsTheImageThatSourcesReferTo(t *testing.T) {
	h := dmFields{dims: []int{3, 2}, kind: 6}
	for name, c := range map[string]struct {
		ref, after int
		want       []int
	}{
		"only one":   {0, 0, []int{2, 3}},
		"last":       {0, 1, []int{1}},
		"referred":   {1, 2, []int{2, 3}},
		"not there":  {9, 0, []int{2, 3}},
		"the second": {2, 2, []int{1}},
	} {
		h.ref, h.after = c.ref, c.after
		s, err := source.Open(write(t, "a.dm4", dmFile(4, h, ramp(6))))
		require.NoError(t, err)
		require.Equal(t, c.want, s.Info().Shape, name)
	}
}

func TestDMReportsWhatIsWrong(t *testing.T) {
	image := func(h dmFields, n int) []byte { return dmFile(4, h, ramp(n)) }
	good := image(dmFields{dims: []int{3, 2}, kind: 10}, 12)
	change := func(at int, v byte) []byte {
		b := slices.Clone(good)
		b[at] = v
		return b
	}
	w := dmWriter{4, binary.LittleEndian}
	tags := func(tags ...[]byte) []byte {
		return slices.Concat([]byte{0, 0, 0, 4}, make([]byte, 8), []byte{0, 0, 0, 1}, w.body(tags...))
	}
	nested := w.number("x", 1)
	for range 99 {
		nested = w.group("", nested)
	}
	for name, c := range map[string]struct {
		file []byte
		opts []source.Option
		want string
	}{
		"version":        {change(3, 5), nil, "version 5, want 3 or 4"},
		"byte order":     {change(15, 2), nil, "byte order 2, want 0 or 1"},
		"cut":            {good[:len(good)/2], nil, "needs at least"},
		"empty":          {nil, nil, "file has 0 bytes, needs at least 4"},
		"no image":       {tags(), nil, "none of 0 arrays is that of an image"},
		"colours":        {image(dmFields{dims: []int{3, 2}, kind: 23}, 24), nil, "image of type 23 (colours), want numbers"},
		"packed":         {image(dmFields{dims: []int{3, 2}, kind: 5}, 24), nil, "image of type 5 (packed complex numbers)"},
		"unknown":        {image(dmFields{dims: []int{3, 2}, kind: 99}, 24), nil, "image of type 99, want"},
		"depth":          {image(dmFields{dims: []int{3, 2}, kind: 10, depth: 4}, 12), nil, "pixels of 4 bytes, uint16 has 2"},
		"extent":         {image(dmFields{dims: []int{3, 0}, kind: 10}, 12), nil, "dimension 1 has extent 0"},
		"too little":     {image(dmFields{dims: []int{3, 4}, kind: 10}, 12), nil, "shape (4, 3) of uint16 takes 24 bytes, 12 are stored"},
		"huge":           {image(dmFields{dims: []int{1 << 31, 1 << 31, 1 << 31}, kind: 10}, 12), nil, "larger than the address space"},
		"kind of tag":    {tags(w.tag(7, "x", nil)), nil, "tag of kind 7, want 20, 21 or 0"},
		"mark":           {tags(w.tag(21, "x", []byte("%%%&....."))), nil, `"%%%&", want "%%%%" before the value of x`},
		"type":           {tags(w.value("x", []int{77}, nil)), nil, "value of type 77"},
		"no type":        {tags(w.value("x", nil, nil)), nil, "type of 0 words"},
		"half a list":    {tags(w.value("x", []int{20, 4}, nil)), nil, "type [20 4]"},
		"half a struct":  {tags(w.value("x", []int{15, 0, 5, 0, 4}, nil)), nil, "type [15 0 5 0 4]"},
		"long list":      {tags(w.value("x", []int{20, 4, 1 << 62}, nil)), nil, "needs at least 9223372036854775807"},
		"deep":           {tags(nested), nil, "groups in groups"},
		"signal axes":    {image(dmFields{dims: []int{3, 2, 2, 2}, kind: 6}, 24), []source.Option{source.SigDims(4)}, "4 signal axes, want between 1 and 3 for stored shape (2, 2, 2, 3)"},
		"signal shape":   {image(dmFields{dims: []int{3, 2, 2, 2}, kind: 6}, 24), []source.Option{source.SigShape(5)}, "signal shape (5,) has 5 elements, stored shape (2, 2) has 4"},
		"too many":       {image(dmFields{dims: []int{3, 2, 2, 2}, kind: 6}, 24), []source.Option{source.NavShape(9)}, "needs 9 frames, 6 are stored"},
		"foreign option": {good, []source.Option{source.Flip()}, "option Flip does not apply to format dm"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(write(t, "a.dm4", c.file), c.opts...)
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, "dm", fe.Format)
		})
	}
}

func TestReferenceDM(t *testing.T) {
	readouts(t, "dm", func(t *testing.T, a golden.Readout) {
		if a.DType == "|V4" {
			_, err := source.Open(a.Path)
			require.ErrorContains(t, err, "colours")
			return
		}
		if a.DType == "<c8" {
			a.Probes = nil // are pairs
		}
		if a.Key == "shown" {
			requireArray(t, a)
			return
		}
		requireArray(t, a, source.FileOrder())
	})
}

func TestReferenceDMSpectraAreShownPointByPoint(t *testing.T) {
	for _, path := range append(golden.Files(t, "data/dm/spectra.dm3"), golden.Optional("data/dm/EELS_SI.dm4")...) {
		stored, err := source.Open(path, source.FileOrder())
		require.NoError(t, err)
		x, err := arrays.FromSource(stored)
		require.NoError(t, err)
		turned, err := x.Transpose(1, 2, 0)
		require.NoError(t, err)
		want, err := turned.Compute(t.Context())
		require.NoError(t, err)
		shown, err := source.Open(path)
		require.NoError(t, err)
		require.Equal(t, turned.Shape(), shown.Info().Shape)
		require.Equal(t, 1, shown.Info().Sig)
		require.Equal(t, littleEndian(t, want), frames(t, path))
	}
}

func FuzzDM(f *testing.F) {
	for _, version := range []int{3, 4} {
		f.Add(dmFile(version, dmFields{dims: []int{2, 3, 2, 2}, kind: 3, ref: 1, after: 1}, ramp(192)))
		f.Add(dmFile(version, dmFields{dims: []int{2, 3}, kind: 12, big: true, format: "Spectrum image", swapped: true}, ramp(48)))
	}
	f.Fuzz(func(t *testing.T, b []byte) { source.ReadDM(b) })
}
