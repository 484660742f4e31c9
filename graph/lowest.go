package graph

import (
	"cmp"
	"slices"
)

// A hill is a part of the way to a result: what is held at most until some
// moment, and what is held then.
type hill struct{ top, left int64 }

// treePeaks returns bounds below which no order has the four peaks of an offer.
// Where each result has one reader, or only readers that are wanted and read
// nothing else, some order reaches each of them: it is the algorithm of J. W. H.
// Liu, "An application of generalized tree pebbling to sparse matrix
// factorization", SIAM J. Algebraic Discrete Methods 8, 1987. In other graphs it
// looks at one reader of each result, as if the others did not need it: such
// trees can be had for less. Data counts nothing, and any number may read it.
func (o *ordering) treePeaks() (peaks [4]int64) {
	t := trees{walk: o.walk, parent: make([]int32, len(o.bytes))}
	t.find()
	for i, weight := range [][]int64{o.scale(true).weight, o.bytes} {
		peaks[i], peaks[i+2] = t.lowest(weight)
	}
	return peaks
}

// trees are a plan without data, in which each result has a reader at most.
type trees struct {
	walk   *walk
	parent []int32 // the reader, or one of these
	inner  []int32 // tasks, inputs first; without fanned ends
	roots  []int32

	parts []part // scratch of together
	way   []hill // its result
	store []hill // room for ways
}

// maxHills bounds the parts of a way, so that time stays linear: what follows is
// left out, as if it could be had for less.
const maxHills = 64

const (
	root   = -1
	fan    = -2 // of a root whose readers are all ends without other inputs
	fanned = -3 // of those
)

func (t *trees) find() {
	w := t.walk
	for _, id := range w.byRank {
		if w.p.isData(id) {
			continue
		}
		t.parent[id] = t.parentOf(id)
		if t.parent[id] == fanned {
			continue
		}
		t.inner = append(t.inner, id)
		if t.parent[id] < 0 {
			t.roots = append(t.roots, id)
		}
	}
}

// parentOf returns the last reader of a result that is not wanted, or what it is
// instead.
func (t *trees) parentOf(id int32) int32 {
	w := t.walk
	readers := w.out.of(int(id))
	switch {
	case len(readers) == 0:
		if in := t.only(id); in >= 0 && t.parent[in] == fan {
			return fanned
		}
		return root
	case w.output[id]:
		return root
	case len(readers) > 1 && !slices.ContainsFunc(readers, func(r int32) bool { return w.out.degree(int(r)) > 0 || t.only(r) < 0 }):
		return fan
	}
	return slices.MaxFunc(readers, func(a, b int32) int { return cmp.Compare(w.p.rank[a], w.p.rank[b]) })
}

// only returns the one input of a task, negative if it has none or several.
func (t *trees) only(id int32) int32 {
	only := int32(-1)
	for _, in := range t.walk.in.of(int(id)) {
		switch {
		case t.walk.p.isData(in):
		case only >= 0:
			return -1
		default:
			only = in
		}
	}
	return only
}

// lowest returns the lowest peaks where wanted results are kept and where they
// leave at once.
func (t *trees) lowest(weight []int64) (kept, released int64) {
	ways := make([][]hill, len(t.parent))
	var ahead [][]hill
	for _, id := range t.inner {
		ahead = ahead[:0]
		sum := weight[id]
		for _, in := range t.walk.in.of(int(id)) {
			if t.parent[in] == id && !t.walk.p.isData(in) {
				ahead = append(ahead, ways[in])
				sum += weight[in]
			}
		}
		ways[id] = t.keep(climb(append(t.together(ahead), hill{sum, weight[id]})))
	}
	ahead = ahead[:0]
	for _, id := range t.roots {
		way := ways[id]
		released = max(released, way[0].top)
		if t.parent[id] == fan {
			sum := int64(0)
			for _, end := range t.walk.out.of(int(id)) {
				sum += weight[end]
				released = max(released, weight[id]+weight[end])
			}
			way = climb(append(way, hill{weight[id] + sum, sum}))
		}
		ahead = append(ahead, way)
	}
	for _, h := range t.together(ahead) {
		kept = max(kept, h.top)
	}
	return kept, released
}

// together joins ways that do not depend on each other: the parts that leave
// most of their top behind them come first. The next call takes the result.
func (t *trees) together(ways [][]hill) []hill {
	parts, way := t.parts[:0], t.way[:0]
	for _, way := range ways {
		left := int64(0)
		for _, h := range way {
			parts = append(parts, part{h.top - left, h.left - left, h.top - h.left})
			left = h.left
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.drop, a.drop) })
	left := int64(0)
	for _, p := range parts {
		way = append(way, hill{left + p.rise, left + p.gain})
		left += p.gain
	}
	t.parts, t.way = parts, way
	return way
}

// A part is a hill seen from its beginning.
type part struct {
	rise, gain int64
	drop       int64 // from its top to what is left
}

// keep copies a way.
func (t *trees) keep(way []hill) []hill {
	if len(way) > cap(t.store)-len(t.store) {
		t.store = make([]hill, 0, max(len(way), min(len(t.inner), 1024)))
	}
	at := len(t.store)
	t.store = append(t.store, way...)
	return slices.Clip(t.store[at:])
}

// climb joins parts of a way that it is no use to stop between: what remains are
// the highest top and the least that is left after it, then the highest top after
// that, and so on. It works in place.
func climb(way []hill) []hill {
	n := 0
	for n < min(len(way), maxHills) {
		rest := way[n:]
		top := 0
		for i, h := range rest {
			if h.top > rest[top].top {
				top = i
			}
		}
		low := top
		for i := top; i < len(rest); i++ {
			if rest[i].left <= rest[low].left {
				low = i
			}
		}
		way[n] = hill{rest[top].top, rest[low].left}
		n++
		way = append(way[:n], rest[low+1:]...)
	}
	return way[:n]
}
