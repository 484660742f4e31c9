package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// An mrcHeader is what is needed of the header of an MRC file.
type mrcHeader struct {
	nx, ny, nz int
	depth      int // sections of a volume, in a stack of volumes; else 0
	dtype      ndarray.DType
	order      ndarray.ByteOrder
	data       int64 // offset of the first section
}

// mrcHeaderBytes is the size of the header, before the extended one.
const mrcHeaderBytes = 1024

// openMRC describes an MRC file. The header may count more sections than there
// are: writers fill in a guess first.
func openMRC(path string, c *config) (arrays.Source, error) {
	head, err := readHead(path, mrcHeaderBytes)
	if err != nil {
		return nil, err
	}
	h, err := parseMRC(head)
	if err != nil {
		return nil, err
	}
	dims, sig, err := c.fitFrame(nil, []int{h.ny, h.nx})
	if err != nil {
		return nil, err
	}
	r := Raw{
		Path: path, Dims: dims, Sig: sig, Type: h.dtype, Order: h.order, Offset: h.data,
		AllowShort: true, Buffered: c.buffered, Format: "mrc",
	}
	all, err := NewRaw(r)
	if err != nil {
		return nil, err
	}
	r.Frames, r.Sync, r.AllowShort = min(all.Frames, h.nz), c.sync, c.allowShort
	if c.nav == nil {
		r.Dims = append(h.scan(path, r.Frames), dims...)
	}
	return asSource(NewRaw(r))
}

// scan returns the navigation axes of so many stored sections.
func (h mrcHeader) scan(path string, frames int) []int {
	if h.nz == 1 {
		return nil
	}
	if h.depth > 0 && frames == h.nz {
		return []int{h.nz / h.depth, h.depth}
	}
	if scan := directElectronScan(path); scan != nil && product(scan) == frames {
		return scan
	}
	return []int{frames}
}

// parseMRC reads the header from the first bytes of a file.
func parseMRC(b []byte) (mrcHeader, error) {
	if len(b) < mrcHeaderBytes {
		return mrcHeader{}, &SizeError{Want: mrcHeaderBytes, Have: int64(len(b))}
	}
	order := mrcOrder(b)
	i32 := func(at int) int { return int(int32(order.Uint32(b[at:]))) }
	h := mrcHeader{nx: i32(0), ny: i32(4), nz: i32(8), data: mrcHeaderBytes + int64(i32(92)), order: ndarray.LittleEndian}
	if order == binary.BigEndian {
		h.order = ndarray.BigEndian
	}
	if h.nx < 1 || h.ny < 1 || h.nz < 1 {
		return mrcHeader{}, fmt.Errorf("%d sections of %d×%d, want 1 or more of each", h.nz, h.ny, h.nx)
	}
	if h.data < mrcHeaderBytes {
		return mrcHeader{}, fmt.Errorf("extended header of %d bytes, want 0 or more", h.data-mrcHeaderBytes)
	}
	var err error
	if h.dtype, err = mrcDType(i32(12), b, order); err != nil {
		return mrcHeader{}, err
	}
	// Space groups above 400 mark stacks of volumes, whose depth is MZ.
	const firstStack, lastStack = 401, 630
	if group, depth := i32(88), i32(36); group >= firstStack && group <= lastStack && depth > 0 && h.nz%depth == 0 {
		h.depth = depth
	}
	return h, nil
}

// mrcOrder tells the byte order from the machine stamp, or, as many writers
// leave that empty or wrong, from which order gives a mode that exists and sizes
// of less than 2^24: small numbers in the other order are larger.
func mrcOrder(b []byte) binary.ByteOrder {
	var orders = [2]binary.ByteOrder{binary.LittleEndian, binary.BigEndian}
	if b[212] == 0x11 {
		orders[0], orders[1] = orders[1], orders[0]
	}
	for _, o := range orders {
		if o.Uint32(b[12:]) <= 101 && o.Uint32(b)|o.Uint32(b[4:]) < 1<<24 {
			return o
		}
	}
	return orders[0]
}

// mrcDType returns the element type of a mode.
func mrcDType(mode int, b []byte, order binary.ByteOrder) (ndarray.DType, error) {
	switch mode {
	case 0:
		// IMOD leaves a stamp; its bytes are unsigned unless a flag says otherwise.
		const stamp, signed = 1146047817, 1
		if order.Uint32(b[152:]) == stamp && order.Uint32(b[156:])&signed == 0 {
			return ndarray.Uint8, nil
		}
		return ndarray.Int8, nil
	case 1:
		return ndarray.Int16, nil
	case 2:
		return ndarray.Float32, nil
	case 4:
		return ndarray.Complex64, nil
	case 6:
		return ndarray.Uint16, nil
	case 12:
		return ndarray.Float16, nil
	}
	unread := map[int]string{3: " (complex 16-bit integers)", 16: " (three bytes)", 101: " (4-bit integers)"}
	return ndarray.Invalid, fmt.Errorf("mode %d%s, want 0, 1, 2, 4, 6 or 12", mode, unread[mode])
}

// looksLikeMRC reports whether a file begins with the header of an MRC file.
func looksLikeMRC(head []byte) bool {
	_, err := parseMRC(head)
	return err == nil && bytes.Equal(head[208:212], []byte("MAP "))
}

// maxDEInfo is far above the 40 KiB that Direct Electron's description has.
const maxDEInfo = 1 << 20

// directElectronScan returns the scan shape in the _info.txt that Direct
// Electron's software writes next to its files, nil if there is none.
func directElectronScan(path string) []int {
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	i := strings.LastIndexByte(stem, '_')
	if i < 0 {
		return nil
	}
	info := filepath.Join(filepath.Dir(path), stem[:i]+"_info.txt")
	if st, err := os.Stat(info); err != nil || st.Size() > maxDEInfo {
		return nil
	}
	b, err := os.ReadFile(info)
	if err != nil {
		return nil
	}
	return parseDEInfo(b)
}

// parseDEInfo reads the shape of a raster scan from lines such as
// "Scan - Size X   = 8". Other scans have positions of their own.
func parseDEInfo(b []byte) []int {
	fields := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, "="); ok {
			fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	kind, size := "Scan - Type", "Scan - Size "
	if fields["Scan - ROI Enable"] == "Enable" {
		kind, size = "Scan - ROI Type", "Scan - ROI Size "
	}
	y, errY := strconv.Atoi(fields[size+"Y"])
	x, errX := strconv.Atoi(fields[size+"X"])
	if fields[kind] != "Raster" || errY != nil || errX != nil || y < 1 || x < 1 || y > 1<<20 || x > 1<<20 {
		return nil
	}
	return []int{y, x}
}
