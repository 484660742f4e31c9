package raster

import "math"

// maxDashes bounds the pieces of one outline; longer ones are drawn solid, as
// nobody can see that many dashes on a page.
const maxDashes = 1 << 16

// dashes cuts an outline into its dashes. Without a usable pattern it returns
// the outline itself.
func dashes(o outline, pattern []float64) []outline {
	period := 0.0
	for _, d := range pattern {
		if d < 0 {
			return []outline{o}
		}
		period += d
	}
	pts := o.distinct()
	if o.closed {
		pts = append(pts[:len(pts):len(pts)], pts[0])
	}
	if !(period > 0) || float64(len(pattern))*length(pts)/period > maxDashes {
		return []outline{o}
	}
	d := dasher{pattern: pattern, left: pattern[0], on: true}
	for i := range pts[:len(pts)-1] {
		d.walk(pts[i], pts[i+1])
	}
	d.lift()
	return d.out
}

func length(pts []Point) float64 {
	sum := 0.0
	for i := 1; i < len(pts); i++ {
		sum += math.Hypot(pts[i].X-pts[i-1].X, pts[i].Y-pts[i-1].Y)
	}
	return sum
}

// dasher walks along an outline with the pen up or down.
type dasher struct {
	pattern []float64
	next    int     // index into pattern of the current piece
	left    float64 // what remains of it
	on      bool
	cur     []Point
	out     []outline
}

func (d *dasher) walk(a, b Point) {
	total := math.Hypot(b.X-a.X, b.Y-a.Y)
	if d.on && len(d.cur) == 0 {
		d.cur = append(d.cur, a)
	}
	at := 0.0
	for d.left < total-at {
		at += d.left
		p := Point{a.X + (b.X-a.X)*at/total, a.Y + (b.Y-a.Y)*at/total}
		if d.on {
			d.cur = append(d.cur, p)
		}
		d.lift()
		d.next = (d.next + 1) % len(d.pattern)
		d.left = d.pattern[d.next]
		if d.on = !d.on; d.on {
			d.cur = append(d.cur, p)
		}
	}
	d.left -= total - at
	if d.on {
		d.cur = append(d.cur, b)
	}
}

// lift ends the dash being drawn.
func (d *dasher) lift() {
	if len(d.cur) > 0 {
		d.out = append(d.out, outline{pts: d.cur})
		d.cur = nil
	}
}
