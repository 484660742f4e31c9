package arrays

import "sort"

// places are positions along an axis, in order, as ranges: a long axis that is
// rolled or padded takes a few numbers, not one for each element.
type places []reach

// A reach is n positions with a step between them. A negative first one is
// hole(k), and then the step is 0.
type reach struct{ first, n, step int }

// add appends n positions.
func (p places) add(first, n, step int) places {
	if n <= 0 {
		return p
	}
	switch {
	case first < 0:
		step = 0
	case n == 1:
		step = 1
	}
	if last := len(p) - 1; last >= 0 {
		l := &p[last]
		switch gap := first - l.first - (l.n-1)*l.step; {
		case first < 0 || l.first < 0:
			if first == l.first {
				l.n += n
				return p
			}
		case gap == l.step && (step == l.step || n == 1):
			l.n += n
			return p
		case l.n == 1 && (n == 1 || gap == step):
			l.n, l.step = n+1, gap
			return p
		}
	}
	return append(p, reach{first, n, step})
}

// placesOf are positions, given one by one.
func placesOf(list []int) places {
	p := places{}
	for _, at := range list {
		p = p.add(at, 1, 1)
	}
	return p
}

// within returns how many of the positions of r, from its i-th on, lie in one
// chunk of an axis, and which chunk.
func (r reach) within(i int, starts []int) (chunk, n int) {
	at := r.first + i*r.step
	chunk = sort.SearchInts(starts, at+1) - 1 // the last one that starts at the position or before
	switch {
	case r.step > 0:
		n = (starts[chunk+1]-1-at)/r.step + 1
	case r.step < 0:
		n = (at-starts[chunk])/-r.step + 1
	default:
		n = r.n
	}
	return chunk, min(n, r.n-i)
}
