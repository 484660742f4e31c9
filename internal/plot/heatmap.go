package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/gloam-go/gloam/internal/raster"
)

// Heatmap is a picture of a two-dimensional array in colours with a colour
// bar. Arrays of more than 1024 rows or columns are averaged down; the limits
// are always those of the full array.
type Heatmap struct {
	Title      string
	XLabel     string // of the columns
	YLabel     string // of the rows
	ValueLabel string // of the colour bar

	// Data holds Rows*Cols values, row by row.
	Data       []float64
	Rows, Cols int

	Map Colormap

	// Lo and Hi are the percentiles of the data at the ends of the colour bar.
	// Both zero stand for 0.1 and 99.9, or for the smallest and largest value
	// in arrays too small for that to set whole values aside. The bar has
	// pointed ends where values lie beyond it. Use 0 and 100 for the full range.
	Lo, Hi float64
	// Limits, if not nil, are the ends of the colour bar instead.
	Limits *Limits
	// Symmetric widens automatic limits so that zero is in the middle, which
	// is what Coolwarm is for.
	Symmetric bool
	// Log spaces colours logarithmically. Zero and negative values get the
	// lowest colour and do not count for automatic limits.
	Log bool

	// Scale is the number of page pixels for each value along either side. Zero
	// chooses it, enlarging small arrays and averaging down large ones, and
	// stretches the shorter side of arrays that would be too thin to see.
	Scale int
}

func (h Heatmap) draw() (*raster.Canvas, error) {
	g, err := newGrid(h.Rows, h.Cols, h.Scale)
	if err == nil {
		err = g.check("", len(h.Data))
	}
	rng := clip{limits: h.Limits, lo: h.Lo, hi: h.Hi, symmetric: h.Symmetric, log: h.Log}
	if err == nil {
		err = rng.check()
	}
	if err != nil {
		return nil, fmt.Errorf("plot: heatmap %q: %w", h.Title, err)
	}
	bar := colorbar{scale: rng.span(h.Data), colors: h.Map, label: h.ValueLabel}
	rows, cols := g.shown()
	shown := reduce(h.Data, h.Rows, h.Cols, rows, cols)
	bar.missing = slices.ContainsFunc(shown, math.IsNaN)

	p := newPage(g.w, g.h)
	p.image(0, 0, g.paint(func(i int) (color.RGBA, bool) {
		t := bar.scale.at(shown[i])
		return h.Map.At(t), math.IsNaN(t)
	}))
	bar.draw(p, g, p.axes(g, h.XLabel, h.YLabel))
	p.title(h.Title)
	return p.draw(), nil
}
