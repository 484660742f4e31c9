package raster

import "math"

// Point is a place on a canvas, in pixels.
type Point struct{ X, Y float64 }

// Path is a list of outlines made of straight lines and cubic Béziers. The
// zero value is empty and ready to use. Curves are turned into lines when they
// are added, to within a twentieth of a pixel.
type Path struct {
	outlines []outline
}

// outline is one connected run of points.
type outline struct {
	pts    []Point
	closed bool
}

// flatness is the largest distance, in pixels, between a curve and the lines
// that stand for it; well below what 8 bits of coverage can show.
const flatness = 0.05

// MoveTo starts a new outline at (x, y).
func (p *Path) MoveTo(x, y float64) {
	p.outlines = append(p.outlines, outline{pts: []Point{{x, y}}})
}

// LineTo adds a straight line to (x, y). On an empty path or right after Close
// it starts a new outline instead.
func (p *Path) LineTo(x, y float64) {
	o := p.open()
	if o == nil {
		p.MoveTo(x, y)
		return
	}
	o.pts = append(o.pts, Point{x, y})
}

// CubeTo adds a cubic Bézier with control points (x1, y1) and (x2, y2) that
// ends in (x, y).
func (p *Path) CubeTo(x1, y1, x2, y2, x, y float64) {
	if p.open() == nil {
		p.MoveTo(x1, y1)
	}
	o := p.open()
	a := o.pts[len(o.pts)-1]
	b, c, d := Point{x1, y1}, Point{x2, y2}, Point{x, y}
	n := cubicSteps(a, b, c, d)
	for i := 1; i < n; i++ {
		o.pts = append(o.pts, cubicAt(a, b, c, d, float64(i)/float64(n)))
	}
	o.pts = append(o.pts, d)
}

// Close joins the end of the current outline to its start.
func (p *Path) Close() {
	if o := p.open(); o != nil {
		o.closed = true
	}
}

// Polyline adds an outline through pts.
func (p *Path) Polyline(pts []Point) {
	if len(pts) > 0 {
		p.outlines = append(p.outlines, outline{pts: append([]Point(nil), pts...)})
	}
}

// Rect adds a closed rectangle.
func (p *Path) Rect(x, y, w, h float64) {
	p.Polyline([]Point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}})
	p.Close()
}

// RoundRect adds a closed rectangle whose corners are quarter circles of
// radius r, cut to half the shorter side.
func (p *Path) RoundRect(x, y, w, h, r float64) {
	r = math.Min(r, math.Min(w, h)/2)
	if r <= 0 {
		p.Rect(x, y, w, h)
		return
	}
	k := r * (1 - arc)
	p.MoveTo(x+r, y)
	p.LineTo(x+w-r, y)
	p.CubeTo(x+w-k, y, x+w, y+k, x+w, y+r)
	p.LineTo(x+w, y+h-r)
	p.CubeTo(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h)
	p.LineTo(x+r, y+h)
	p.CubeTo(x+k, y+h, x, y+h-k, x, y+h-r)
	p.LineTo(x, y+r)
	p.CubeTo(x, y+k, x+k, y, x+r, y)
	p.Close()
}

// Ellipse adds a closed ellipse around (x, y).
func (p *Path) Ellipse(x, y, rx, ry float64) {
	kx, ky := rx*arc, ry*arc
	p.MoveTo(x+rx, y)
	p.CubeTo(x+rx, y+ky, x+kx, y+ry, x, y+ry)
	p.CubeTo(x-kx, y+ry, x-rx, y+ky, x-rx, y)
	p.CubeTo(x-rx, y-ky, x-kx, y-ry, x, y-ry)
	p.CubeTo(x+kx, y-ry, x+rx, y-ky, x+rx, y)
	p.Close()
}

// arc is the length of the handles with which a cubic Bézier comes closest to
// a quarter of the unit circle: 4/3·(√2−1).
const arc = 0.5522847498307936

// open returns the outline being drawn, nil when there is none.
func (p *Path) open() *outline {
	if n := len(p.outlines); n > 0 && !p.outlines[n-1].closed {
		return &p.outlines[n-1]
	}
	return nil
}

// cubicSteps returns the number of lines that keep a cubic within flatness.
// The bound is the usual one on the second differences of the control points:
// an even split in n leaves at most 6·dd/(8n²).
func cubicSteps(a, b, c, d Point) int {
	dd := math.Max(
		math.Hypot(a.X-2*b.X+c.X, a.Y-2*b.Y+c.Y),
		math.Hypot(b.X-2*c.X+d.X, b.Y-2*c.Y+d.Y))
	n := math.Ceil(math.Sqrt(0.75 * dd / flatness))
	if !(n < maxSteps) {
		return maxSteps
	}
	return max(int(n), 1)
}

// maxSteps bounds the work for curves far larger than any page.
const maxSteps = 1024

func cubicAt(a, b, c, d Point, t float64) Point {
	s := 1 - t
	k0, k1, k2, k3 := s*s*s, 3*s*s*t, 3*s*t*t, t*t*t
	return Point{
		X: float64(k0*a.X) + float64(k1*b.X) + float64(k2*c.X) + float64(k3*d.X),
		Y: float64(k0*a.Y) + float64(k1*b.Y) + float64(k2*c.Y) + float64(k3*d.Y),
	}
}
