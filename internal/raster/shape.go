package raster

import "image/color"

// FillRect paints a rectangle with its top left corner at (x, y).
func (c *Canvas) FillRect(x, y, w, h float64, col color.Color) {
	c.FillRoundRect(x, y, w, h, 0, col)
}

// StrokeRect draws the border of a rectangle; half of the stroke lies outside.
func (c *Canvas) StrokeRect(x, y, w, h float64, s Stroke) {
	c.StrokeRoundRect(x, y, w, h, 0, s)
}

// FillRoundRect paints a rectangle with corners of radius r.
func (c *Canvas) FillRoundRect(x, y, w, h, r float64, col color.Color) {
	var p Path
	p.RoundRect(x, y, w, h, r)
	c.Fill(&p, col)
}

// StrokeRoundRect draws the border of a rectangle with corners of radius r.
func (c *Canvas) StrokeRoundRect(x, y, w, h, r float64, s Stroke) {
	var p Path
	p.RoundRect(x, y, w, h, r)
	c.Stroke(&p, s)
}

// FillCircle paints a disk around (x, y).
func (c *Canvas) FillCircle(x, y, r float64, col color.Color) {
	c.FillEllipse(x, y, r, r, col)
}

// StrokeCircle draws a circle around (x, y).
func (c *Canvas) StrokeCircle(x, y, r float64, s Stroke) {
	c.StrokeEllipse(x, y, r, r, s)
}

// FillEllipse paints an ellipse around (x, y).
func (c *Canvas) FillEllipse(x, y, rx, ry float64, col color.Color) {
	var p Path
	p.Ellipse(x, y, rx, ry)
	c.Fill(&p, col)
}

// StrokeEllipse draws the border of an ellipse around (x, y).
func (c *Canvas) StrokeEllipse(x, y, rx, ry float64, s Stroke) {
	var p Path
	p.Ellipse(x, y, rx, ry)
	c.Stroke(&p, s)
}

// Line draws a straight line.
func (c *Canvas) Line(x1, y1, x2, y2 float64, s Stroke) {
	c.Polyline([]Point{{x1, y1}, {x2, y2}}, s)
}

// Polyline draws straight lines from each point to the next.
func (c *Canvas) Polyline(pts []Point, s Stroke) {
	var p Path
	p.Polyline(pts)
	c.Stroke(&p, s)
}

// Bezier draws the cubic Bézier from a to d with control points b and c2.
func (c *Canvas) Bezier(a, b, c2, d Point, s Stroke) {
	var p Path
	p.MoveTo(a.X, a.Y)
	p.CubeTo(b.X, b.Y, c2.X, c2.Y, d.X, d.Y)
	c.Stroke(&p, s)
}

// FillPolygon paints the polygon through pts.
func (c *Canvas) FillPolygon(pts []Point, col color.Color) {
	var p Path
	p.Polyline(pts)
	c.Fill(&p, col)
}

// ArrowHead paints a triangle with its tip at tip that points away from from,
// length long and width wide at its base. It paints nothing when from is tip.
func (c *Canvas) ArrowHead(tip, from Point, length, width float64, col color.Color) {
	if tip == from {
		return
	}
	u := unit(from, tip)
	side := u.turned(width / 2)
	foot := Point{tip.X - u.X*length, tip.Y - u.Y*length}
	c.FillPolygon([]Point{tip, foot.plus(side), foot.minus(side)}, col)
}
