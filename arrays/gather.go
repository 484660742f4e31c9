package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Gather is how an operation reads a box that does not follow the blocks of
// its input: every output block allocates its box, copies the overlap of each
// input block into it, and shows it in the output's shape. A box inside one
// input block is a view of it.

// A span is the overlap of one output chunk with one input chunk of an axis.
type span struct {
	chunk       int // of the input
	start, stop int // inside the input chunk
}

// overlaps returns, for each new chunk of an axis, what it takes from which
// old chunks. Both must have the same sum.
func overlaps(old, new []int) [][]span {
	out := make([][]span, len(new))
	chunk, used := 0, 0
	for i, need := range new {
		for need > 0 {
			if used == old[chunk] {
				chunk, used = chunk+1, 0
				continue
			}
			n := min(need, old[chunk]-used)
			out[i] = append(out[i], span{chunk, used, used + n})
			used, need = used+n, need-n
		}
	}
	return out
}

// gather makes an array whose block k, in C order, holds the elements of block
// k of the same array cut by boxes, in the block shapes of out.
func (a *Array) gather(label string, boxes, out *grid, params ...any) (*Array, error) {
	axes := make([][][]span, a.NDim())
	for i := range axes {
		axes[i] = overlaps(a.grid.chunks[i], boxes.chunks[i])
	}
	dtype := a.dtype.String()
	return work{
		label: label, op: gatherOp, params: append(params, boxes.chunks), deps: []*Array{a}, out: out, dtype: a.dtype,
		blockwise: oneEach(axes),
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := boxes.coords(block)
			dst = append(dst, graph.Lit(dtype), graph.Lit(boxes.blockShape(at)), graph.Lit(out.blockShape(out.coords(block))))
			return a.grid.pieces(axes, at, dst)
		},
	}.array()
}

// oneEach reports whether every box lies within one input block.
func oneEach(axes [][][]span) bool {
	for _, axis := range axes {
		for _, s := range axis {
			if len(s) > 1 {
				return false
			}
		}
	}
	return true
}

// pieces appends one list of numbers and one reference for each input block
// that the box at the given coordinates overlaps: where the piece lies in the
// box, where in the input block, and its extents.
func (g *grid) pieces(axes [][][]span, at []int, dst []graph.Arg) []graph.Arg {
	n := 1
	for i, c := range at {
		n *= len(axes[i][c])
	}
	nd := len(at)
	plan := make([]int, 3*nd*n) // filled in below
	dst = append(dst, graph.Lit(plan))
	pick, source := make([]int, nd), make([]int, nd)
	for p := range n {
		row := plan[3*nd*p : 3*nd*(p+1)]
		for i := range nd {
			s := axes[i][at[i]]
			for _, before := range s[:pick[i]] {
				row[i] += before.stop - before.start
			}
			now := s[pick[i]]
			row[nd+i], row[2*nd+i], source[i] = now.start, now.stop-now.start, now.chunk
		}
		dst = append(dst, graph.Ref(0, g.number(source)))
		for i := nd - 1; i >= 0; i-- {
			if pick[i]++; pick[i] < len(axes[i][at[i]]) {
				break
			}
			pick[i] = 0
		}
	}
	return dst
}

var gatherOp = graph.Register("gloam/arrays/gather", func(ctx context.Context, args []any) (any, error) {
	var r reader
	dtype, box, shape, plan := r.dtype(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	nd, blocks := len(box), args[4:]
	if len(plan) != 3*nd*len(blocks) {
		return nil, fmt.Errorf("arrays: gather: got a plan of %d numbers for %d blocks of %d axes", len(plan), len(blocks), nd)
	}
	if len(blocks) == 1 && slices.Equal(plan[2*nd:], box) {
		return wholeBox(blocks[0], plan[nd:2*nd], box, shape)
	}
	out, err := unset(dtype, box...)
	if err != nil {
		return nil, err
	}
	missing := product(box)
	for i, b := range blocks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row := plan[3*nd*i : 3*nd*(i+1)]
		b, err := blockOf(b)
		if err != nil {
			return nil, err
		}
		if err := copyBox(out, b, row[:nd], row[nd:2*nd], row[2*nd:]); err != nil {
			return nil, err
		}
		missing -= product(row[2*nd:])
	}
	if missing != 0 {
		return nil, fmt.Errorf("arrays: gather: %d of %d elements come from nowhere", missing, product(box))
	}
	return out.Reshape(shape...)
})

// wholeBox returns a box of a single block as a block of its own.
func wholeBox(block any, start, box, shape []int) (*ndarray.Array, error) {
	b, err := blockOf(block)
	if err != nil {
		return nil, err
	}
	v, err := b.Region(start, box)
	if err != nil {
		return nil, err
	}
	return own(v, b.Size()).Reshape(shape...)
}

// own returns v, or a copy of it if it is less than half of the block of the
// given size that it is a view of.
func own(v *ndarray.Array, size int) *ndarray.Array {
	if 2*v.Size() < size {
		return v.Copy()
	}
	return v
}
