package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// readPoints is points for arrays that come straight from a source: each block
// reads the frames, or the units of storage, that its points lie in, and of
// frames only the box around the points. It returns nil where that does not
// pay: where it reads more than half of what the blocks of the array do.
func (a *Array) readPoints(axes []int, coords [][]int, limit int) (*Array, error) {
	if a.origin == nil || len(coords[0]) == 0 || a.Size() == 0 {
		return nil, nil
	}
	o, g := *a.origin, pointGrid(a, axes, len(coords[0]), limit)
	in := make([][]int, len(coords)) // in the source's array
	for k, axis := range axes {
		in[k] = make([]int, len(coords[k]))
		for i, p := range coords[k] {
			in[k][i] = o.baseOf(axis) + p*o.stepOf(axis)
		}
	}
	o = o.placedAlong(axes)
	step := append([]int{}, o.step...) // none is 1
	reads := func(block int) int64 {
		at := g.coords(block)
		start, shape := o.besidePoints(g, at, axes)
		return o.bytesOfPoints(start, shape, axes, pointsIn(g, at[0], in))
	}
	if !o.pointsPay(g, reads, a) {
		return nil, nil
	}
	return work{
		label: "read-points", op: readPointsOp, params: []any{o.encoded, o.base, axes, in, step}, out: g, dtype: o.info.DType,
		text: o.info.Path,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := g.coords(block)
			start, shape := o.besidePoints(g, at, axes)
			return append(dst, graph.Lit(o.encoded), graph.Lit(start), graph.Lit(shape), graph.Lit(axes),
				graph.Lit(slices.Concat(pointsIn(g, at[0], in)...)), graph.Lit(step))
		},
		reads: reads,
	}.array()
}

// placedAlong is the origin for positions of the source's array along axes: steps
// along them are 1.
func (o origin) placedAlong(axes []int) origin {
	if o.step != nil {
		o.step = slices.Clone(o.step)
		for _, axis := range axes {
			o.step[axis] = 1
		}
	}
	return o
}

// pointsPay reports whether reading points takes less than half of what reading
// the array does. Of the blocks of the other axes the first one is asked.
func (o origin) pointsPay(g *grid, reads func(block int) int64, whole *Array) bool {
	each := g.blocks() / g.counts[0]
	sum, limit := int64(0), whole.origin.cost(whole.grid)
	for c := range g.counts[0] {
		if sum += 2 * reads(c*each) * int64(each); sum >= limit {
			return false
		}
	}
	return true
}

// besidePoints is the box of the source's array that a block of points reads,
// of one position along the axes of the points, which it leaves open.
func (o origin) besidePoints(g *grid, at, axes []int) (start, shape []int) {
	n := len(g.shape) - 1 + len(axes)
	start, shape = make([]int, n), make([]int, n)
	k := 0
	for i := range n {
		if slices.Contains(axes, i) {
			shape[i] = 1
			continue
		}
		k++
		start[i] = o.baseOf(i) + g.starts[k][at[k]]*o.stepOf(i)
		shape[i] = g.chunks[k][at[k]]
	}
	return start, shape
}

// pointsIn returns the coordinates of the points of a chunk.
func pointsIn(g *grid, chunk int, coords [][]int) [][]int {
	out := make([][]int, len(coords))
	for k, list := range coords {
		out[k] = list[g.starts[0][chunk]:g.starts[0][chunk+1]]
	}
	return out
}

// bytesOfPoints is what reading points takes.
func (o origin) bytesOfPoints(start, shape, axes []int, coords [][]int) int64 {
	var sum int64
	for _, c := range o.info.clusters(axes, coords) {
		for k, axis := range axes {
			start[axis], shape[axis] = c.first[k], c.n[k]
		}
		sum += o.bytesIn(start, shape)
	}
	return sum
}

// A cluster is points that are read together.
type cluster struct {
	at       []int // numbers of the points
	first, n []int // the box around them, along the axes of the points
}

// clusters sorts points by what storage reads at once: a frame, or a unit if
// there are such.
func (info SourceInfo) clusters(axes []int, coords [][]int) []cluster {
	nav := len(info.Nav())
	unit := func(k, position int) int {
		switch axis := axes[k]; {
		case info.Unit != nil:
			return position / info.Unit[axis]
		case axis < nav:
			return position
		}
		return 0
	}
	order := make([]int, len(coords[0]))
	for i := range order {
		order[i] = i
	}
	compare := func(a, b int) int {
		for k, list := range coords {
			if by := unit(k, list[a]) - unit(k, list[b]); by != 0 {
				return by
			}
		}
		return 0
	}
	slices.SortStableFunc(order, compare)
	var out []cluster
	for len(order) > 0 {
		n := 1
		for n < len(order) && compare(order[0], order[n]) == 0 {
			n++
		}
		out = append(out, clusterOf(order[:n], coords))
		order = order[n:]
	}
	return out
}

func clusterOf(at []int, coords [][]int) cluster {
	c := cluster{at: at}
	for _, list := range coords {
		low, high := list[at[0]], list[at[0]]
		for _, i := range at {
			low, high = min(low, list[i]), max(high, list[i])
		}
		c.first, c.n = append(c.first, low), append(c.n, high-low+1)
	}
	return c
}

var readPointsOp = graph.Register("gloam/read/points", func(ctx context.Context, args []any) (any, error) {
	var r reader
	encoded := r.bytes(args, 0)
	b := pointBox{start: r.ints(args, 1), shape: r.ints(args, 2), axes: r.ints(args, 3), step: r.ints(args, 5)}
	numbers := r.ints(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	src, err := DecodeSource(encoded)
	if err != nil {
		return nil, err
	}
	info := src.Info()
	if err := b.locate(numbers, info); err != nil {
		return nil, err
	}
	boxes, err := b.boxes(info)
	if err != nil {
		return nil, err
	}
	return withFrames(ctx, src, info, b.result(), func(frames Frames, out *ndarray.Array) error {
		for _, c := range boxes {
			if err := b.read(ctx, src, frames, out, c); err != nil {
				return err
			}
		}
		return nil
	})
})

// A pointBox is a box of a source with points along some axes.
type pointBox struct {
	start, shape, step, axes []int
	coords                   [][]int
}

// locate takes the coordinates of the points, those along one axis after those
// along another, and checks them.
func (b *pointBox) locate(numbers []int, info SourceInfo) error {
	n := len(info.Shape)
	outside := func(axis int) bool { return axis < 0 || axis >= n }
	if len(b.start) != n || len(b.shape) != n || len(b.axes) == 0 || len(numbers)%len(b.axes) != 0 || slices.ContainsFunc(b.axes, outside) {
		return fmt.Errorf("arrays: read: got %d positions along axes %v of a source of shape %s", len(numbers), b.axes, tuple(info.Shape))
	}
	if len(b.step) == 0 {
		b.step = nil
	}
	count := len(numbers) / len(b.axes)
	for k := range b.axes {
		b.coords = append(b.coords, numbers[k*count:(k+1)*count])
	}
	return nil
}

// result is the shape of what the points select.
func (b *pointBox) result() []int {
	out := []int{len(b.coords[0])}
	for i, n := range b.shape {
		if !slices.Contains(b.axes, i) {
			out = append(out, n)
		}
	}
	return out
}

// A clusterBox is a cluster and the box of the source around it.
type clusterBox struct {
	cluster
	start, shape []int
}

// boxes returns what has to be read, if it lies within the source.
func (b *pointBox) boxes(info SourceInfo) ([]clusterBox, error) {
	around := func(c cluster) clusterBox {
		box := clusterBox{c, slices.Clone(b.start), slices.Clone(b.shape)}
		for k, axis := range b.axes {
			box.start[axis], box.shape[axis] = c.first[k], c.n[k]
		}
		return box
	}
	nothing := make([]int, len(b.axes))
	list := []clusterBox{around(cluster{first: nothing, n: nothing})} // the other axes alone
	for _, c := range info.clusters(b.axes, b.coords) {
		list = append(list, around(c))
	}
	for _, c := range list {
		if err := checkBox(info, c.start, c.shape, b.step); err != nil {
			return nil, err
		}
	}
	return list[1:], nil
}

// read reads the box around points, and copies these.
func (b *pointBox) read(ctx context.Context, src Source, frames Frames, out *ndarray.Array, c clusterBox) error {
	in := make([][]int, len(b.axes))
	for k := range in {
		in[k] = make([]int, len(c.at))
		for i, p := range c.at {
			in[k][i] = b.coords[k][p] - c.first[k]
		}
	}
	info := src.Info()
	box := ndarray.New(info.DType, c.shape...)
	if err := fillBox(ctx, src, info, frames, box, c.start, b.step); err != nil {
		return err
	}
	lead, err := leading(box, b.axes)
	if err != nil {
		return err
	}
	return ndarray.CopyPoints(out, c.at, lead, in)
}
