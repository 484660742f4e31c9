package draw

import (
	"image/color"
	"math"
)

// A scene is a picture as a list of things to paint, in order.
type scene struct {
	w, h  float64
	title string
	items []item
}

// An item is one of the types below.
type item interface{ shift(dx, dy float64) }

type point struct{ x, y float64 }

type rectangle struct {
	x, y, w, h, r float64
	fill, stroke  color.RGBA // no stroke if width is 0
	width         float64
}

type disk struct {
	x, y, r      float64
	fill, stroke color.RGBA
	width        float64
}

// A curve is a chain of cubics: a start, then three points for each.
type curve struct {
	points []point
	color  color.RGBA
	width  float64
}

// An arrow is the head at the end of a curve.
type arrow struct {
	tip, from point
	color     color.RGBA
	size      float64
}

type writingAt struct {
	x, y   float64 // of the baseline
	middle bool    // x is the middle, not the start
	label
}

// A mark opens a group with a tooltip, or closes it if id is empty.
type mark struct{ id, tooltip string }

func (r *rectangle) shift(dx, dy float64) { r.x, r.y = r.x+dx, r.y+dy }
func (d *disk) shift(dx, dy float64)      { d.x, d.y = d.x+dx, d.y+dy }
func (t *writingAt) shift(dx, dy float64) { t.x, t.y = t.x+dx, t.y+dy }
func (*mark) shift(float64, float64)      {}

func (a *arrow) shift(dx, dy float64) {
	a.tip = point{a.tip.x + dx, a.tip.y + dy}
	a.from = point{a.from.x + dx, a.from.y + dy}
}

func (c *curve) shift(dx, dy float64) {
	for i, p := range c.points {
		c.points[i] = point{p.x + dx, p.y + dy}
	}
}

func (s *scene) add(items ...item) { s.items = append(s.items, items...) }

func (s *scene) shift(dx, dy float64) {
	for _, i := range s.items {
		i.shift(dx, dy)
	}
}

// round keeps coordinates short and the same on every machine.
func round(v float64) float64 { return math.Round(v*10) / 10 }
