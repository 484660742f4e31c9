package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// readList is takeList for arrays that come straight from a source: each block
// reads what lies at its positions and nothing else. It returns nil where that
// does not pay: where it reads more than half of what the blocks of the array
// do.
func (a *Array) readList(at []int, axis int) (*Array, error) {
	if a.origin == nil {
		return nil, nil
	}
	o := *a.origin
	chunks := slices.Clone(a.grid.chunks)
	chunks[axis] = a.listChunks(len(at), axis)
	if 2*distinct(at, chunks[axis]) >= a.grid.shape[axis] {
		return nil, nil
	}
	g := newGrid(chunks)
	list := make([]int, len(at)) // in the source's array
	for i, p := range at {
		list[i] = o.baseOf(axis) + p*o.stepOf(axis)
	}
	start := func(c []int) []int {
		s := o.start(g, c)
		s[axis] = 0 // says the list
		return s
	}
	picked := func(c []int) []int { return list[g.starts[axis][c[axis]]:][:g.chunks[axis][c[axis]]] }
	reads := func(block int) int64 {
		c := g.coords(block)
		return o.bytesAt(start(c), g.blockShape(c), axis, picked(c))
	}
	if axis >= len(o.info.Nav()) && !o.listPays(g, reads, a.grid) {
		return nil, nil
	}
	params, op := []any{o.encoded, o.base, axis, list}, readListOp
	if o.step != nil {
		params, op = append(params, o.step), readListStepsOp
	}
	return work{
		label: "read-list", op: op, params: params, out: g, dtype: o.info.DType,
		text: o.info.Path,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			c := g.coords(block)
			dst = append(dst, graph.Lit(o.encoded), graph.Lit(start(c)), graph.Lit(g.blockShape(c)), graph.Lit(axis), graph.Lit(picked(c)))
			if o.step != nil {
				dst = append(dst, graph.Lit(o.step))
			}
			return dst
		},
		reads: reads,
	}.array()
}

// listPays reports whether reading the blocks of a grid takes less than half of
// what reading a whole one of them does. Of many blocks the first is asked.
func (o origin) listPays(g *grid, reads func(block int) int64, whole *grid) bool {
	if g.blocks() == 0 {
		return false
	}
	return 2*reads(0)*int64(g.blocks()) < o.cost(whole)
}

// bytesAt is what reading the positions of a list along an axis of a box takes.
// The box is one position long there.
func (o origin) bytesAt(start, shape []int, axis int, list []int) int64 {
	o = o.placedAlong([]int{axis})
	var sum int64
	for _, r := range together(list) {
		start[axis], shape[axis] = r.first, r.n
		sum += o.bytesIn(start, shape)
	}
	return sum
}

// distinct counts the positions of a list in chunks, each once a chunk.
func distinct(list, chunks []int) int {
	n := 0
	for _, length := range chunks {
		for _, s := range together(list[:length]) {
			n += s.n
		}
		list = list[length:]
	}
	return n
}

// A stretch is a row of neighbouring positions along an axis.
type stretch struct{ first, n int }

// together returns the positions as stretches, each position once.
func together(list []int) []stretch {
	var out []stretch
	for _, p := range slices.Sorted(slices.Values(list)) {
		last := len(out) - 1
		switch {
		case last >= 0 && p < out[last].first+out[last].n:
		case last >= 0 && p == out[last].first+out[last].n:
			out[last].n++
		default:
			out = append(out, stretch{p, 1})
		}
	}
	return out
}

var readListOp = graph.Register("gloam/read/list", func(ctx context.Context, args []any) (any, error) {
	return readListed(ctx, args, false)
})

var readListStepsOp = graph.Register("gloam/read/list/steps", func(ctx context.Context, args []any) (any, error) {
	return readListed(ctx, args, true)
})

func readListed(ctx context.Context, args []any, steps bool) (any, error) {
	var r reader
	encoded, start, shape, axis, list := r.bytes(args, 0), r.ints(args, 1), r.ints(args, 2), r.int(args, 3), r.ints(args, 4)
	var step []int
	if steps {
		step = r.ints(args, 5)
	}
	if r.err != nil {
		return nil, r.err
	}
	src, err := DecodeSource(encoded)
	if err != nil {
		return nil, err
	}
	info := src.Info()
	if axis < 0 || axis >= len(shape) || len(start) != len(shape) || shape[axis] != len(list) {
		return nil, fmt.Errorf("arrays: read: got %d positions along axis %d of a block of shape %s", len(list), axis, tuple(shape))
	}
	if step = slices.Clone(step); step != nil && axis < len(step) {
		step[axis] = 1
	}
	return withFrames(ctx, src, info, shape, func(frames Frames, out *ndarray.Array) error {
		return readStretches(ctx, src, info, frames, out, start, step, axis, list)
	})
}

// readStretches reads each position of the list once and copies it to wherever
// it stands.
func readStretches(ctx context.Context, src Source, info SourceInfo, frames Frames, out *ndarray.Array, start, step []int, axis int, list []int) error {
	places := map[int][]int{}
	for i, p := range list {
		places[p] = append(places[p], i)
	}
	from, shape := slices.Clone(start), slices.Clone(out.Shape())
	to, which := make([][]int, len(shape)), make([][]int, len(shape)) // nil is all of an axis
	for _, s := range together(list) {
		from[axis], shape[axis] = s.first, s.n
		if err := checkBox(info, from, shape, step); err != nil {
			return err
		}
		box := ndarray.New(info.DType, shape...)
		if err := fillBox(ctx, src, info, frames, box, from, step); err != nil {
			return err
		}
		to[axis], which[axis] = nil, nil
		for k := range s.n {
			for _, i := range places[s.first+k] {
				to[axis], which[axis] = append(to[axis], i), append(which[axis], k)
			}
		}
		if err := ndarray.CopyOuter(out, to, box, which); err != nil {
			return err
		}
	}
	return nil
}
