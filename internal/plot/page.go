package plot

import (
	"image"
	"image/color"
	"math"
	"strings"

	"github.com/gloam-go/gloam/internal/raster"
)

var (
	paper = color.RGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
	ink   = color.RGBA{R: 0x22, G: 0x22, B: 0x22, A: 0xff} // letters
	rule  = color.RGBA{R: 0x55, G: 0x55, B: 0x55, A: 0xff} // frames and ticks
	faint = color.RGBA{R: 0xe6, G: 0xe6, B: 0xe6, A: 0xff} // grid lines
)

// page collects what is drawn, in coordinates of its own, and then becomes
// exactly as large as that needs. Nothing can be cut off at a border.
type page struct {
	font  float64 // size of tick labels; other sizes derive from it
	items []func(c *raster.Canvas, dx, dy float64)
	area  extent
	// above is where, from the left edge of the main area, the first item
	// begins that stands over its upper edge.
	above float64
}

type extent struct{ x0, y0, x1, y1 float64 }

// newPage starts a page around a main area of w by h pixels with its top left
// corner at the origin.
func newPage(w, h int) *page {
	// 16 pixels beside an image of 640: legible when a report halves the page.
	size := math.Round(11 + float64(max(w, h))/128)
	return &page{
		font: max(14, min(size, 19)),
		area: extent{0, 0, float64(w), float64(h)},

		above: math.Inf(1),
	}
}

// put adds an item that stays within e.
func (p *page) put(e extent, draw func(c *raster.Canvas, dx, dy float64)) {
	a := &p.area
	a.x0, a.y0 = min(a.x0, e.x0), min(a.y0, e.y0)
	a.x1, a.y1 = max(a.x1, e.x1), max(a.y1, e.y1)
	if e.y0 < -1 && e.x1 > 0 {
		p.above = min(p.above, e.x0)
	}
	p.items = append(p.items, draw)
}

// text adds s with its baseline through (x, y).
func (p *page) text(x, y float64, s string, st raster.TextStyle) {
	if s == "" {
		return
	}
	st.Color = ink
	m := raster.MeasureText(s, st.Font)
	before := m.Width * float64(st.Anchor) / 2
	e := extent{x - before, y - m.CapHeight, x - before + m.Width, y + m.Descent}
	if st.Rotate == raster.Upward {
		e = extent{x - m.CapHeight, y + before - m.Width, x + m.Descent, y + before}
	}
	p.put(e, func(c *raster.Canvas, dx, dy float64) { c.Text(x+dx, y+dy, s, st) })
}

// line adds a straight line.
func (p *page) line(x1, y1, x2, y2 float64, s raster.Stroke) {
	e := extent{min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)}
	p.put(e, func(c *raster.Canvas, dx, dy float64) { c.Line(x1+dx, y1+dy, x2+dx, y2+dy, s) })
}

// image adds img with its top left corner at (x, y), framed by a thin line
// just outside.
func (p *page) image(x, y float64, img image.Image) {
	w, h := float64(img.Bounds().Dx()), float64(img.Bounds().Dy())
	p.put(extent{x - 1, y - 1, x + w + 1, y + h + 1}, func(c *raster.Canvas, dx, dy float64) {
		c.DrawImage(img, int(x+dx), int(y+dy))
		c.StrokeRect(x+dx-0.5, y+dy-0.5, w+1, h+1, raster.Stroke{Width: 1, Color: rule})
	})
}

// label is the style of tick labels.
func (p *page) label(a raster.Anchor) raster.TextStyle {
	return raster.TextStyle{Font: raster.Font{Size: p.font}, Anchor: a}
}

// caption is the style of axis labels.
func (p *page) caption(a raster.Anchor, rot raster.Rotation) raster.TextStyle {
	return raster.TextStyle{Font: raster.Font{Size: p.font + 1}, Anchor: a, Rotate: rot}
}

// em is a distance that goes with the font.
func (p *page) em(k float64) float64 { return math.Round(k * p.font) }

// title adds lines above everything, beginning at the left edge of the main
// area. It goes last, when the width of the rest is known.
func (p *page) title(s string) {
	font := raster.Font{Face: raster.Bold, Size: p.font + 2}
	lines := wrap(s, font, max(p.area.x1, 24*p.font))
	m := raster.MeasureText(s, font)
	pitch := math.Ceil(m.Ascent + m.Descent)
	top := 0.0
	for _, l := range lines {
		if raster.MeasureText(l, font).Width+p.font > p.above {
			top = p.area.y0
		}
	}
	y := top - p.em(0.8) - pitch*float64(len(lines)-1)
	for i, l := range lines {
		p.text(0, y+pitch*float64(i), l, raster.TextStyle{Font: font})
	}
}

// maxTitleLines keeps a title from pushing the picture off the screen.
const maxTitleLines = 4

// wrap breaks s at spaces into lines no wider than width and cuts what does
// not fit.
func wrap(s string, f raster.Font, width float64) []string {
	var lines []string
	cur := ""
	for _, word := range strings.Fields(s) {
		next := strings.TrimSpace(cur + " " + word)
		if cur != "" && raster.MeasureText(next, f).Width > width {
			lines = append(lines, cur)
			next = word
		}
		cur = next
	}
	if cur != "" {
		lines = append(lines, cur)
	}
	if len(lines) > maxTitleLines {
		lines = lines[:maxTitleLines]
		lines[maxTitleLines-1] += " …"
	}
	for i := range lines {
		lines[i] = shorten(lines[i], f, width)
	}
	return lines
}

// shorten cuts the middle out of a line that is too wide.
func shorten(s string, f raster.Font, width float64) string {
	r := []rune(s)
	for cut := 1; cut < len(r) && raster.MeasureText(s, f).Width > width; cut++ {
		keep := len(r) - cut
		s = string(r[:(keep+1)/2]) + "…" + string(r[len(r)-keep/2:])
	}
	return s
}

// draw paints the page.
func (p *page) draw() *raster.Canvas {
	const margin = 16
	dx := margin - math.Floor(p.area.x0)
	dy := margin - math.Floor(p.area.y0)
	w := math.Ceil(p.area.x1) + dx + margin
	h := math.Ceil(p.area.y1) + dy + margin
	c := raster.New(int(w), int(h), paper)
	for _, item := range p.items {
		item(c, dx, dy)
	}
	return c
}
