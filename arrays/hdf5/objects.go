package hdf5

import "fmt"

// Further types of messages in object headers.
const (
	msgLinks        = 2
	msgOldFill      = 4
	msgLink         = 6
	msgExternal     = 7
	msgContinued    = 16
	msgAttributeSet = 21
)

// Limits on what a header may hold, far above what writers make.
const (
	maxHeaderBlocks = 1 << 16
	maxMessages     = 1 << 20
)

// An object is a group, dataset or named datatype of an open file.
type object struct {
	in      *input
	address int64 // of its header
}

// A message is a part of an object's header.
type message struct {
	kind   int
	shared bool // the body says where the message is
	body   *cursor
}

// A headerReader collects the messages of a header.
type headerReader struct {
	in      *input
	version int
	flags   int
	todo    [][2]int64 // address and length of blocks
	seen    map[int64]bool
	out     []message
}

// messages reads the header.
func (o object) messages() ([]message, error) {
	r := headerReader{in: o.in, seen: map[int64]bool{}}
	if err := r.first(o.address); err != nil {
		return nil, err
	}
	for len(r.todo) > 0 {
		next := r.todo[0]
		r.todo = r.todo[1:]
		if err := r.next(next[0], next[1]); err != nil {
			return nil, err
		}
	}
	return r.out, nil
}

// first reads the block that the address of an object leads to.
func (r *headerReader) first(address int64) error {
	c := r.in.cursor(address, min(max(r.in.size-address, 0), 64))
	if c.err == nil && len(c.b) >= 4 && string(c.b[:4]) == "OHDR" {
		return r.firstNew(address, c)
	}
	r.version = c.version(1)
	c.skip(1 + 2 + 4) // messages, references
	n := c.u32()
	if c.err != nil {
		return c.err
	}
	if r.version != 1 {
		c.pos = 0
		c.fail("got version %d of an object header, want 1 or 2", r.version)
		return c.err
	}
	return r.read(r.in.cursor(address+16, int64(n)))
}

func (r *headerReader) firstNew(address int64, c *cursor) error {
	c.expect("OHDR")
	if r.version = c.version(2); r.version != 2 {
		c.fail("got version %d of an object header, want 2", r.version)
	}
	r.flags = c.u8()
	if r.flags&0x20 != 0 {
		c.skip(16) // times
	}
	if r.flags&0x10 != 0 {
		c.skip(4) // when attributes move out
	}
	n := c.number(1 << (r.flags & 3))
	if c.err != nil {
		return c.err
	}
	if n > r.in.size {
		c.fail("got a header of %d bytes", n)
		return c.err
	}
	whole := r.in.checked(address, int64(c.pos)+n+4, "OHDR")
	whole.skip(c.pos - 4)
	return r.read(whole.without(4))
}

// next reads a block that continues the header.
func (r *headerReader) next(address, n int64) error {
	if r.seen[address] || len(r.seen) >= maxHeaderBlocks {
		return &DamagedError{r.in.base + address, "a header goes on in circles"}
	}
	r.seen[address] = true
	if r.version == 1 {
		return r.read(r.in.cursor(address, n))
	}
	return r.read(r.in.checked(address, n, "OCHK").without(4))
}

// without leaves out the last n bytes.
func (c *cursor) without(n int) *cursor {
	if c.err == nil {
		c.b = c.b[:len(c.b)-n]
	}
	return c
}

// read collects the messages of a block.
func (r *headerReader) read(c *cursor) error {
	for c.err == nil && c.left() >= r.messageHead() {
		var m message
		var n, flags int
		if r.version == 1 {
			m.kind, n, flags = c.u16(), c.u16(), c.u8()
			c.skip(3)
		} else {
			m.kind, n, flags = c.u8(), c.u16(), c.u8()
			if r.flags&4 != 0 {
				c.skip(2)
			}
		}
		start := c.at + int64(c.pos)
		m.shared = flags&2 != 0
		m.body = &cursor{b: c.take(n), at: start, width: c.width, long: c.long, err: c.err}
		if m.kind == msgContinued && c.err == nil {
			r.todo = append(r.todo, [2]int64{m.body.address(), m.body.length()})
			c.err = m.body.err
			continue
		}
		if len(r.out) >= maxMessages {
			c.fail("more than %d messages in a header", maxMessages)
		}
		r.out = append(r.out, m)
	}
	return c.err
}

func (r *headerReader) messageHead() int {
	switch {
	case r.version == 1:
		return 8
	case r.flags&4 != 0:
		return 6
	}
	return 4
}

// find returns the first message of a kind, wherever it is; nil if there is none.
func (o object) find(list []message, kind int) (*cursor, error) {
	for _, m := range list {
		if m.kind == kind {
			return o.in.unshared(m.body, m.shared, kind)
		}
	}
	return nil, nil
}

// unshared follows a reference to a message in another header, such as to a
// named datatype.
func (in *input) unshared(c *cursor, shared bool, kind int) (*cursor, error) {
	if !shared {
		return c, c.err
	}
	version, how := c.version(3), c.u8()
	if version == 3 && how != 2 {
		return nil, &UnsupportedError{"message", "shared between objects"}
	}
	if version == 1 {
		c.skip(6)
	}
	address := c.address()
	if c.err != nil {
		return nil, c.err
	}
	list, err := object{in, address}.messages()
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		if m.kind == kind && !m.shared {
			return m.body, m.body.err
		}
	}
	return nil, &DamagedError{in.base + address, fmt.Sprintf("there is no message of type %d, which another object refers to", kind)}
}
