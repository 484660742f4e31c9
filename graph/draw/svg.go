package draw

import (
	"bufio"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"
)

// family is what SVG asks for; our measures allow for either of the first two.
const family = "Helvetica, Arial, sans-serif"

// writeSVG writes the scene as SVG.
func (s *scene) writeSVG(out io.Writer) error {
	w := &svgWriter{bufio.NewWriter(out)}
	fmt.Fprintf(w, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\" font-family=\"%s\">\n",
		num(s.w), num(s.h), num(s.w), num(s.h), family)
	if s.title != "" {
		fmt.Fprintf(w, "<title>%s</title>\n", escape(s.title))
	}
	fmt.Fprintf(w, "<rect width=\"%s\" height=\"%s\" fill=\"%s\"/>\n", num(s.w), num(s.h), hex(paper))
	for _, i := range s.items {
		w.item(i)
	}
	w.WriteString("</svg>\n")
	return w.Flush()
}

type svgWriter struct{ *bufio.Writer }

func (w *svgWriter) item(i item) {
	switch i := i.(type) {
	case *rectangle:
		fmt.Fprintf(w, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"", num(i.x), num(i.y), num(i.w), num(i.h))
		if i.r > 0 {
			fmt.Fprintf(w, " rx=\"%s\"", num(i.r))
		}
		w.paint(i.fill, i.stroke, i.width)
	case *disk:
		fmt.Fprintf(w, "<circle cx=\"%s\" cy=\"%s\" r=\"%s\"", num(i.x), num(i.y), num(i.r))
		w.paint(i.fill, i.stroke, i.width)
	case *curve:
		w.curve(i)
	case *arrow:
		a, b := i.base()
		fmt.Fprintf(w, "<path d=\"M%s L%s L%s Z\" fill=\"%s\"/>\n", pt(i.tip), pt(a), pt(b), hex(i.color))
	case *writingAt:
		w.text(i)
	case *mark:
		if i.id == "" {
			w.WriteString("</g>\n")
			return
		}
		fmt.Fprintf(w, "<g id=\"%s\"><title>%s</title>\n", escape(i.id), escape(i.tooltip))
	}
}

func (w *svgWriter) paint(fill, stroke color.RGBA, width float64) {
	fmt.Fprintf(w, " fill=\"%s\"", hex(fill))
	if width > 0 {
		fmt.Fprintf(w, " stroke=\"%s\" stroke-width=\"%s\"", hex(stroke), num(width))
	}
	w.WriteString("/>\n")
}

func (w *svgWriter) curve(c *curve) {
	var d strings.Builder
	d.WriteString("M" + pt(c.points[0]))
	for k := 1; k+2 < len(c.points); k += 3 {
		d.WriteString(" C" + pt(c.points[k]) + " " + pt(c.points[k+1]) + " " + pt(c.points[k+2]))
	}
	fmt.Fprintf(w, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>\n", d.String(), hex(c.color), num(c.width))
}

func (w *svgWriter) text(t *writingAt) {
	fmt.Fprintf(w, "<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\"", num(t.x), num(t.y), num(t.font.size), hex(t.color))
	if t.font.bold {
		w.WriteString(" font-weight=\"bold\"")
	}
	if t.middle {
		w.WriteString(" text-anchor=\"middle\"")
	}
	fmt.Fprintf(w, ">%s</text>\n", escape(t.label.text))
}

// base returns the other two corners of the head.
func (a *arrow) base() (point, point) {
	back := toward(a.tip, a.from, a.size)
	dx, dy := (a.tip.x-back.x)*0.4, (a.tip.y-back.y)*0.4
	return point{back.x - dy, back.y + dx}, point{back.x + dy, back.y - dx}
}

func num(v float64) string { return strconv.FormatFloat(round(v)+0, 'f', -1, 64) }

func pt(p point) string { return num(p.x) + "," + num(p.y) }

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// escape makes any text safe between tags and in attributes. Characters that
// XML does not allow become question marks.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "?") {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r < ' ' && r != '\n' && r != '\t', r == 0xfffe, r == 0xffff:
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
