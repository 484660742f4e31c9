package graph

import (
	"cmp"
	"slices"
)

// A walk goes over a graph from its ends: to make a task it makes the missing
// inputs first. After each task it runs what has become ready if that frees at
// least as much as it makes.
type walk struct {
	p      *Plan
	in     rows // without repetitions
	out    rows
	output []bool
	byRank []int32

	*scale
	candidate
	visit rows // in, in the order of the candidate

	missing []int32 // inputs that have not run
	readers []int32 // readers that have not run
	done    []bool
	cursor  []int32 // in visit: everything before it is done
	path    []int32 // goals, each an input of the one before or pulled in
	onPath  []bool
	ready   []int32 // tasks to look at after the current one
	order   []int32
	scratch []int32
	begun   queue
	near    nearest
}

func newWalk(p *Plan) *walk {
	n := p.Len()
	w := &walk{p: p, in: p.in.unique(), out: p.out, output: p.isOutput(), byRank: p.byRank(),
		missing: make([]int32, n), readers: make([]int32, n), done: make([]bool, n),
		cursor: make([]int32, n), onPath: make([]bool, n)}
	if len(w.in.to) != len(p.in.to) {
		w.out = w.in.reverse()
	}
	w.visit = rows{start: w.in.start, to: make([]int32, len(w.in.to))}
	return w
}

// isForest reports whether no result has two readers.
func (w *walk) isForest() bool {
	for t := range w.done {
		if w.out.degree(t) > 1 {
			return false
		}
	}
	return true
}

// run returns the tasks in the order of one candidate.
func (w *walk) run(c candidate, s *scale, targets []int32) []int32 {
	w.candidate, w.scale = c, s
	w.reset()
	ends := w.stepsBefore(targets, c.before)
	if c.targets == lightFirst {
		w.sortLightFirst(ends)
	}
	s.sortTargets(ends, c.targets)
	for len(ends) > 0 {
		if c.targets == nearestFirst {
			w.nearestToFront(ends)
		}
		w.reach(ends[0])
		ends = ends[1:]
		for next, ok := w.begun.peek(w); ok; next, ok = w.begun.peek(w) {
			w.reach(next)
		}
	}
	return w.order
}

// sortLightFirst sorts by the tasks behind each result, which count as often as
// their results are read: a running sum makes its blocks in their order, however
// they are numbered.
func (w *walk) sortLightFirst(ids []int32) {
	tasks := make([]float64, len(w.done))
	for _, t := range w.byRank {
		tasks[t] = 1
		for _, in := range w.in.of(int(t)) {
			tasks[t] += tasks[in]
		}
	}
	slices.SortStableFunc(ids, func(a, b int32) int { return cmp.Compare(tasks[a], tasks[b]) })
}

func (w *walk) reset() {
	n := len(w.done)
	w.order = make([]int32, 0, n)
	clear(w.done)
	copy(w.visit.to, w.in.to)
	w.begun.reset(w)
	for t := range n {
		w.missing[t] = int32(w.in.degree(t))
		w.readers[t] = int32(w.out.degree(t))
		w.cursor[t] = 0
		row := w.visit.of(t)
		switch w.inputs {
		case lastFirst:
			slices.Reverse(row)
		case needyFirst:
			w.sortNeedyFirst(row)
		case secondFirst:
			turn(row)
		}
	}
}

// turn moves the first to the end.
func turn(row []int32) {
	if len(row) > 1 {
		first := row[0]
		copy(row, row[1:])
		row[len(row)-1] = first
	}
}

// reach runs all that target needs, and it.
func (w *walk) reach(target int32) {
	w.push(target)
	for len(w.path) > 0 {
		goal := w.path[len(w.path)-1]
		if w.done[goal] || w.missing[goal] == 0 {
			w.path = w.path[:len(w.path)-1]
			w.onPath[goal] = false
			if !w.done[goal] {
				w.finish(goal)
			}
			continue
		}
		if other, ok := w.begun.peek(w); ok && !w.onPath[other] && w.begun.lack[other] < w.begun.lack[goal] {
			w.push(other)
			goal = other
		}
		row := w.visit.of(int(goal))
		for w.done[row[w.cursor[goal]]] {
			w.cursor[goal]++
		}
		w.push(row[w.cursor[goal]])
	}
}

func (w *walk) push(t int32) {
	w.path = append(w.path, t)
	w.onPath[t] = true
}

// finish runs t and everything that is worth running after it.
func (w *walk) finish(t int32) {
	w.step(t)
	for len(w.ready) > 0 {
		r := w.ready[len(w.ready)-1]
		w.ready = w.ready[:len(w.ready)-1]
		if !w.done[r] && w.pays(r) {
			w.step(r)
		}
	}
}

// step runs one task and notes what may now be worth running.
func (w *walk) step(t int32) {
	w.done[t] = true
	w.order = append(w.order, t)
	for _, in := range w.in.of(int(t)) {
		if w.readers[in]--; w.readers[in] == 1 {
			w.lookAtLastReader(in)
		}
	}
	readers := w.out.of(int(t))
	for i := len(readers) - 1; i >= 0; i-- {
		r := readers[i]
		if w.missing[r]--; w.missing[r] == 0 {
			w.ready = append(w.ready, r)
			continue
		}
		w.begun.touch(w, r, t)
	}
}

// lookAtLastReader notes the one reader left of a result: it would free it.
func (w *walk) lookAtLastReader(in int32) {
	for _, r := range w.out.of(int(in)) {
		if w.done[r] {
			continue
		}
		if w.missing[r] == 0 {
			w.ready = append(w.ready, r)
		}
		return
	}
}

// pays reports whether running t now frees as much as it makes, by itself or
// together with all other readers of one of its inputs.
func (w *walk) pays(t int32) bool {
	var freed int64
	row := w.in.of(int(t))
	for _, in := range row {
		if w.readers[in] == 1 && !w.output[in] {
			freed += w.weight[in]
		}
	}
	if w.makes(t) <= freed {
		return true
	}
	if len(row) > crowd {
		return false
	}
	for _, in := range row {
		if !w.output[in] && w.paysTogether(in) {
			return true
		}
	}
	return false
}

// makes is what running t adds to memory in the end. Wanted results have to be
// made at some time, so they count as nothing unless the walk is thrifty.
func (w *walk) makes(t int32) int64 {
	if w.output[t] && !w.thrift {
		return 0
	}
	return w.tail[t]
}

// crowd bounds how many neighbours are looked at, so that time stays linear.
const crowd = 64

// paysTogether reports whether all readers left of a result could run and
// would leave less than it takes.
func (w *walk) paysTogether(in int32) bool {
	if w.out.degree(int(in)) > crowd {
		return false
	}
	sum := int64(0)
	for _, r := range w.out.of(int(in)) {
		if w.done[r] {
			continue
		}
		if w.missing[r] > 0 {
			return false
		}
		sum += w.makes(r)
	}
	return sum <= w.weight[in]
}
