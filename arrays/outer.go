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
	from   []int // for each position that of the input, or hole(k) for literal k; nil is the axis as it is
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
	from := m.from
	owner := make([]int, g.shape[axis])
	for c, n := range g.chunks[axis] {
		for i := range n {
			owner[g.starts[axis][c]+i] = c
		}
	}
	out, at := make([][]run, len(m.chunks)), 0
	for k, n := range m.chunks {
		for i := range n {
			p := from[at+i]
			if p < 0 {
				out[k] = addRun(out[k], run{-1, i, -1 - p, 1, 0})
			} else {
				out[k] = addRun(out[k], run{owner[p], i, p - g.starts[axis][owner[p]], 1, 1})
			}
		}
		at += n
	}
	return out
}

// addRun makes the last run longer if the next position continues it.
func addRun(runs []run, r run) []run {
	if len(runs) > 0 {
		last := &runs[len(runs)-1]
		step := r.in - last.in - (last.n-1)*last.step
		switch {
		case last.chunk != r.chunk:
		case r.chunk < 0 && last.in == r.in, last.n > 1 && r.chunk >= 0 && step == last.step:
			last.n++
			return runs
		case last.n == 1 && r.chunk >= 0:
			last.n, last.step = 2, step
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
			return a.grid.product(plans, at, dst)
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

// product appends references to the blocks at all combinations of the chunks
// read along each axis, in C order.
func (g *grid) product(plans []axisPlan, at []int, dst []graph.Arg) []graph.Arg {
	n := 1
	for i, c := range at {
		n *= len(plans[i].reads[c])
	}
	in := make([]int, len(at))
	for k := range n {
		for i := len(at) - 1; i >= 0; i-- {
			r := plans[i].reads[at[i]]
			in[i] = r[k%len(r)]
			k /= len(r)
		}
		dst = append(dst, graph.Ref(0, g.number(in)))
	}
	return dst
}

var outerOp = graph.Register("gloam/arrays/outer", func(ctx context.Context, args []any) (any, error) {
	var r reader
	literals, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	tables := make([]slotTables, len(shape))
	blocks := 1
	for i := range shape {
		tables[i] = tablesOf(r.ints(args, 2+i))
		blocks *= len(tables[i].slots)
	}
	if r.err != nil {
		return nil, r.err
	}
	rest := args[2+len(shape):]
	if len(rest) != blocks {
		return nil, fmt.Errorf("arrays: outer: got %d blocks, want %d", len(rest), blocks)
	}
	out := ndarray.New(literals.DType(), shape...)
	to, from := make([][]int, len(shape)), make([][]int, len(shape))
	for k, v := range rest {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := blockOf(v)
		if err != nil {
			return nil, err
		}
		for i := len(shape) - 1; i >= 0; i-- {
			s := tables[i].slots[k%len(tables[i].slots)]
			to[i], from[i] = s.out, s.in
			k /= len(tables[i].slots)
		}
		if err := ndarray.CopyOuter(out, to, b, from); err != nil {
			return nil, err
		}
	}
	return out, fillHoles(out, tables, literals)
})

// slotTables are the positions that a block takes along one axis: from each of
// its inputs, and from literals.
type slotTables struct {
	slots []slotTable
	holes []run
}

type slotTable struct{ out, in []int }

func tablesOf(code []int) slotTables {
	var t slotTables
	for ; len(code) >= 5; code = code[5:] {
		slot, out, in, n, step := code[0], code[1], code[2], code[3], code[4]
		if slot < 0 {
			t.holes = append(t.holes, run{out: out, in: in, n: n})
			continue
		}
		for slot >= len(t.slots) {
			t.slots = append(t.slots, slotTable{out: []int{}, in: []int{}})
		}
		s := &t.slots[slot]
		for i := range n {
			s.out, s.in = append(s.out, out+i), append(s.in, in+i*step)
		}
	}
	return t
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
