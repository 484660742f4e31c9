package draw

import (
	"image/color"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gloam-go/gloam/internal/raster"
)

// A font is a size, and bold or not.
type font struct {
	size float64
	bold bool
}

// width returns the room that a text needs in the fonts that may show it: that
// of our PNGs and the usual one for SVG, Helvetica.
func (f font) width(s string) float64 {
	face := raster.Regular
	if f.bold {
		face = raster.Bold
	}
	own := raster.MeasureText(s, raster.Font{Face: face, Size: f.size}).Width
	units := 0
	for _, r := range s {
		switch {
		case r >= ' ' && int(r-' ') < len(helvetica):
			units += int(helvetica[r-' '])
		case r == '\u202f': // between thousands
			units += 200
		default:
			units += 600
		}
	}
	other := float64(units) * f.size / 1000
	if f.bold {
		other *= 1.08
	}
	return max(own, other)
}

// helvetica holds the widths of ASCII, from the blank on, in thousandths of
// the font size.
var helvetica = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// cut shortens a text to a width and marks that with an ellipsis.
func (f font) cut(s string, width float64) string {
	if f.width(s) <= width {
		return s
	}
	for len(s) > 0 {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
		if short := strings.TrimRight(s, " -") + "…"; f.width(short) <= width {
			return short
		}
	}
	return "…"
}

// A label is one line of text in a node.
type label struct {
	text  string
	font  font
	color color.RGBA
}

func (l label) width() float64 { return l.font.width(l.text) }

// height of a line, with its share of the space between lines.
func (l label) height() float64 { return l.font.size * 1.42 }

// wrap breaks a dashed name into lines so that they are about equally wide,
// three, or four if it would be cut else. What is too long even then loses
// parts from its middle: the first and the last ones tell most.
func wrap(name string, f font, width float64) []string {
	const most = 12 // parts that could fit
	parts := strings.SplitAfter(name, "-")
	whole := parts
	if len(parts) > most {
		whole = ends(parts, most)
	}
	best, bestWidth := balance(whole, f, width)
	for keep := min(len(parts), most) - 1; keep > 1 && bestWidth > width; keep-- {
		if got, w := balance(ends(parts, keep), f, width); w <= width {
			best, bestWidth = got, w
		}
	}
	for i, s := range best {
		best[i] = f.cut(s, width)
	}
	return best
}

// ends are the first and the last parts of a name.
func ends(parts []string, keep int) []string {
	out := append(slices.Clone(parts[:keep/2]), "…-")
	return append(out, parts[len(parts)-keep+keep/2:]...)
}

// balance distributes parts over as few lines as are not much wider than more
// lines are, and returns their width.
func balance(parts []string, f font, width float64) ([]string, float64) {
	name := strings.Join(parts, "")
	best, bestWidth := []string{name}, f.width(name)
	for lines := 2; lines <= min(4, len(parts)); lines++ {
		if lines == 4 && bestWidth <= width {
			break
		}
		if got, w := split(parts, lines, f); w < bestWidth*0.8 || bestWidth > width && w < bestWidth {
			best, bestWidth = got, w
		}
	}
	return best, bestWidth
}

// split distributes parts over lines, in order, with the least width.
func split(parts []string, lines int, f font) ([]string, float64) {
	if lines == 1 {
		s := strings.Join(parts, "")
		return []string{s}, f.width(s)
	}
	var best []string
	bestWidth := 0.0
	for n := 1; n <= len(parts)-lines+1; n++ {
		head := strings.Join(parts[:n], "")
		rest, w := split(parts[n:], lines-1, f)
		if w = max(w, f.width(head)); best == nil || w < bestWidth {
			best, bestWidth = append([]string{head}, rest...), w
		}
	}
	return best, bestWidth
}
