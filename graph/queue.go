package graph

// A queue holds the tasks that have begun: some of their inputs have run. The
// one that lacks least comes first.
type queue struct {
	lack []int64 // cost of the inputs that have not run
	heap []begun
	tick int64
}

type begun struct {
	lack    int64
	tick    int64
	missing int32 // inputs that had not run when it was queued
	task    int32
}

// reset prepares for a walk; the lack of each task is all of its inputs.
func (q *queue) reset(w *walk) {
	q.heap, q.tick = q.heap[:0], 0
	if q.lack == nil {
		q.lack = make([]int64, len(w.done))
	}
	for t := range q.lack {
		q.lack[t] = 0
		if w.pull == straight {
			continue
		}
		for _, in := range w.in.of(t) {
			q.lack[t] += w.cost[in]
		}
	}
}

// touch notes that one input of a task has run.
func (q *queue) touch(w *walk, task, input int32) {
	if w.pull == straight {
		return
	}
	q.lack[task] -= w.cost[input]
	if w.done[task] {
		return
	}
	q.tick++
	tick := q.tick
	if w.pull == pullLast {
		tick = -tick
	}
	q.heap = append(q.heap, begun{lack: q.lack[task], tick: tick, task: task, missing: w.missing[task]})
	q.up(len(q.heap) - 1)
}

// peek returns the begun task that lacks least. Entries that are out of date
// are dropped here.
func (q *queue) peek(w *walk) (int32, bool) {
	for len(q.heap) > 0 {
		b := q.heap[0]
		if !w.done[b.task] && w.missing[b.task] > 0 && w.missing[b.task] == b.missing {
			return b.task, true
		}
		last := len(q.heap) - 1
		q.heap[0] = q.heap[last]
		q.heap = q.heap[:last]
		q.down(0)
	}
	return 0, false
}

func (b begun) before(c begun) bool {
	if b.lack != c.lack {
		return b.lack < c.lack
	}
	return b.tick < c.tick
}

func (q *queue) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !q.heap[i].before(q.heap[parent]) {
			return
		}
		q.heap[i], q.heap[parent] = q.heap[parent], q.heap[i]
		i = parent
	}
}

func (q *queue) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(q.heap) {
			return
		}
		if child+1 < len(q.heap) && q.heap[child+1].before(q.heap[child]) {
			child++
		}
		if !q.heap[child].before(q.heap[i]) {
			return
		}
		q.heap[i], q.heap[child] = q.heap[child], q.heap[i]
		i = child
	}
}
