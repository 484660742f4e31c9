package plot

import (
	"math"

	"github.com/gloam-go/gloam/internal/raster"
)

// maxMarkers is the number of values up to which each gets a dot.
const maxMarkers = 60

// curve draws the values inside the graph's area.
func (l Line) curve(p *page, xs, ys span) {
	var runs [][]raster.Point
	var run []raster.Point
	flush := func() {
		if len(run) > 0 {
			runs, run = append(runs, run), nil
		}
	}
	for i, v := range l.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) || l.Log && v <= 0 {
			flush()
			continue
		}
		run = append(run, raster.Point{
			X: graphWidth * xs.at(l.Start+l.Step*float64(i)),
			Y: graphHeight * (1 - ys.at(v)),
		})
	}
	flush()
	markers := len(l.Values) <= maxMarkers
	p.put(p.area, func(c *raster.Canvas, dx, dy float64) {
		area := raster.New(graphWidth+1, graphHeight+1, nil)
		for _, r := range runs {
			trace(area, thin(r), markers)
		}
		c.DrawImage(area.Image(), int(dx), int(dy))
	})
}

// trace draws one run. A value between gaps has no line and gets a dot.
func trace(c *raster.Canvas, run []raster.Point, markers bool) {
	c.Polyline(run, raster.Stroke{Width: 1.75, Color: lineColor, Round: true})
	if !markers && len(run) > 1 {
		return
	}
	for _, q := range run {
		c.FillCircle(q.X, q.Y, 3, lineColor)
	}
}

// thin keeps at most four points of each pixel column: where the line enters,
// its lowest and highest place, and where it leaves. The drawing is the same.
func thin(run []raster.Point) []raster.Point {
	if len(run) <= 4*graphWidth {
		return run
	}
	var out []raster.Point
	for i := 0; i < len(run); {
		j, lo, hi := i, i, i
		for ; j < len(run) && math.Floor(run[j].X) == math.Floor(run[i].X); j++ {
			if run[j].Y < run[lo].Y {
				lo = j
			}
			if run[j].Y > run[hi].Y {
				hi = j
			}
		}
		out = append(out, run[i], run[min(lo, hi)], run[max(lo, hi)], run[j-1])
		i = j
	}
	return out
}
