package hdf5

import (
	"fmt"
	"math/bits"
)

// An arrayHead is what begins fixed and extensible arrays of chunks.
type arrayHead struct {
	entry int // bytes of an element
	page  int // elements of a page, as a power of two
	data  int64
}

// maxPage bounds the elements of a page, as a power of two.
const maxPage = 30

// entries are elements of an array that lie together.
type entries struct {
	c     *cursor
	entry int
}

// at takes an element.
func (e *entries) at(g *grid, i int) (chunkPlace, bool, error) {
	c := *e.c
	c.pos += i * e.entry
	end := c.pos + e.entry
	p := chunkPlace{address: c.address(), size: g.bytes}
	if g.filtered {
		p.size, p.mask = c.number(end-c.pos-4), uint32(c.uint(4))
	}
	return p, p.address != nowhere, c.err
}

// checkEntry checks the size of an element.
func (g *grid) checkEntry(c *cursor, n int) {
	least, most := g.in.width, g.in.width
	if g.filtered {
		least, most = least+5, most+12
	}
	if c.err == nil && (n < least || n > most) {
		c.fail("got chunks described by %d bytes, want %d to %d", n, least, most)
	}
}

// A fixedArray has an element for each chunk.
type fixedArray struct {
	grid
	address int64
	head    *arrayHead
	n       int64    // elements
	bitmap  []byte   // of pages that were written; nil without pages
	first   int64    // address of the first element or page
	kept    *entries // of the page that was read last
	keptAt  int64
}

func (x *fixedArray) find(at []int) (chunkPlace, bool, error) {
	none := chunkPlace{}
	if x.address == nowhere {
		return none, false, nil
	}
	if x.head == nil {
		if err := x.open(); err != nil {
			return none, false, err
		}
	}
	i, err := x.number(at)
	if err != nil || x.head.data == nowhere {
		return none, false, err
	}
	if i >= x.n {
		return none, false, &DamagedError{x.in.base + x.address, fmt.Sprintf("chunk %d is looked for among %d", i, x.n)}
	}
	first, n, page := x.first, x.n, int64(0)
	if x.bitmap != nil {
		each := int64(1) << x.head.page
		page = i / each
		if x.bitmap[page/8]&(0x80>>(page%8)) == 0 {
			return none, false, nil
		}
		first += page * (each*int64(x.head.entry) + 4)
		i, n = i%each, min(each, n-page*each)
	}
	if x.kept == nil || x.keptAt != first {
		skip := int64(0)
		if x.bitmap == nil { // one block with a head
			skip = first - x.head.data
		}
		c := x.in.cursor(first-skip, skip+n*int64(x.head.entry)+4)
		c.checksum(len(c.b))
		c.skip(int(skip))
		if c.err != nil {
			return none, false, c.err
		}
		x.kept, x.keptAt = &entries{c, x.head.entry}, first
	}
	return x.kept.at(&x.grid, int(i))
}

// open reads the head of the array and that of its data.
func (x *fixedArray) open() error {
	c := x.in.checked(x.address, int64(12+x.in.long+x.in.width), "FAHD")
	c.version(0)
	c.skip(1)
	h := &arrayHead{entry: c.u8(), page: c.u8()}
	x.checkEntry(c, h.entry)
	x.n = c.length()
	h.data = c.address()
	if c.err == nil && (h.page > maxPage || x.n > 1<<40) {
		c.fail("got %d chunks in pages of 2 to the power of %d", x.n, h.page)
	}
	if c.err != nil {
		return c.err
	}
	if h.data == nowhere {
		x.head = h
		return nil
	}
	head := int64(6 + x.in.width)
	x.first = h.data + head
	if each := int64(1) << h.page; x.n > each {
		pages := (x.n + each - 1) / each
		n := (pages + 7) / 8
		d := x.in.checked(h.data, head+n+4, "FADB")
		d.skip(2 + x.in.width)
		if x.bitmap = d.take(int(n)); d.err != nil {
			return d.err
		}
		x.first += n + 4
	} else if d := x.in.block(h.data, 4, "FADB"); d.err != nil {
		return d.err
	}
	x.head = h
	return nil
}

// An extensibleArray has elements in an index block, then in data blocks that
// the index block leads to, then in those that secondary blocks lead to. The
// blocks become larger and larger.
type extensibleArray struct {
	grid
	address int64
	head    *arrayHead
	bits    int // of an element's number
	inside  int // elements of the index block
	least   int // elements of the first data blocks
	direct  int // data blocks that the index block leads to
	index   *cursor
	kept    *entries
	keptAt  [2]int64 // address of their block, and their page in it
}

func (x *extensibleArray) find(at []int) (chunkPlace, bool, error) {
	none := chunkPlace{}
	if x.address == nowhere {
		return none, false, nil
	}
	if x.head == nil {
		if err := x.open(); err != nil {
			return none, false, err
		}
	}
	i, err := x.turned(at)
	if err != nil || x.index == nil {
		return none, false, err
	}
	if i>>x.bits != 0 {
		return none, false, &DamagedError{x.in.base + x.address, fmt.Sprintf("chunk %d is looked for among 2 to the power of %d", i, x.bits)}
	}
	if i < int64(x.inside) {
		return (&entries{x.index, x.head.entry}).at(&x.grid, int(i))
	}
	return x.below(i - int64(x.inside))
}

// turned counts chunks with the axis that grows first.
func (x *extensibleArray) turned(at []int) (int64, error) {
	for i, n := range x.counts {
		if n < 0 && i > 0 {
			g := grid{counts: append([]int{-1}, x.counts[:i]...)}
			g.counts = append(g.counts, x.counts[i+1:]...)
			order := append([]int{at[i]}, at[:i]...)
			return g.number(append(order, at[i+1:]...))
		}
	}
	return x.number(at)
}

// open reads the head and the index block.
func (x *extensibleArray) open() error {
	c := x.in.checked(x.address, int64(16+6*x.in.long+x.in.width), "EAHD")
	c.version(0)
	c.skip(1)
	h := &arrayHead{entry: c.u8()}
	x.checkEntry(c, h.entry)
	x.bits, x.inside, x.least = c.u8(), c.u8(), c.u8()
	pointers := c.u8()
	h.page = c.u8()
	c.skip(6 * x.in.long)
	h.data = c.address()
	if c.err == nil && (x.bits > 62 || h.page > maxPage || !power(int64(x.least)) || !power(int64(pointers)) || bits.Len(uint(x.least)) > x.bits+1) {
		c.fail("got numbers of %d bits, blocks from %d elements and %d pointers on, pages of 2 to the power of %d", x.bits, x.least, pointers, h.page)
	}
	if c.err != nil {
		return c.err
	}
	x.direct = 2 * (pointers - 1)
	if h.data != nowhere {
		blocks := 1 + x.bits - (bits.Len(uint(x.least)) - 1)
		secondary := max(0, blocks-x.firstSecondary())
		head := 6 + x.in.width
		x.index = x.in.checked(h.data, int64(head+x.inside*h.entry+(x.direct+secondary)*x.in.width+4), "EAIB")
		if x.index.skip(head - 4); x.index.err != nil {
			return x.index.err
		}
	}
	x.head = h
	return nil
}

// firstSecondary is the number of steps in size whose data blocks the index
// block leads to.
func (x *extensibleArray) firstSecondary() int {
	return 2 * (bits.Len(uint(x.direct/2+1)) - 1)
}

// pointer takes an address of the index block.
func (x *extensibleArray) pointer(i int) (int64, error) {
	c := *x.index
	c.skip(x.inside*x.head.entry + i*x.in.width)
	address := c.address()
	return address, c.err
}

// below finds an element that is not in the index block. Blocks of step s are
// 1<<(s/2), of least<<((s+1)/2) elements each.
func (x *extensibleArray) below(i int64) (chunkPlace, bool, error) {
	none := chunkPlace{}
	step := bits.Len64(uint64(i/int64(x.least)+1)) - 1
	i -= int64(x.least) * (1<<step - 1)
	each := int64(x.least) << ((step + 1) / 2)
	block, inside := int(i/each), int(i%each)
	paged := each > 1<<x.head.page
	var address int64
	var err error
	if step < x.firstSecondary() {
		before := 0
		for s := range step {
			before += 1 << (s / 2)
		}
		address, err = x.pointer(before + block)
	} else {
		var page bool
		address, page, err = x.secondary(step, block, inside, each)
		if paged && !page {
			return none, false, err
		}
	}
	if err != nil || address == nowhere {
		return none, false, err
	}
	return x.element(address, inside, each, paged)
}

// secondary reads the address of a data block in a secondary block, and whether
// the page of an element was written.
func (x *extensibleArray) secondary(step, block, inside int, each int64) (address int64, page bool, err error) {
	from, err := x.pointer(x.direct + step - x.firstSecondary())
	if err != nil || from == nowhere {
		return nowhere, false, err
	}
	blocks := 1 << (step / 2)
	pages, bitmap := each>>x.head.page, 0
	if each > 1<<x.head.page {
		bitmap = int(pages+7) / 8
	}
	head := 6 + x.in.width + (x.bits+7)/8
	c := x.in.checked(from, int64(head)+int64(blocks)*int64(bitmap+x.in.width)+4, "EASB")
	c.skip(head - 4)
	if bitmap > 0 {
		n := int64(block)*pages + int64(inside>>x.head.page)
		if written := c.take(blocks * bitmap); written != nil {
			page = written[n/8]&(0x80>>(n%8)) != 0
		}
	}
	c.skip(block * x.in.width)
	address = c.address()
	return address, page, c.err
}

// element reads an element of a data block.
func (x *extensibleArray) element(address int64, i int, each int64, paged bool) (chunkPlace, bool, error) {
	key := [2]int64{address}
	if paged {
		key[1] = int64(i >> x.head.page)
	}
	if x.kept == nil || x.keptAt != key {
		head := int64(6 + x.in.width + (x.bits+7)/8)
		var c *cursor
		if paged {
			page := int64(1<<x.head.page)*int64(x.head.entry) + 4
			c = x.in.cursor(address+head+4+key[1]*page, page)
			c.checksum(len(c.b))
		} else {
			c = x.in.checked(address, head+each*int64(x.head.entry)+4, "EADB")
			c.skip(int(head) - 4)
		}
		if c.err != nil {
			return chunkPlace{}, false, c.err
		}
		x.kept, x.keptAt = &entries{c, x.head.entry}, key
	}
	if paged {
		i &= 1<<x.head.page - 1
	}
	return x.kept.at(&x.grid, i)
}
