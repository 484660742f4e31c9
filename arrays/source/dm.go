package source

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A dmImage is an image, stack, spectrum or scan of a DigitalMicrograph file.
type dmImage struct {
	dtype    ndarray.DType
	dims     []int // as stored, slowest first
	offset   int64
	spectrum bool // of each point of the scan, instead of an image
	swapped  bool // tags say that frames lie in one piece
}

// openDM describes a .dm3 or .dm4 file.
func openDM(path string, c *config) (arrays.Source, error) {
	f, size, err := openSized(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	tags, err := readDM(f, size)
	if err != nil {
		return nil, err
	}
	m, err := tags.image()
	if err != nil {
		return nil, err
	}
	order := ndarray.BigEndian
	if tags.order == binary.LittleEndian {
		order = ndarray.LittleEndian
	}
	if c.fileOrder || m.inPieces() {
		return m.framewise(path, c, order)
	}
	return m.gathered(path, c, order)
}

// inPieces reports whether each frame lies in one piece. Scans are stored with
// their points next to each other, pixel after pixel, unless tags say otherwise.
func (m dmImage) inPieces() bool {
	return m.swapped || len(m.dims) < 3 || len(m.dims) == 3 && !m.spectrum
}

// sig returns how many axes are a frame.
func (m dmImage) sig(c *config) int {
	switch {
	case c.has("SigDims"):
		return c.sigDims
	case m.spectrum && !c.fileOrder:
		return 1
	}
	return min(2, len(m.dims))
}

// framewise describes an image whose frames lie one after the other.
func (m dmImage) framewise(path string, c *config, order ndarray.ByteOrder) (arrays.Source, error) {
	dims, sig, split, err := c.fit(m.dims, m.sig(c))
	if err != nil {
		return nil, err
	}
	return asSource(NewRaw(Raw{
		Path: path, Format: "dm", Dims: dims, Sig: sig, Type: m.dtype, Order: order, Offset: m.offset,
		Frames: product(m.dims[:len(m.dims)-split]), Sync: c.sync, AllowShort: c.allowShort, Buffered: c.buffered,
	}))
}

// gathered describes a scan whose first stored axes are the frame.
func (m dmImage) gathered(path string, c *config, order ndarray.ByteOrder) (arrays.Source, error) {
	split := m.sig(c)
	if split < 1 || split >= len(m.dims) {
		return nil, fmt.Errorf("%d signal axes, want between 1 and %d for stored shape %s", split, len(m.dims)-1, wording.Shape(m.dims))
	}
	frame, nav := m.dims[:split], m.dims[split:]
	dims, sig, err := c.fitFrame(nav, frame)
	if err != nil {
		return nil, err
	}
	return asSource(NewFortran(Fortran{
		Path: path, Format: "dm", Dims: dims, Sig: sig, Extents: []int{product(nav), product(frame)}, Split: 1,
		Type: m.dtype, Order: order, Offset: m.offset, Sync: c.sync, AllowShort: c.allowShort, Buffered: c.buffered,
	}))
}

// image returns the image that the file shows: what the list of sources refers
// to, else the last one. The first is mostly a thumbnail.
func (d *dmFile) image() (dmImage, error) {
	last := -1
	for path := range d.arrays {
		rest, ok := strings.CutSuffix(path, ".ImageData.Data")
		n, err := strconv.Atoi(strings.TrimPrefix(rest, "ImageList."))
		if ok && err == nil {
			last = max(last, n)
		}
	}
	if last < 0 {
		return dmImage{}, fmt.Errorf("none of %d arrays is that of an image", len(d.arrays))
	}
	if ref, ok := d.numbers["ImageSourceList.0.ImageRef"]; ok {
		if _, ok := d.arrays[fmt.Sprintf("ImageList.%.0f.ImageData.Data", ref)]; ok {
			last = int(ref)
		}
	}
	return d.imageAt("ImageList." + strconv.Itoa(last))
}

// imageAt returns the image whose tags are in this group.
func (d *dmFile) imageAt(group string) (dmImage, error) {
	data := d.arrays[group+".ImageData.Data"]
	m := dmImage{offset: data.offset}
	var err error
	if m.dtype, err = dmDType(d.numbers[group+".ImageData.DataType"]); err != nil {
		return m, err
	}
	if depth, ok := d.numbers[group+".ImageData.PixelDepth"]; ok && depth != float64(m.dtype.Size()) {
		return m, fmt.Errorf("pixels of %v bytes, %v has %d", depth, m.dtype, m.dtype.Size())
	}
	for i := 0; ; i++ {
		n, ok := d.numbers[group+".ImageData.Dimensions."+strconv.Itoa(i)]
		if !ok {
			break
		}
		if n < 1 || n > 1<<31 {
			return m, fmt.Errorf("dimension %d has extent %v, want 1 or more", i, n)
		}
		m.dims = append(m.dims, int(n))
	}
	slices.Reverse(m.dims)
	n, err := ndarray.CheckShape(m.dtype, m.dims)
	if err != nil {
		return m, err
	}
	if want := int64(n) * int64(m.dtype.Size()); want > data.bytes {
		return m, fmt.Errorf("shape %s of %v takes %d bytes, %d are stored", wording.Shape(m.dims), m.dtype, want, data.bytes)
	}
	const about = ".ImageTags.Meta Data."
	m.spectrum = strings.EqualFold(strings.TrimSpace(d.texts[group+about+"Format"]), "spectrum image")
	m.swapped = d.numbers[group+about+"Data Order Swapped"] != 0
	return m, nil
}

// dmDType returns the element type of images of a kind.
func dmDType(kind float64) (ndarray.DType, error) {
	types := map[float64]ndarray.DType{
		1: ndarray.Int16, 2: ndarray.Float32, 3: ndarray.Complex64, 6: ndarray.Uint8, 7: ndarray.Int32,
		9: ndarray.Int8, 10: ndarray.Uint16, 11: ndarray.Uint32, 12: ndarray.Float64, 13: ndarray.Complex128, 14: ndarray.Bool,
	}
	if t, ok := types[kind]; ok {
		return t, nil
	}
	names := map[float64]string{
		5: " (packed complex numbers)", 8: " (colours)", 23: " (colours)", 27: " (packed complex numbers)", 28: " (packed complex numbers)",
	}
	return ndarray.Invalid, fmt.Errorf("image of type %v%s, want numbers or complex numbers", kind, names[kind])
}

// looksLikeDM reports whether a file begins with the header of a
// DigitalMicrograph file and its first group of tags.
func looksLikeDM(head []byte) bool {
	if len(head) < 32 {
		return false
	}
	b := binary.BigEndian
	flag := 8
	if b.Uint32(head) == 4 {
		flag = 12
	} else if b.Uint32(head) != 3 {
		return false
	}
	return b.Uint32(head[flag:]) <= 1 && head[flag+4] <= 1 && head[flag+5] <= 1
}
