package arrays

import (
	"math/bits"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A block with its halo reads all of one block and little of those around it.
// If it read these as they are, each would stay in memory until the last of its
// neighbours had been made, two rows of blocks at a time, and would travel to
// the worker of each. So a block's rims, what others read of it, become blocks
// of their own as soon as it is there: one for each set of axes along which
// they lie, so that a neighbour across a corner reads that corner only.

// When rims are worth their tasks: blocks so large that making some more does
// not show, and rims that are together a small part of them.
const (
	rimBlock = 256 << 10 // bytes
	rimShare = 4
)

// An interval is a range of positions of a chunk, the last one excluded.
type interval struct{ from, to int }

// A rim is, for each chunk of an axis, what blocks at other places along the
// axis read of it: intervals in order that do not touch.
type rim [][]interval

// rimOf collects the runs of chunks of the result in chunks of the input of
// another number.
func rimOf(runs [][]run, chunks int) rim {
	r := make(rim, chunks)
	for c, list := range runs {
		for _, x := range list {
			if x.chunk >= 0 && x.chunk != c {
				last := x.in + (x.n-1)*x.step
				r[x.chunk] = append(r[x.chunk], interval{min(x.in, last), max(x.in, last) + 1})
			}
		}
	}
	for k, list := range r {
		slices.SortFunc(list, func(a, b interval) int { return a.from - b.from })
		joined := list[:0]
		for _, x := range list {
			if n := len(joined); n > 0 && x.from <= joined[n-1].to {
				joined[n-1].to = max(joined[n-1].to, x.to)
				continue
			}
			joined = append(joined, x)
		}
		r[k] = joined
	}
	return r
}

// length is how many positions the rim has in a chunk.
func (r rim) length(chunk int) int {
	n := 0
	for _, x := range r[chunk] {
		n += x.to - x.from
	}
	return n
}

// total is how many positions the rim has.
func (r rim) total() int {
	n := 0
	for k := range r {
		n += r.length(k)
	}
	return n
}

// place is where a position of a chunk lies in its rim.
func (r rim) place(chunk, at int) int {
	n := 0
	for _, x := range r[chunk] {
		if at < x.to {
			return n + at - x.from
		}
		n += x.to - x.from
	}
	return n
}

// axisMap shows the rim of each chunk as a chunk.
func (r rim) axisMap(starts []int) axisMap {
	m := axisMap{from: places{}}
	for k, list := range r {
		for _, x := range list {
			m.from = m.from.add(starts[k]+x.from, x.to-x.from, 1)
		}
		m.chunks = append(m.chunks, r.length(k))
	}
	return m
}

// A surround is an array of blocks with halos: the runs along each axis, and
// the axes along which blocks read others, with their rims.
type surround struct {
	runs [][][]run
	axes []int
	rims []rim
}

// surroundOf returns nil if rims would not be worth it.
func (a *Array) surroundOf(maps []axisMap) *surround {
	if a.Size()/a.grid.blocks()*a.dtype.Size() < rimBlock {
		return nil
	}
	s := &surround{runs: make([][][]run, len(maps))}
	share := 0.0
	for i, m := range maps {
		s.runs[i] = m.runsOf(a.grid, i)
		r := rimOf(s.runs[i], a.grid.counts[i])
		if n := r.total(); n > 0 {
			s.axes, s.rims = append(s.axes, i), append(s.rims, r)
			share += float64(n) / float64(a.grid.shape[i])
		}
	}
	if len(s.axes) == 0 || share*rimShare > 1 {
		return nil
	}
	return s
}

// arrays makes the rims of a along every set of axes: number k has those of
// the axes whose bits k has, and number 0 is a.
func (s *surround) arrays(a *Array) ([]*Array, error) {
	all := []*Array{a}
	for set := 1; set < 1<<len(s.axes); set++ {
		last := bits.Len(uint(set)) - 1
		from := all[set&^(1<<last)]
		maps := from.keepAll()
		maps[s.axes[last]] = s.rims[last].axisMap(a.grid.starts[s.axes[last]])
		y, err := from.outer("rim", maps, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, y)
	}
	return all, nil
}

// plans are the runs with those in other blocks' rims counted from there.
func (s *surround) plans() []axisPlan {
	for i, axis := range s.axes {
		for c, list := range s.runs[axis] {
			for j, x := range list {
				if x.chunk >= 0 && x.chunk != c {
					list[j].in = s.rims[i].place(x.chunk, x.in)
				}
			}
		}
	}
	plans := make([]axisPlan, len(s.runs))
	for i, runs := range s.runs {
		plans[i] = newAxisPlan(runs)
	}
	return plans
}

// set is the number of the array of which the block at in shows what the block
// at at needs.
func (s *surround) set(at, in []int) int {
	set := 0
	for i, axis := range s.axes {
		if in[axis] != at[axis] {
			set |= 1 << i
		}
	}
	return set
}

// around is outer for maps that show each chunk and a little of what lies
// around it: block c of the result reads block c of a and the rims of others.
func (a *Array) around(label string, maps []axisMap, literals *ndarray.Array) (*Array, error) {
	if y, err := a.remadeOuter(label, maps); y != nil || err != nil {
		return y, err
	}
	s := a.surroundOf(maps)
	if s == nil {
		return a.outer(label, maps, literals)
	}
	deps, err := s.arrays(a)
	if err != nil {
		return nil, err
	}
	chunks, params := make([][]int, len(maps)), []any{}
	for i, m := range maps {
		chunks[i] = m.chunks
		params = append(params, m.from)
	}
	if literals == nil {
		literals = ndarray.New(a.dtype, 0)
	}
	plans, out := s.plans(), newGrid(chunks)
	return work{
		label: label, op: outerOp, params: append(params, contentToken(literals)), deps: deps, out: out, dtype: a.dtype,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := out.coords(block)
			dst = append(dst, graph.Lit(literals), graph.Lit(out.blockShape(at)))
			for i, c := range at {
				dst = append(dst, graph.Lit(plans[i].code[c]))
			}
			return a.grid.combinations(plans, at, dst, func(in []int) graph.Arg { return graph.Ref(s.set(at, in), a.grid.number(in)) })
		},
	}.array()
}

// combinations appends what ref returns for each combination of the chunks
// read along each axis, in C order.
func (g *grid) combinations(plans []axisPlan, at []int, dst []graph.Arg, ref func(in []int) graph.Arg) []graph.Arg {
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
		dst = append(dst, ref(in))
	}
	return dst
}
