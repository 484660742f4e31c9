package draw

import "math"

// Room around and in pictures.
const (
	margin    = 28
	cardGap   = 30
	cardRise  = 54
	cardRow   = 1300
	taskGap   = 12
	taskRise  = 24
	headSize  = 16
	noteSize  = 11
	cardRound = 6
	boxRound  = 3
	stripe    = 4
)

// compose gives everything its place.
func compose(m *model) *scene {
	s := &scene{title: m.title}
	v := newView(m)
	drawn := &scene{}
	for i := range m.edges {
		v.drawEdge(drawn, i)
	}
	for i := range m.nodes {
		v.drawNode(drawn, i)
	}
	for _, t := range v.tags() {
		t.draw(drawn)
	}
	head := header(m)
	foot := footer(m)
	width := max(v.w, head.w, foot.w)
	drawn.shift(margin+(width-v.w)/2, margin+head.h)
	head.shift(margin, margin)
	foot.shift(margin, margin+head.h+v.h)
	s.add(head.items...)
	s.add(drawn.items...)
	s.add(foot.items...)
	s.w, s.h = width+2*margin, head.h+v.h+foot.h+2*margin
	return s
}

// header is the title and the notes.
func header(m *model) *scene {
	s := &scene{}
	line := func(text string, f font, c label) {
		s.h += c.height()
		s.add(&writingAt{x: 0, y: s.h - f.size*0.42, label: c})
		s.w = max(s.w, c.width())
	}
	if m.title != "" {
		f := font{headSize, true}
		line(m.title, f, label{m.title, f, ink})
	}
	for _, note := range m.notes {
		f := font{noteSize, false}
		line(note, f, label{note, f, inkFaint})
	}
	s.h += 18
	return s
}

// A view is a layout turned into the direction of the picture.
type view struct {
	m      *model
	l      *layout
	w, h   float64
	origin float64   // least place along rows
	leave  []float64 // where edges touch cards, from the middle along the row
	arrive []float64
}

func newView(m *model) *view {
	v := &view{m: m}
	breadth, depth := make([]float64, len(m.nodes)), make([]float64, len(m.nodes))
	for i, n := range m.nodes {
		breadth[i], depth[i] = n.w, n.h
		if m.direction == LeftToRight {
			breadth[i], depth[i] = n.h, n.w
		}
	}
	v.m.pair(breadth)
	gap, rise, wide := float64(taskGap), float64(taskRise), 0.0
	if len(m.nodes) > 0 && m.nodes[0].shape == card {
		gap, rise, wide = cardGap, cardRise, cardRow
		if m.direction == LeftToRight {
			rise += 24 // labels of edges lie across
		}
	} else {
		rise += tagRise(m.edges)
	}
	v.l = newLayout(breadth, depth, m.edges, gap, rise, wide)
	v.measure()
	v.assignPorts()
	return v
}

// measure finds the extent of the graph.
func (v *view) measure() {
	low, high, deep := math.Inf(1), math.Inf(-1), 0.0
	if len(v.l.row) == 0 {
		low, high = 0, 0
	}
	for i := range v.l.row {
		low = min(low, v.l.at[i]-v.l.breadth[i]/2)
		high = max(high, v.l.at[i]+v.l.breadth[i]/2)
		deep = max(deep, v.l.level[v.l.row[i]]+v.l.depth[i]/2)
	}
	first := 0.0
	for i := range v.m.nodes {
		if v.l.row[i] == 0 {
			first = max(first, v.l.depth[i]/2)
		}
	}
	v.origin = low
	for r := range v.l.level {
		v.l.level[r] += first
	}
	v.w, v.h = high-low, deep+first
	if v.m.direction == LeftToRight {
		v.w, v.h = v.h, v.w
	}
}

// turn gives the point of the picture at a place along rows and across them.
func (v *view) turn(along, across float64) point {
	along -= v.origin
	switch v.m.direction {
	case TopToBottom:
		return point{along, across}
	case LeftToRight:
		return point{across, along}
	default:
		return point{along, v.h - across}
	}
}

// center is the middle of a node or stop.
func (v *view) center(i int) point { return v.turn(v.l.at[i], v.l.level[v.l.row[i]]) }

func (v *view) drawNode(s *scene, i int) {
	n, c := v.m.nodes[i], v.center(i)
	s.add(&mark{id: n.id, tooltip: n.tooltip})
	switch n.shape {
	case circle:
		s.add(&disk{x: c.x, y: c.y, r: n.w / 2, fill: n.tint.fill, stroke: n.tint.edge, width: 1.1})
		writeCentered(s, n, c)
	case box:
		s.add(v.outline(n, c, boxRound))
		writeCentered(s, n, c)
	default:
		v.drawCard(s, n, c)
	}
	s.add(&mark{})
}

// outline is the rectangle of a node; wanted results have a stout one.
func (v *view) outline(n node, c point, radius float64) *rectangle {
	r := &rectangle{x: c.x - n.w/2, y: c.y - n.h/2, w: n.w, h: n.h, r: radius,
		fill: n.tint.fill, stroke: n.tint.edge, width: 1.1}
	if n.wanted {
		r.stroke, r.width = lineStout, 1.8
	}
	return r
}

func writeCentered(s *scene, n node, c point) {
	total := 0.0
	for _, t := range n.labels {
		total += t.height()
	}
	y := c.y - total/2
	for _, t := range n.labels {
		y += t.height()
		s.add(&writingAt{x: c.x, y: y - t.font.size*0.37, middle: true, label: t})
	}
}

// drawCard draws a layer: a sheet, or a small stack of them for several tasks,
// with a stripe in the colour of the layer.
func (v *view) drawCard(s *scene, n node, c point) {
	if n.stack {
		// Away from the side where lines arrive, or it would hide their heads.
		under := v.outline(n, point{c.x + 3.5, c.y + 3.5}, cardRound)
		if v.m.direction == BottomToTop {
			under.y -= 7
		}
		under.fill = mix(n.tint.fill, n.tint.edge, 0.25)
		s.add(under)
	}
	s.add(v.outline(n, c, cardRound))
	left, top := c.x-n.w/2, c.y-n.h/2
	s.add(&rectangle{x: left + 5, y: top + 8, w: stripe, h: n.h - 16, r: stripe / 2, fill: n.stripe})
	y := top + cardPad - 3
	for _, t := range n.labels {
		y += t.height()
		s.add(&writingAt{x: left + cardPad + 2, y: y - t.font.size*0.37, label: t})
	}
}
