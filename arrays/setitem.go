package arrays

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Set returns a new array that equals a, but holds value at the selected
// positions. value is a number, an *Array or an *ndarray.Array that broadcasts
// to the selection; it is cast to the dtype of a. The index has at most one list
// of positions, of which the last wins where they repeat, or is one mask next to
// a single number: a lazy one of the first axes or one that broadcasts to a, or
// one in memory of several first axes. Blocks that nothing changes are passed
// on.
func (a *Array) Set(value any, index ...Index) (*Array, error) {
	if err := present("set", a); err != nil {
		return nil, err
	}
	if err := presentIndex("set", index); err != nil {
		return nil, err
	}
	if v, ok := value.(*Array); ok {
		if err := present("set", a, v); err != nil {
			return nil, err
		}
	}
	if len(index) == 1 && index[0].kind == lazyIndex && index[0].lazy.dtype == ndarray.Bool {
		return a.setWhere(index[0].lazy, value)
	}
	if len(index) == 1 && index[0].kind == listIndex && index[0].axes() > 1 {
		return a.setMask(index[0].list, value)
	}
	if err := a.known("set"); err != nil {
		return nil, err
	}
	s := setting{in: a}
	if err := s.resolve(index); err != nil {
		return nil, err
	}
	filled, err := s.values(value)
	if err != nil {
		return nil, err
	}
	return s.array(filled)
}

// setMask is setWhere for a mask in memory of the first axes.
func (a *Array) setMask(mask *ndarray.Array, value any) (*Array, error) {
	n := mask.NDim()
	if n > a.NDim() || !slices.Equal(mask.Shape(), a.grid.shape[:n]) {
		return nil, asked(&ShapeError{Op: "set", Got: mask.Shape(), Want: a.grid.shape, Rule: "a mask of the first axes of"})
	}
	lazy, err := FromDense(mask, Explicit(a.grid.chunks[:n]))
	if err != nil {
		return nil, err
	}
	for i := n; i < a.NDim(); i++ {
		if lazy, err = lazy.ExpandDims(i); err != nil {
			return nil, err
		}
	}
	return a.setWhere(lazy, value)
}

// setWhere stores a number where mask is true.
func (a *Array) setWhere(mask *Array, value any) (*Array, error) {
	if n := mask.NDim(); n < a.NDim() && slices.Equal(mask.grid.shape, a.grid.shape[:n]) { // of the first axes
		index := slices.Repeat([]Index{NewAxis}, a.NDim())
		for i := range n {
			index[i] = All
		}
		var err error
		if mask, err = mask.Slice(index...); err != nil {
			return nil, err
		}
	}
	full, err := ndarray.BroadcastShapes(a.grid.shape, mask.grid.shape)
	if err != nil || !slices.Equal(full, a.grid.shape) {
		return nil, asked(&ShapeError{Op: "set", Got: mask.grid.shape, Want: a.grid.shape, Rule: "a mask that broadcasts to"})
	}
	lit, err := scalarArray("set", a.dtype, value)
	if err != nil {
		return nil, err
	}
	y, err := Where(mask, lit, a)
	if err != nil {
		return nil, err
	}
	return y.rechunk(a.grid.chunks)
}

// A setting is an index of [Array.Set] resolved to positions along each axis.
type setting struct {
	in    *Array
	at    [][]int // for each axis
	drop  []bool  // axes that the value does not have
	shape []int   // that values broadcast to
	fresh []int   // new axes of the value, by position
}

func (s *setting) resolve(index []Index) error {
	full, err := expand("set", index, s.in.NDim())
	if err != nil {
		return err
	}
	if full, err = plainLists(full, s.in.grid.shape); err != nil {
		return err
	}
	lists := 0
	for _, x := range full {
		if x.kind == lazyIndex || x.kind == listIndex && (x.list.NDim() != 1 || lists > 0) {
			return asked(&IndexError{Op: "set", Axis: -1, Reason: "want at most one list of positions, or one lazy mask"})
		}
		if x.kind == newIndex {
			s.fresh, s.shape = append(s.fresh, len(s.shape)), append(s.shape, 1)
			continue
		}
		at, err := x.positions("set", len(s.at), s.in.grid.shape[len(s.at)])
		if err != nil {
			return err
		}
		if x.kind == listIndex {
			lists++
		}
		s.at, s.drop = append(s.at, at), append(s.drop, x.kind == pointIndex)
		if x.kind != pointIndex {
			s.shape = append(s.shape, len(at))
		}
	}
	return nil
}

// positions lists what an index selects from an axis.
func (x Index) positions(op string, axis, extent int) ([]int, error) {
	switch x.kind {
	case listIndex:
		return intsOf(x.list)
	case pointIndex:
		i := x.rng.Start
		if i < 0 {
			i += extent
		}
		if i < 0 || i >= extent {
			return nil, asked(&IndexError{Op: op, Axis: axis, Index: x.rng.Start, Extent: extent})
		}
		return []int{i}, nil
	}
	start, count, step := x.rng.Resolve(extent)
	at := make([]int, count)
	for i := range at {
		at[i] = start + i*step
	}
	return at, nil
}

// values returns the value as an array in the shape and chunks of the result,
// of which only selected positions matter, or as a number.
func (s *setting) values(value any) (operand, error) {
	v, err := arrayOf(value)
	if err != nil {
		return operand{}, err
	}
	if v == nil {
		lit, err := scalarArray("set", s.in.dtype, value)
		return operand{lit: lit}, err
	}
	if v, err = v.AsType(s.in.dtype); err != nil {
		return operand{}, err
	}
	for v.NDim() > len(s.shape) && v.grid.shape[0] == 1 { // as in NumPy
		if v, err = v.Slice(At(0)); err != nil {
			return operand{}, err
		}
	}
	wide, err := v.BroadcastTo(s.shape...)
	if err != nil {
		return operand{}, asked(&ShapeError{Op: "set", Got: v.grid.shape, Want: s.shape, Rule: "one that broadcasts to"})
	}
	index := slices.Repeat([]Index{All}, wide.NDim())
	for _, i := range s.fresh {
		index[i] = At(0)
	}
	if wide, err = wide.Slice(index...); err != nil {
		return operand{}, err
	}
	for i, dropped := range s.drop {
		if dropped {
			if wide, err = wide.ExpandDims(i); err != nil {
				return operand{}, err
			}
		}
	}
	maps := make([]axisMap, s.in.NDim())
	for i, at := range s.at {
		from := slices.Repeat([]int{hole(0)}, s.in.grid.shape[i])
		for k, p := range at {
			from[p] = k
		}
		maps[i] = axisMap{chunks: s.in.grid.chunks[i], from: placesOf(from)}
	}
	spread, err := wide.outer("set-values", maps, ndarray.New(s.in.dtype, 1))
	return operand{array: spread}, err
}

// inside returns the selected positions of an axis inside each chunk.
func (s *setting) inside(axis int) [][]int {
	starts := s.in.grid.starts[axis]
	at := make([][]int, len(starts)-1)
	for c := range at {
		at[c] = []int{}
	}
	for _, p := range s.at[axis] {
		c := sort.SearchInts(starts, p+1) - 1 // the last chunk that starts at p or before
		at[c] = append(at[c], p-starts[c])
	}
	return at
}

func (s *setting) array(value operand) (*Array, error) {
	g := s.in.grid
	inside := make([][][]int, len(s.at))
	for i := range inside {
		inside[i] = s.inside(i)
	}
	deps, params := []*Array{s.in}, []any{fmt.Sprint(s.at)}
	if value.array != nil {
		deps = append(deps, value.array)
	} else {
		params = append(params, contentToken(value.lit))
	}
	return work{
		label: "setitem", op: setOp, params: params, deps: deps, out: g, dtype: s.in.dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := g.coords(block)
			dst = append(dst, graph.Ref(0, block))
			for i, c := range at {
				if len(inside[i][c]) == 0 {
					return dst // nothing to do
				}
			}
			if value.array != nil {
				dst = append(dst, graph.Ref(1, block))
			} else {
				dst = append(dst, graph.Lit(value.lit))
			}
			for i, c := range at {
				dst = append(dst, graph.Lit(inside[i][c]))
			}
			return dst
		},
	}.array()
}

var setOp = graph.Register("gloam/arrays/set", func(_ context.Context, args []any) (any, error) {
	var r reader
	b := r.block(args, 0)
	if r.err != nil || len(args) == 1 {
		return b, r.err
	}
	value := r.block(args, 1)
	at := make([][]int, max(len(args)-2, 0))
	for i := range at {
		at[i] = r.ints(args, 2+i)
	}
	if r.err != nil {
		return nil, r.err
	}
	wide, err := value.BroadcastTo(b.Shape()...)
	if err != nil {
		return nil, err
	}
	out := b.Copy()
	return out, ndarray.CopyOuter(out, at, wide, at)
})

// SelectBlocks returns some blocks of the grid, selected along each of its axes
// like elements, except that a single number keeps its axis. Blocks are passed
// on; lengths may be unknown. There must be at least one.
func (a *Array) SelectBlocks(index ...Index) (*Array, error) {
	if err := present("select blocks", a); err != nil {
		return nil, err
	}
	full, err := expand("select blocks", index, a.NDim())
	if err != nil {
		return nil, err
	}
	if full, err = plainLists(full, a.grid.counts); err != nil {
		return nil, err
	}
	pick, chunks := [][]int{}, [][]int{}
	for i, x := range full {
		if len(full) != a.NDim() || x.kind == lazyIndex || x.kind == newIndex || x.kind == listIndex && x.list.NDim() != 1 {
			return nil, asked(&IndexError{Op: "select blocks", Axis: -1, Reason: "want ranges, numbers and lists of numbers"})
		}
		at, err := x.positions("select blocks", i, a.grid.counts[i])
		if err != nil {
			return nil, err
		}
		lengths := []int{}
		for _, c := range at {
			lengths = append(lengths, a.grid.chunks[i][c])
		}
		if len(at) == 0 {
			return nil, asked(&IndexError{Op: "select blocks", Axis: -1, Reason: fmt.Sprintf("got no blocks along axis %d, want at least one of %d", i, a.grid.counts[i])})
		}
		pick, chunks = append(pick, at), append(chunks, lengths)
	}
	out := newGrid(chunks)
	return a.each("blocks", aliasOp, out, a.dtype, []any{fmt.Sprint(pick)}, func(block int) int {
		at := out.coords(block)
		for i, c := range at {
			at[i] = pick[i][c]
		}
		return a.grid.number(at)
	}, nil)
}
