package draw

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// writeDOT writes the model in the language of Graphviz.
func (m *model) writeDOT(out io.Writer) error {
	w := bufio.NewWriter(out)
	dir := [...]string{BottomToTop: "BT", TopToBottom: "TB", LeftToRight: "LR"}[m.direction]
	fmt.Fprintf(w, "digraph gloam {\n  rankdir=%s;\n  fontname=\"Helvetica\";\n  labelloc=t;\n  label=%s;\n", dir, quote(m.dotTitle()))
	fmt.Fprintf(w, "  node [fontname=\"Helvetica\", fontsize=10, style=\"filled\"];\n  edge [color=\"%s\", fontname=\"Helvetica\", fontsize=9];\n", hex(line))
	for _, n := range m.nodes {
		fmt.Fprintf(w, "  %s [%s];\n", n.id, m.dotNode(n))
	}
	for _, e := range m.edges {
		fmt.Fprintf(w, "  %s -> %s", m.nodes[e.from].id, m.nodes[e.to].id)
		if e.label != "" {
			fmt.Fprintf(w, " [label=%s]", quote(e.label))
		}
		fmt.Fprint(w, ";\n")
	}
	fmt.Fprint(w, "}\n")
	return w.Flush()
}

// dotTitle is the title, the notes and what colours mean.
func (m *model) dotTitle() string {
	lines := []string{strings.Join(m.notes, "; ")}
	if m.title != "" {
		lines = []string{m.title, lines[0]}
	}
	if m.ramp != nil {
		lines = append(lines, fmt.Sprintf("%s: pale %s, dark %s", m.ramp.what, m.ramp.from, m.ramp.to))
	}
	return strings.Join(lines, "\n")
}

func (m *model) dotNode(n node) string {
	lines := make([]string, len(n.labels))
	for i, l := range n.labels {
		lines[i] = l.text
	}
	text, shape := strings.Join(lines, "\n"), "box"
	if n.shape == circle {
		shape = "circle"
	}
	edge, width := n.tint.edge, 1
	if n.wanted {
		edge, width = lineStout, 2
	}
	return fmt.Sprintf("shape=%s, label=%s, tooltip=%s, fillcolor=\"%s\", color=\"%s\", penwidth=%d",
		shape, quote(text), quote(n.tooltip), hex(n.tint.fill), hex(edge), width)
}

// quote writes a DOT string. Backslashes would start escapes.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "?") {
		switch {
		case r == '\\' || r == '"':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ':
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
