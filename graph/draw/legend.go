package draw

// A sample shows what a kind of node looks like.
type sample struct {
	shape  shape
	tint   tint
	wanted bool
	stack  bool
	text   string
}

func layerLegend(m *model) []sample {
	var datum, stack, wanted bool
	for _, n := range m.nodes {
		datum = datum || n.datum
		stack = stack || n.stack
		wanted = wanted || n.wanted
	}
	var out []sample
	if datum {
		out = append(out, sample{shape: box, tint: datumTint, text: "data"})
	}
	out = append(out, sample{shape: box, tint: plain(m), text: "one task"})
	if stack {
		out = append(out, sample{shape: box, tint: plain(m), stack: true, text: "many tasks"})
	}
	if wanted {
		out = append(out, sample{shape: box, tint: plain(m), wanted: true, text: "wanted"})
	}
	return out
}

func taskLegend(m *model) []sample {
	out := []sample{
		{shape: circle, tint: plain(m), text: "call"},
		{shape: box, tint: tint{paper, boxEdge}, text: "result and its block"},
	}
	for _, n := range m.nodes {
		if n.datum {
			out = append(out, sample{shape: box, tint: datumTint, text: "data"})
			break
		}
	}
	return append(out, sample{shape: box, tint: tint{paper, boxEdge}, wanted: true, text: "wanted"})
}

// plain is the tint of samples that stand for no layer.
func plain(m *model) tint {
	if m.coloring != Layer {
		return tint{paper, line}
	}
	return tints[0]
}

const legendText = 9.5

// footer is the legend and the colour ramp.
func footer(m *model) *scene {
	s := &scene{}
	if len(m.nodes) == 0 {
		return s
	}
	const base = 34
	x := 0.0
	f := font{legendText, false}
	put := func(text string) {
		t := label{text, f, inkFaint}
		s.add(&writingAt{x: x, y: base + 3.4, label: t})
		x += t.width()
	}
	for _, k := range m.legend {
		s.add(k.items(x, base)...)
		x += 22
		put(k.text)
		x += 18
	}
	if m.ramp != nil {
		put(m.ramp.what + "  " + m.ramp.from)
		x += 6
		const cells = 24
		for i := range cells {
			s.add(&rectangle{x: x, y: base - 5, w: 4.5, h: 10, fill: at(float64(i) / (cells - 1))})
			x += 4
		}
		x += 7
		put(m.ramp.to)
	}
	s.w, s.h = x, base+8
	return s
}

// items draws the sample left of its text.
func (k sample) items(x, y float64) []item {
	if k.shape == circle {
		return []item{&disk{x: x + 8, y: y, r: 6.5, fill: k.tint.fill, stroke: k.tint.edge, width: 1}}
	}
	r := &rectangle{x: x, y: y - 5.5, w: 16, h: 11, r: 2.5, fill: k.tint.fill, stroke: k.tint.edge, width: 1}
	if k.wanted {
		r.stroke, r.width = lineStout, 1.8
	}
	if !k.stack {
		return []item{r}
	}
	under := *r
	under.x, under.y = r.x+2, r.y+2
	under.fill = mix(k.tint.fill, k.tint.edge, 0.25)
	return []item{&under, r}
}
