package plot

import (
	"math"

	"github.com/gloam-go/gloam/internal/raster"
)

// tick is a place along an axis with its label; minor ticks have none.
type tick struct {
	at    float64
	label string
}

// tickLine is the stroke of ticks and axes.
var tickLine = raster.Stroke{Width: 1, Color: rule}

// tickLength is in pixels; minor ticks have half.
const tickLength = 5

// below draws ticks and a caption under the main area and returns the y of
// what comes next. Ticks start at y.
func (p *page) below(y float64, ticks []tick, w float64, caption string) float64 {
	base := y + tickLength + p.em(1.0)
	labelled := false
	for _, t := range ticks {
		x, n := snap(t.at), float64(tickLength)
		if t.label == "" {
			n /= 2
		}
		p.line(x, y, x, y+n, tickLine)
		p.text(t.at, base, typeset(t.label), p.label(raster.Middle))
		labelled = labelled || t.label != ""
	}
	if !labelled {
		base = y
	}
	if caption != "" {
		base += p.em(1.5)
		p.text(w/2, base, caption, p.caption(raster.Middle, raster.Across))
	}
	return base
}

// left draws ticks and a caption left of the main area, from x leftwards.
func (p *page) left(x float64, ticks []tick, h float64, caption string) {
	wide := 0.0
	for _, t := range ticks {
		y, n := snap(t.at), float64(tickLength)
		if t.label == "" {
			n /= 2
		}
		p.line(x-n, y, x, y, tickLine)
		s := typeset(t.label)
		p.text(x-tickLength-p.em(0.3), t.at+p.middle(), s, p.label(raster.End))
		wide = max(wide, p.width(s))
	}
	if caption != "" {
		p.text(x-tickLength-p.em(0.3)-wide-p.em(0.8), h/2, caption, p.caption(raster.Middle, raster.Upward))
	}
}

// right draws ticks and a caption right of a bar whose height is from y0 to y1.
func (p *page) right(x float64, ticks []tick, y0, y1 float64, caption string) {
	wide := 0.0
	for _, t := range ticks {
		y, n := snap(t.at), float64(tickLength)
		if t.label == "" {
			n /= 2
		}
		p.line(x, y, x+n, y, tickLine)
		s := typeset(t.label)
		p.text(x+tickLength+p.em(0.3), t.at+p.middle(), s, p.label(raster.Start))
		wide = max(wide, p.width(s))
	}
	if caption != "" {
		p.text(x+tickLength+p.em(0.3)+wide+p.em(1.4), (y0+y1)/2, caption, p.caption(raster.Middle, raster.Upward))
	}
}

// axes draws the pixel axes of an image at the origin and returns the y of the
// last baseline.
func (p *page) axes(g grid, xLabel, yLabel string) float64 {
	w, h := float64(g.w), float64(g.h)
	wide := p.width(FormatValue(float64(g.cols - 1)))
	nx := max(2, min(int(w/(2.2*wide+p.font)), 9))
	ny := max(2, min(int(h/(2.6*p.font)), 9))
	if g.w < 2*int(wide) {
		nx = 1
	}
	if g.h < 2*int(p.font) {
		ny = 1
	}
	p.left(-1, indexed(indexTicks(g.rows-1, ny), g.y), h, yLabel)
	return p.below(h+1, indexed(indexTicks(g.cols-1, nx), g.x), w, xLabel)
}

func indexed(at []float64, place func(float64) float64) []tick {
	var ticks []tick
	for _, v := range at {
		ticks = append(ticks, tick{place(v), FormatValue(v)})
	}
	return ticks
}

// width returns the room a tick label takes.
func (p *page) width(s string) float64 {
	return raster.MeasureText(s, raster.Font{Size: p.font}).Width
}

// middle is how far below its centre a digit's baseline lies.
func (p *page) middle() float64 {
	return raster.MeasureText("0", raster.Font{Size: p.font}).CapHeight / 2
}

// snap moves a place to the nearest pixel centre, where one pixel wide lines
// are crisp.
func snap(v float64) float64 { return math.Floor(v) + 0.5 }
