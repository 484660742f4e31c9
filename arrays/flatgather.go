package arrays

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A flatMap takes elements from an array of another shape but the same size:
// the element at position p in C order comes from position p - shift there,
// counted round the end.
type flatMap struct {
	in, out *grid // of at least one axis; the last has several chunks, if any has
	shift   int
	size    int
}

// mostPieces is how many runs of elements a flatMap may be made of: they are
// walked through when a plan is made, too.
const mostPieces = 1 << 20

// joined merges trailing axes that are whole into the axis before, which changes
// neither the number nor the memory of blocks.
func (g *grid) joined() *grid {
	chunks := slices.Clone(g.chunks)
	for k := len(chunks) - 1; k > 0 && len(chunks[k]) == 1; k-- {
		row := chunks[k][0]
		chunks[k-1] = slices.Clone(chunks[k-1])
		for i := range chunks[k-1] {
			chunks[k-1][i] *= row
		}
		chunks = chunks[:k]
	}
	if len(chunks) == 0 {
		chunks = [][]int{{1}}
	}
	return newGrid(chunks)
}

// flatly makes an array of a's elements in C order, shifted round the end, in one
// task for each block of out. It is nil if that takes too many pieces.
func (a *Array) flatly(label string, out *grid, shift int) (*Array, error) {
	m := flatMap{in: a.grid.joined(), out: out.joined(), shift: shift, size: a.Size()}
	if m.size == 0 || a.dtype == ndarray.Object || m.pieces() > mostPieces {
		return nil, nil
	}
	dtype, chunks := a.dtype.String(), graph.Lit(listed(m.in.chunks))
	outer := graph.Lit(listed(m.out.chunks))
	return work{
		label: label, op: flatOp, params: []any{shift}, deps: []*Array{a}, out: out, dtype: a.dtype,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			numbers := m.reads(block)
			dst = append(dst, graph.Lit(dtype), graph.Lit(out.blockShape(out.coords(block))), chunks, outer,
				graph.Lit(block), graph.Lit(shift), graph.Lit(numbers))
			for _, n := range numbers {
				dst = append(dst, graph.Ref(0, n))
			}
			return dst
		},
	}.array()
}

// pieces is a little more than how many runs of elements there are.
func (m flatMap) pieces() int {
	n := 0
	for _, g := range []*grid{m.in, m.out} {
		last := len(g.chunks) - 1
		n += m.size / g.shape[last] * g.counts[last]
	}
	return n
}

// reads returns the blocks that a block takes elements from, in the order in
// which it needs them.
func (m flatMap) reads(block int) []int {
	var out []int
	seen := map[int]bool{}
	m.walk(block, func(_, from, _, _ int) {
		if !seen[from] {
			seen[from] = true
			out = append(out, from)
		}
	})
	return out
}

// walk calls piece for each run of elements of a block: the element there, the
// block it comes from, the element in that, and how many follow each other in
// both.
func (m flatMap) walk(block int, piece func(to, from, at, n int)) {
	coords := m.out.coords(block)
	start, shape := m.out.start(coords), m.out.blockShape(coords)
	last := len(shape) - 1
	if product(shape) == 0 {
		return
	}
	index, to := make([]int, len(shape)), 0
	for {
		p := 0
		for i, n := range m.out.shape {
			p = p*n + start[i] + index[i]
		}
		for done := 0; done < shape[last]; {
			q := (p + done - m.shift) % m.size
			if q < 0 {
				q += m.size
			}
			from, at, n := m.in.locate(q)
			n = min(n, shape[last]-done)
			piece(to, from, at, n)
			done, to = done+n, to+n
		}
		i := last - 1
		for ; i >= 0; i-- {
			if index[i]++; index[i] < shape[i] {
				break
			}
			index[i] = 0
		}
		if i < 0 {
			return
		}
	}
}

// locate returns the block of the element at a position in C order, the element
// in the block, and how many elements lie side by side from there on.
func (g *grid) locate(position int) (block, at, n int) {
	size, scale := 1, 1
	for i := len(g.shape) - 1; i >= 0; i-- {
		k := position % g.shape[i]
		position /= g.shape[i]
		chunk := sort.SearchInts(g.starts[i], k+1) - 1
		if i == len(g.shape)-1 {
			n = g.starts[i][chunk+1] - k
		}
		at += (k - g.starts[i][chunk]) * size
		block += chunk * scale
		size *= g.chunks[i][chunk]
		scale *= g.counts[i]
	}
	return block, at, n
}

// listed writes chunks as numbers: for each axis how many, and their lengths.
func listed(chunks [][]int) []int {
	out := []int{}
	for _, c := range chunks {
		out = append(append(out, len(c)), c...)
	}
	return out
}

// unlisted reads what listed wrote.
func unlisted(list []int) (*grid, error) {
	chunks := [][]int{}
	for rest := list; len(rest) > 0; {
		n := rest[0]
		if n < 1 || n >= len(rest) || slices.Min(rest[1:n+1]) < 0 {
			return nil, fmt.Errorf("arrays: flat: got chunks %s, want how many along an axis and then their lengths", tuple(list))
		}
		chunks, rest = append(chunks, rest[1:n+1]), rest[n+1:]
	}
	if len(chunks) == 0 {
		return nil, fmt.Errorf("arrays: flat: got no chunks")
	}
	return newGrid(chunks), nil
}

var flatOp = graph.Register("gloam/arrays/flat", func(ctx context.Context, args []any) (any, error) {
	var r reader
	dtype, shape, in, out := r.dtype(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3)
	block, shift, numbers := r.int(args, 4), r.int(args, 5), r.ints(args, 6)
	if r.err != nil {
		return nil, r.err
	}
	m := flatMap{shift: shift}
	var err error
	if m.in, err = unlisted(in); err != nil {
		return nil, err
	}
	if m.out, err = unlisted(out); err != nil {
		return nil, err
	}
	m.size = product(m.in.shape)
	if m.size != product(m.out.shape) || block < 0 || block >= m.out.blocks() || len(numbers) != len(args)-7 {
		return nil, fmt.Errorf("arrays: flat: got block %d of shape %s with %d inputs of %s", block, tuple(m.out.shape), len(args)-7, tuple(m.in.shape))
	}
	blocks, err := m.blocks(dtype, numbers, args[7:])
	if err != nil {
		return nil, err
	}
	return m.block(ctx, dtype, block, shape, blocks)
})

// blocks returns the memory of blocks by their numbers.
func (m flatMap) blocks(dtype ndarray.DType, numbers []int, values []any) (map[int][]byte, error) {
	out := map[int][]byte{}
	for i, v := range values {
		b, err := blockOf(v)
		if err != nil {
			return nil, err
		}
		if n := numbers[i]; n < 0 || n >= m.in.blocks() || b.Size() != m.in.size(n) || b.DType() != dtype {
			return nil, fmt.Errorf("arrays: flat: got %s of shape %s as block %d, want %s", b.DType(), tuple(b.Shape()), n, dtype)
		}
		memory, ok := b.AsContiguous().Memory()
		if !ok {
			return nil, fmt.Errorf("arrays: flat: got %s, which has no memory", b.DType())
		}
		out[numbers[i]] = memory
	}
	return out, nil
}

// block copies the pieces of a block.
func (m flatMap) block(ctx context.Context, dtype ndarray.DType, block int, shape []int, blocks map[int][]byte) (*ndarray.Array, error) {
	if product(shape) != m.out.size(block) {
		return nil, fmt.Errorf("arrays: flat: got shape %s for block %d of %d elements", tuple(shape), block, m.out.size(block))
	}
	y, err := unset(dtype, shape...)
	if err != nil {
		return nil, err
	}
	memory, _ := y.Memory()
	item, missing := dtype.Size(), false
	m.walk(block, func(to, from, at, n int) {
		source, ok := blocks[from]
		if missing = missing || !ok; ok {
			copy(memory[to*item:(to+n)*item], source[at*item:(at+n)*item])
		}
	})
	if missing {
		return nil, fmt.Errorf("arrays: flat: got %d blocks, which is not all that block %d of %s reads", len(blocks), block, tuple(m.out.shape))
	}
	return y, ctx.Err()
}
