package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// readList is takeList for arrays that come straight from a source: each block
// reads the frames of its positions and no others. It returns nil where that
// does not pay: for axes of the frame, and for more positions than half of the
// axis.
func (a *Array) readList(at []int, axis int) (*Array, error) {
	if a.origin == nil || a.origin.step != nil || axis >= len(a.origin.info.Nav()) || 2*len(at) >= a.grid.shape[axis] {
		return nil, nil
	}
	o := *a.origin
	base := make([]int, a.NDim())
	copy(base, o.base)
	chunks := slices.Clone(a.grid.chunks)
	chunks[axis] = a.listChunks(len(at), axis)
	g := newGrid(chunks)
	list := make([]int, len(at)) // in the source's array
	for i, p := range at {
		list[i] = p + base[axis]
	}
	start := func(c []int) []int {
		s := g.start(c)
		for i, b := range base {
			if i != axis {
				s[i] += b
			}
		}
		return s
	}
	picked := func(c []int) []int { return list[g.starts[axis][c[axis]]:][:g.chunks[axis][c[axis]]] }
	return work{
		label: "read-list", op: readListOp, params: []any{o.encoded, base, axis, list}, out: g, dtype: o.info.DType,
		text: o.info.Path,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			c := g.coords(block)
			return append(dst, graph.Lit(o.encoded), graph.Lit(start(c)), graph.Lit(g.blockShape(c)), graph.Lit(axis), graph.Lit(picked(c)))
		},
		reads: func(block int) int64 {
			c := g.coords(block)
			from, shape := start(c), g.blockShape(c)
			var frames int64
			for _, r := range together(picked(c)) {
				from[axis], shape[axis] = r.first, r.n
				frames += storedIn(o.info, from, shape)
			}
			return frames * o.info.FrameBytes
		},
	}.array()
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
	var r reader
	encoded, start, shape, axis, list := r.bytes(args, 0), r.ints(args, 1), r.ints(args, 2), r.int(args, 3), r.ints(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	src, err := DecodeSource(encoded)
	if err != nil {
		return nil, err
	}
	if axis < 0 || axis >= len(shape) || len(start) != len(shape) || shape[axis] != len(list) {
		return nil, fmt.Errorf("arrays: read: got %d positions along axis %d of a block of shape %s", len(list), axis, tuple(shape))
	}
	out := ndarray.New(src.Info().DType, shape...)
	if out.Size() == 0 {
		return out, nil
	}
	frames, err := src.Open(ctx)
	if err != nil {
		return nil, err
	}
	err = readStretches(ctx, src.Info(), frames, out, start, axis, list)
	if cerr := frames.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, err
	}
	return out, nil
})

// readStretches reads each position of the list once and copies it to wherever
// it stands.
func readStretches(ctx context.Context, info SourceInfo, frames Frames, out *ndarray.Array, start []int, axis int, list []int) error {
	places := map[int][]int{}
	for i, p := range list {
		places[p] = append(places[p], i)
	}
	from, shape := slices.Clone(start), slices.Clone(out.Shape())
	to, which := make([][]int, len(shape)), make([][]int, len(shape)) // nil is all of an axis
	for _, s := range together(list) {
		from[axis], shape[axis] = s.first, s.n
		box, err := readOpened(ctx, info, frames, from, shape)
		if err != nil {
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
