package draw

import (
	"fmt"

	"github.com/gloam-go/gloam/graph"
)

// A kind is tasks that are drawn as one: they belong to the same layers, as many
// steps from the inputs, read as many results of the same kinds and are read by
// as many tasks of the same kinds. Going to all neighbours at once, again and
// again, is colour refinement, after Weisfeiler and Leman.
type kind struct {
	first  int // the task with the least id
	tasks  int
	wanted bool
	low    int // least and greatest shade, and the sum
	high   int
	shades int64
}

// kinds are the tasks of a plan by kind.
type kinds struct {
	of   []int32 // per task
	list []kind
}

// everyTask has a kind for each task.
func everyTask(p *graph.Plan, s *shade) kinds {
	k := kinds{of: make([]int32, p.Len())}
	for id := range k.of {
		k.of[id] = int32(id)
	}
	k.fill(p, s, p.Len())
	return k
}

// mostKinds is how many kinds can still be read. The stages of a graph whose
// blocks all differ a little, as their distance from an edge does, stop below.
const mostKinds = 24

// alike puts like tasks together; ok is false if there are too many kinds of
// them.
func alike(p *graph.Plan, s *shade, most int) (k kinds, ok bool) {
	now := firstColors(p)
	of, n := number32(now, nil)
	if n > most {
		return kinds{}, false
	}
	for {
		now = refine(p, now)
		finer, m := number32(now, make([]int32, 0, len(of)))
		if m == n || m > most {
			break
		}
		of, n = finer, m
	}
	k.of = of
	k.fill(p, s, n)
	return k, true
}

// firstColors tells tasks apart by what they are and how far they are from the
// inputs, so that kinds never read each other in a circle.
func firstColors(p *graph.Plan) []uint64 {
	depth := depths(p)
	wanted := wantedSet(p)
	labels := map[string]uint64{}
	colors := make([]uint64, p.Len())
	for id := range colors {
		text := p.Label(id)
		if _, ok := labels[text]; !ok {
			labels[text] = uint64(len(labels))
		}
		c := scramble(uint64(p.LayerOf(id))<<32 | uint64(depth[id]))
		if wanted[id] {
			c++
		}
		colors[id] = scramble(c ^ labels[text]<<16)
	}
	return colors
}

// depths returns the longest way to each task from the inputs.
func depths(p *graph.Plan) []int32 {
	order := make([]int32, p.Len())
	for id := range order {
		order[p.Rank(id)] = int32(id)
	}
	depth := make([]int32, p.Len())
	for _, id := range order {
		for _, in := range p.Inputs(int(id)) {
			depth[id] = max(depth[id], depth[in]+1)
		}
	}
	return depth
}

// refine tells tasks apart by their neighbours. Sums make no difference between
// orders.
func refine(p *graph.Plan, colors []uint64) []uint64 {
	next := make([]uint64, len(colors))
	for id, c := range colors {
		var in, out uint64
		for _, n := range p.Inputs(id) {
			in += scramble(colors[n] ^ 0x9e3779b97f4a7c15)
		}
		for _, n := range p.Readers(id) {
			out += scramble(colors[n] ^ 0xc2b2ae3d27d4eb4f)
		}
		next[id] = scramble(scramble(c+in) + out)
	}
	return next
}

// scramble is the finish of MurmurHash3.
func scramble(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// number32 numbers colours in the order in which they occur.
func number32(colors []uint64, of []int32) ([]int32, int) {
	seen := map[uint64]int32{}
	for _, c := range colors {
		n, ok := seen[c]
		if !ok {
			n = int32(len(seen))
			seen[c] = n
		}
		of = append(of, n)
	}
	return of, len(seen)
}

// fill counts the tasks of each kind.
func (k *kinds) fill(p *graph.Plan, s *shade, n int) {
	k.list = make([]kind, n)
	for i := range k.list {
		k.list[i].first = -1
	}
	wanted := wantedSet(p)
	for id, of := range k.of {
		e := &k.list[of]
		if e.first < 0 {
			e.first, e.wanted = id, wanted[id]
			if s != nil {
				e.low = s.value[id]
			}
		}
		e.tasks++
		if s != nil {
			v := s.value[id]
			e.low, e.high, e.shades = min(e.low, v), max(e.high, v), e.shades+int64(v)
		}
	}
}

// mean is the shade to colour a kind with.
func (k kind) mean() float64 { return float64(k.shades) / float64(k.tasks) }

// shadeText is the shade or the range of shades.
func (k kind) shadeText() string {
	if k.low == k.high {
		return number(k.low)
	}
	return number(k.low) + "–" + number(k.high)
}

// A flow is what the tasks of one kind read of another.
type flow struct {
	from  int32
	total int
	low   int // least and greatest number that one task reads
	high  int
	seen  int // tasks that read any
}

// flows returns what each kind reads, in the order of arguments.
func (k *kinds) flows(p *graph.Plan) [][]flow {
	out := make([][]flow, len(k.list))
	var now []flow // of one task
	for id, of := range k.of {
		now = now[:0]
		for _, in := range p.Inputs(id) {
			i := indexFlow(now, k.of[in])
			if i < 0 {
				i = len(now)
				now = append(now, flow{from: k.of[in]})
			}
			now[i].total++
		}
		for _, f := range now {
			i := indexFlow(out[of], f.from)
			if i < 0 {
				i = len(out[of])
				out[of] = append(out[of], flow{from: f.from, low: f.total})
			}
			e := &out[of][i]
			e.total, e.seen = e.total+f.total, e.seen+1
			e.low, e.high = min(e.low, f.total), max(e.high, f.total)
		}
	}
	return out
}

func indexFlow(list []flow, from int32) int {
	for i, f := range list {
		if f.from == from {
			return i
		}
	}
	return -1
}

// label says how many results a task reads.
func (f flow) label(reader kind) string {
	low := f.low
	if f.seen < reader.tasks {
		low = 0
	}
	switch {
	case reader.tasks == 1:
		return times(f.total)
	case low == 1 && f.high == 1:
		return ""
	case low == f.high:
		return "×" + number(low) + " each"
	}
	return fmt.Sprintf("×%s–%s each", number(low), number(f.high))
}
