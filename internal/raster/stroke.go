package raster

import (
	"image/color"
	"math"
)

// Stroke says how an outline is drawn.
type Stroke struct {
	// Width is in pixels. Nothing is drawn at zero or below.
	Width float64
	// Color may be translucent; crossings of one stroke are not darker.
	Color color.Color
	// Dash holds the lengths of dashes and gaps in turn, starting with a dash,
	// and repeats. Empty means solid, as does a list with a negative length or
	// without a positive sum.
	Dash []float64
	// Round draws round ends and corners. Otherwise ends are cut square at the
	// last point and corners are mitred.
	Round bool
}

// miterLimit is the length of a mitre in stroke widths beyond which the corner
// is cut off; 4 keeps everything blunter than 29 degrees.
const miterLimit = 4

// Stroke draws the outlines of path.
func (c *Canvas) Stroke(p *Path, s Stroke) {
	if !(s.Width > 0) {
		return
	}
	var polys [][]Point
	for _, o := range p.outlines {
		if !boxOf(o.pts).finite() {
			continue
		}
		for _, d := range dashes(o, s.Dash) {
			polys = append(polys, d.thicken(s.Width/2, s.Round)...)
		}
	}
	c.fill(polys, s.Color)
}

// thicken returns polygons whose union is the stroked outline. All have the
// same orientation, so that overlaps add up instead of cancelling.
func (o outline) thicken(hw float64, round bool) [][]Point {
	pts := o.distinct()
	if len(pts) == 1 {
		if round {
			return [][]Point{disk(pts[0], hw)}
		}
		return nil
	}
	n := len(pts) - 1
	if o.closed {
		n = len(pts)
	}
	var polys [][]Point
	for i := range n {
		a, b := pts[i], pts[(i+1)%len(pts)]
		u := unit(a, b).turned(hw)
		polys = append(polys, oriented([]Point{a.plus(u), b.plus(u), b.minus(u), a.minus(u)}))
		if i+1 < n || o.closed {
			polys = append(polys, joint(a, b, pts[(i+2)%len(pts)], hw, round))
		}
	}
	if round && !o.closed {
		polys = append(polys, disk(pts[0], hw), disk(pts[len(pts)-1], hw))
	}
	return polys
}

// distinct drops points that repeat the one before.
func (o outline) distinct() []Point {
	pts := o.pts[:1:1]
	for _, p := range o.pts[1:] {
		if p != pts[len(pts)-1] {
			pts = append(pts, p)
		}
	}
	if n := len(pts); o.closed && n > 1 && pts[0] == pts[n-1] {
		pts = pts[:n-1]
	}
	return pts
}

// joint fills the wedge on the outer side of the corner at b.
func joint(a, b, c Point, hw float64, round bool) []Point {
	u, v := unit(a, b), unit(b, c)
	cross := u.X*v.Y - u.Y*v.X
	dot := u.X*v.X + u.Y*v.Y
	side := hw
	if cross > 0 {
		side = -hw
	}
	from, to := u.turned(side), v.turned(side)
	wedge := []Point{b, b.plus(from)}
	switch {
	case round:
		wedge = append(wedge, bend(b, from, to, hw)...)
	case (1+dot)/2 > 1.0/(miterLimit*miterLimit):
		// The mitre is as long as 1/cos of half the turn.
		k := 1 / (1 + dot)
		wedge = append(wedge, b.plus(Point{(from.X + to.X) * k, (from.Y + to.Y) * k}))
	}
	return oriented(append(wedge, b.plus(to)))
}

// bend returns points on the short arc around b between two offsets of length r.
func bend(b, from, to Point, r float64) []Point {
	start := math.Atan2(from.Y, from.X)
	turn := math.Remainder(math.Atan2(to.Y, to.X)-start, 2*math.Pi)
	n := int(math.Ceil(math.Abs(turn) / arcStep(r)))
	var pts []Point
	for i := 1; i < n; i++ {
		pts = append(pts, onCircle(b, r, start+turn*float64(i)/float64(n)))
	}
	return pts
}

func disk(c Point, r float64) []Point {
	n := max(int(math.Ceil(2*math.Pi/arcStep(r))), 8)
	pts := make([]Point, n)
	for i := range pts {
		pts[i] = onCircle(c, r, 2*math.Pi*float64(i)/float64(n))
	}
	return oriented(pts)
}

// arcStep is the angle whose chord stays within flatness of a circle.
func arcStep(r float64) float64 {
	return 2 * math.Acos(1-math.Min(flatness/r, 0.5))
}

func onCircle(c Point, r, angle float64) Point {
	sin, cos := math.Sincos(angle)
	return Point{c.X + r*cos, c.Y + r*sin}
}

// oriented turns a convex polygon so that its signed area is positive.
func oriented(pts []Point) []Point {
	area := 0.0
	for i, p := range pts {
		q := pts[(i+1)%len(pts)]
		area += float64(p.X*q.Y) - float64(p.Y*q.X)
	}
	if area < 0 {
		for i, j := 0, len(pts)-1; i < j; i, j = i+1, j-1 {
			pts[i], pts[j] = pts[j], pts[i]
		}
	}
	return pts
}

func (p Point) plus(q Point) Point  { return Point{p.X + q.X, p.Y + q.Y} }
func (p Point) minus(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

// turned returns p rotated by a quarter turn and scaled.
func (p Point) turned(k float64) Point { return Point{-p.Y * k, p.X * k} }

// unit is the direction from a to another point b.
func unit(a, b Point) Point {
	d := math.Hypot(b.X-a.X, b.Y-a.Y)
	return Point{(b.X - a.X) / d, (b.Y - a.Y) / d}
}
