package graph

import "slices"

// nearest is the state of finding the nearest of several targets.
type nearest struct {
	seen   []int32 // the search that met a task last
	search int32
	left   int // tasks that may still be met in this walk
}

// looks bounds the tasks that are met in searches, for each task of the graph.
const looks = 128

// nearestToFront moves the target to the front for which results of the least
// weight are missing; of several, the one whose present inputs wait for fewest
// other readers, so that they may go soon. The others keep their order. Once a
// walk has looked often enough, the targets stay as they are.
func (w *walk) nearestToFront(ends []int32) {
	n := &w.near
	if len(w.order) == 0 {
		n.left = looks * len(w.done)
	}
	if len(n.seen) == 0 {
		n.seen = make([]int32, len(w.done))
	}
	best, least, most := 0, int64(-1), 0.0
	for i, t := range ends {
		if n.left <= 0 {
			break
		}
		if lack, gain := w.distance(t, least); least < 0 || lack < least || lack == least && gain > most {
			best, least, most = i, lack, gain
		}
	}
	t := ends[best]
	copy(ends[1:best+1], ends[:best])
	ends[0] = t
}

// distance returns the weight of all results that are missing for t, and the
// shares that their making has in letting go what is there. It gives up beyond
// a limit that is not negative.
func (w *walk) distance(t int32, limit int64) (lack int64, gain float64) {
	if w.done[t] {
		return 0, 0
	}
	n := &w.near
	n.search++
	todo := append(w.scratch[:0], t)
	for len(todo) > 0 && (limit < 0 || lack <= limit) {
		t := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		n.left--
		lack += w.weight[t]
		for _, in := range w.in.of(int(t)) {
			if w.done[in] {
				gain += float64(w.weight[in]) / float64(w.readers[in])
			} else if n.seen[in] != n.search {
				n.seen[in] = n.search
				todo = append(todo, in)
			}
		}
	}
	w.scratch = todo
	return lack, gain
}

// stepsBefore returns the targets, and before them the tasks that lie so many
// steps before them, or fewer where only tasks without inputs come before. A sum
// of products over large blocks holds fewest of them when its partial sums are
// the targets.
func (w *walk) stepsBefore(targets []int32, steps int) []int32 {
	list := targets
	for range steps {
		seen := make([]bool, len(w.done))
		var before []int32
		meet := func(t int32) {
			if !seen[t] {
				seen[t] = true
				before = append(before, t)
			}
		}
		for _, t := range list {
			first := true
			for _, in := range w.in.of(int(t)) {
				if w.in.degree(int(in)) > 0 {
					meet(in)
					first = false
				}
			}
			if first {
				meet(t)
			}
		}
		list = before
	}
	if steps == 0 {
		return slices.Clone(targets)
	}
	return append(list, targets...)
}
