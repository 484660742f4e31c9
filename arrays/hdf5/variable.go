package hdf5

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// How a dataset is stored.
const (
	compact = iota
	contiguous
	chunked
	virtual
)

// A variable is a dataset of an open file.
type variable struct {
	object
	element
	shape, limit []int
	null         bool
	how          int
	inline       []byte // of a compact one
	address      int64  // of one in one piece
	chunk        []int  // shape of a chunk
	index        chunkIndex
	partial      bool // chunks that reach beyond the edge are not filtered
	filters      []filter
	mappings     []mapping // of a virtual one
	files        *opened   // to find them in
	fill         []byte    // one element; nil for zeros
}

// variable takes a dataset apart, down to where its data are. It returns nil for
// objects that are no datasets.
func (o object) variable(list []message) (*variable, error) {
	v := &variable{object: o}
	c, err := o.find(list, msgLayout)
	if c == nil || err != nil {
		return nil, err
	}
	layoutAt := c
	if err := v.describe(list); err != nil {
		return nil, err
	}
	for _, m := range list {
		if m.kind == msgExternal {
			return v, &UnsupportedError{"layout", "of data in other files"}
		}
	}
	return v, v.layout(layoutAt)
}

// describe reads shape, element, filters and fill value.
func (v *variable) describe(list []message) error {
	c, err := v.find(list, msgSpace)
	if err == nil && c == nil {
		err = &DamagedError{v.in.base + v.object.address, "a dataset has no shape"}
	}
	if err != nil {
		return err
	}
	if v.shape, v.limit, v.null, err = parseSpace(c); err != nil {
		return err
	}
	if c, err = v.find(list, msgType); err == nil && c == nil {
		err = &DamagedError{v.in.base + v.object.address, "a dataset has no data type"}
	}
	if err != nil {
		return err
	}
	if v.element, err = parseElement(c, 0); err != nil {
		return err
	}
	if v.dtype != ndarray.Invalid {
		if _, err := ndarray.CheckShape(v.dtype, v.shape); err != nil {
			return &DamagedError{c.at, err.Error()}
		}
	}
	if c, err = v.find(list, msgFilters); err != nil {
		return err
	}
	if c != nil {
		if v.filters, err = parseFilters(c); err != nil {
			return err
		}
	}
	return v.readFill(list)
}

// readFill reads what stands for elements that nobody wrote.
func (v *variable) readFill(list []message) error {
	c, err := v.find(list, msgFill)
	if err != nil {
		return err
	}
	if c == nil {
		if c, err = v.find(list, msgOldFill); c == nil || err != nil {
			return err
		}
		return v.takeFill(c)
	}
	version := c.version(3)
	if version == 3 {
		if c.u8()&0x20 == 0 {
			return c.err
		}
		return v.takeFill(c)
	}
	c.skip(2)
	if defined := c.u8(); defined == 0 && version > 1 {
		return c.err
	}
	return v.takeFill(c)
}

func (v *variable) takeFill(c *cursor) error {
	n := c.u32()
	b := c.take(n)
	if c.err == nil && n > 0 {
		if n != v.element.size {
			c.fail("a fill value has %d bytes, elements have %d", n, v.element.size)
			return c.err
		}
		v.fill = b
	}
	return c.err
}

// layout reads where the data are.
func (v *variable) layout(c *cursor) error {
	version := c.version(5)
	if version < 3 {
		return v.oldLayout(c)
	}
	v.how = c.u8()
	switch v.how {
	case compact:
		v.inline = c.take(c.u16())
	case contiguous:
		v.address = c.address()
		c.skip(c.long)
	case chunked:
		return v.chunks(c, version)
	case virtual:
		return v.parseMappings(c)
	default:
		c.fail("got layout %d, want at most %d", v.how, virtual)
	}
	if c.err != nil {
		return c.err
	}
	return v.checkPiece(c)
}

// oldLayout reads versions 1 and 2.
func (v *variable) oldLayout(c *cursor) error {
	n := c.u8()
	v.how = c.u8()
	c.skip(5)
	if v.how != compact {
		v.address = c.address()
	}
	if v.how == chunked {
		tree := v.address
		if err := v.setChunk(c, n, 4); err != nil {
			return err
		}
		v.index = &chunkTree{in: v.in, root: tree, chunk: v.chunk}
		return nil
	}
	c.skip(4 * n)
	if v.how == compact {
		v.inline = c.take(c.u32())
	}
	if c.err == nil && v.how > contiguous {
		c.fail("got layout %d, want at most %d", v.how, chunked)
	}
	if c.err != nil {
		return c.err
	}
	return v.checkPiece(c)
}

// bytes is what all elements take; a shape that was checked is a number.
func (v *variable) bytes() int64 { return int64(product(v.shape)) * int64(v.element.size) }

// checkPiece checks that the elements are there.
func (v *variable) checkPiece(c *cursor) error {
	if v.dtype == ndarray.Invalid || v.null {
		return nil // not to be read
	}
	n := v.bytes()
	if v.how == compact && int64(len(v.inline)) < n {
		c.fail("got %d bytes of data, want %d", len(v.inline), n)
	}
	if v.how == contiguous && v.address != nowhere && n > 0 && (v.address >= v.in.size || n > v.in.size-v.address) {
		c.fail("got %d bytes of data at %d, the file has %d", n, v.in.base+v.address, v.in.base+v.in.size)
	}
	return c.err
}

// maxSpare is how large chunks may be that are much larger than all data.
const maxSpare = 64 << 20

// setChunk reads the shape of a chunk and the size of an element behind it, as
// numbers of some bytes.
func (v *variable) setChunk(c *cursor, n, width int) error {
	if c.err == nil && n != len(v.shape)+1 {
		c.fail("got chunks of %d axes for shape of %d", n-1, len(v.shape))
	}
	if c.err != nil {
		return c.err
	}
	bytes := int64(max(v.element.size, 1))
	v.chunk = make([]int, len(v.shape))
	for i := range v.chunk {
		length := c.number(width)
		if c.err == nil && (length < 1 || length > math.MaxUint32 || bytes > maxChunk/length) {
			c.fail("got a chunk of length %d along axis %d, want 1 or more and at most %d bytes", length, i, int64(maxChunk))
		}
		if c.err != nil {
			return c.err
		}
		v.chunk[i] = int(length)
		bytes *= length
	}
	if v.dtype != ndarray.Invalid && bytes > maxSpare && bytes/4 > v.bytes() {
		c.fail("got chunks of %d bytes for data of %d", bytes, v.bytes())
	}
	if size := c.number(width); c.err == nil && size != int64(v.element.size) {
		c.fail("got chunks of elements of %d bytes, want %d", size, v.element.size)
	}
	return c.err
}

// chunks reads how to find chunks.
func (v *variable) chunks(c *cursor, version int) error {
	if version == 3 {
		n, tree := c.u8(), c.address()
		if err := v.setChunk(c, n, 4); err != nil {
			return err
		}
		v.index = &chunkTree{in: v.in, root: tree, chunk: v.chunk}
		return nil
	}
	flags, n, width := c.u8(), c.u8(), c.u8()
	if c.err == nil && (width < 1 || width > 8) {
		c.fail("got lengths of %d bytes", width)
	}
	if err := v.setChunk(c, n, width); err != nil {
		return err
	}
	v.partial = flags&1 != 0
	kind := c.u8()
	g := grid{in: v.in, counts: counts(v.limit, v.chunk), bytes: v.chunkBytes(), filtered: len(v.filters) > 0}
	switch kind {
	case 1:
		s := &singleChunk{place: chunkPlace{size: g.bytes}}
		if flags&2 != 0 {
			s.place.size, s.place.mask = c.length(), uint32(c.u32())
		}
		s.place.address = c.address()
		v.index = s
	case 2:
		v.index = &implicitChunks{grid: g, address: c.address()}
	case 3:
		c.skip(1)
		v.index = &fixedArray{grid: g, address: c.address()}
	case 4:
		c.skip(5)
		v.index = &extensibleArray{grid: g, address: c.address()}
	case 5:
		c.skip(6)
		v.index = &chunkRecords{grid: g, address: c.address()}
	default:
		return firstError(c.err, &UnsupportedError{"chunk index", fmt.Sprintf("of kind %d", kind)})
	}
	return c.err
}

// chunkBytes is what a chunk takes when it is unpacked.
func (v *variable) chunkBytes() int64 { return int64(product(v.chunk)) * int64(v.element.size) }

// counts returns how many chunks there are along each axis, -1 for any number.
func counts(shape, chunk []int) []int {
	out := make([]int, len(shape))
	for i, n := range shape {
		if out[i] = -1; n >= 0 {
			out[i] = int((int64(n) + int64(chunk[i]) - 1) / int64(chunk[i]))
		}
	}
	return out
}
