package hdf5

import (
	"fmt"
	"math/bits"
)

// A fractalHeap holds links or attributes of an object that has many.
type fractalHeap struct {
	in       *input
	header   *cursor
	idBytes  int
	checked  bool // direct blocks have a checksum
	offset   int  // bytes of an offset in the heap
	length   int  // bytes of an object's length
	width    int  // blocks in a row
	first    int64
	most     int64 // bytes of a direct block
	root     int64
	rows     int // of the root; 0 if it is a direct block
	hugeTree int64
}

// fractalHeap reads the head of a heap.
func (in *input) fractalHeap(address int64) (*fractalHeap, error) {
	c := in.checked(address, int64(26+12*in.long+3*in.width), "FRHP")
	if c.err != nil && len(c.b) > 9 && little.Uint16(c.b[7:]) != 0 {
		return nil, &UnsupportedError{"heap", "with filters"}
	}
	c.version(0)
	h := &fractalHeap{in: in, header: c}
	h.idBytes = c.u16()
	filtered := c.u16()
	h.checked = c.u8()&2 != 0
	largest := c.u32()
	c.skip(in.long) // next number of a huge object
	h.hugeTree = c.address()
	c.skip(in.long + in.width + 8*in.long) // room and counts
	h.width = c.u16()
	h.first, h.most = c.length(), c.length()
	highest := c.u16()
	c.skip(2)
	h.root = c.address()
	h.rows = c.u16()
	if c.err != nil {
		return nil, c.err
	}
	if filtered != 0 {
		return nil, &UnsupportedError{"heap", "with filters"}
	}
	if !power(h.first) || !power(h.most) || !power(int64(h.width)) || h.first > h.most || highest > 63 || h.most > 1<<31 {
		c.fail("got a heap of blocks from %d to %d bytes in rows of %d", h.first, h.most, h.width)
		return nil, c.err
	}
	h.offset = (highest + 7) / 8
	h.length = min((bits.Len64(uint64(h.most))-1+7)/8, limitBytes(uint64(largest)))
	return h, nil
}

func power(n int64) bool { return n > 0 && n&(n-1) == 0 }

// limitBytes is how many bytes a number up to a limit takes.
func limitBytes(limit uint64) int { return (max(bits.Len64(limit), 1)-1)/8 + 1 }

// object returns what an identifier stands for.
func (h *fractalHeap) object(id []byte) (*cursor, error) {
	if len(id) != h.idBytes || len(id) == 0 {
		return nil, h.damaged("got an identifier of %d bytes, want %d", len(id), h.idBytes)
	}
	c := &cursor{b: id, pos: 1, width: h.in.width, long: h.in.long, at: h.header.at}
	switch id[0] >> 4 {
	case 0:
		at, n := c.number(h.offset), c.number(h.length)
		if c.err != nil {
			return nil, c.err
		}
		return h.managed(at, n)
	case 1:
		return h.huge(c)
	case 2:
		n := int(id[0]&15) + 1
		if len(id) > 17 { // long identifiers have a longer length
			n = int(id[0]&15)<<8 + c.u8() + 1
		}
		return &cursor{b: c.take(n), at: h.header.at, width: h.in.width, long: h.in.long, err: c.err}, c.err
	}
	return nil, h.damaged("got an identifier of kind %d", id[0]>>4)
}

func (h *fractalHeap) damaged(format string, args ...any) error {
	return &DamagedError{h.header.at, "heap: " + fmt.Sprintf(format, args...)}
}

// managed finds an object by its offset in the heap.
func (h *fractalHeap) managed(offset, n int64) (*cursor, error) {
	block, size, rows := h.root, h.first, h.rows
	for rows > 0 {
		row, col, start, bytes := h.place(offset)
		if row >= rows || block == nowhere {
			return nil, h.damaged("got an object at %d, behind the last row", offset)
		}
		entry := int64(row*h.width+col) * int64(h.in.width)
		head := int64(5 + h.in.width + h.offset)
		c := h.in.block(block, 4, "FHIB")
		if c.err != nil {
			return nil, c.err
		}
		c = h.in.cursor(block+head+entry, int64(h.in.width))
		block = c.address()
		if c.err != nil {
			return nil, c.err
		}
		offset, size, rows = offset-start, bytes, 0
		if bytes > h.most { // further rows
			rows = bits.Len64(uint64(bytes)) - bits.Len64(uint64(h.first)*uint64(h.width)) + 1
			if rows < 1 {
				return nil, h.damaged("got a block of %d bytes below rows of %d", bytes, h.width)
			}
		}
	}
	if block == nowhere || offset < 0 || n < 1 || offset > size-n {
		return nil, h.damaged("got an object of %d bytes at %d of %d", n, offset, size)
	}
	if c := h.in.block(block, 4, "FHDB"); c.err != nil {
		return nil, c.err
	}
	c := h.in.cursor(block+offset, n)
	return c, c.err
}

// place returns in which block of the rows an offset lies, where that begins,
// and its size. The first two rows have blocks of one size, each further one of
// twice the size of the one before.
func (h *fractalHeap) place(offset int64) (row, col int, start, size int64) {
	size = h.first
	for ; ; row++ {
		if row > 1 {
			size *= 2
		}
		all := size * int64(h.width)
		if offset < start+all || row > 62 || all > 1<<61 {
			col = int((offset - start) / size)
			return row, min(col, h.width-1), start + int64(col)*size, size
		}
		start += all
	}
}

// huge finds an object that has a place of its own.
func (h *fractalHeap) huge(id *cursor) (*cursor, error) {
	if h.idBytes-1 >= h.in.width+h.in.long { // the identifier says where
		c := h.in.cursor(id.address(), id.length())
		return c, c.err
	}
	key := id.uint(min(id.left(), h.in.long, 8))
	var found *cursor
	err := h.in.eachRecord(h.hugeTree, 1, func(r *cursor) error {
		at, n := r.address(), r.length()
		if r.uint(h.in.long) == key && found == nil {
			found = h.in.cursor(at, n)
			return found.err
		}
		return r.err
	})
	if err == nil && found == nil {
		err = h.damaged("there is no huge object %d", key)
	}
	return found, err
}
