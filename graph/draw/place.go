package draw

import "math"

// rounds of placing: the first ones look at one side in turn, the last ones at
// both, which evens out what is left.
const (
	oneSided = 24
	twoSided = 12
)

// place finds places along the rows. In turn, each row takes the places that
// are nearest, in the sense of least squares, to the means of their neighbours
// while keeping order and room.
func (l *layout) place(gap float64) {
	l.at = make([]float64, len(l.row))
	for _, row := range l.rows {
		x := 0.0
		for i, v := range row {
			if i > 0 {
				x += l.room(row[i-1], v, gap)
			}
			l.at[v] = x
		}
		for _, v := range row {
			l.at[v] -= x / 2
		}
	}
	for i := range oneSided {
		l.relax(i%2 == 0, i%2 == 1, gap)
	}
	for range twoSided {
		l.relax(true, true, gap)
	}
	l.relax(true, false, gap)
	for v := range l.at {
		l.at[v] = math.Round(l.at[v])
	}
}

// room is the least distance between the centres of neighbours in a row.
func (l *layout) room(a, b int, gap float64) float64 {
	if a >= l.nodes && b >= l.nodes {
		gap = 0
	} else if a >= l.nodes || b >= l.nodes {
		gap /= 2
	}
	return float64(l.breadth[a]/2) + float64(l.breadth[b]/2) + gap
}

// relax moves every row to the wishes of its neighbours before it, after it,
// or both.
func (l *layout) relax(before, after bool, gap float64) {
	for i := range l.rows {
		r := i
		if after && !before {
			r = len(l.rows) - 1 - i
		}
		l.settle(l.rows[r], before, after, gap)
	}
}

// A run is some neighbours in a row that touch.
type run struct {
	sum, weight float64
	count       int
}

func (r run) mean() float64 { return r.sum / r.weight }

// settle places one row. Without their distances the places must not fall, so
// this is isotonic regression, solved by pooling adjacent violators.
func (l *layout) settle(row []int, before, after bool, gap float64) {
	runs := make([]run, 0, len(row))
	offset := make([]float64, len(row))
	for i, v := range row {
		if i > 0 {
			offset[i] = offset[i-1] + l.room(row[i-1], v, gap)
		}
		wish, weight := l.wish(v, before, after)
		runs = pool(runs, wish-offset[i], weight)
	}
	for i, place := range unpool(runs) {
		l.at[row[i]] = place + offset[i]
	}
}

// pool adds one more wish at the end and joins the runs that would fall.
func pool(runs []run, wish, weight float64) []run {
	runs = append(runs, run{sum: float64(weight * wish), weight: weight, count: 1})
	for n := len(runs); n > 1 && runs[n-2].mean() > runs[n-1].mean(); n-- {
		last := runs[n-1]
		runs = runs[:n-1]
		runs[n-2].sum += last.sum
		runs[n-2].weight += last.weight
		runs[n-2].count += last.count
	}
	return runs
}

// unpool returns the place of each wish.
func unpool(runs []run) []float64 {
	var places []float64
	for _, r := range runs {
		for range r.count {
			places = append(places, r.mean())
		}
	}
	return places
}

// wish is where a node would like to be, and how much.
func (l *layout) wish(v int, before, after bool) (place, weight float64) {
	sum := 0.0
	if before {
		for _, n := range l.in[v] {
			sum += float64(n.weight * l.at[n.to])
			weight += n.weight
		}
	}
	if after {
		for _, n := range l.out[v] {
			sum += float64(n.weight * l.at[n.to])
			weight += n.weight
		}
	}
	if weight == 0 {
		return l.at[v], 0.01 // gives way to those that have neighbours
	}
	return sum / weight, weight
}
