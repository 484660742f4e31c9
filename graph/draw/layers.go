package draw

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	dag "github.com/dominikbraun/graph"

	"github.com/gloam-go/gloam/graph"
)

// A group is the tasks of one layer, with what was fused into them.
type group struct {
	layer  int
	tasks  int
	wanted bool
	bytes  int64
	reads  int64
	shades int64 // sum over the tasks
	first  int   // least and greatest shade
	last   int
	fused  []int // layers of earlier steps, in plan order
}

// layerModel draws one card per layer.
func layerModel(p *graph.Plan, c config) (*model, error) {
	m := &model{config: c, notes: []string{summary(p)}}
	if c.tasks {
		m.notes = append(m.notes, fmt.Sprintf("more than %s: drawn by layer", plural(c.limit, "task")))
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

// groupTasks returns the layers that have tasks of their own, and the group of
// each layer.
func groupTasks(p *graph.Plan, s *shade) ([]*group, []int) {
	byLayer := make([]*group, len(p.Layers()))
	fused := make([]map[int]bool, len(p.Layers()))
	wanted := wantedSet(p)
	for id := range p.Len() {
		l := p.LayerOf(id)
		g := byLayer[l]
		if g == nil {
			g = &group{layer: l, first: -1}
			byLayer[l], fused[l] = g, map[int]bool{}
		}
		g.tasks++
		g.bytes += p.Bytes(id)
		g.reads += p.Reads(id)
		g.wanted = g.wanted || wanted[id]
		for i := range p.StepCount(id) - 1 {
			step, _ := p.Step(id, i)
			fused[l][step] = true
		}
		if s != nil {
			v := s.value[id]
			g.shades += int64(v)
			if g.first < 0 {
				g.first = v
			}
			g.first, g.last = min(g.first, v), max(g.last, v)
		}
	}
	var groups []*group
	at := make([]int, len(byLayer))
	for l, g := range byLayer {
		if g == nil {
			continue
		}
		for step := range p.Layers() {
			if fused[l][step] && step != l {
				g.fused = append(g.fused, step)
			}
		}
		at[l] = len(groups)
		groups = append(groups, g)
	}
	return groups, at
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
		stack: g.tasks > 1, tint: layerTint(p, g.layer), tooltip: layerTooltip(l, g)}
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
	n.add(cardSite, inkFaint, l.Site())
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
		names := make([]string, len(g.fused))
		for i, step := range g.fused {
			names[i] = p.Layers()[step].Label()
		}
		lines = append(lines, "fused with "+strings.Join(names, ", "))
	}
	lines = append(lines, countLine(l, g))
	if note.Shape != nil || note.DType != "" {
		lines = append(lines, valueLine(note))
	}
	if note.Chunks != "" {
		lines = append(lines, "chunks "+note.Chunks)
	}
	return append(lines, note.Text, bytesLine(g))
}

func valueLine(note graph.Note) string {
	switch {
	case note.Shape == nil:
		return note.DType
	case len(note.Shape) == 0:
		return strings.TrimSpace(note.DType + " scalar")
	}
	return strings.TrimSpace(note.DType + " " + tuple(note.Shape))
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

func layerTooltip(l *graph.Layer, g *group) string {
	return fmt.Sprintf("%s\n%s\n%s", l.Name(), opLine(l), l.Site())
}

// layerEdges counts the results that go from layer to layer.
func layerEdges(p *graph.Plan, at []int) []edge {
	count := map[[2]int]int{}
	for id := range p.Len() {
		to := at[p.LayerOf(id)]
		for _, in := range p.Inputs(id) {
			count[[2]int{at[p.LayerOf(int(in))], to}]++
		}
	}
	var edges []edge
	for e, n := range count {
		if e[0] == e[1] {
			continue
		}
		edges = append(edges, edge{from: e[0], to: e[1], label: times(n), weight: widthOf(n)})
	}
	sortEdges(edges)
	return edges
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return "×" + number(n)
}

// reduce leaves out edges between nodes that other edges connect, too.
func reduce(nodes int, edges []edge) ([]edge, error) {
	g := dag.New(dag.IntHash, dag.Directed(), dag.Acyclic())
	for n := range nodes {
		if err := g.AddVertex(n); err != nil {
			return nil, err
		}
	}
	for _, e := range edges {
		if err := g.AddEdge(e.from, e.to); err != nil {
			return nil, err
		}
	}
	reduced, err := dag.TransitiveReduction(g)
	if err != nil {
		return nil, err
	}
	var kept []edge
	for _, e := range edges {
		if _, err := reduced.Edge(e.from, e.to); err == nil {
			kept = append(kept, e)
		}
	}
	return kept, nil
}
