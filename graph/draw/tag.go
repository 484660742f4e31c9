package draw

import "math"

// A tag is the label of an edge, on paper, so that the line does not run
// through it.
type tag struct {
	label
	at point // its middle
	w  float64
}

const tagHeight = 13.0

func (t tag) draw(s *scene) {
	s.add(&rectangle{x: t.at.x - t.w/2, y: t.at.y - tagHeight/2, w: t.w, h: tagHeight, r: tagHeight / 2, fill: paper})
	s.add(&writingAt{x: t.at.x, y: t.at.y + 3.4, middle: true, label: t.label})
}

// tagRise is the room between rows that labels take, so that they do not hide
// heads, nor each other where several lines leave or reach one node.
func tagRise(edges []edge) float64 {
	leave, arrive := map[int]int{}, map[int]int{}
	rise := 0.0
	for _, e := range edges {
		if e.label == "" {
			continue
		}
		leave[e.from]++
		arrive[e.to]++
		rise = max(rise, 14)
		if leave[e.from] > 1 || arrive[e.to] > 1 {
			rise = 34
		}
	}
	return rise
}

// Places to try for a label on the last part of its edge. The first is the
// usual one: not the middle, where edges often cross, and not the end, where a
// head is.
var (
	tagsAtCards   = []float64{0.64, 0.57, 0.71, 0.5, 0.43, 0.78, 0.36, 0.28, 0.2}
	tagsAtCircles = []float64{0.45, 0.52, 0.38, 0.6, 0.3, 0.68, 0.22, 0.76, 0.15}
)

// tagRounds is how often each label may move once the others have places.
const tagRounds = 3

// tags places the labels of all edges, one after the other and then again, each
// where it hides least of the others and of the nodes.
func (v *view) tags() []tag {
	var placed []tag
	var edges []int
	for i, e := range v.m.edges {
		if e.label != "" {
			t := tag{label: label{e.label, font{9.5, false}, inkSoft}}
			t.w = t.width() + 8
			placed, edges = append(placed, v.best(t, i, placed, nil)), append(edges, i)
		}
	}
	for range tagRounds {
		for k, i := range edges {
			placed[k] = v.best(placed[k], i, placed[:k], placed[k+1:])
		}
	}
	return placed
}

// best puts the label of an edge where it hides least.
func (v *view) best(t tag, edge int, before, after []tag) tag {
	tries := tagsAtCards
	if v.isCircle(v.m.edges[edge].to) {
		tries = tagsAtCircles
	}
	c := v.route(edge).points
	n := len(c)
	least := math.Inf(1)
	out := t
	for _, where := range tries {
		t.at = cubicAt(c[n-4], c[n-3], c[n-2], c[n-1], where)
		if area := hidden(t, before) + hidden(t, after) + v.covered(t); area < least {
			out, least = t, area
		}
	}
	return out
}

// hidden is the area of labels under a label, or next to it: rounded, to be the
// same on every machine.
func hidden(t tag, others []tag) float64 {
	sum := 0.0
	for _, p := range others {
		sum += overlap(t.at, t.w+2, tagHeight+2, p.at, p.w, tagHeight)
	}
	return math.Round(sum)
}

// covered is the area of nodes under a label.
func (v *view) covered(t tag) float64 {
	sum := 0.0
	for i, n := range v.m.nodes {
		sum += overlap(t.at, t.w, tagHeight, v.center(i), n.w, n.h)
	}
	return math.Round(sum)
}

// overlap is the area that two rectangles around their middles share.
func overlap(a point, aw, ah float64, b point, bw, bh float64) float64 {
	dx := (aw+bw)/2 - math.Abs(a.x-b.x)
	dy := (ah+bh)/2 - math.Abs(a.y-b.y)
	if dx <= 0 || dy <= 0 {
		return 0
	}
	return float64(min(dx, aw, bw) * min(dy, ah, bh))
}
