package arrays

import (
	"slices"

	"github.com/gloam-go/gloam/graph"
)

// A grid locates the blocks of an array: the chunk lengths of each axis, where
// each chunk starts, and how many there are. It is immutable.
type grid struct {
	chunks [][]int
	starts [][]int // one longer than chunks: the last entry is the extent
	counts []int
	shape  []int
}

// newGrid copies chunks, which must be valid.
func newGrid(chunks [][]int) *grid {
	nd := len(chunks)
	size := 3 * nd
	for _, c := range chunks {
		size += 2 * len(c)
	}
	lists, room := make([][]int, 2*nd), make([]int, size) // of all that follows
	take := func(n int) (part []int) {
		part, room = room[:n:n], room[n:]
		return part
	}
	g := &grid{chunks: lists[:nd:nd], starts: lists[nd:], counts: take(nd), shape: take(nd)}
	for i, c := range chunks {
		g.chunks[i], g.starts[i] = take(len(c)), take(len(c)+1)
		copy(g.chunks[i], c)
		for j, n := range c {
			g.starts[i][j+1] = g.starts[i][j] + max(n, 0)
		}
		g.counts[i] = len(c)
		g.shape[i] = g.starts[i][len(c)]
		if slices.Min(c) < 0 {
			g.shape[i] = Unknown // and starts say nothing
		}
	}
	return g
}

// blocks returns the number of blocks.
func (g *grid) blocks() int { return product(g.counts) }

// coords returns the coordinates of a block given by its C-order number.
func (g *grid) coords(block int) []int {
	at := make([]int, len(g.counts))
	for i := len(at) - 1; i >= 0; i-- {
		at[i] = block % g.counts[i]
		block /= g.counts[i]
	}
	return at
}

// manyAxes is how many axes few arrays have more of: for coordinates that need
// no memory of their own.
const manyAxes = 8

// coordsIn is coords in room, if that is enough.
func (g *grid) coordsIn(room []int, block int) []int {
	n := len(g.counts)
	if cap(room) < n {
		return g.coords(block)
	}
	at := room[:n]
	for i := n - 1; i >= 0; i-- {
		at[i] = block % g.counts[i]
		block /= g.counts[i]
	}
	return at
}

// number returns the C-order number of a block.
func (g *grid) number(at []int) int {
	n := 0
	for i, c := range at {
		n = n*g.counts[i] + c
	}
	return n
}

// blockShape returns the extents of a block.
func (g *grid) blockShape(at []int) []int {
	s := make([]int, len(at))
	for i, c := range at {
		s[i] = g.chunks[i][c]
	}
	return s
}

// start returns the index of a block's first element.
func (g *grid) start(at []int) []int {
	s := make([]int, len(at))
	for i, c := range at {
		s[i] = g.starts[i][c]
	}
	return s
}

// origin returns the index of the first element of a block given by its number.
func (g *grid) origin(block int) []int {
	s := make([]int, len(g.counts))
	for i := len(s) - 1; i >= 0; i-- {
		s[i] = g.starts[i][block%g.counts[i]]
		block /= g.counts[i]
	}
	return s
}

// shapes returns a function that gives the extents of a block as an argument of
// tasks. Those of the first block, which most have, are one value for all.
func (g *grid) shapes() func(block int) graph.Arg {
	first := make([]int, len(g.chunks))
	for i, c := range g.chunks {
		if len(c) > 0 {
			first[i] = c[0]
		}
	}
	usual := graph.Lit(first)
	return func(block int) graph.Arg {
		rest := block
		for i := len(first) - 1; i >= 0; i-- {
			if g.chunks[i][rest%g.counts[i]] != first[i] {
				return graph.Lit(g.blockShape(g.coords(block)))
			}
			rest /= g.counts[i]
		}
		return usual
	}
}

// size returns the number of elements of a block, [Unknown] if a length is not
// known.
func (g *grid) size(block int) int {
	n := 1
	for i := len(g.counts) - 1; i >= 0; i-- {
		c := g.chunks[i][block%g.counts[i]]
		if c < 0 {
			return Unknown
		}
		n *= c
		block /= g.counts[i]
	}
	return n
}

// largest returns the largest chunk length of each axis.
func (g *grid) largest() []int {
	s := make([]int, len(g.chunks))
	for i, c := range g.chunks {
		s[i] = slices.Max(c)
	}
	return s
}

func product(v []int) int {
	n := 1
	for _, e := range v {
		n *= e
	}
	return n
}

// same reports whether two chunkings cut alike.
func same(a, b [][]int) bool { return slices.EqualFunc(a, b, slices.Equal[[]int]) }
