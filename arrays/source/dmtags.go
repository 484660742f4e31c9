package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A dmFile is what is needed of the tags of a DigitalMicrograph file, by the path
// of names that leads to them; tags without a name are numbered from 0.
type dmFile struct {
	version int
	order   binary.ByteOrder // of values; what surrounds them is big-endian
	numbers map[string]float64
	texts   map[string]string
	arrays  map[string]dmArray
}

// A dmArray is where the elements of an array lie.
type dmArray struct{ offset, bytes int64 }

// Limits that no file comes near, against sizes made of damaged bytes.
const (
	maxDMDepth = 64
	maxDMName  = 1 << 12
	maxDMInfo  = 1 << 10 // words that describe the type of a value
	maxDMText  = 64      // characters of texts that are kept
)

// errDMTags is the cause of tags that contradict themselves.
var errDMTags = errors.New("damaged tags")

// A dmReader walks through the tags. Its first error stays.
type dmReader struct {
	*dmFile
	r    io.ReaderAt
	size int64
	at   int64
	buf  []byte // of the file, from start
	from int64
	err  error
}

// readDM reads the tags of a file of so many bytes.
func readDM(r io.ReaderAt, size int64) (*dmFile, error) {
	f := &dmFile{order: binary.BigEndian, numbers: map[string]float64{}, texts: map[string]string{}, arrays: map[string]dmArray{}}
	d := &dmReader{dmFile: f, r: r, size: size}
	f.version = int(d.u32())
	if d.err == nil && f.version != 3 && f.version != 4 {
		return nil, fmt.Errorf("version %d, want 3 or 4", f.version)
	}
	d.word() // size of the tags
	switch flag := d.u32(); {
	case d.err != nil:
		return nil, d.err
	case flag == 1:
		f.order = binary.LittleEndian
	case flag != 0:
		return nil, fmt.Errorf("byte order %d, want 0 or 1", flag)
	}
	d.group("", 0)
	return f, d.err
}

// take returns the next n bytes, valid until the next call; zeros after an error.
func (d *dmReader) take(n int) []byte {
	if d.err == nil && int64(n) > d.size-d.at {
		d.err = &SizeError{Want: saturate(d.at, int64(n)), Have: d.size}
	}
	if d.err == nil && d.at+int64(n) > d.from+int64(len(d.buf)) {
		d.fill(n)
	}
	if d.err != nil {
		return make([]byte, n)
	}
	b := d.buf[d.at-d.from:][:n]
	d.at += int64(n)
	return b
}

// fill reads at least n bytes ahead.
func (d *dmReader) fill(n int) {
	const ahead = 16 << 10
	d.buf, d.from = make([]byte, min(int64(max(n, ahead)), d.size-d.at)), d.at
	if got, err := d.r.ReadAt(d.buf, d.at); got < len(d.buf) {
		d.err = err
		if errors.Is(err, io.EOF) {
			d.err = &SizeError{Want: d.at + int64(len(d.buf)), Have: d.at + int64(got)}
		}
	}
}

func (d *dmReader) u8() byte    { return d.take(1)[0] }
func (d *dmReader) u16() uint16 { return binary.BigEndian.Uint16(d.take(2)) }
func (d *dmReader) u32() uint32 { return binary.BigEndian.Uint32(d.take(4)) }

// word reads a number that has 4 bytes in version 3 and 8 in version 4.
func (d *dmReader) word() int64 {
	if d.version == 3 {
		return int64(d.u32())
	}
	v := int64(binary.BigEndian.Uint64(d.take(8)))
	if v < 0 {
		d.fail("size %d", v)
		return 0
	}
	return v
}

func (d *dmReader) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w at byte %d: %s", errDMTags, d.at, fmt.Sprintf(format, args...))
	}
}

// skip passes over n bytes.
func (d *dmReader) skip(n int64) {
	if d.err == nil && n > d.size-d.at {
		d.err = &SizeError{Want: saturate(d.at, n), Have: d.size}
	}
	if d.err == nil {
		d.at += n
	}
}

// group reads the tags of a group.
func (d *dmReader) group(path string, depth int) {
	if depth > maxDMDepth {
		d.fail("groups in groups, %d deep", depth)
		return
	}
	d.u16() // sorted, open
	n := d.word()
	unnamed := 0
	for i := int64(0); i < n && d.err == nil; i++ {
		const group, data, end = 20, 21, 0
		kind, name := d.u8(), d.name()
		if name == "" {
			name = strconv.Itoa(unnamed)
			unnamed++
		}
		if path != "" {
			name = path + "." + name
		}
		if kind == end {
			return
		}
		if d.version == 4 {
			d.word() // bytes of the tag
		}
		switch kind {
		case group:
			d.group(name, depth+1)
		case data:
			d.value(name)
		default:
			d.fail("tag of kind %d, want %d, %d or %d", kind, group, data, end)
		}
	}
}

func (d *dmReader) name() string {
	n := int(d.u16())
	if n > maxDMName {
		d.fail("name of %d bytes", n)
		return ""
	}
	return string(d.take(n))
}

// wanted reports whether a value is worth keeping.
func (d *dmFile) wanted(path string) bool {
	return strings.HasPrefix(path, "ImageSourceList.") ||
		strings.HasPrefix(path, "ImageList.") && (strings.Contains(path, ".ImageData.") || strings.Contains(path, ".ImageTags.Meta Data."))
}

// value reads a value, and keeps it if it is a number, an array or a short text
// about the images.
func (d *dmReader) value(path string) {
	if mark := d.take(4); d.err == nil && string(mark) != "%%%%" {
		d.fail("%q, want \"%%%%%%%%\" before the value of %s", mark, path)
		return
	}
	n := d.word()
	if n < 1 || n > maxDMInfo {
		d.fail("type of %d words", n)
		return
	}
	info := make([]int64, n)
	for i := range info {
		info[i] = d.word()
	}
	item, count, text := d.sizes(info)
	if d.err != nil {
		return
	}
	bytes := saturatingMul(item, count)
	if !d.wanted(path) {
		d.skip(bytes)
		return
	}
	at := d.at
	switch {
	case len(info) == 1:
		if v, ok := d.number(info[0], d.take(int(item))); ok {
			d.numbers[path] = v
		}
		return
	case text && count <= maxDMText: // or a short list of numbers
		d.texts[path] = d.text(d.take(int(bytes)))
	default:
		d.skip(bytes)
	}
	d.arrays[path] = dmArray{offset: at, bytes: bytes}
}
