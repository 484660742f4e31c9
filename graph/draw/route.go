package draw

import "math"

// drawEdge draws the line of an edge with its head.
func (v *view) drawEdge(s *scene, i int) {
	e := v.m.edges[i]
	c := v.route(i)
	size := 5.5 + e.weight
	n := len(c.points)
	tip := c.points[n-1]
	// The line ends in the head, not at its tip, where it would show.
	back := toward(tip, c.points[n-2], size*0.8)
	c.points[n-1] = back
	c.color, c.width = line, e.weight
	s.add(c, &arrow{tip: tip, from: c.points[n-2], color: line, size: size})
}

// route returns the curve of an edge: it leaves and arrives across the rows,
// and runs straight past the nodes of the rows between.
func (v *view) route(i int) *curve {
	path := v.l.path[i]
	last := len(path) - 1
	pts := []point{v.port(path[0], v.center(path[1]), true, i)}
	for _, stop := range path[1:last] {
		half := v.l.half[v.l.row[stop]]
		pts = append(pts, v.ahead(v.center(stop), -half), v.ahead(v.center(stop), half))
	}
	if v.isCircle(path[last]) {
		return v.routeToCircle(pts, path[last])
	}
	return v.through(append(pts, v.port(path[last], pts[len(pts)-1], false, i)), path[last])
}

// through returns the curve through points, the last of which is on a node.
func (v *view) through(pts []point, node int) *curve {
	c := &curve{points: pts[:1:1]}
	for k := 1; k < len(pts); k++ {
		a, b := pts[k-1], pts[k]
		reach := 0.45 * v.across(a, b)
		from, to := v.ahead(a, reach), v.ahead(b, -reach)
		if k == len(pts)-1 && v.isCircle(node) {
			to = v.radial(node, b, reach)
		}
		c.points = append(c.points, from, to, b)
	}
	return c
}

func (v *view) isCircle(i int) bool { return i < len(v.m.nodes) && v.m.nodes[i].shape == circle }

// across is the distance of two points across the rows.
func (v *view) across(a, b point) float64 {
	if v.m.direction == LeftToRight {
		return math.Abs(a.x - b.x)
	}
	return math.Abs(a.y - b.y)
}

// ahead moves a point in the direction of work.
func (v *view) ahead(p point, by float64) point {
	switch v.m.direction {
	case TopToBottom:
		return point{p.x, p.y + by}
	case LeftToRight:
		return point{p.x + by, p.y}
	default:
		return point{p.x, p.y - by}
	}
}

// radial is the control point of a line that arrives at a circle.
func (v *view) radial(node int, at point, reach float64) point {
	c := v.center(node)
	d := math.Hypot(at.x-c.x, at.y-c.y)
	return point{at.x + float64((at.x-c.x)/d*reach), at.y + float64((at.y-c.y)/d*reach)}
}

// port is where an edge touches a node on the way to or from another point.
func (v *view) port(i int, other point, leaves bool, edge int) point {
	c, half := v.center(i), v.l.depth[i]/2
	if !leaves {
		half = -half
	}
	if leaves {
		return v.side(v.ahead(c, half), v.leave[edge])
	}
	return v.side(v.ahead(c, half), v.arrive[edge])
}

// side moves a point along the rows.
func (v *view) side(p point, by float64) point {
	if v.m.direction == LeftToRight {
		return point{p.x, p.y + by}
	}
	return point{p.x + by, p.y}
}

// toward moves a point toward another.
func toward(p, other point, by float64) point {
	d := math.Hypot(other.x-p.x, other.y-p.y)
	if d < by {
		return other
	}
	return point{p.x + float64((other.x-p.x)/d*by), p.y + float64((other.y-p.y)/d*by)}
}

func cubicAt(a, b, c, d point, t float64) point {
	u := 1 - t
	f := func(a, b, c, d float64) float64 {
		return float64(u*u*u*a) + float64(3*u*u*t*b) + float64(3*u*t*t*c) + float64(t*t*t*d)
	}
	return point{f(a.x, b.x, c.x, d.x), f(a.y, b.y, c.y, d.y)}
}
