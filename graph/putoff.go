package graph

import "slices"

// putOff returns order with every task that makes more than it frees moved to
// just before the first task that cannot do without it.
func (w *walk) putOff(order []int32) []int32 {
	wait := w.onPath // all false between walks
	w.markGrowth(order, wait)
	place := w.cursor
	for i, t := range order {
		place[t] = int32(i)
	}
	clear(w.done)
	w.order = make([]int32, 0, len(order))
	for _, t := range order {
		if !wait[t] {
			w.make(t, place)
		}
	}
	clear(wait)
	return w.order
}

// markGrowth marks the tasks that make more than they free in this order,
// except those that nothing waits for.
func (w *walk) markGrowth(order []int32, wait []bool) {
	for t := range w.readers {
		w.readers[t] = int32(w.out.degree(t))
	}
	for _, t := range order {
		var freed int64
		for _, in := range w.in.of(int(t)) {
			if w.readers[in]--; w.readers[in] == 0 && !w.output[in] {
				freed += w.weight[in]
			}
		}
		wait[t] = w.weight[t] > freed && w.out.degree(int(t)) > 0
	}
}

// make runs the inputs of t that were put off, by their places in the old
// order, and then t.
func (w *walk) make(t int32, place []int32) {
	w.path = append(w.path[:0], t)
	for len(w.path) > 0 {
		top := len(w.path)
		t := w.path[top-1]
		if w.done[t] {
			w.path = w.path[:top-1]
			continue
		}
		for _, in := range w.in.of(int(t)) {
			if !w.done[in] {
				w.path = append(w.path, in)
			}
		}
		if late := w.path[top:]; len(late) > 0 {
			slices.SortFunc(late, func(a, b int32) int { return int(place[b]) - int(place[a]) })
			continue
		}
		w.path = w.path[:top-1]
		w.done[t] = true
		w.order = append(w.order, t)
	}
}
