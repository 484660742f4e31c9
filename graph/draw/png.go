package draw

import (
	"io"
	"math"

	"github.com/gloam-go/gloam/internal/raster"
)

// Pictures have two pixels to a unit, but no side longer than what viewers
// still open.
const (
	density  = 2
	mostSide = 12_000
)

// writePNG paints the scene and writes it as PNG.
func (s *scene) writePNG(out io.Writer) error {
	scale := min(density, mostSide/max(s.w, s.h, 1))
	p := painter{canvas: raster.New(int(math.Ceil(s.w*scale)), int(math.Ceil(s.h*scale)), paper), scale: scale}
	for _, i := range s.items {
		p.item(i)
	}
	return p.canvas.EncodePNG(out)
}

type painter struct {
	canvas *raster.Canvas
	scale  float64
}

func (p *painter) item(i item) {
	k := p.scale
	switch i := i.(type) {
	case *rectangle:
		p.canvas.FillRoundRect(i.x*k, i.y*k, i.w*k, i.h*k, i.r*k, i.fill)
		p.canvas.StrokeRoundRect(i.x*k, i.y*k, i.w*k, i.h*k, i.r*k, raster.Stroke{Width: i.width * k, Color: i.stroke})
	case *disk:
		p.canvas.FillCircle(i.x*k, i.y*k, i.r*k, i.fill)
		p.canvas.StrokeCircle(i.x*k, i.y*k, i.r*k, raster.Stroke{Width: i.width * k, Color: i.stroke})
	case *curve:
		p.canvas.Stroke(p.path(i), raster.Stroke{Width: i.width * k, Color: i.color})
	case *arrow:
		a, b := i.base()
		p.canvas.FillPolygon([]raster.Point{p.point(i.tip), p.point(a), p.point(b)}, i.color)
	case *writingAt:
		p.text(i)
	}
}

func (p *painter) point(at point) raster.Point {
	return raster.Point{X: at.x * p.scale, Y: at.y * p.scale}
}

func (p *painter) path(c *curve) *raster.Path {
	path := &raster.Path{}
	start := p.point(c.points[0])
	path.MoveTo(start.X, start.Y)
	for i := 1; i+2 < len(c.points); i += 3 {
		a, b, d := p.point(c.points[i]), p.point(c.points[i+1]), p.point(c.points[i+2])
		path.CubeTo(a.X, a.Y, b.X, b.Y, d.X, d.Y)
	}
	return path
}

func (p *painter) text(t *writingAt) {
	st := raster.TextStyle{Font: raster.Font{Size: t.font.size * p.scale}, Color: t.color}
	if t.font.bold {
		st.Font.Face = raster.Bold
	}
	if t.middle {
		st.Anchor = raster.Middle
	}
	p.canvas.Text(t.x*p.scale, t.y*p.scale, t.label.text, st)
}
