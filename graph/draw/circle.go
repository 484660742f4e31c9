package draw

import "math"

// arrivals are the angles, from the direction of work, beyond which no line
// arrives at a circle, so that heads do not pile up. Smaller ones are for lines
// that would touch a neighbour of the circle else.
var arrivals = []float64{65, 48, 32, 16, 0}

// routeToCircle returns the curve through points to a circle: to the side that
// faces the last point, unless other nodes of the row are in the way.
func (v *view) routeToCircle(pts []point, node int) *curve {
	last := pts[len(pts)-1]
	var c *curve
	for _, most := range arrivals {
		port := v.circlePort(node, last, most*math.Pi/180)
		if c = v.through(append(pts[:len(pts):len(pts)], port), node); v.isClear(c, node) {
			break
		}
	}
	return c
}

// circlePort is on the side of the circle that faces a point, at most some
// angle from the direction of work.
func (v *view) circlePort(node int, other point, most float64) point {
	c, r := v.center(node), v.m.nodes[node].w/2
	along, across := other.x-c.x, v.across(c, other)
	if v.m.direction == LeftToRight {
		along = other.y - c.y
	}
	angle := min(max(math.Atan2(along, across), -most), most)
	return v.side(v.ahead(c, float64(-r*math.Cos(angle))), float64(r*math.Sin(angle)))
}

// isClear says whether the last part of a curve keeps away from the nodes in
// the row of the one it leads to.
func (v *view) isClear(c *curve, node int) bool {
	const steps = 16
	p := c.points[len(c.points)-4:]
	for k := 1; k < steps; k++ {
		at := cubicAt(p[0], p[1], p[2], p[3], float64(k)/steps)
		for _, other := range v.l.rows[v.l.row[node]] {
			if other != node && other < v.l.nodes && v.touches(other, at) {
				return false
			}
		}
	}
	return true
}

// touches says whether a point is on a node or very near.
func (v *view) touches(node int, at point) bool {
	const near = 1.5
	n, c := v.m.nodes[node], v.center(node)
	if n.shape == circle {
		return math.Hypot(at.x-c.x, at.y-c.y) < n.w/2+near
	}
	return math.Abs(at.x-c.x) < n.w/2+near && math.Abs(at.y-c.y) < n.h/2+near
}
