package zarr

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/internal/wording"
)

// blocks returns the chunk lengths of the lazy array.
func (m *arrayMeta) blocks(spec *arrays.Chunking) ([][]int, error) {
	if spec != nil {
		return arrays.NormalizeChunks(m.shape, *spec, m.dtype, nil)
	}
	unit := m.unpacked()
	groups := m.groups(unit)
	axes := make([]arrays.AxisChunks, len(m.shape))
	blocks := 1
	for i, n := range m.shape {
		count := ceil(n, m.chunk[i]) * ceil(m.chunk[i], groups[i]*unit[i])
		if count > maxKeys || blocks > maxChunk/max(count, 1) {
			return nil, fmt.Errorf("chunks %s of shape %s are too many blocks: say what blocks to make of them", wording.Shape(m.chunk), wording.Shape(m.shape))
		}
		blocks *= max(count, 1)
		axes[i] = arrays.Lengths(lengths(n, m.chunk[i], groups[i]*unit[i])...)
	}
	return arrays.NormalizeChunks(m.shape, arrays.PerAxis(axes...), m.dtype, nil)
}

// groups returns how many chunks of a shard make a block along each axis: all,
// or fewer along the first axes if that is too much.
func (m *arrayMeta) groups(unit []int) []int {
	groups := make([]int, len(unit))
	for i, n := range unit {
		groups[i] = m.chunk[i] / n
	}
	for i := range groups {
		for groups[i] > 1 && blockBytes(unit, groups, m.dtype.Size()) > arrays.DefaultBlockBytes {
			groups[i] = (groups[i] + 1) / 2
		}
	}
	return groups
}

func blockBytes(unit, groups []int, item int) int64 {
	n := int64(item)
	for i := range unit {
		n *= int64(unit[i]) * int64(groups[i])
	}
	return n
}

// lengths cuts an axis into shards and these into blocks.
func lengths(n, shard, block int) []int {
	out := []int{}
	for at := 0; at < n; {
		left := min(n-at, shard-at%shard)
		out = append(out, min(left, block))
		at += min(left, block)
	}
	if len(out) == 0 {
		out = append(out, 0)
	}
	return out
}

// cuts are the blocks of an array.
type cuts struct {
	counts  []int
	offsets [][]int // of the blocks along each axis, and the end
}

func newCuts(chunks [][]int) *cuts {
	c := &cuts{counts: make([]int, len(chunks)), offsets: make([][]int, len(chunks))}
	for i, lengths := range chunks {
		c.counts[i], c.offsets[i] = len(lengths), make([]int, len(lengths)+1)
		for j, n := range lengths {
			c.offsets[i][j+1] = c.offsets[i][j] + n
		}
	}
	return c
}

// box returns where a block, counted in C order, lies.
func (c *cuts) box(block int) (start, shape []int) {
	start, shape = make([]int, len(c.counts)), make([]int, len(c.counts))
	for i := len(c.counts) - 1; i >= 0; i-- {
		at := block % c.counts[i]
		block /= c.counts[i]
		start[i], shape[i] = c.offsets[i][at], c.offsets[i][at+1]-c.offsets[i][at]
	}
	return start, shape
}

func product(v []int) int {
	n := 1
	for _, e := range v {
		n *= e
	}
	return n
}
