package hdf5

import (
	"fmt"
	"math"
)

// A link is an entry of a group.
type link struct {
	name   string
	header int64  // of a hard link
	target string // path of a soft or external link, empty for a hard one
	file   string // of an external link
}

// links lists the entries of a group, in no order, none for other objects.
func (o object) links(list []message) (entries []link, err error) {
	for _, m := range list {
		var found []link
		switch m.kind {
		case msgNames:
			return o.in.oldLinks(m.body)
		case msgLink:
			found = make([]link, 1)
			found[0], err = parseLink(m.body)
		case msgLinks:
			found, err = o.in.denseLinks(m.body)
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, found...)
	}
	return entries, nil
}

// parseLink takes a link message apart.
func parseLink(c *cursor) (link, error) {
	c.version(1)
	flags := c.u8()
	kind := 0
	if flags&8 != 0 {
		kind = c.u8()
	}
	if flags&4 != 0 {
		c.skip(8) // when it was made
	}
	if flags&16 != 0 {
		c.skip(1) // character set
	}
	l := link{name: string(c.take(int(c.number(1 << (flags & 3)))))}
	switch kind {
	case 0:
		l.header = c.address()
	case 1:
		l.target = string(c.take(c.u16()))
	case 64:
		body := &cursor{b: c.take(c.u16()), at: c.at + int64(c.pos), err: c.err}
		body.skip(1)
		l.file, l.target = body.text(), body.text()
		if c.err == nil {
			c.err = body.err
		}
	default:
		return l, &UnsupportedError{"link", fmt.Sprintf("of kind %d", kind)}
	}
	if c.err == nil && kind != 0 && l.target == "" {
		c.fail("link %q leads nowhere", l.name)
	}
	return l, c.err
}

// denseLinks reads the links that a link info message leads to.
func (in *input) denseLinks(c *cursor) ([]link, error) {
	c.version(0)
	if c.u8()&1 != 0 {
		c.skip(8) // the next number in order of making
	}
	heapAt, names := c.address(), c.address()
	if c.err != nil || heapAt == nowhere || names == nowhere {
		return nil, c.err
	}
	heap, err := in.fractalHeap(heapAt)
	if err != nil {
		return nil, err
	}
	var out []link
	err = in.eachRecord(names, 5, func(r *cursor) error {
		r.skip(4) // hash of the name
		body, err := heap.object(r.take(heap.idBytes))
		if err != nil {
			return err
		}
		l, err := parseLink(body)
		out = append(out, l)
		return err
	})
	return out, err
}

// oldLinks reads the links of a group that is a tree of tables.
func (in *input) oldLinks(c *cursor) ([]link, error) {
	tree, heapAt := c.address(), c.address()
	if c.err != nil {
		return nil, c.err
	}
	names, err := in.localHeap(heapAt)
	if err != nil {
		return nil, err
	}
	g := oldGroup{in: in, names: names, seen: map[int64]bool{}}
	err = g.node(tree, -1)
	return g.out, err
}

// localHeap returns the bytes that names lie in.
func (in *input) localHeap(address int64) (*cursor, error) {
	c := in.block(address, int64(8+2*in.long+in.width), "HEAP")
	c.version(0)
	c.skip(3)
	n := c.length()
	c.skip(in.long) // free room
	data := c.address()
	if c.err != nil {
		return nil, c.err
	}
	d := in.cursor(data, n)
	return d, d.err
}

// An oldGroup is a walk through the tree of a group.
type oldGroup struct {
	in    *input
	names *cursor
	seen  map[int64]bool
	out   []link
}

// node reads a node of the tree, of a level if that is not negative.
func (g *oldGroup) node(address int64, level int) error {
	if g.seen[address] {
		return &DamagedError{g.in.base + address, "a tree of names goes in circles"}
	}
	g.seen[address] = true
	if level == 0 {
		return g.table(address)
	}
	head := int64(8 + 2*g.in.width)
	c := g.in.block(address, head, "TREE")
	if kind := c.u8(); kind != toNames {
		c.fail("got a tree of kind %d, want names", kind)
	}
	depth, n := c.u8(), c.u16()
	if level > 0 && depth != level-1 {
		c.fail("got level %d of a tree below level %d", depth, level)
	}
	if c.err != nil {
		return c.err
	}
	c = g.in.cursor(address+head, int64(n*(g.in.long+g.in.width)))
	for range n {
		c.skip(g.in.long)
		child := c.address()
		if c.err != nil {
			return c.err
		}
		if err := g.node(child, depth); err != nil {
			return err
		}
	}
	return c.err
}

// table reads a leaf.
func (g *oldGroup) table(address int64) error {
	c := g.in.block(address, 8, "SNOD")
	c.version(1)
	c.skip(1)
	n := c.u16()
	if c.err != nil {
		return c.err
	}
	size := 2*g.in.width + 24
	c = g.in.cursor(address+8, int64(n*size))
	for range n {
		name := c.number(g.in.width)
		l := link{header: c.address()}
		kind := c.u32()
		c.skip(4)
		scratch := c.take(16)
		if c.err != nil {
			return c.err
		}
		var err error
		if l.name, err = g.text(name); err != nil {
			return err
		}
		if kind == 2 {
			if l.target, err = g.text(int64(little.Uint32(scratch))); err != nil {
				return err
			}
		}
		g.out = append(g.out, l)
	}
	return nil
}

// text returns what lies in the heap from an offset on.
func (g *oldGroup) text(offset int64) (string, error) {
	c := *g.names
	c.skip(int(min(offset, math.MaxInt32)))
	t := c.text()
	return t, c.err
}
