package arrays

import (
	"context"
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
	at          int // where it begins in the output chunk
}

// overlaps returns, for each new chunk of an axis, what it takes from which
// old chunks. Both must have the same sum.
func overlaps(old, new []int) [][]span {
	out := make([][]span, len(new))
	all := make([]span, 0, len(old)+len(new)) // there are fewer
	chunk, used := 0, 0
	for i, need := range new {
		first, whole := len(all), need
		for need > 0 {
			if used == old[chunk] {
				chunk, used = chunk+1, 0
				continue
			}
			n := min(need, old[chunk]-used)
			all = append(all, span{chunk, used, used + n, whole - need})
			used, need = used+n, need-n
		}
		if len(all) > first {
			out[i] = all[first:len(all):len(all)]
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
	dtype, box, shape := graph.Lit(a.dtype.String()), boxes.shapes(), out.shapes()
	return work{
		label: label, op: gatherOp, params: append(params, boxes.chunks), deps: []*Array{a}, out: out, dtype: a.dtype,
		blockwise: oneEach(axes),
		args: func(block int, dst []graph.Arg) []graph.Arg {
			var room [manyAxes]int
			return a.grid.pieces(axes, boxes.coordsIn(room[:], block), append(dst, dtype, box(block), shape(block)))
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
	room := make([]int, (3*n+2)*nd)
	pick, source, plan := room[:nd], room[nd:2*nd], room[2*nd:] // the plan is filled in below
	dst = append(slices.Grow(dst, n+1), graph.Lit(plan))
	for p := range n {
		row := plan[3*nd*p : 3*nd*(p+1)]
		for i := range nd {
			now := axes[i][at[i]][pick[i]]
			row[i], row[nd+i], row[2*nd+i], source[i] = now.at, now.start, now.stop-now.start, now.chunk
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

var gatherOp = graph.RegisterFusing("gloam/arrays/gather", gatherBlock, fuseGather)

func gatherBlock(ctx context.Context, args []any) (any, error) {
	m, shape, err := gathered(args)
	if err != nil {
		return nil, err
	}
	if m.whole() {
		_, from, box := m.piece(0)
		return wholeBox(m.blocks[0], from, box, shape)
	}
	out, err := m.value(ctx)
	if err != nil {
		return nil, err
	}
	return shaped(out, shape)
}

// fuseGather is gatherOp as a step of a fused task: what reads it may do so slab
// by slab.
func fuseGather(ctx context.Context, args []any) (any, error) {
	return settled(ctx, args, func(ctx context.Context, args []any) (any, error) {
		m, shape, err := gathered(args)
		if err != nil {
			return nil, err
		}
		if m.whole() || !slices.Equal(m.shape, shape) {
			return gatherBlock(ctx, args)
		}
		return &term{dtype: m.dtype, shape: shape, mosaic: m}, nil
	})
}

// gathered reads the arguments that gather writes.
func gathered(args []any) (m *mosaic, shape []int, err error) {
	var r reader
	dtype, box, shape, plan := r.dtype(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3)
	if r.err != nil {
		return nil, nil, r.err
	}
	if _, err := ndarray.CheckShape(dtype, box); err != nil {
		return nil, nil, err
	}
	m, err = newMosaic(dtype, box, plan, args[4:])
	return m, shape, err
}

// wholeBox returns a box of a single block as a block of its own: a view of it,
// or a copy if it is less than half of the block.
func wholeBox(b *ndarray.Array, start, box, shape []int) (*ndarray.Array, error) {
	if 2*product(box) < b.Size() {
		out, err := unset(b.DType(), box...)
		if err != nil {
			return nil, err
		}
		if err := copyBox(out, b, make([]int, len(box)), start, box); err != nil {
			return nil, err
		}
		return shaped(out, shape)
	}
	v, err := b.Region(start, box)
	if err != nil {
		return nil, err
	}
	return shaped(v, shape)
}

// shaped is b in another shape, itself if it has that.
func shaped(b *ndarray.Array, shape []int) (*ndarray.Array, error) {
	if slices.Equal(b.Shape(), shape) {
		return b, nil
	}
	return b.Reshape(shape...)
}

// own returns v, or a copy of it if it is less than half of the block of the
// given size that it is a view of.
func own(v *ndarray.Array, size int) *ndarray.Array {
	if 2*v.Size() < size {
		return v.Copy()
	}
	return v
}
