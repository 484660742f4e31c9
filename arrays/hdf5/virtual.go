package hdf5

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A mapping says that a part of a virtual dataset is a part of another one.
type mapping struct {
	file, name string
	from       []along // in the other dataset; nil for all of it
	to         []along // in the virtual one; nil for all of it
}

// An along is n positions on an axis, each step from the one before.
type along struct{ start, step, n int }

// maxMappings is how many parts a virtual dataset has at most.
const maxMappings = 1 << 22

// maxVirtual is how deep virtual datasets may be made of virtual ones.
const maxVirtual = 8

// parseMappings reads the parts of a virtual dataset from the global heap.
func (v *variable) parseMappings(c *cursor) error {
	address, index := c.address(), c.u32()
	if c.err != nil || address == nowhere {
		return c.err // nothing but fill values
	}
	b, err := v.in.collected(address, index)
	if err != nil {
		return err
	}
	d := &cursor{b: b, at: v.in.base + address, width: v.in.width, long: v.in.long}
	if version := d.version(1); version != 0 {
		return &UnsupportedError{"layout", fmt.Sprintf("of a virtual dataset of version %d", version)}
	}
	n := d.length()
	if n > maxMappings || n > int64(len(b)) {
		d.fail("got a virtual dataset of %d parts", n)
	}
	for range n {
		if d.err != nil {
			return d.err
		}
		m := mapping{file: d.text(), name: d.text()}
		if m.from, err = parseSelection(d); err != nil {
			return err
		}
		if m.to, err = parseSelection(d); err != nil {
			return err
		}
		if m.to != nil && len(m.to) != len(v.shape) {
			d.fail("got a part of %d axes of a virtual dataset of %d", len(m.to), len(v.shape))
		}
		v.mappings = append(v.mappings, m)
	}
	return d.err
}

// Kinds of selections.
const (
	selectSlab = 2
	selectAll  = 3
)

// parseSelection takes a selection apart: all of a dataset, nil, or positions
// along each axis.
func parseSelection(c *cursor) ([]along, error) {
	kind, version := c.u32(), c.u32()
	switch {
	case c.err != nil:
		return nil, c.err
	case kind == selectAll:
		c.skip(8)
		return nil, c.err
	case kind != selectSlab || version < 1 || version > 3:
		return nil, &UnsupportedError{"selection", fmt.Sprintf("of kind %d, version %d, of a virtual dataset", kind, version)}
	}
	regular, bytes := false, 4
	switch version {
	case 1:
		c.skip(8)
	case 2:
		regular, bytes = c.u8()&1 != 0, 8
		c.skip(4)
	case 3:
		regular, bytes = c.u8()&1 != 0, c.u8()
	}
	rank := c.u32()
	if c.err == nil && (rank < 1 || rank > maxAxes || bytes != 2 && bytes != 4 && bytes != 8) {
		c.fail("got a selection along %d axes in numbers of %d bytes", rank, bytes)
	}
	if c.err != nil {
		return nil, c.err
	}
	if regular {
		return regularSelection(c, rank, bytes)
	}
	return blockSelection(c, rank, bytes)
}

var errSelection = &UnsupportedError{"selection", "of several blocks of a virtual dataset"}

// regularSelection takes start, stride, count and block along each axis.
func regularSelection(c *cursor, rank, bytes int) ([]along, error) {
	out := make([]along, rank)
	for i := range out {
		v := [4]uint64{c.uint(bytes), c.uint(bytes), c.uint(bytes), c.uint(bytes)}
		for _, n := range v {
			if n > maxPosition {
				return nil, &UnsupportedError{"selection", "of any length of a virtual dataset"}
			}
		}
		switch {
		case v[3] == 1 && v[1] > 0:
			out[i] = along{int(v[0]), int(v[1]), int(v[2])}
		case v[2] == 1 || v[1] == v[3]:
			out[i] = along{int(v[0]), 1, int(v[3] * v[2])}
		default:
			return nil, errSelection
		}
	}
	return out, c.err
}

// maxPosition bounds positions, so that products of two are numbers.
const maxPosition = 1 << 31

// blockSelection takes a list of blocks by their first and last positions, and
// finds the grid that they lie in.
func blockSelection(c *cursor, rank, bytes int) ([]along, error) {
	n := c.number(bytes)
	if c.err == nil && n > int64(c.left()/(2*rank*bytes)) {
		c.fail("got a selection of %d blocks in %d bytes", n, c.left())
	}
	starts, lengths := make([][]int, rank), make([]int, rank)
	blocks := int(n)
	for k := range blocks {
		var at [2][maxAxes]uint64
		for i := range at {
			for axis := range rank {
				at[i][axis] = c.uint(bytes)
			}
		}
		for axis := range rank {
			first, last := at[0][axis], at[1][axis]
			if c.err != nil || last < first || last > maxPosition {
				c.fail("got a block from %d to %d", first, last)
				return nil, c.err
			}
			if starts[axis] = append(starts[axis], int(first)); k > 0 && lengths[axis] != int(last-first+1) {
				return nil, errSelection
			}
			lengths[axis] = int(last - first + 1)
		}
	}
	out, all := make([]along, rank), 1
	for axis, list := range starts {
		slices.Sort(list)
		list = slices.Compact(list)
		if len(list) == 0 {
			return out, c.err // nothing
		}
		a := along{list[0], 1, lengths[axis]}
		if len(list) > 1 {
			a.step, a.n = list[1]-list[0], len(list)
		}
		for i := 1; i < len(list); i++ {
			if list[i]-list[i-1] != a.step || lengths[axis] != 1 {
				return nil, errSelection
			}
		}
		out[axis] = a
		if all *= len(list); all > blocks {
			return nil, errSelection
		}
	}
	if all != blocks {
		return nil, errSelection
	}
	return out, c.err
}

// whole selects all of a shape.
func whole(shape []int) []along {
	out := make([]along, len(shape))
	for i, n := range shape {
		out[i] = along{0, 1, n}
	}
	return out
}

// virtual copies a box of a virtual dataset. Parts that are not there are fill
// values, as other readers have it.
func (r *chunkReader) virtual(ctx context.Context, dst *ndarray.Array, start, step []int) error {
	if slices.ContainsFunc(step, func(n int) bool { return n != 1 }) {
		around := slices.Clone(dst.Shape())
		for i, n := range around {
			around[i] = (n-1)*step[i] + 1
		}
		all := ndarray.Unset(r.dtype, around...)
		if err := r.virtual(ctx, all, start, nil); err != nil {
			return err
		}
		return copyBox(dst, all, make([]int, len(start)), step)
	}
	if err := r.blank(dst); err != nil {
		return err
	}
	for i := range r.mappings {
		if err := r.mapped(ctx, dst, start, &r.mappings[i]); err != nil {
			return err
		}
	}
	return nil
}

// mapped copies what one part has of a box.
func (r *chunkReader) mapped(ctx context.Context, dst *ndarray.Array, start []int, m *mapping) error {
	to := m.to
	if to == nil {
		to = whole(r.shape)
	}
	ranges, first, count := make([]ndarray.Range, len(to)), make([]int, len(to)), make([]int, len(to))
	for i, a := range to {
		if first[i], count[i] = a.within(start[i], dst.Shape()[i]); count[i] <= 0 {
			return nil
		}
		at := a.start + first[i]*a.step - start[i]
		ranges[i] = ndarray.Range{Start: at, Stop: at + (count[i]-1)*a.step + 1, Step: a.step}
	}
	other, err := r.other(m)
	if other == nil || err != nil {
		return err
	}
	from := m.from
	if from == nil {
		from = whole(other.shape)
	}
	if len(from) != len(other.shape) || !fits(from, to) {
		return fmt.Errorf("a part of %s:%s is not of the shape of its place", m.file, m.name)
	}
	size, begin, by := make([]int, len(from)), make([]int, len(from)), make([]int, len(from))
	axis := 0 // of the virtual dataset
	for i, a := range from {
		begin[i], size[i], by[i] = a.start, 1, a.step
		if a.n != 1 {
			for to[axis].n == 1 {
				axis++
			}
			begin[i], size[i] = a.start+first[axis]*a.step, count[axis]
			axis++
		}
		if last := begin[i] + (size[i]-1)*by[i]; last >= other.shape[i] {
			return fmt.Errorf("a part of %s:%s reaches beyond its shape %s", m.file, m.name, wording.Shape(other.shape))
		}
	}
	part := ndarray.Unset(r.dtype, size...)
	if err := other.read(ctx, part, begin, by); err != nil {
		return err
	}
	if part, err = part.Reshape(count...); err != nil {
		return err
	}
	place, err := dst.Slice(ranges...)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(place, part)
}

// within returns which of the positions lie among n from start on: the number of
// the first one, and how many.
func (a along) within(start, n int) (first, count int) {
	if start > a.start {
		first = (start - a.start + a.step - 1) / a.step
	}
	if start+n <= a.start {
		return 0, 0
	}
	return first, min(a.n, (start+n-1-a.start)/a.step+1) - first
}

// fits reports whether two selections have the same lengths along their axes,
// those of one position apart.
func fits(from, to []along) bool {
	var lengths [2][]int
	for i, list := range [2][]along{from, to} {
		for _, a := range list {
			if a.n != 1 {
				lengths[i] = append(lengths[i], a.n)
			}
		}
	}
	return slices.Equal(lengths[0], lengths[1])
}

// other opens the dataset of a part, nil if it is not there.
func (r *chunkReader) other(m *mapping) (*chunkReader, error) {
	key := [2]string{m.file, m.name}
	if o, ok := r.others[key]; ok {
		return o, nil
	}
	if r.others == nil {
		r.others = map[[2]string]*chunkReader{}
	}
	root, ok := r.files.roots[r.in.path]
	var err error
	if m.file != "." {
		root, err = r.files.elsewhere(r.in.path, m.file)
		ok = true
	}
	if err != nil || !ok {
		return r.absent(key, err)
	}
	budget := maxFollowed
	p, err := r.files.follow(root, root, clean(m.name), &budget)
	if err != nil {
		return r.absent(key, err)
	}
	v, err := p.dataset()
	if err != nil {
		return nil, at(p.in.path, m.name, err)
	}
	if v.dtype != r.dtype {
		return nil, at(p.in.path, m.name, fmt.Errorf("got %s, want %s as in the virtual dataset", v.dtype, r.dtype))
	}
	depth := 0
	for a := r; a != nil; a = a.around {
		if depth++; a.object == v.object || depth > maxVirtual {
			return nil, &DamagedError{v.in.base + v.object.address, fmt.Sprintf("a virtual dataset is made of itself, or of more than %d others", maxVirtual)}
		}
	}
	v.files = r.files
	r.cache.others--
	o := newChunkReader(v, r.cache.others, r.cache)
	o.most, o.around = r.most, r
	r.others[key] = o
	return o, nil
}

// absent notes a part that is not there.
func (r *chunkReader) absent(key [2]string, err error) (*chunkReader, error) {
	if err != nil && !isMissing(err) {
		return nil, err
	}
	r.others[key] = nil
	return nil, nil
}
