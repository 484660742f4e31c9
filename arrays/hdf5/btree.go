package hdf5

import "slices"

// What a B-tree of version 1 leads to.
const (
	toNames  = 0
	toChunks = 1
)

// Half the entries of a node: those of groups are written in the superblock,
// that of chunks is fixed in superblocks of version 0.
const (
	leafK  = 4 // of the tables of names at the end of a group's tree
	nameK  = 16
	chunkK = 32
)

// noAddress stands for nothing there.
const noAddress = ^uint64(0)

// A branch is what a node of a tree leads to: an address and the key on its
// left.
type branch struct {
	address int64
	key     []byte
}

// A btree is made from its leaves up; last is the key on the right of them all.
type btree struct {
	kind, k int
	last    []byte
}

// add writes the tree above some leaves, in order, and returns the root's
// address. A tree without leaves is one empty node.
func (t btree) add(m *metadata, leaves []branch) int64 {
	for level := 0; ; level++ {
		next := t.level(m, level, leaves)
		if len(next) == 1 {
			return next[0].address
		}
		leaves = next
	}
}

// level writes the nodes that lead to some branches.
func (t btree) level(m *metadata, level int, to []branch) []branch {
	full := 2 * t.k
	size := 24 + (full+1)*len(t.last) + full*8
	first := m.next()
	count := max(1, (len(to)+full-1)/full)
	var nodes []branch
	for i := range count {
		part := to[min(i*full, len(to)):min((i+1)*full, len(to))]
		b := append(make([]byte, 0, size), 'T', 'R', 'E', 'E', byte(t.kind), byte(level))
		b = little.AppendUint16(b, uint16(len(part)))
		left, right := noAddress, noAddress
		if i > 0 {
			left = uint64(first + int64((i-1)*size))
		}
		if i < count-1 {
			right = uint64(first + int64((i+1)*size))
		}
		b = little.AppendUint64(little.AppendUint64(b, left), right)
		for _, e := range part {
			b = little.AppendUint64(append(b, e.key...), uint64(e.address))
		}
		end := t.last
		if i < count-1 {
			end = to[(i+1)*full].key
		}
		b = append(b, end...)
		own := t.last
		if len(part) > 0 {
			own = part[0].key
		}
		address := m.add(append(b, make([]byte, size-len(b))...))
		nodes = append(nodes, branch{address, own})
	}
	return nodes
}

// chunkKey is the key of a packed or plain chunk that begins at an element.
func chunkKey(size int, mask uint32, start []int) []byte {
	b := little.AppendUint32(little.AppendUint32(nil, uint32(size)), mask)
	for _, n := range append(slices.Clone(start), 0) { // within an element
		b = little.AppendUint64(b, uint64(n))
	}
	return b
}

// nameKey is the key of a name by its offset in the local heap.
func nameKey(offset int) []byte { return little.AppendUint64(nil, uint64(offset)) }
