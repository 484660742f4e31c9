package hdf5

import (
	"fmt"
	"slices"
)

// A chunkPlace says where a stored chunk is.
type chunkPlace struct {
	address, size int64
	mask          uint32 // of filters that were left out
}

// A chunkIndex finds chunks. It reads what it needs for each and keeps some.
type chunkIndex interface {
	// find returns where the chunk at a position of the grid is; false if
	// nobody wrote it.
	find(at []int) (chunkPlace, bool, error)
}

// A grid is what indexes of all kinds know about chunks.
type grid struct {
	in       *input
	counts   []int // of chunks along each axis as far as it may grow; -1 for any number
	bytes    int64 // of an unpacked chunk
	filtered bool
}

// number counts chunks in C order.
func (g *grid) number(at []int) (int64, error) {
	n := int64(0)
	for i, k := range at {
		if i > 0 && g.counts[i] < 0 || g.counts[i] > 0 && n > (1<<62)/int64(g.counts[i]) {
			return 0, &UnsupportedError{"chunk index", fmt.Sprintf("of %d chunks along an axis", g.counts[i])}
		}
		n = n*int64(max(g.counts[i], 1)) + int64(k)
	}
	return n, nil
}

// A singleChunk is all of a dataset.
type singleChunk struct{ place chunkPlace }

func (s *singleChunk) find([]int) (chunkPlace, bool, error) {
	return s.place, s.place.address != nowhere, nil
}

// implicitChunks lie one behind the other.
type implicitChunks struct {
	grid
	address int64
}

func (x *implicitChunks) find(at []int) (chunkPlace, bool, error) {
	n, err := x.number(at)
	if err != nil || x.address == nowhere {
		return chunkPlace{}, false, err
	}
	if n > x.in.size/max(x.bytes, 1) {
		return chunkPlace{}, false, &DamagedError{x.in.base + x.address, fmt.Sprintf("chunk %d of %d bytes is behind the end of the file", n, x.bytes)}
	}
	return chunkPlace{address: x.address + n*x.bytes, size: x.bytes}, true, nil
}

// maxKept is how many nodes of an index are kept.
const maxKept = 1024

// A chunkTree is a B-tree of version 1.
type chunkTree struct {
	in    *input
	root  int64
	chunk []int
	kept  map[int64]*chunkNode
}

// A chunkNode is a node of it: keys and what they lead to.
type chunkNode struct {
	level    int
	keys     [][]uint64 // positions of first elements
	places   []chunkPlace
	children int
}

func (t *chunkTree) find(at []int) (chunkPlace, bool, error) {
	if t.root == nowhere {
		return chunkPlace{}, false, nil
	}
	want := make([]uint64, len(at))
	for i, k := range at {
		want[i] = uint64(k) * uint64(t.chunk[i])
	}
	address, level := t.root, -1
	for {
		n, err := t.node(address)
		if err != nil {
			return chunkPlace{}, false, err
		}
		if level >= 0 && n.level != level-1 {
			return chunkPlace{}, false, &DamagedError{t.in.base + address, fmt.Sprintf("got level %d of a tree of chunks below level %d", n.level, level)}
		}
		// The last key that is not behind the chunk.
		i, exact := slices.BinarySearchFunc(n.keys, want, slices.Compare)
		if !exact {
			i--
		}
		switch {
		case i < 0 || n.level == 0 && !exact:
			return chunkPlace{}, false, nil
		case n.level == 0:
			return n.places[i], true, nil
		}
		address, level = n.places[i].address, n.level
	}
}

// node reads a node.
func (t *chunkTree) node(address int64) (*chunkNode, error) {
	if n := t.kept[address]; n != nil {
		return n, nil
	}
	head := int64(8 + 2*t.in.width)
	c := t.in.block(address, head, "TREE")
	if kind := c.u8(); kind != toChunks {
		c.fail("got a tree of kind %d, want chunks", kind)
	}
	n := &chunkNode{level: c.u8(), children: c.u16()}
	if c.err != nil {
		return nil, c.err
	}
	rank := len(t.chunk)
	c = t.in.cursor(address+head, int64(n.children*(8+8*(rank+1)+t.in.width)))
	for range n.children {
		var p chunkPlace
		p.size, p.mask = c.number(4), uint32(c.uint(4))
		key := make([]uint64, rank)
		for i := range key {
			key[i] = c.uint(8)
		}
		c.skip(8) // within the element
		p.address = c.address()
		if c.err != nil {
			return nil, c.err
		}
		if k := len(n.keys); k > 0 && slices.Compare(n.keys[k-1], key) >= 0 {
			c.fail("chunks of a tree are not in order")
			return nil, c.err
		}
		n.keys, n.places = append(n.keys, key), append(n.places, p)
	}
	if t.kept == nil || len(t.kept) >= maxKept {
		t.kept = map[int64]*chunkNode{}
	}
	t.kept[address] = n
	return n, c.err
}

// chunkRecords is a B-tree of version 2.
type chunkRecords struct {
	grid
	address int64
	tree    *recordTree
	kept    map[int64]*treeNode
}

func (x *chunkRecords) find(at []int) (chunkPlace, bool, error) {
	none := chunkPlace{}
	if x.address == nowhere {
		return none, false, nil
	}
	if x.tree == nil {
		kind := 10
		if x.filtered {
			kind = 11
		}
		var err error
		if x.tree, err = x.in.recordTree(x.address, kind); err != nil {
			return none, false, err
		}
	}
	to := x.tree.root
	for level := x.tree.depth; to.n > 0 && to.address != nowhere; level-- {
		n, err := x.node(to, level)
		if err != nil {
			return none, false, err
		}
		i, p, found, err := x.search(n, at)
		if err != nil || found {
			return p, found, err
		}
		if level == 0 {
			break
		}
		to = n.children[i]
	}
	return none, false, nil
}

func (x *chunkRecords) node(to child, level int) (*treeNode, error) {
	if n := x.kept[to.address]; n != nil && n.n == to.n && (n.children == nil) == (level == 0) {
		return n, nil
	}
	n, err := x.tree.read(to, level)
	if err != nil {
		return nil, err
	}
	if x.kept == nil || len(x.kept) >= maxKept {
		x.kept = map[int64]*treeNode{}
	}
	x.kept[to.address] = n
	return n, nil
}

// search returns the record of a chunk, or the first one behind it.
func (x *chunkRecords) search(n *treeNode, at []int) (int, chunkPlace, bool, error) {
	lo, hi := 0, n.n
	for lo < hi {
		mid := (lo + hi) / 2
		p, order, err := x.record(n.record(mid), at)
		if err != nil || order == 0 {
			return mid, p, err == nil, err
		}
		if order < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, chunkPlace{}, false, nil
}

// record takes a record apart and compares its position with one.
func (x *chunkRecords) record(c *cursor, at []int) (chunkPlace, int, error) {
	p := chunkPlace{address: c.address(), size: x.bytes}
	if x.filtered {
		p.size, p.mask = c.number(c.left()-4-8*len(at)), uint32(c.uint(4))
	}
	order := 0
	for _, want := range at {
		if v := c.uint(8); order == 0 && v != uint64(want) {
			if order = 1; v < uint64(want) {
				order = -1
			}
		}
	}
	return p, order, c.err
}
