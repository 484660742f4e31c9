package draw

import (
	"cmp"
	"slices"
)

// sweeps is how often the order of rows is improved, up and down in turn; more
// find nothing new.
const sweeps = 12

// arrange orders the rows by the means of the places of neighbours, and keeps
// the order with the fewest crossings. The given order wins ties.
func (l *layout) arrange() {
	l.index = make([]int, len(l.row))
	l.number()
	l.sweep(true, true)
	best, crossings := l.snapshot(), l.crossings()
	for i := 0; i < sweeps && crossings > 0; i++ {
		l.sweep(i%2 == 1, false)
		if c := l.crossings(); c < crossings {
			best, crossings = l.snapshot(), c
		}
	}
	l.rows = best
	l.number()
}

func (l *layout) number() {
	for _, row := range l.rows {
		for i, v := range row {
			l.index[v] = i
		}
	}
}

func (l *layout) snapshot() [][]int {
	rows := make([][]int, len(l.rows))
	for i, row := range l.rows {
		rows[i] = slices.Clone(row)
	}
	return rows
}

// sweep sorts each row by its neighbours in the row before, or after. With
// stopsOnly nodes keep their order and stops find theirs.
func (l *layout) sweep(forward, stopsOnly bool) {
	for i := range l.rows {
		r, links := i, l.in
		if !forward {
			r, links = len(l.rows)-1-i, l.out
		}
		row := l.rows[r]
		key := make(map[int]float64, len(row))
		for i, v := range row {
			key[v] = float64(i)
			if len(links[v]) == 0 {
				continue
			}
			sum := 0.0
			for _, n := range links[v] {
				sum += float64(l.index[n.to]) / float64(max(1, len(l.rows[l.row[n.to]])-1))
			}
			key[v] = sum / float64(len(links[v])) * float64(max(1, len(row)-1))
		}
		if stopsOnly {
			l.mergeStops(row, key)
		} else {
			slices.SortStableFunc(row, func(a, b int) int { return cmp.Compare(key[a], key[b]) })
		}
		for i, v := range row {
			l.index[v] = i
		}
	}
}

// mergeStops puts stops between the nodes, which stay in order.
func (l *layout) mergeStops(row []int, key map[int]float64) {
	for i, v := range row {
		if v < l.nodes {
			key[v] = float64(i)
		}
	}
	slices.SortStableFunc(row, func(a, b int) int { return cmp.Compare(key[a], key[b]) })
}

// crossings counts the pairs of links that cross.
func (l *layout) crossings() int {
	total := 0
	for r := 1; r < len(l.rows); r++ {
		var ends []int
		for _, v := range l.rows[r-1] {
			at := len(ends)
			for _, n := range l.out[v] {
				ends = append(ends, l.index[n.to])
			}
			slices.Sort(ends[at:])
		}
		total += inversions(ends, len(l.rows[r]))
	}
	return total
}

// inversions counts the pairs in the wrong order with a tree of sums.
func inversions(ends []int, n int) int {
	tree := make([]int, n+1)
	total := 0
	for seen, e := range ends {
		before := 0
		for i := e + 1; i > 0; i -= i & -i {
			before += tree[i]
		}
		total += seen - before
		for i := e + 1; i <= n; i += i & -i {
			tree[i]++
		}
	}
	return total
}
