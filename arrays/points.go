package arrays

import (
	"context"
	"slices"
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// points replaces axes by those of lists that name positions on them together.
// The axes of the lists, broadcast, come at the given place.
func (a *Array) points(axes []int, lists []*ndarray.Array, place int) (*Array, error) {
	if err := a.known("slice"); err != nil {
		return nil, err
	}
	shapes := make([][]int, len(lists))
	for i, l := range lists {
		shapes[i] = l.Shape()
	}
	shape, err := ndarray.BroadcastShapes(shapes...)
	if err != nil {
		return nil, broadcastError("slice", shapes)
	}
	coords := make([][]int, len(lists))
	for i, l := range lists {
		wide, err := l.BroadcastTo(shape...)
		if err != nil {
			return nil, err
		}
		if coords[i], err = intsOf(wide); err != nil {
			return nil, err
		}
	}
	limit := 1 // so that blocks are no larger than those of the input
	for _, i := range axes {
		limit *= slices.Max(a.grid.chunks[i])
	}
	y, err := a.readPoints(axes, coords, limit)
	if y == nil && err == nil {
		var near *Array
		if near, coords, err = a.nearPoints(axes, coords); err == nil {
			y, err = newPoints(near, axes, coords, limit).array()
		}
	}
	if err != nil {
		return nil, err
	}
	if len(shape) != 1 {
		if y, err = y.Reshape(append(slices.Clone(shape), y.Shape()[1:]...)...); err != nil {
			return nil, err
		}
	}
	return y.moveAxes(0, len(shape), place)
}

// A pointPlan knows which points each block of the result takes from where.
type pointPlan struct {
	in     *Array
	axes   []int // indexed
	rest   []int // others
	coords [][]int
	out    *grid
	pieces [][]piece // for each chunk of points
}

// A piece is the points that lie in the blocks of one place along the indexed
// axes.
type piece struct {
	block []int   // along each indexed axis
	at    []int   // points, inside the chunk
	in    [][]int // positions inside the blocks
}

// newPoints puts up to limit points into a block.
func newPoints(a *Array, axes []int, coords [][]int, limit int) *pointPlan {
	p := &pointPlan{in: a, axes: axes, coords: coords, out: pointGrid(a, axes, len(coords[0]), limit)}
	for i := range a.grid.chunks {
		if !slices.Contains(axes, i) {
			p.rest = append(p.rest, i)
		}
	}
	for c := range p.out.counts[0] {
		p.pieces = append(p.pieces, p.chunk(p.out.starts[0][c], p.out.starts[0][c+1]))
	}
	return p
}

// pointGrid is that of n points, up to limit in a block, along its first axis,
// and of the axes that they leave.
func pointGrid(a *Array, axes []int, n, limit int) *grid {
	chunks := [][]int{chunksOf(n, max(limit, 1))}
	for i, c := range a.grid.chunks {
		if !slices.Contains(axes, i) {
			chunks = append(chunks, c)
		}
	}
	return newGrid(chunks)
}

// chunk sorts the points from start to stop by the blocks that hold them.
func (p *pointPlan) chunk(start, stop int) []piece {
	var list []piece
	block := make([]int, len(p.axes))
	find := map[int]int{}
	for i := start; i < stop; i++ {
		key := 0
		for k, axis := range p.axes {
			// the last chunk that starts at the point or before
			block[k] = sort.SearchInts(p.in.grid.starts[axis], p.coords[k][i]+1) - 1
			key = key*p.in.grid.counts[axis] + block[k]
		}
		at, ok := find[key]
		if !ok {
			at = len(list)
			find[key] = at
			list = append(list, piece{block: slices.Clone(block), in: make([][]int, len(p.axes))})
		}
		list[at].at = append(list[at].at, i-start)
		for k, axis := range p.axes {
			list[at].in[k] = append(list[at].in[k], p.coords[k][i]-p.in.grid.starts[axis][block[k]])
		}
	}
	return list
}

func (p *pointPlan) array() (*Array, error) {
	dtype := p.in.dtype.String()
	return work{
		label: "vindex", op: pointsOp, params: []any{p.axes, p.coords}, deps: []*Array{p.in}, out: p.out, dtype: p.in.dtype,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := p.out.coords(block)
			dst = append(dst, graph.Lit(dtype), graph.Lit(p.out.blockShape(at)), graph.Lit(p.axes))
			list := p.pieces[at[0]]
			for _, piece := range list {
				numbers := slices.Clone(piece.at)
				for _, in := range piece.in {
					numbers = append(numbers, in...)
				}
				dst = append(dst, graph.Lit(numbers))
			}
			from := make([]int, p.in.NDim())
			for k, axis := range p.rest {
				from[axis] = at[1+k]
			}
			for _, piece := range list {
				for k, axis := range p.axes {
					from[axis] = piece.block[k]
				}
				dst = append(dst, graph.Ref(0, p.in.grid.number(from)))
			}
			return dst
		},
	}.array()
}

var pointsOp = graph.Register("gloam/arrays/points", func(ctx context.Context, args []any) (any, error) {
	var r reader
	dtype, shape, axes := r.dtype(args, 0), r.ints(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	out, n := ndarray.New(dtype, shape...), (len(args)-3)/2
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		numbers, b := r.ints(args, 3+i), r.block(args, 3+n+i)
		if r.err != nil {
			return nil, r.err
		}
		count := len(numbers) / (1 + len(axes))
		in := make([][]int, len(axes))
		for k := range in {
			in[k] = numbers[(1+k)*count : (2+k)*count]
		}
		lead, err := leading(b, axes)
		if err != nil {
			return nil, err
		}
		if err := ndarray.CopyPoints(out, numbers[:count], lead, in); err != nil {
			return nil, err
		}
	}
	return out, nil
})

// leading is a view in which the given axes come first.
func leading(b *ndarray.Array, axes []int) (*ndarray.Array, error) {
	order := slices.Clone(axes)
	for i := range b.NDim() {
		if !slices.Contains(axes, i) {
			order = append(order, i)
		}
	}
	return b.Transpose(order...)
}
