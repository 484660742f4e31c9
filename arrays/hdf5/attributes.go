package hdf5

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Attributes returns what was noted at a group or dataset: numbers and booleans
// as Go values, such as int64 or float32, texts as strings, lists of texts of
// any shape as []string, other arrays as [*ndarray.Array]. Attributes of other
// types, such as references and compounds, are left out.
func (f *File) Attributes(name string) (map[string]any, error) {
	var out map[string]any
	err := f.using(func(o *opened) error {
		p, err := o.lookup(name)
		if err == nil {
			out, err = p.attributes()
		}
		return at(f.path, name, err)
	})
	return out, err
}

// attributes reads those of an object.
func (p finding) attributes() (map[string]any, error) {
	out := map[string]any{}
	add := func(c *cursor) error {
		name, value, err := p.in.parseAttribute(c)
		if err != nil {
			return fmt.Errorf("attribute %q: %w", name, err)
		}
		if value != nil {
			out[name] = value
		}
		return nil
	}
	for _, m := range p.messages {
		var err error
		switch m.kind {
		case msgAttribute:
			var c *cursor
			if c, err = p.in.unshared(m.body, m.shared, msgAttribute); err == nil {
				err = add(c)
			}
		case msgAttributeSet:
			err = p.in.denseAttributes(m.body, add)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// denseAttributes calls fn for attributes outside the header.
func (in *input) denseAttributes(c *cursor, fn func(*cursor) error) error {
	c.version(0)
	if c.u8()&1 != 0 {
		c.skip(2) // the next number in order of making
	}
	heapAt, names := c.address(), c.address()
	if c.err != nil || heapAt == nowhere || names == nowhere {
		return c.err
	}
	heap, err := in.fractalHeap(heapAt)
	if err != nil {
		return err
	}
	return in.eachRecord(names, 8, func(r *cursor) error {
		id := r.take(heap.idBytes)
		if r.u8()&2 != 0 {
			return &UnsupportedError{"message", "shared between objects"}
		}
		body, err := heap.object(id)
		if err != nil {
			return err
		}
		return fn(body)
	})
}

// parseAttribute takes an attribute message apart. The value of one that is not
// read is nil.
func (in *input) parseAttribute(c *cursor) (name string, value any, err error) {
	version := c.version(3)
	flags := c.u8()
	sizes := [3]int{c.u16(), c.u16(), c.u16()}
	if version == 3 {
		c.skip(1) // character set
	}
	if version == 1 {
		flags = 0
	}
	var part [3]*cursor
	for i, n := range sizes {
		part[i] = &cursor{at: c.at + int64(c.pos), b: c.take(n), width: c.width, long: c.long, err: c.err}
		if version == 1 {
			c.skip(-n & 7)
		}
	}
	name = strings.TrimRight(string(part[0].b), "\x00")
	if c.err != nil {
		return name, nil, c.err
	}
	kind, err := in.unshared(part[1], flags&1 != 0, msgType)
	if err != nil {
		return name, nil, err
	}
	space, err := in.unshared(part[2], flags&2 != 0, msgSpace)
	if err != nil {
		return name, nil, err
	}
	e, err := parseElement(kind, 0)
	if err != nil {
		return name, nil, err
	}
	shape, _, null, err := parseSpace(space)
	if err != nil || null {
		return name, nil, err
	}
	value, err = in.value(c, e, shape)
	return name, value, err
}

// value takes elements of an attribute.
func (in *input) value(c *cursor, e element, shape []int) (any, error) {
	n, err := ndarray.CheckShape(ndarray.Uint8, shape)
	if err != nil || n > 0 && e.size > c.left()/n {
		c.fail("got %d elements of %d bytes, have %d bytes", n, e.size, c.left())
		return nil, c.err
	}
	if e.dtype != ndarray.Invalid {
		a := ndarray.New(e.dtype, shape...)
		if err := ndarray.DecodeBytes(a, c.take(n*e.size), e.order); err != nil {
			return nil, err
		}
		if len(shape) == 0 {
			return a.At()
		}
		return a, nil
	}
	if e.class != ofText && !e.varying {
		return nil, nil
	}
	list := make([]string, n)
	for i := range list {
		if list[i], err = in.textOf(c, e); err != nil {
			return nil, err
		}
	}
	if len(shape) == 0 {
		return list[0], nil
	}
	return list, nil
}

// textOf takes a text, which may lie elsewhere.
func (in *input) textOf(c *cursor, e element) (string, error) {
	if !e.varying {
		b := string(c.take(e.size))
		if e.padding == 2 {
			return strings.TrimRight(b, " "), c.err
		}
		text, _, _ := strings.Cut(b, "\x00")
		return text, c.err
	}
	n, collection, index := c.u32(), c.address(), c.u32()
	if c.err != nil || n == 0 || collection == nowhere || collection == 0 {
		return "", c.err
	}
	b, err := in.collected(collection, index)
	if err != nil {
		return "", err
	}
	if n > len(b) {
		c.fail("got a text of %d bytes, its place has %d", n, len(b))
		return "", c.err
	}
	text, _, _ := strings.Cut(string(b[:n]), "\x00")
	return text, nil
}

// collected returns an object of a collection of the global heap.
func (in *input) collected(address int64, index int) ([]byte, error) {
	all, ok := in.heaps[address]
	if !ok {
		var err error
		if all, err = in.collection(address); err != nil {
			return nil, err
		}
		if in.heaps == nil {
			in.heaps = map[int64]map[int][]byte{}
		}
		in.heaps[address] = all
	}
	b, ok := all[index]
	if !ok {
		return nil, &DamagedError{in.base + address, fmt.Sprintf("there is no object %d in a heap", index)}
	}
	return b, nil
}

// collection reads a collection.
func (in *input) collection(address int64) (map[int][]byte, error) {
	head := in.block(address, int64(8+in.long), "GCOL")
	head.version(1)
	head.skip(3)
	n := head.length()
	if head.err != nil {
		return nil, head.err
	}
	c := in.cursor(address, n)
	c.skip(8 + in.long)
	all := map[int][]byte{}
	for c.err == nil && c.left() >= 8+in.long {
		i := c.u16()
		c.skip(6)
		size := c.length()
		if i == 0 {
			break // room that is left
		}
		if size > int64(c.left()) {
			c.fail("got an object of %d bytes, %d are left", size, c.left())
		}
		all[i] = c.take(int(size))
		c.skip(min(-int(size)&7, c.left()))
	}
	return all, c.err
}
