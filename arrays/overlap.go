package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// An Edge says what a halo shows beyond the ends of an axis.
type Edge struct {
	kind  edgeKind
	value any
}

type edgeKind uint8

const (
	edgeNone edgeKind = iota
	edgeReflect
	edgePeriodic
	edgeNearest
	edgeConstant
)

var (
	// EdgeNone shows nothing: blocks at the ends are shorter.
	EdgeNone = Edge{}
	// EdgeReflect mirrors the array, the element at the edge included.
	EdgeReflect = Edge{kind: edgeReflect}
	// EdgePeriodic continues with the other end.
	EdgePeriodic = Edge{kind: edgePeriodic}
	// EdgeNearest repeats the element at the edge.
	EdgeNearest = Edge{kind: edgeNearest}
)

// EdgeConstant shows one value. Where the halos of two axes meet, the last axis
// decides.
func EdgeConstant(value any) Edge { return Edge{kind: edgeConstant, value: value} }

// A Halo is how far blocks reach into their neighbours along an axis.
type Halo struct {
	Before, After int // may differ with EdgeNone only
	Edge          Edge
}

// Depth is a halo of the same depth on both sides.
func Depth(n int, edge Edge) Halo { return Halo{Before: n, After: n, Edge: edge} }

// EveryHalo gives all axes of a the same halo.
func EveryHalo(a *Array, h Halo) map[int]Halo {
	all := map[int]Halo{}
	if a == nil { // which what uses the halos refuses
		return all
	}
	for i := range a.NDim() {
		all[i] = h
	}
	return all
}

// halos returns the halo of each axis.
func halos(op string, given map[int]Halo, ndim int) ([]Halo, error) {
	own, err := byAxis(op, given, ndim)
	if err != nil {
		return nil, err
	}
	out := make([]Halo, ndim)
	for i := range ndim {
		h := own[i]
		if h.Before < 0 || h.After < 0 {
			return nil, asked(fmt.Errorf("arrays: %s: got depths %d and %d of axis %d, want at least 0", op, h.Before, h.After, i))
		}
		if h.Before != h.After && h.Edge.kind != edgeNone {
			return nil, asked(fmt.Errorf("arrays: %s: got depths %d and %d of axis %d, want equal ones unless the edge is EdgeNone", op, h.Before, h.After, i))
		}
		out[i] = h
	}
	return out, nil
}

// Overlap makes each block larger by what lies next to it: halos[i] along axis
// i. Every block is one task that reads the parts it needs of its neighbours,
// also of those beyond the next one. Where blocks are large and halos are not
// deep, what neighbours read of a block is copied as soon as the block is there,
// so that it needs to stay only until it has got its own halo.
func (a *Array) Overlap(given map[int]Halo) (*Array, error) {
	if err := present("overlap", a); err != nil {
		return nil, err
	}
	h, err := halos("overlap", given, a.NDim())
	if err != nil {
		return nil, err
	}
	return a.overlap(h)
}

func (a *Array) overlap(h []Halo) (*Array, error) {
	if err := a.known("overlap"); err != nil {
		return nil, err
	}
	maps, trivial := a.keepAll(), true
	literals := ndarray.New(a.dtype, a.NDim())
	for i, halo := range h {
		if halo.Before == 0 && halo.After == 0 {
			continue
		}
		trivial = false
		if halo.Edge.kind == edgeConstant {
			if err := literals.Set(halo.Edge.value, i); err != nil {
				return nil, asked(&DTypeError{Op: "overlap", Got: a.dtype, Err: err})
			}
		}
		maps[i] = a.haloMap(i, halo)
	}
	if trivial {
		return a, nil
	}
	return a.around("overlap", maps, literals)
}

func (a *Array) haloMap(axis int, h Halo) axisMap {
	m, n := axisMap{from: places{}}, a.grid.shape[axis]
	for c := range a.grid.counts[axis] {
		from, to := a.grid.starts[axis][c]-h.Before, a.grid.starts[axis][c+1]+h.After
		low, high := min(max(from, 0), n), max(min(to, n), 0)
		beyond := h.beyond(axis, n, from, min(to, 0))
		inside := max(high-low, 0)
		behind := h.beyond(axis, n, max(from, n), to)
		m.chunks = append(m.chunks, len(beyond)+inside+len(behind))
		for _, p := range beyond {
			m.from = m.from.add(p, 1, 1)
		}
		m.from = m.from.add(low, inside, 1)
		for _, p := range behind {
			m.from = m.from.add(p, 1, 1)
		}
	}
	return m
}

// beyond returns what a halo shows at positions outside the axis.
func (h Halo) beyond(axis, n, from, to int) []int {
	if h.Edge.kind == edgeNone {
		return nil
	}
	var out []int
	for p := from; p < to; p++ {
		if h.Edge.kind == edgeConstant || n == 0 {
			out = append(out, hole(axis))
		} else {
			out = append(out, h.Edge.source(p, n))
		}
	}
	return out
}

// source gives the position that stands for one outside.
func (e Edge) source(i, n int) int {
	switch e.kind {
	case edgeReflect:
		return mirror(i, n)
	case edgePeriodic:
		return (i%n + n) % n
	}
	return min(max(i, 0), n-1)
}

// TrimOverlap is the inverse of [Array.Overlap]: it cuts the halos off. With
// [EdgeNone] they must be no deeper than the chunks before and behind, since it
// cannot be told then how many elements a block has got.
func (a *Array) TrimOverlap(given map[int]Halo) (*Array, error) {
	if err := present("trim overlap", a); err != nil {
		return nil, err
	}
	h, err := halos("trim overlap", given, a.NDim())
	if err != nil {
		return nil, err
	}
	if err := a.known("trim overlap"); err != nil {
		return nil, err
	}
	chunks := make([][]int, a.NDim())
	for i, c := range a.grid.chunks {
		for k, n := range c {
			before, after := h[i].trims(k, len(c))
			if n < before+after {
				return nil, asked(&ChunkError{Op: "trim overlap", Axis: i, Got: c, Extent: a.grid.shape[i], Reason: fmt.Sprintf("want chunks of at least %d", before+after)})
			}
			chunks[i] = append(chunks[i], n-before-after)
		}
	}
	return a.trim(h, newGrid(chunks))
}

// trims returns what is cut off chunk k of n.
func (h Halo) trims(k, n int) (before, after int) {
	before, after = h.Before, h.After
	if h.Edge.kind == edgeNone {
		if k == 0 {
			before = 0
		}
		if k == n-1 {
			after = 0
		}
	}
	return before, after
}

func (a *Array) trim(h []Halo, out *grid) (*Array, error) {
	return a.each("trim", trimOp, out, a.dtype, []any{fmt.Sprint(h)}, func(b int) int { return b }, func(b int, dst []graph.Arg) []graph.Arg {
		at := out.coords(b)
		start := make([]int, len(at))
		for i, c := range at {
			start[i], _ = h[i].trims(c, out.counts[i])
			if h[i].Edge.kind == edgeNone && c > 0 { // neighbours may be shorter than the halo
				start[i] = min(h[i].Before, out.starts[i][c])
			}
		}
		return append(dst, graph.Lit(start), graph.Lit(out.blockShape(at)))
	})
}

var trimOp = graph.Register("gloam/arrays/trim", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, start, shape := r.block(args, 0), r.ints(args, 1), r.ints(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	v, err := b.Region(start, shape)
	if err != nil {
		return nil, err
	}
	return own(v, b.Size()), nil
})

// An OverlapSpec says what [MapOverlap] makes.
type OverlapSpec struct {
	DType  ndarray.DType // of the result; Invalid means that of the first input
	Halos  map[int]Halo  // by axis
	NoTrim bool          // keep the halos in the result
}

// MapOverlap calls a kernel for each block with its halo and cuts the halo off
// the result, which must have the shape of the input. Inputs are broadcast and
// get the same chunks. Blocks may be shorter than halos are deep.
func MapOverlap(k Kernel, spec OverlapSpec, in ...*Array) (*Array, error) {
	if err := present("map overlap", in...); err != nil {
		return nil, err
	}
	if len(in) == 0 {
		return nil, asked(&IndexError{Op: "map overlap", Axis: -1, Reason: "got no arrays, want at least one"})
	}
	ndim, labels := 0, make([][]int, len(in))
	for _, a := range in {
		ndim = max(ndim, a.NDim())
	}
	for i, a := range in {
		labels[i] = trailing(a.NDim(), ndim)
	}
	h, err := halos("map overlap", spec.Halos, ndim)
	if err != nil {
		return nil, err
	}
	aligned, common, err := align("map overlap", in, labels)
	if err != nil {
		return nil, err
	}
	chunks := make([][]int, ndim)
	for i := range chunks {
		chunks[i] = common[i]
	}
	wide := make([]*Array, len(in))
	for i, a := range aligned {
		own := slices.Clone(h[ndim-a.NDim():])
		if a, err = a.stretchedUnder(own, chunks[ndim-a.NDim():]); err != nil {
			return nil, err
		}
		if wide[i], err = a.overlap(own); err != nil {
			return nil, err
		}
	}
	y, err := MapBlocks(k, MapSpec{DType: spec.DType}, wide...)
	if err != nil || spec.NoTrim {
		return y, err
	}
	return y.trim(h, newGrid(chunks))
}

// stretchedUnder gives axes of length 1 that have a halo the chunks of the others:
// the halo of a stretched axis lies around all of it.
func (a *Array) stretchedUnder(h []Halo, chunks [][]int) (*Array, error) {
	want := slices.Clone(a.grid.chunks)
	for i, halo := range h {
		if a.grid.shape[i] == 1 && (halo.Before > 0 || halo.After > 0) {
			want[i] = chunks[i]
		}
	}
	return a.stretch(want)
}

// SlidingWindows shows, for each position of an axis but the last n-1, the
// window of n elements that starts there along a new last axis. Blocks are
// views of their input with a halo.
func (a *Array) SlidingWindows(n, axis int) (*Array, error) {
	if err := present("sliding windows", a); err != nil {
		return nil, err
	}
	i, err := normalAxis("sliding windows", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if err := a.known("sliding windows"); err != nil {
		return nil, err
	}
	if n < 1 || n > a.grid.shape[i] {
		return nil, asked(&ShapeError{Op: "sliding windows", Got: []int{n}, Want: a.grid.shape, Rule: fmt.Sprintf("a window that fits axis %d of", i)})
	}
	lengths, left := []int{}, a.grid.shape[i]-n+1
	for _, c := range a.grid.chunks[i] {
		if m := min(c, left); m > 0 {
			lengths, left = append(lengths, m), left-m
		}
	}
	halo, err := a.haloed(i, lengths, 0, n-1)
	if err != nil {
		return nil, err
	}
	chunks := append(slices.Clone(a.grid.chunks), []int{n})
	chunks[i] = lengths
	return halo.each("windows", windowsOp, newGrid(chunks), a.dtype, []any{n, i}, func(b int) int { return b }, func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(i), graph.Lit(n))
	})
}

var windowsOp = graph.Register("gloam/arrays/windows", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, axis, n := r.block(args, 0), r.int(args, 1), r.int(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	return b.Windows(axis, n)
})
