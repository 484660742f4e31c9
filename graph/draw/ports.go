package draw

import (
	"cmp"
	"slices"
)

// portRoom is the least distance between lines at a card.
const portRoom = 16

// assignPorts says where edges touch cards. Lines that arrive are spread
// evenly in the order they come from; those that leave start below where they
// end if they can, which makes them straight.
func (v *view) assignPorts() {
	v.leave, v.arrive = make([]float64, len(v.m.edges)), make([]float64, len(v.m.edges))
	in, out := make([][]int, len(v.m.nodes)), make([][]int, len(v.m.nodes))
	for i, e := range v.m.edges {
		in[e.to] = append(in[e.to], i)
		out[e.from] = append(out[e.from], i)
	}
	for n := range v.m.nodes {
		if v.m.nodes[n].shape == card {
			v.spreadArrivals(n, in[n])
		}
	}
	for n := range v.m.nodes {
		if v.m.nodes[n].shape == card {
			v.placeLeavings(n, out[n])
		}
	}
}

// reach is how far from its middle a card has ports.
func (v *view) reach(node int) float64 { return min(0.35*v.l.breadth[node], 80) }

func (v *view) spreadArrivals(node int, edges []int) {
	from := func(e int) int { p := v.l.path[e]; return p[len(p)-2] }
	slices.SortStableFunc(edges, func(a, b int) int { return cmp.Compare(v.l.at[from(a)], v.l.at[from(b)]) })
	for i, e := range edges {
		if len(edges) > 1 {
			v.arrive[e] = v.reach(node) * (2*float64(i)/float64(len(edges)-1) - 1)
		}
	}
}

// placeLeavings gives edges that share their stops one port.
func (v *view) placeLeavings(node int, edges []int) {
	wish := func(e int) float64 {
		p := v.l.path[e]
		if len(p) == 2 {
			return v.l.at[p[1]] + v.arrive[e]
		}
		return v.l.at[p[1]]
	}
	slices.SortStableFunc(edges, func(a, b int) int { return cmp.Compare(wish(a), wish(b)) })
	var first []int // of the edges with each port
	for _, e := range edges {
		stop := v.l.path[e][1]
		if n := len(first); n == 0 || stop < v.l.nodes || v.l.path[first[n-1]][1] != stop {
			first = append(first, e)
		}
	}
	reach := v.reach(node)
	room := min(portRoom, 2*reach/float64(max(1, len(first)-1)))
	runs := make([]run, 0, len(first))
	for i, e := range first {
		at := min(max(wish(e)-v.l.at[node], -reach), reach)
		runs = pool(runs, at-float64(float64(i)*room), 1)
	}
	places := unpool(runs)
	for i, e := range first {
		places[i] = min(max(places[i]+float64(float64(i)*room), float64(float64(i)*room)-reach), reach-float64(float64(len(first)-1-i)*room))
		v.leave[e] = places[i]
	}
	for _, e := range edges {
		for i, f := range first {
			if v.l.path[e][1] == v.l.path[f][1] && len(v.l.path[e]) > 2 {
				v.leave[e] = places[i]
			}
		}
	}
}
