package hdf5

import (
	"fmt"
	"math"
)

// maxMessage bounds what stands in an object header as one: the size has 16
// bits and is a multiple of eight.
const maxMessage = math.MaxUint16 &^ 7

// Types of messages in object headers.
const (
	msgSpace     = 1
	msgType      = 3
	msgFill      = 5
	msgLayout    = 8
	msgFilters   = 11
	msgAttribute = 12
	msgNames     = 17
)

// constant is the flag of messages that never change.
const constant = 1

// metadata is the part of a file behind the data. It is built from the leaves
// up, as each block holds the addresses of those it leads to.
type metadata struct {
	at int64 // of its first byte, a multiple of eight
	b  []byte
}

// next is the address of what is added next.
func (m *metadata) next() int64 { return m.at + int64(len(m.b)) }

// add appends a block and returns its address.
func (m *metadata) add(block []byte) int64 {
	address := m.next()
	m.b = padded(append(m.b, block...))
	return address
}

// A header describes an object by messages.
type header struct {
	count int
	b     []byte
}

func (h *header) put(kind int, flags byte, body []byte) {
	n := len(body) + -len(body)&7
	h.count++
	h.b = little.AppendUint16(h.b, uint16(kind))
	h.b = little.AppendUint16(h.b, uint16(n))
	h.b = append(h.b, flags, 0, 0, 0)
	h.b = padded(append(h.b, body...))
}

// add writes the header, of version 1, and returns its address.
func (h *header) add(m *metadata, attributes []attribute) int64 {
	for i := range attributes {
		h.put(msgAttribute, 0, attributes[i].message())
	}
	b := little.AppendUint16([]byte{1, 0}, uint16(h.count))
	b = little.AppendUint32(b, 1) // referred to once
	b = little.AppendUint32(b, uint32(len(h.b)))
	return m.add(append(padded(b), h.b...))
}

// texts puts those of all attributes into a heap.
func texts(root *node, h *globalHeap) error {
	err := root.each(func(n *node) error {
		for _, a := range n.attributes {
			for i, s := range a.texts {
				if len(s) > math.MaxInt32 {
					return fmt.Errorf("attribute %q: got a text of %d bytes, want at most %d", a.name, len(s), math.MaxInt32)
				}
				a.refs[i] = h.put(s)
			}
		}
		return nil
	})
	h.close()
	return err
}

// A group is what a node with children has in the file.
type group struct{ header, tree, heap int64 }

// addGroup writes all below a node, and then the node.
func (m *metadata) addGroup(n *node) group {
	names := n.names()
	heap, offsets, headers := newLocalHeap(), make([]int, len(names)), make([]int64, len(names))
	for i, name := range names {
		child := n.children[name]
		if child.data != nil {
			headers[i] = child.data.add(m, child.attributes)
		} else {
			headers[i] = m.addGroup(child).header
		}
		offsets[i] = heap.put(name)
	}
	g := group{heap: heap.add(m), tree: m.addNames(offsets, headers)}
	var h header
	h.put(msgNames, 0, little.AppendUint64(little.AppendUint64(nil, uint64(g.tree)), uint64(g.heap)))
	g.header = h.add(m, n.attributes)
	return g
}

// addNames writes the tables of names in a group, and the tree above them. The
// key on the left of a table is the last name of the one before.
func (m *metadata) addNames(offsets []int, headers []int64) int64 {
	var leaves []branch
	last := 0
	for i := 0; i < len(offsets); i += 2 * leafK {
		n := min(2*leafK, len(offsets)-i)
		b := little.AppendUint16([]byte("SNOD\x01\x00"), uint16(n))
		for j := i; j < i+n; j++ {
			b = append(b, entry(offsets[j], headers[j])...)
		}
		b = append(b, make([]byte, 8+2*leafK*entrySize-len(b))...)
		leaves = append(leaves, branch{m.add(b), nameKey(last)})
		last = offsets[i+n-1]
	}
	return btree{toNames, nameK, nameKey(last)}.add(m, leaves)
}

const entrySize = 40

// entry is a line in a table of names.
func entry(offset int, header int64) []byte {
	b := little.AppendUint64(nil, uint64(offset))
	b = little.AppendUint64(b, uint64(header))
	return append(b, make([]byte, entrySize-len(b))...)
}

// superblockSize is where the first data may begin.
const superblockSize = 96

// superblock begins a file of version 0, which any reader knows.
func superblock(root group, end int64) []byte {
	b := []byte("\x89HDF\r\n\x1a\n")
	b = append(b, 0, 0, 0, 0, 0, 8, 8, 0) // versions; addresses and lengths have 8 bytes
	b = little.AppendUint16(b, leafK)
	b = little.AppendUint16(b, nameK)
	b = little.AppendUint32(b, 0)
	for _, v := range []uint64{0, noAddress, uint64(end), noAddress, 0, uint64(root.header)} {
		b = little.AppendUint64(b, v)
	}
	b = little.AppendUint64(b, 1) // where its names are follows
	b = little.AppendUint64(b, uint64(root.tree))
	return little.AppendUint64(b, uint64(root.heap))
}
