package hdf5

import (
	"fmt"
	"math"
)

// A recordTree is a B-tree of version 2: of records of one size.
type recordTree struct {
	in     *input
	kind   int
	node   int64 // bytes of a node
	record int
	depth  int
	root   child
	counts []int // bytes of the number of all records below, by level
	each   int   // bytes of the number of records in a node
}

// A child is what leads to a node.
type child struct {
	address int64
	n       int // records in it
}

// recordTree reads the head of a tree.
func (in *input) recordTree(address int64, kind int) (*recordTree, error) {
	c := in.checked(address, int64(22+in.width+in.long), "BTHD")
	c.version(0)
	t := &recordTree{in: in, kind: c.u8()}
	t.node, t.record, t.depth = int64(c.u32()), c.u16(), c.u16()
	c.skip(2)
	t.root = child{c.address(), c.u16()}
	if c.err == nil && (kind >= 0 && t.kind != kind || t.record < 1 || t.depth > 32 || t.node < int64(t.record)+10) {
		c.fail("got a tree of kind %d and depth %d with records of %d in nodes of %d bytes, want kind %d", t.kind, t.depth, t.record, t.node, kind)
	}
	if c.err != nil {
		return nil, c.err
	}
	// Numbers of records take as many bytes as the fullest node needs.
	most := (t.node - 10) / int64(t.record)
	t.each = limitBytes(uint64(most))
	t.counts = []int{0}
	below := float64(most)
	for level := 1; level <= t.depth; level++ {
		pointer := in.width + t.each + t.counts[level-1]
		most = (t.node - 10 - int64(pointer)) / int64(t.record+pointer)
		below = float64(most+1)*below + float64(most)
		if most < 1 || below > math.MaxInt64 {
			c.fail("got a tree of depth %d with nodes of %d bytes", t.depth, t.node)
			return nil, c.err
		}
		t.counts = append(t.counts, limitBytes(uint64(below)))
	}
	return t, nil
}

// A treeNode is a node taken apart.
type treeNode struct {
	t        *recordTree
	records  *cursor
	n        int
	children []child
}

// read takes apart the node at a level above the leaves.
func (t *recordTree) read(to child, level int) (*treeNode, error) {
	name, pointer := "BTLF", 0
	if level > 0 {
		name, pointer = "BTIN", t.in.width+t.each+t.counts[level-1]
	}
	if int64(to.n)*int64(t.record+pointer)+int64(pointer)+10 > t.node {
		return nil, &DamagedError{t.in.base + max(to.address, 0), fmt.Sprintf("got %d records in a node of %d bytes", to.n, t.node)}
	}
	used := 6 + to.n*(t.record+pointer) + pointer
	c := t.in.checked(to.address, int64(used+4), name)
	c.version(0)
	if kind := c.u8(); kind != t.kind {
		c.fail("got a node of kind %d in a tree of kind %d", kind, t.kind)
	}
	n := &treeNode{t: t, n: to.n}
	n.records = &cursor{at: c.at + int64(c.pos), b: c.take(to.n * t.record), width: c.width, long: c.long}
	if level > 0 {
		for range to.n + 1 {
			n.children = append(n.children, child{c.address(), int(c.number(t.each))})
			c.skip(t.counts[level-1])
		}
	}
	return n, c.err
}

// record returns a record of the node.
func (n *treeNode) record(i int) *cursor {
	c, size := n.records, n.t.record
	return &cursor{b: c.b[i*size : (i+1)*size], at: c.at + int64(i*size), width: c.width, long: c.long}
}

// eachRecord calls fn for all records of the tree at an address, in order.
func (in *input) eachRecord(address int64, kind int, fn func(*cursor) error) error {
	t, err := in.recordTree(address, kind)
	if err != nil || t.root.address == nowhere || t.root.n == 0 {
		return err
	}
	seen := map[int64]bool{}
	var walk func(child, int) error
	walk = func(to child, level int) error {
		if seen[to.address] {
			return &DamagedError{in.base + to.address, "a tree goes in circles"}
		}
		seen[to.address] = true
		node, err := t.read(to, level)
		if err != nil {
			return err
		}
		for i := range to.n + 1 {
			if level > 0 {
				if err := walk(node.children[i], level-1); err != nil {
					return err
				}
			}
			if i == to.n {
				break
			}
			r := node.record(i)
			if err := fn(r); err != nil || r.err != nil {
				return firstError(err, r.err)
			}
		}
		return nil
	}
	return walk(t.root, t.depth)
}

func firstError(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}
