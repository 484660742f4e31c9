package raster

// clip cuts a closed polygon to b, one side after the other (Sutherland and
// Hodgman, 1974). Windings inside b stay as they were; edges along b's border
// may double back on themselves, which encloses nothing.
func clip(poly []Point, b box) []Point {
	sides := [4]func(Point) float64{
		func(p Point) float64 { return p.X - b.x0 },
		func(p Point) float64 { return b.x1 - p.X },
		func(p Point) float64 { return p.Y - b.y0 },
		func(p Point) float64 { return b.y1 - p.Y },
	}
	for _, inside := range sides {
		poly = clipSide(poly, inside)
	}
	return poly
}

// clipSide keeps what lies where dist is not negative.
func clipSide(poly []Point, dist func(Point) float64) []Point {
	var out []Point
	for i, p := range poly {
		prev := poly[(i+len(poly)-1)%len(poly)]
		dp, dq := dist(prev), dist(p)
		if (dp < 0) != (dq < 0) {
			t := dp / (dp - dq)
			out = append(out, Point{prev.X + t*(p.X-prev.X), prev.Y + t*(p.Y-prev.Y)})
		}
		if dq >= 0 {
			out = append(out, p)
		}
	}
	return out
}
