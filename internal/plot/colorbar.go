package plot

import (
	"image"
	"math"

	"github.com/gloam-go/gloam/internal/raster"
)

// colorbar is the legend of a heat map.
type colorbar struct {
	scale   span
	colors  Colormap
	label   string
	missing bool // whether the picture has missing values to explain
}

// Sizes of a bar in ems.
const (
	barThickness = 1.25
	barGap       = 1.4
	minBar       = 8
)

// draw places the bar right of the image, or below it when the image is so low
// that a bar beside it would have no room. y is where there is room below.
func (b colorbar) draw(p *page, g grid, y float64) {
	if w, h := float64(g.w), float64(g.h); h < p.em(minBar) && w > 1.5*h && w >= p.em(minBar) {
		b.lying(p, w, y+p.em(1.2))
	} else {
		b.standing(p, w+p.em(barGap), max(h, p.em(minBar)))
	}
}

// standing draws the bar from the top of the page's main area down to h.
func (b colorbar) standing(p *page, x, h float64) {
	thick := p.em(barThickness)
	if b.missing {
		box := p.em(1)
		h -= box
		b.swatch(p, x, h, box)
		h -= p.em(0.8)
	}
	if b.scale.empty {
		p.text(x, p.em(1), b.nothing(), p.label(raster.Start))
		return
	}
	top, bottom := 0.0, h
	if b.scale.above {
		top += math.Round(thick * 0.75)
	}
	if b.scale.below {
		bottom -= math.Round(thick * 0.75)
	}
	img := image.NewRGBA(image.Rect(0, 0, int(thick), int(bottom-top)))
	for y := range img.Rect.Dy() {
		c := b.colors.At(b.place(1 - (float64(y)+0.5)/(bottom-top)))
		for x := range img.Rect.Dx() {
			img.SetRGBA(x, y, c)
		}
	}
	p.image(x, top, img)
	b.tip(p, b.scale.above, 1, raster.Point{X: x, Y: top - 1}, raster.Point{X: x + thick, Y: top - 1}, raster.Point{X: x + thick/2, Y: 0})
	b.tip(p, b.scale.below, 0, raster.Point{X: x, Y: bottom + 1}, raster.Point{X: x + thick, Y: bottom + 1}, raster.Point{X: x + thick/2, Y: h})
	n := max(2, min(int((bottom-top)/(2.2*p.font)), 9))
	ticks, note := b.ticks(n, func(t float64) float64 { return bottom - t*(bottom-top) })
	p.right(x+thick+1, ticks, top, bottom, b.label)
	if note != "" {
		p.text(x, -p.em(0.6), typeset(note), p.label(raster.Start))
	}
}

// lying draws the bar below the image, as wide as it, with its top at y.
func (b colorbar) lying(p *page, w, y float64) {
	thick := p.em(barThickness)
	if b.missing {
		box := p.em(1)
		b.swatch(p, w-box-p.em(0.5)-math.Ceil(p.width("NaN")), y+math.Floor((thick-box)/2), box)
		w -= box + p.em(2.5) + math.Ceil(p.width("NaN"))
	}
	if b.scale.empty {
		p.text(0, y+p.em(1), b.nothing(), p.label(raster.Start))
		return
	}
	left, right := 0.0, w
	if b.scale.below {
		left += math.Round(thick * 0.75)
	}
	if b.scale.above {
		right -= math.Round(thick * 0.75)
	}
	img := image.NewRGBA(image.Rect(0, 0, int(right-left), int(thick)))
	for x := range img.Rect.Dx() {
		c := b.colors.At(b.place((float64(x) + 0.5) / (right - left)))
		for y := range img.Rect.Dy() {
			img.SetRGBA(x, y, c)
		}
	}
	p.image(left, y, img)
	b.tip(p, b.scale.below, 0, raster.Point{X: left - 1, Y: y}, raster.Point{X: left - 1, Y: y + thick}, raster.Point{X: 0, Y: y + thick/2})
	b.tip(p, b.scale.above, 1, raster.Point{X: right + 1, Y: y}, raster.Point{X: right + 1, Y: y + thick}, raster.Point{X: w, Y: y + thick/2})
	n := max(2, min(int((right-left)/(5*p.font)), 9))
	ticks, note := b.ticks(n, func(t float64) float64 { return left + t*(right-left) })
	label := b.label
	if note != "" {
		label += " (" + typeset(note) + ")"
	}
	p.below(y+thick+1, ticks, w, label)
}

// place leaves flat scales their one colour.
func (b colorbar) place(t float64) float64 {
	if b.scale.flat() {
		return 0.5
	}
	return t
}

func (b colorbar) ticks(n int, place func(t float64) float64) (ticks []tick, note string) {
	at, labels, note, minor := b.scale.ticks(n)
	for i, v := range at {
		ticks = append(ticks, tick{place(b.scale.at(v)), labels[i]})
	}
	for _, v := range minor {
		ticks = append(ticks, tick{place(b.scale.at(v)), ""})
	}
	return ticks, note
}

// tip draws a pointed end for values beyond the bar.
func (b colorbar) tip(p *page, shown bool, t float64, q, r, end raster.Point) {
	if !shown {
		return
	}
	p.put(extent{q.X, q.Y, q.X, q.Y}, func(c *raster.Canvas, dx, dy float64) {
		move := func(v raster.Point) raster.Point { return raster.Point{X: v.X + dx, Y: v.Y + dy} }
		c.FillPolygon([]raster.Point{move(q), move(end), move(r)}, b.colors.At(t))
		c.Polyline([]raster.Point{move(q), move(end), move(r)}, raster.Stroke{Width: 1, Color: rule})
	})
}

// swatch explains the hatch.
func (b colorbar) swatch(p *page, x, y, box float64) {
	p.image(x, y, hatched(int(box), int(box)))
	p.text(x+box+p.em(0.5), y+box/2+p.middle(), "NaN", p.label(raster.Start))
}

func (b colorbar) nothing() string {
	if b.scale.log {
		return "no positive values"
	}
	return "no finite values"
}
