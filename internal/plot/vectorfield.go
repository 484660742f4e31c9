package plot

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/gloam-go/gloam/internal/raster"
)

// VectorField is a picture of a two-dimensional array of vectors, such as the
// shift of a diffraction pattern at each scan position. The hue is the
// direction and the lightness the magnitude, black for zero; a wheel beside
// the image explains both. Arrays of more than 1024 rows or columns are
// averaged down as vectors.
type VectorField struct {
	Title      string
	XLabel     string // of the columns
	YLabel     string // of the rows
	ValueLabel string // of the magnitude

	// Y and X hold Rows*Cols components each, row by row; y points down, as
	// the rows do. A vector with a NaN or infinite component is missing.
	Y, X       []float64
	Rows, Cols int

	// Max is the magnitude of full colour. Zero stands for the 99.9th
	// percentile of the magnitudes, or for the largest in small arrays.
	Max float64

	// Scale is the number of page pixels for each vector along either side.
	// Zero chooses it as for Heatmap.
	Scale int
}

func (v VectorField) draw() (*raster.Canvas, error) {
	g, err := v.grid()
	if err != nil {
		return nil, fmt.Errorf("plot: vector field %q: %w", v.Title, err)
	}
	rows, cols := g.shown()
	ys, xs := v.present()
	full, more := v.full(ys, xs)
	ys = reduce(ys, v.Rows, v.Cols, rows, cols)
	xs = reduce(xs, v.Rows, v.Cols, rows, cols)
	wh := wheel{max: full}

	p := newPage(g.w, g.h)
	p.image(0, 0, g.paint(func(i int) (color.RGBA, bool) {
		return wh.at(ys[i], xs[i]), math.IsNaN(ys[i])
	}))
	p.axes(g, v.XLabel, v.YLabel)
	v.legend(p, g, wh, more, slices.ContainsFunc(ys, math.IsNaN))
	p.title(v.Title)
	return p.draw(), nil
}

func (v VectorField) grid() (grid, error) {
	g, err := newGrid(v.Rows, v.Cols, v.Scale)
	if err == nil {
		err = g.check(" of Y", len(v.Y))
	}
	if err == nil {
		err = g.check(" of X", len(v.X))
	}
	if err == nil && !(v.Max >= 0 && v.Max <= math.MaxFloat64) {
		err = fmt.Errorf("full colour at magnitude %g: want 0 or a positive number", v.Max)
	}
	return g, err
}

// present returns the components with both set to NaN where one is missing.
func (v VectorField) present() (ys, xs []float64) {
	ys, xs = slices.Clone(v.Y), slices.Clone(v.X)
	for i := range ys {
		if s := ys[i]*0 + xs[i]*0; s != 0 { // NaN unless both are finite
			ys[i], xs[i] = math.NaN(), math.NaN()
		}
	}
	return ys, xs
}

// full returns the magnitude of full colour and whether vectors go beyond it.
func (v VectorField) full(ys, xs []float64) (full float64, more bool) {
	mags := make([]float64, len(ys))
	for i := range mags {
		mags[i] = math.Hypot(ys[i], xs[i])
	}
	mags = finite(mags)
	slices.Sort(mags)
	full = v.Max
	if full == 0 && len(mags) > 0 {
		_, full = robust(mags, 0, defaultHi)
	}
	return full, len(mags) > 0 && mags[len(mags)-1] > full
}

func (v VectorField) legend(p *page, g grid, wh wheel, more, missing bool) {
	amount := "max "
	if more {
		amount = "≥ "
	}
	r := max(p.em(3), min(math.Round(float64(g.h)*0.11), p.em(4)))
	x := float64(g.w) + p.em(barGap)
	base := wh.draw(p, x, 0, r, amount+typeset(FormatValue(wh.max)), v.ValueLabel)
	if missing {
		colorbar{}.swatch(p, x, base+p.em(0.8), p.em(1))
	}
}
