package draw

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gloam-go/gloam/graph"
)

// Fonts of tasks.
var (
	callText = font{9.5, false}
	callRank = font{8.5, true}
	boxText  = font{9.5, false}
)

// taskModel draws a circle per call and a box per result.
func taskModel(p *graph.Plan, c config) *model {
	m := &model{config: c, notes: []string{summary(p)}}
	s := newShade(p, c.coloring)
	m.ramp = s.key(c.coloring)
	wanted := wantedSet(p)
	result := make([]int, p.Len())
	call := make([]int, p.Len())
	for id := range p.Len() {
		call[id] = -1
		if !p.Layers()[p.LayerOf(id)].IsData() {
			call[id] = len(m.nodes)
			m.nodes = append(m.nodes, callNode(p, id, s, c))
		}
		result[id] = len(m.nodes)
		m.nodes = append(m.nodes, resultNode(p, id, s, c, wanted[id]))
	}
	for id := range p.Len() {
		if call[id] < 0 {
			continue
		}
		m.edges = append(m.edges, edge{from: call[id], to: result[id], weight: 1})
		seen := map[int32]int{}
		for _, in := range p.Inputs(id) {
			seen[in]++
		}
		for _, in := range p.Inputs(id) {
			if n := seen[in]; n > 0 {
				m.edges = append(m.edges, edge{from: result[in], to: call[id], label: times(n), weight: 1})
				seen[in] = 0
			}
		}
	}
	m.legend = taskLegend(m)
	return m
}

// pair gives a call and its result the same room along rows, so that the lines
// between them are straight. It does nothing to layers.
func (m *model) pair(breadth []float64) {
	for _, e := range m.edges {
		if m.nodes[e.from].shape == circle {
			breadth[e.from] = max(breadth[e.from], breadth[e.to])
			breadth[e.to] = breadth[e.from]
		}
	}
}

// A circle is at least so wide that a short name fits, and never so wide that
// a long one spoils the picture.
const (
	circleLeast = 34
	circleText  = 66
)

func callNode(p *graph.Plan, id int, s *shade, c config) node {
	n := node{id: "call" + strconv.Itoa(id), shape: circle, tint: layerTint(p, p.LayerOf(id)), tooltip: taskTooltip(p, id)}
	name := ink
	if c.coloring == Order {
		n.tint = s.tint(float64(s.value[id]))
		name = writing(n.tint.fill)
	}
	if c.coloring == Lifetime {
		n.tint = tint{paper, line}
	}
	for _, text := range wrap(p.Label(id), callText, circleText) {
		n.labels = append(n.labels, label{text, callText, name})
	}
	if c.coloring == Order {
		n.labels = append(n.labels, label{number(s.value[id]), callRank, name})
	}
	n.w = circleSize(n.labels)
	n.h = n.w
	return n
}

// circleSize returns the diameter of a circle around centred lines.
func circleSize(labels []label) float64 {
	total := 0.0
	for _, t := range labels {
		total += t.height()
	}
	size, y := float64(circleLeast), -total/2
	for _, t := range labels {
		far := max(math.Abs(y), math.Abs(y+t.height())) - t.font.size*0.2
		size = max(size, 2*math.Hypot(t.width()/2, far)+6)
		y += t.height()
	}
	return math.Ceil(size)
}

func resultNode(p *graph.Plan, id int, s *shade, c config, wanted bool) node {
	l := p.Layers()[p.LayerOf(id)]
	n := node{id: "result" + strconv.Itoa(id), shape: box, wanted: wanted, tint: tint{paper, boxEdge}, tooltip: taskTooltip(p, id)}
	text := coords(p.Key(id))
	if l.IsData() {
		n.id, n.datum, n.tint = "data"+strconv.Itoa(id), true, datumTint
		if text == "" {
			text = l.Label()
		}
	}
	col := ink
	if c.coloring == Lifetime {
		n.tint = s.tint(float64(s.value[id]))
		col = writing(n.tint.fill)
	}
	n.w, n.h = 26, 22
	if text = boxText.cut(text, 110); text != "" {
		n.labels = append(n.labels, label{text, boxText, col})
	}
	if c.coloring == Lifetime {
		n.labels = append(n.labels, label{number(s.value[id]), callRank, col})
		n.h = 34
	}
	for _, t := range n.labels {
		n.w = max(n.w, math.Ceil(t.width()+12))
	}
	return n
}

func taskTooltip(p *graph.Plan, id int) string {
	l := p.Layers()[p.LayerOf(id)]
	text := fmt.Sprintf("%s\n%s", p.Key(id), opLine(l))
	if p.StepCount(id) > 1 {
		text += "\nfused: " + p.Label(id)
	}
	if b := p.Bytes(id); b > 0 {
		text += "\n" + quantity(b)
	}
	return text + "\n" + l.Site()
}
