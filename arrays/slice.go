package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Slice selects positions along each axis as NumPy's basic indexing does. Each
// block of the result is a view of one block of a; blocks from which nothing is
// taken are not computed. Walking backwards reverses the order of the blocks.
// Less than half of an array that comes from a source reads what is selected
// and no more, also by way of element-wise operations, broadcasting, moved,
// joined, merged or split axes, other chunks, other slices, and reductions over
// other axes. These are then done for the selected part alone.
//
//	x.Slice(arrays.At(0), arrays.Ellipsis, arrays.Step(arrays.Open, arrays.Open, 2))
//
// Lists of positions and masks select as in NumPy: several lists are broadcast
// and name points together, and their axes come where the first list stands,
// or first if slices separate the lists or points. Each block of the result is
// one task that reads the blocks its positions lie in.
//
//	x.Slice(arrays.List(3, 1, 1), arrays.Bools(true, false, true))
func (a *Array) Slice(index ...Index) (*Array, error) {
	if err := present("slice", a); err != nil {
		return nil, err
	}
	full, err := expand("slice", index, a.NDim())
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(full, Index.fancy) {
		return a.fancy(full, false)
	}
	s := slicing{in: a.grid, layer: a.layer, trivial: true}
	for _, x := range full {
		if err := s.add(x); err != nil {
			return nil, err
		}
	}
	if s.trivial {
		return a, nil
	}
	out := newGrid(s.chunks)
	if y, err := a.narrowed(s, full); y != nil || err != nil {
		return y, err
	}
	y, err := a.each("getitem", sliceOp, out, a.dtype, []any{s.token()}, s.block(out), s.args(out))
	if err != nil {
		return nil, err
	}
	y.projectSlice(a, s, full)
	return y, nil
}

// A slicing is a basic index resolved against the chunks of an array.
type slicing struct {
	in      *grid
	layer   *graph.Layer
	axes    []axisSlice // one for each axis of the input
	chunks  [][]int     // of the result
	trivial bool        // nothing is cut, dropped or added
}

// An axisSlice says what is taken from each chunk of an axis that still has
// part in the result, in the order of the result.
type axisSlice struct {
	takes []take1
	out   int // axis of the result, -1 if dropped
}

// A take1 is a range inside one chunk.
type take1 struct{ chunk, start, stop, step, n int }

func (s *slicing) add(x Index) error {
	if x.kind == newIndex {
		s.chunks, s.trivial = append(s.chunks, []int{1}), false
		return nil
	}
	axis := len(s.axes)
	extent := s.in.shape[axis]
	if extent == Unknown {
		if x != All {
			return s.in.unknown("slice", s.layer)
		}
		s.keep(axis)
		return nil
	}
	if x.kind == pointIndex {
		return s.addPoint(axis, x.rng.Start, extent)
	}
	start, count, step := x.rng.Resolve(extent)
	if start == 0 && count == extent && step == 1 {
		s.keep(axis)
		return nil
	}
	takes := cutRange(s.in.starts[axis], start, count, step)
	lengths := make([]int, len(takes))
	for i, t := range takes {
		lengths[i] = t.n
	}
	s.trivial = false
	s.axes = append(s.axes, axisSlice{takes, len(s.chunks)})
	s.chunks = append(s.chunks, lengths)
	return nil
}

func (s *slicing) keep(axis int) {
	takes := make([]take1, s.in.counts[axis])
	for i, n := range s.in.chunks[axis] {
		takes[i] = take1{i, 0, n, 1, n}
		if n == Unknown {
			takes[i].stop = ndarray.Last
		}
	}
	s.axes = append(s.axes, axisSlice{takes, len(s.chunks)})
	s.chunks = append(s.chunks, s.in.chunks[axis])
}

func (s *slicing) addPoint(axis, at, extent int) error {
	i := at
	if i < 0 {
		i += extent
	}
	if i < 0 || i >= extent {
		return asked(&IndexError{Op: "slice", Axis: axis, Index: at, Extent: extent})
	}
	s.trivial = false
	s.axes = append(s.axes, axisSlice{cutRange(s.in.starts[axis], i, 1, 1), -1})
	return nil
}

// cutRange returns what a range takes from the chunks with the given starts. A
// range that takes nothing takes nothing from the chunk at its start.
func cutRange(starts []int, start, count, step int) []take1 {
	chunk := chunkAt(starts, start)
	if count == 0 {
		return []take1{{chunk: chunk, step: 1}}
	}
	var takes []take1
	for i := 0; i < count; {
		at := start + i*step
		for at >= starts[chunk+1] {
			chunk++
		}
		for at < starts[chunk] {
			chunk--
		}
		n := 1 + (starts[chunk+1]-1-at)/step
		if step < 0 {
			n = 1 + (at-starts[chunk])/-step
		}
		n = min(n, count-i)
		first := at - starts[chunk]
		t := take1{chunk: chunk, start: first, stop: first + (n-1)*step + 1, step: step, n: n}
		if step < 0 {
			t.stop = first + (n-1)*step - 1
		}
		takes = append(takes, t)
		i += n
	}
	return takes
}

// chunkAt returns the chunk that holds a position; the last one for positions
// behind the end.
func chunkAt(starts []int, at int) int {
	for c := range starts[2:] {
		if at < starts[c+1] {
			return c
		}
	}
	return len(starts) - 2
}

// block maps blocks of the result to those of the input.
func (s *slicing) block(out *grid) func(int) int {
	return func(block int) int {
		var room [manyAxes]int
		at, from := out.coordsIn(room[:], block), 0
		for i, axis := range s.axes {
			from = from*s.in.counts[i] + axis.at(at).chunk
		}
		return from
	}
}

func (x axisSlice) at(out []int) take1 {
	if x.out < 0 {
		return x.takes[0]
	}
	return x.takes[out[x.out]]
}

// args appends the ranges, three numbers for each axis, and the shape of the
// result.
func (s *slicing) args(out *grid) func(int, []graph.Arg) []graph.Arg {
	shape := out.shapes()
	return func(block int, dst []graph.Arg) []graph.Arg {
		var room [manyAxes]int
		at := out.coordsIn(room[:], block)
		ranges := make([]int, 0, 3*len(s.axes))
		for _, axis := range s.axes {
			t := axis.at(at)
			ranges = append(ranges, t.start, t.stop, t.step)
		}
		return append(dst, graph.Lit(ranges), shape(block))
	}
}

func (s *slicing) token() string {
	return fmt.Sprint(s.axes)
}

var sliceOp = graph.Register("gloam/arrays/slice", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, ranges, shape := r.block(args, 0), r.ints(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	if len(ranges) != 3*b.NDim() {
		return nil, fmt.Errorf("arrays: slice: got %d numbers for a block of %d axes", len(ranges), b.NDim())
	}
	rs := make([]ndarray.Range, b.NDim())
	for i := range rs {
		rs[i] = ndarray.Range{Start: ranges[3*i], Stop: ranges[3*i+1], Step: ranges[3*i+2]}
		if rs[i].Stop < 0 { // before the first element, not counted from the end
			rs[i].Stop = ndarray.First
		}
	}
	v, err := b.Slice(rs...)
	if err != nil {
		return nil, err
	}
	return own(v, b.Size()).Reshape(withLengths(shape, v.Shape(), rs)...)
})

// withLengths fills in the lengths of a shape that were not known when the graph
// was built: those of axes that stay whole, in order.
func withLengths(shape, have []int, ranges []ndarray.Range) []int {
	out := slices.Clone(shape)
	for i, r := range ranges {
		if r.Stop != ndarray.Last {
			continue
		}
		if k := slices.Index(out, Unknown); k >= 0 {
			out[k] = have[i]
		}
	}
	return out
}
