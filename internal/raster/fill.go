package raster

import (
	"image"
	"image/color"
	"math"
)

// Fill paints the inside of path; open outlines are closed for it. Coverage is
// the sum of the windings, cut at one: an outline inside another one that runs
// the other way round is a hole.
func (c *Canvas) Fill(p *Path, col color.Color) {
	polys := make([][]Point, len(p.outlines))
	for i, o := range p.outlines {
		polys[i] = o.pts
	}
	c.fill(polys, col)
}

// fill paints closed polygons in one go, so that a translucent colour is not
// laid twice where they overlap.
func (c *Canvas) fill(polys [][]Point, col color.Color) {
	if col == nil {
		return
	}
	w, h := c.Size()
	// Far-away edges cost the rasterizer time for every row they cross, so
	// polygons are cut a little outside the image first.
	page := box{-2, -2, float64(w) + 2, float64(h) + 2}
	var shown [][]Point
	area := emptyBox()
	for _, poly := range polys {
		b := boxOf(poly)
		if !b.finite() || !b.overlaps(page) {
			continue
		}
		if !b.within(page) {
			poly = clip(poly, page)
			b = boxOf(poly)
		}
		if len(poly) > 2 {
			shown = append(shown, poly)
			area = area.union(b)
		}
	}
	r := area.pixels().Intersect(c.img.Bounds())
	if r.Empty() {
		return
	}
	c.scratch.Reset(r.Dx(), r.Dy())
	for _, poly := range shown {
		c.trace(poly, r.Min)
	}
	c.scratch.Draw(c.img, r, image.NewUniform(col), image.Point{})
}

func (c *Canvas) trace(poly []Point, o image.Point) {
	ox, oy := float64(o.X), float64(o.Y)
	c.scratch.MoveTo(float32(poly[0].X-ox), float32(poly[0].Y-oy))
	for _, p := range poly[1:] {
		c.scratch.LineTo(float32(p.X-ox), float32(p.Y-oy))
	}
	c.scratch.ClosePath()
}

// box is an axis-parallel rectangle.
type box struct{ x0, y0, x1, y1 float64 }

func emptyBox() box {
	return box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

func boxOf(pts []Point) box {
	b := emptyBox()
	for _, p := range pts {
		b = b.union(box{p.X, p.Y, p.X, p.Y})
	}
	return b
}

// union uses the built-in min and max, which hand NaN on.
func (b box) union(o box) box {
	return box{min(b.x0, o.x0), min(b.y0, o.y0), max(b.x1, o.x1), max(b.y1, o.y1)}
}

func (b box) finite() bool {
	s := (b.x1 - b.x0) + (b.y1 - b.y0)
	return !math.IsNaN(s) && !math.IsInf(s, 0)
}

func (b box) overlaps(o box) bool {
	return b.x0 < o.x1 && b.x1 > o.x0 && b.y0 < o.y1 && b.y1 > o.y0
}

func (b box) within(o box) bool {
	return b.x0 >= o.x0 && b.x1 <= o.x1 && b.y0 >= o.y0 && b.y1 <= o.y1
}

// pixels returns the pixels b touches.
func (b box) pixels() image.Rectangle {
	if b.x1 < b.x0 || b.y1 < b.y0 {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(b.x0)), int(math.Floor(b.y0)),
		int(math.Ceil(b.x1)), int(math.Ceil(b.y1)))
}
