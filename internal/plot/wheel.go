package plot

import (
	"image"
	"image/color"
	"math"

	"github.com/gloam-go/gloam/internal/raster"
)

// wheel turns vectors into colours: the hue is the direction, black is zero,
// and full colour is max and more. Between them lightness is proportional to
// the magnitude.
type wheel struct{ max float64 }

func (w wheel) at(y, x float64) color.RGBA {
	k := math.Hypot(x, y) / w.max
	if !(k > 0) { // also 0/0
		k = 0
	}
	// In OKLab, scaling a colour by k scales its linear light by k³.
	l := lightness(min(k, 1)*fullLightness) / phaseL
	return hue(math.Atan2(y, x) / (2 * math.Pi)).times(cube(l)).gamma().bytes()
}

// draw places the legend with its left edge at x and its top at y: a disk in
// which every point has the colour of the vector from the centre to it. It
// returns the y of the last baseline.
func (w wheel) draw(p *page, x, y, r float64, amount, label string) float64 {
	cx, cy := x+r, y+r
	img := w.disk(int(r))
	p.put(extent{x - 1, y - 1, x + 2*r + 1, y + 2*r + 1}, func(c *raster.Canvas, dx, dy float64) {
		c.DrawImage(img, int(x+dx), int(y+dy))
		// The ring hides the steps of the disk's edge.
		c.StrokeCircle(cx+dx, cy+dy, r, raster.Stroke{Width: 1.5, Color: rule})
	})
	axis := func(dx, dy float64) {
		from := raster.Point{X: cx + dx*(r+3), Y: cy + dy*(r+3)}
		tip := raster.Point{X: cx + dx*(r+p.em(1)), Y: cy + dy*(r+p.em(1))}
		p.put(extent{from.X, from.Y, tip.X, tip.Y}, func(c *raster.Canvas, ox, oy float64) {
			c.Line(from.X+ox, from.Y+oy, tip.X+ox-4*dx, tip.Y+oy-4*dy, raster.Stroke{Width: 1.25, Color: rule})
			c.ArrowHead(raster.Point{X: tip.X + ox, Y: tip.Y + oy}, raster.Point{X: from.X + ox, Y: from.Y + oy}, 7, 6, rule)
		})
	}
	axis(1, 0)
	axis(0, 1)
	p.text(cx+r+p.em(1.25), cy+p.middle(), "x", p.label(raster.Start))
	p.text(cx+p.em(0.5), cy+r+p.em(1), "y", p.label(raster.Start))
	base := cy + r + p.em(2.6)
	if label != "" {
		p.text(x, base, label, p.label(raster.Start))
		base += p.em(1.4)
	}
	p.text(x, base, amount, p.label(raster.Start))
	return base
}

// disk renders the wheel, transparent outside.
func (w wheel) disk(r int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 2*r, 2*r))
	unit := wheel{max: float64(r)}
	for y := range 2 * r {
		for x := range 2 * r {
			dx, dy := float64(x-r)+0.5, float64(y-r)+0.5
			if math.Hypot(dx, dy) <= float64(r) {
				img.SetRGBA(x, y, unit.at(dy, dx))
			}
		}
	}
	return img
}
