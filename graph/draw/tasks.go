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

// widest is how wide a picture of all tasks may be before like tasks are put
// together: more has to be scrolled.
const widest = 1500

// tasksModel draws each task, or like tasks as one where that would be too much
// to read. It returns nil if it still is.
func tasksModel(p *graph.Plan, c config) *model {
	s := newShade(p, c.coloring)
	if p.Len() <= c.limit {
		m := kindsModel(p, everyTask(p, s), s, c)
		if c.expanded || m.rowWidth(p) <= widest {
			return m
		}
	}
	k, ok := alike(p, s, min(c.limit, mostKinds))
	if !ok || c.expanded {
		return nil
	}
	m := kindsModel(p, k, s, c)
	m.notes = append(m.notes, fmt.Sprintf("like tasks are drawn as one: %s", plural(len(k.list), "kind")))
	return m
}

// kindsModel draws a circle for the calls of each kind and a box for their
// results.
func kindsModel(p *graph.Plan, k kinds, s *shade, c config) *model {
	m := &model{config: c, notes: []string{summary(p)}}
	m.ramp = s.key(c.coloring)
	result := make([]int, len(k.list))
	call := make([]int, len(k.list))
	for i, e := range k.list {
		call[i] = -1
		if !p.Layers()[p.LayerOf(e.first)].IsData() {
			call[i] = len(m.nodes)
			m.nodes = append(m.nodes, callNode(p, e, s, c))
		}
		result[i] = len(m.nodes)
		m.nodes = append(m.nodes, resultNode(p, e, s, c))
	}
	for i, flows := range k.flows(p) {
		if call[i] < 0 {
			continue
		}
		m.edges = append(m.edges, edge{from: call[i], to: result[i], weight: widthOfTask(k.list[i].tasks)})
		for _, f := range flows {
			m.edges = append(m.edges, edge{from: result[f.from], to: call[i], label: f.label(k.list[i]), weight: widthOfTask(f.seen)})
		}
	}
	m.legend = taskLegend(m)
	return m
}

// widthOfTask is the width of a line that stands for some: thin for one.
func widthOfTask(n int) float64 {
	if n == 1 {
		return 1
	}
	return widthOf(n)
}

// rowWidth estimates how wide a picture of all tasks gets.
func (m *model) rowWidth(p *graph.Plan) float64 {
	rows := map[int32]float64{}
	depth := depths(p)
	node, most := 0, 0.0
	for id, d := range depth {
		w := m.nodes[node].w
		if m.nodes[node].shape == circle {
			node++
			w = max(w, m.nodes[node].w)
		}
		node++
		if p.Layers()[p.LayerOf(id)].IsData() {
			continue // which stands in a row of its own or beside its reader
		}
		rows[d] += w + taskGap
		most = max(most, rows[d])
	}
	return most
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

func callNode(p *graph.Plan, k kind, s *shade, c config) node {
	id := k.first
	n := node{id: "call" + strconv.Itoa(id), shape: circle, tint: c.tints[p.LayerOf(id)], tooltip: taskTooltip(p, k, c)}
	name := ink
	if c.coloring == Order {
		n.tint = s.tint(k.mean())
		name = writing(n.tint.fill)
	}
	if c.coloring == Lifetime {
		n.tint = tint{paper, line}
	}
	for _, text := range wrap(p.Label(id), callText, circleText) {
		n.labels = append(n.labels, label{text, callText, name})
	}
	if k.tasks > 1 {
		n.labels = append(n.labels, label{times(k.tasks), callRank, name})
	}
	if c.coloring == Order {
		n.labels = append(n.labels, label{k.shadeText(), callRank, name})
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

func resultNode(p *graph.Plan, k kind, s *shade, c config) node {
	id := k.first
	l := p.Layers()[p.LayerOf(id)]
	n := node{id: "result" + strconv.Itoa(id), shape: box, wanted: k.wanted, tint: tint{paper, boxEdge}, tooltip: taskTooltip(p, k, c)}
	text := coords(p.Key(id))
	if k.tasks > 1 {
		text = times(k.tasks)
	}
	if l.IsData() {
		n.id, n.datum, n.tint = "data"+strconv.Itoa(id), true, datumTint
		if text == "" {
			text = l.Label()
		}
	}
	col := ink
	if c.coloring == Lifetime {
		n.tint = s.tint(k.mean())
		col = writing(n.tint.fill)
	}
	n.w, n.h = 26, 22
	if text = boxText.cut(text, 110); text != "" {
		n.labels = append(n.labels, label{text, boxText, col})
	}
	if c.coloring == Lifetime {
		n.labels = append(n.labels, label{k.shadeText(), callRank, col})
		n.h = 34
	}
	for _, t := range n.labels {
		n.w = max(n.w, math.Ceil(t.width()+12))
	}
	return n
}

func taskTooltip(p *graph.Plan, k kind, c config) string {
	id := k.first
	l := p.Layers()[p.LayerOf(id)]
	text := fmt.Sprintf("%s\n%s", p.Key(id), opLine(l))
	if k.tasks > 1 {
		text = fmt.Sprintf("%s and %s like it\n%s", p.Key(id), number(k.tasks-1), opLine(l))
	}
	if p.StepCount(id) > 1 {
		text += "\nfused: " + p.Label(id)
	}
	if b := p.Bytes(id); b > 0 {
		text += "\n" + quantity(b)
	}
	return text + "\n" + c.origin(l)
}
