package draw

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
)

// layerModel draws one card per layer.
func layerModel(p *graph.Plan, c config) (*model, error) {
	m := &model{config: c, notes: []string{summary(p)}}
	switch {
	case c.tasks && c.expanded:
		m.notes = append(m.notes, fmt.Sprintf("more than %s: drawn by layer", plural(c.limit, "task")))
	case c.tasks:
		m.notes = append(m.notes, "too many kinds of tasks: drawn by layer")
	}
	s := newShade(p, c.coloring)
	m.ramp = s.key(c.coloring)
	groups, at := groupTasks(p, s)
	for _, g := range groups {
		m.nodes = append(m.nodes, layerNode(p, g, s, c))
	}
	m.edges = layerEdges(p, at)
	m.legend = layerLegend(m)
	if c.reduced {
		var err error
		if m.edges, err = reduce(len(m.nodes), m.edges); err != nil {
			return nil, fmt.Errorf("draw: %w", err)
		}
	}
	return m, nil
}

// Fonts of cards.
var (
	cardName = font{13, true}
	cardText = font{11, false}
	cardSite = font{9.5, false}
)

const (
	cardWidest = 250
	cardPad    = 14
)

func layerNode(p *graph.Plan, g *group, s *shade, c config) node {
	l := p.Layers()[g.layer]
	n := node{id: "layer" + strconv.Itoa(g.layer), shape: card, wanted: g.wanted, datum: l.IsData(),
		stack: g.tasks > 1, tint: c.tints[g.layer], tooltip: layerTooltip(l, c)}
	n.stripe = n.tint.edge
	if s != nil {
		shade := s.tint(float64(g.shades) / float64(g.tasks))
		n.tint, n.stripe = tint{paper, line}, shade.fill
	}
	n.add(cardName, ink, l.Label())
	for _, text := range layerLines(p, l, g) {
		n.add(cardText, inkSoft, text)
	}
	if s != nil {
		n.add(cardText, inkSoft, shadeLine(c.coloring, g))
	}
	n.add(cardSite, inkFaint, c.origin(l))
	n.w = 120
	for _, t := range n.labels {
		n.w = max(n.w, t.width()+2*cardPad)
		n.h += t.height()
	}
	n.h += 2*cardPad - 4
	return n
}

func (n *node) add(f font, col color.RGBA, text string) {
	if text != "" {
		n.labels = append(n.labels, label{text: f.cut(text, cardWidest), font: f, color: col})
	}
}

// layerLines is what a card says between the name and the source line.
func layerLines(p *graph.Plan, l *graph.Layer, g *group) []string {
	note := l.Note()
	lines := []string{opLine(l)}
	if len(g.fused) > 0 {
		lines = append(lines, "fused with "+strings.Join(fusedNames(p, g.fused), ", "))
	}
	lines = append(lines, countLine(l, g))
	if note.Shape != nil || note.DType != "" {
		lines = append(lines, valueLine(note))
	}
	if note.Chunks != "" && note.Chunks != "()" {
		lines = append(lines, "chunks "+note.Chunks)
	}
	if note.Text != lines[0] { // as of a call that has no other note than its name
		lines = append(lines, note.Text)
	}
	return append(lines, bytesLine(g))
}

// fusedNames lists the labels of layers; of some in a row that have the same
// it says how many.
func fusedNames(p *graph.Plan, layers []int) []string {
	var names []string
	for i := 0; i < len(layers); {
		name, n := p.Layers()[layers[i]].Label(), 0
		for ; i < len(layers) && p.Layers()[layers[i]].Label() == name; i++ {
			n++
		}
		if n > 1 {
			name += " " + times(n)
		}
		names = append(names, name)
	}
	return names
}

func valueLine(note graph.Note) string {
	switch {
	case note.Shape == nil:
		return note.DType
	case len(note.Shape) == 0:
		return strings.TrimSpace(note.DType + " scalar")
	}
	return strings.TrimSpace(note.DType + " " + wording.Shape(note.Shape))
}

func opLine(l *graph.Layer) string {
	if l.IsData() {
		return "data"
	}
	return l.Op().Name()
}

func countLine(l *graph.Layer, g *group) string {
	noun := "task"
	if l.IsData() {
		noun = "block"
	}
	text := plural(g.tasks, noun)
	if g.tasks < l.Len() {
		text = number(g.tasks) + " of " + plural(l.Len(), noun)
	}
	if len(l.Grid()) > 1 && l.Len() > 1 {
		text += ", grid " + grid(l.Grid())
	}
	return text
}

func bytesLine(g *group) string {
	var parts []string
	if g.reads > 0 {
		parts = append(parts, "reads "+quantity(g.reads))
	}
	if g.bytes > 0 {
		text := quantity(g.bytes)
		if g.tasks > 1 {
			text += " of results"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func shadeLine(c Coloring, g *group) string {
	what := "runs as number"
	if c == Lifetime {
		what = "kept for"
	}
	if g.first == g.last {
		return what + " " + number(g.first)
	}
	return what + " " + number(g.first) + " to " + number(g.last)
}

func layerTooltip(l *graph.Layer, c config) string {
	return fmt.Sprintf("%s\n%s\n%s", l.Name(), opLine(l), c.origin(l))
}
