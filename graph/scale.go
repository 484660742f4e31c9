package graph

import (
	"cmp"
	"slices"
)

// A scale weighs results and estimates what making them takes.
type scale struct {
	weight []int64
	cost   []int64 // memory to make a result from nothing if nothing were shared
	tail   []int64 // what is left of it where it alone leads to something smaller
}

func newScale(w *walk, bytes []int64, count bool) *scale {
	n := len(bytes)
	s := &scale{weight: weights(w.p, bytes, count), cost: make([]int64, n), tail: make([]int64, n)}
	for _, t := range w.byRank {
		s.cost[t] = s.makeCost(w, t)
	}
	for i := n - 1; i >= 0; i-- {
		t := w.byRank[i]
		s.tail[t] = s.weight[t]
		if r := w.out.of(int(t)); len(r) == 1 && w.in.degree(int(r[0])) == 1 && !w.output[t] {
			s.tail[t] = min(s.tail[t], s.tail[r[0]])
		}
	}
	return s
}

// weights returns the weights of results; data that is there anyway has none.
func weights(p *Plan, bytes []int64, count bool) []int64 {
	w := make([]int64, len(bytes))
	fill := int64(1)
	if !count {
		sum, known := int64(0), int64(0)
		for id, b := range bytes {
			if w[id] = b; b > 0 {
				sum += b
				known++
			}
		}
		fill = max(1, sum/max(1, known))
	}
	for id := range w {
		if p.isData(int32(id)) {
			w[id] = 0
		} else if w[id] <= 0 {
			w[id] = fill
		}
	}
	return w
}

// makeCost is the rule of Sethi and Ullman for registers: inputs are made in
// the order of what their making needs beyond their own size.
func (s *scale) makeCost(w *walk, t int32) int64 {
	row := append(w.scratch[:0], w.in.of(int(t))...)
	w.scratch = row
	s.sortNeedyFirst(row)
	sum, peak := int64(0), int64(0)
	for _, in := range row {
		peak = max(peak, sum+s.cost[in])
		sum += s.weight[in]
	}
	return max(peak, sum+s.weight[t])
}

func (s *scale) sortNeedyFirst(row []int32) {
	if len(row) < 2 {
		return
	}
	slices.SortStableFunc(row, func(a, b int32) int {
		return cmp.Compare(s.cost[b]-s.weight[b], s.cost[a]-s.weight[a])
	})
}

func (s *scale) sortTargets(ids []int32, by targetOrder) {
	switch by {
	case givenReversed:
		slices.Reverse(ids)
	case cheapFirst:
		slices.SortStableFunc(ids, func(a, b int32) int { return cmp.Compare(s.cost[a], s.cost[b]) })
	case costlyFirst:
		slices.SortStableFunc(ids, func(a, b int32) int { return cmp.Compare(s.cost[b], s.cost[a]) })
	}
}
