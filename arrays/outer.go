package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Outer is how operations read positions in any order, or more than once: each
// axis of the result says which position of the input each of its own shows,
// or that it shows a literal. Every block of the result is one task that copies
// straight from the blocks it needs.

// An axisMap describes an axis of the result.
type axisMap struct {
	chunks []int
	from   places // for each position that of the input, or hole(k) for literal k; nil is the axis as it is
}

// hole marks a position that shows literal k. Where the holes of several axes
// meet, the last axis decides.
func hole(k int) int { return -1 - k }

// A run is a range of positions of a chunk of the result that shows a range of
// one chunk of the input, or a literal.
type run struct{ chunk, out, in, n, step int }

// runsOf cuts a map at the chunks of the result and the input.
func (m axisMap) runsOf(g *grid, axis int) [][]run {
	if m.from == nil {
		same := make([][]run, g.counts[axis])
		for c, n := range g.chunks[axis] {
			if same[c] = []run{}; n > 0 {
				same[c] = append(same[c], run{chunk: c, n: n, step: 1})
			}
		}
		return same
	}
	out := make([][]run, len(m.chunks))
	k, used := 0, 0 // chunk of the result, and how much of it is filled
	for _, r := range m.from {
		for i := 0; i < r.n; {
			for used == m.chunks[k] {
				k, used = k+1, 0
			}
			next := run{chunk: -1, out: used, in: -1 - r.first, n: r.n - i}
			if r.first >= 0 {
				next.chunk, next.n = r.within(i, g.starts[axis])
				next.in, next.step = r.first+i*r.step-g.starts[axis][next.chunk], r.step
			}
			next.n = min(next.n, m.chunks[k]-used)
			out[k] = addRun(out[k], next)
			i, used = i+next.n, used+next.n
		}
	}
	return out
}

// addRun makes the last run longer if the next one continues it.
func addRun(runs []run, r run) []run {
	if len(runs) > 0 {
		last := &runs[len(runs)-1]
		gap := r.in - last.in - (last.n-1)*last.step
		switch {
		case last.chunk != r.chunk:
		case r.chunk < 0:
			if last.in == r.in {
				last.n += r.n
				return runs
			}
		case last.n > 1 && gap == last.step && (r.n == 1 || r.step == gap), last.n == 1 && (r.n == 1 || r.step == gap):
			last.n, last.step = last.n+r.n, gap
			return runs
		}
	}
	return append(runs, r)
}

// outer makes the array that maps describe, one for each axis. literals is an
// array of one axis in the dtype of a; nil if there are no holes.
func (a *Array) outer(label string, maps []axisMap, literals *ndarray.Array, params ...any) (*Array, error) {
	if err := a.known(label); err != nil {
		return nil, err
	}
	if y, err := a.remadeOuter(label, maps); y != nil || err != nil {
		return y, err
	}
	chunks, plans := make([][]int, len(maps)), make([]axisPlan, len(maps))
	one := true
	for i, m := range maps {
		chunks[i] = m.chunks
		plans[i] = newAxisPlan(m.runsOf(a.grid, i))
		one = one && plans[i].single()
		params = append(params, m.from)
	}
	if literals == nil {
		literals = ndarray.New(a.dtype, 0)
	}
	if err := checkChunks(label, chunks); err != nil {
		return nil, err
	}
	out := newGrid(chunks)
	return work{
		label: label, op: outerOp, params: append(params, contentToken(literals)), deps: []*Array{a}, out: out, dtype: a.dtype, blockwise: one,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := out.coords(block)
			dst = append(dst, graph.Lit(literals), graph.Lit(out.blockShape(at)))
			for i, c := range at {
				dst = append(dst, graph.Lit(plans[i].code[c]))
			}
			return a.grid.combinations(plans, at, dst, func(in []int) graph.Arg { return graph.Ref(0, a.grid.number(in)) })
		},
	}.array()
}

// An axisPlan holds, for each chunk of the result, its runs as numbers and the
// input chunks they read. In the numbers a chunk is its place among those.
type axisPlan struct {
	code  [][]int // five numbers for each run: chunk or -1, out, in, n, step
	reads [][]int
}

func newAxisPlan(runs [][]run) axisPlan {
	p := axisPlan{make([][]int, len(runs)), make([][]int, len(runs))}
	for c, list := range runs {
		slot := map[int]int{}
		p.code[c], p.reads[c] = make([]int, 0, 5*len(list)), []int{}
		for _, r := range list {
			s, ok := slot[r.chunk]
			if r.chunk < 0 {
				s = -1
			} else if !ok {
				s = len(p.reads[c])
				slot[r.chunk] = s
				p.reads[c] = append(p.reads[c], r.chunk)
			}
			p.code[c] = append(p.code[c], s, r.out, r.in, r.n, r.step)
		}
	}
	return p
}

// single reports whether every chunk reads at most one.
func (p axisPlan) single() bool {
	for _, r := range p.reads {
		if len(r) > 1 {
			return false
		}
	}
	return true
}

var outerOp = graph.Register("gloam/arrays/outer", func(ctx context.Context, args []any) (any, error) {
	var r reader
	literals, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	tables := make([]slotTables, len(shape))
	blocks := 1
	for i, n := range shape {
		tables[i] = tablesOf(r.ints(args, 2+i))
		blocks *= len(tables[i].slots)
		if have := tables[i].positions(); r.err == nil && have != n {
			return nil, fmt.Errorf("arrays: outer: got %d positions for %d along axis %d", have, n, i)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	rest := args[2+len(shape):]
	if len(rest) != blocks {
		return nil, fmt.Errorf("arrays: outer: got %d blocks, want %d", len(rest), blocks)
	}
	out, err := unset(literals.DType(), shape...)
	if err != nil {
		return nil, err
	}
	runs := make([][]run, len(shape))
	for k, v := range rest {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := blockOf(v)
		if err != nil {
			return nil, err
		}
		for i := len(shape) - 1; i >= 0; i-- {
			runs[i] = tables[i].slots[k%len(tables[i].slots)]
			k /= len(tables[i].slots)
		}
		if err := copyRuns(out, b, runs); err != nil {
			return nil, err
		}
	}
	return out, fillHoles(out, tables, literals)
})

// slotTables are the positions that a block takes along one axis: from each of
// its inputs, and from literals.
type slotTables struct {
	slots [][]run
	holes []run
}

// positions counts the positions that are shown.
func (t slotTables) positions() int {
	n := 0
	for _, list := range append(t.slots[:len(t.slots):len(t.slots)], t.holes) {
		for _, r := range list {
			n += r.n
		}
	}
	return n
}

func tablesOf(code []int) slotTables {
	var t slotTables
	for ; len(code) >= 5; code = code[5:] {
		slot, r := code[0], run{out: code[1], in: code[2], n: code[3], step: code[4]}
		if slot < 0 {
			t.holes = append(t.holes, r)
			continue
		}
		for slot >= len(t.slots) {
			t.slots = append(t.slots, []run{})
		}
		t.slots[slot] = append(t.slots[slot], r)
	}
	return t
}

// fewRuns is up to how many runs of an axis are copied one by one.
const fewRuns = 8

// copyRuns copies the elements at all combinations of runs.
func copyRuns(out, b *ndarray.Array, runs [][]run) error {
	boxes := 1
	for _, list := range runs {
		boxes *= len(list)
		for _, r := range list {
			if r.step != 1 && r.n > 1 {
				boxes = fewRuns + 1
			}
		}
		if boxes > fewRuns {
			return copyLists(out, b, runs)
		}
	}
	start, from, shape := make([]int, len(runs)), make([]int, len(runs)), make([]int, len(runs))
	for k := range boxes {
		for i := len(runs) - 1; i >= 0; i-- {
			r := runs[i][k%len(runs[i])]
			start[i], from[i], shape[i] = r.out, r.in, r.n
			k /= len(runs[i])
		}
		piece, err := b.Region(from, shape)
		if err != nil {
			return err
		}
		place, err := out.Region(start, shape)
		if err != nil {
			return err
		}
		if err := ndarray.CopyInto(place, piece); err != nil {
			return err
		}
	}
	return nil
}

// copyLists copies position by position.
func copyLists(out, b *ndarray.Array, runs [][]run) error {
	to, from := make([][]int, len(runs)), make([][]int, len(runs))
	for i, list := range runs {
		to[i], from[i] = []int{}, []int{}
		for _, r := range list {
			for k := range r.n {
				to[i], from[i] = append(to[i], r.out+k), append(from[i], r.in+k*r.step)
			}
		}
	}
	return ndarray.CopyOuter(out, to, b, from)
}

// fillHoles stores the literals, axis by axis.
func fillHoles(out *ndarray.Array, tables []slotTables, literals *ndarray.Array) error {
	for i, t := range tables {
		for _, h := range t.holes {
			start, shape := make([]int, out.NDim()), append([]int{}, out.Shape()...)
			start[i], shape[i] = h.out, h.n
			place, err := out.Region(start, shape)
			if err != nil {
				return err
			}
			value, err := literals.Index(0, h.in)
			if err != nil {
				return err
			}
			if err := ndarray.CopyInto(place, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepAll maps an axis to itself.
func (a *Array) keepAll() []axisMap {
	maps := make([]axisMap, a.NDim())
	for i := range maps {
		maps[i] = axisMap{chunks: a.grid.chunks[i]}
	}
	return maps
}
