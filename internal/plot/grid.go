package plot

import (
	"fmt"
	"image"
	"image/color"
	"math"
)

// grid is the size of an array and of its image on the page.
type grid struct {
	rows, cols int
	w, h       int
}

const (
	// targetSide is about the length in pixels that small arrays are enlarged to, as
	// far as whole factors allow; maxCell keeps tiny ones from becoming walls.
	targetSide = 576
	maxCell    = 112
	// maxSide is the length that large arrays are averaged down to.
	maxSide = 1024
	// minSide is the length of a side below which it cannot be made out.
	minSide = 28
	// maxPage bounds explicitly enlarged images to what viewers open.
	maxPage = 16384
)

// newGrid chooses the image size for an array. A scale of zero is automatic.
// Pixels are square, except that the shorter side of very long arrays is
// stretched to minSide.
func newGrid(rows, cols, scale int) (grid, error) {
	g := grid{rows: rows, cols: cols}
	if rows < 1 || cols < 1 {
		return g, fmt.Errorf("%d×%d pixels: nothing to draw", rows, cols)
	}
	long := max(rows, cols)
	switch {
	case scale < 0 || scale > 0 && long > maxPage/scale:
		return g, fmt.Errorf("scale %d for %d×%d pixels: want 0 to %d", scale, rows, cols, maxPage/long)
	case scale > 0:
		g.w, g.h = cols*scale, rows*scale
		return g, nil
	case long > maxSide:
		f := maxSide / float64(long)
		g.w = max(int(math.Round(float64(cols)*f)), 1)
		g.h = max(int(math.Round(float64(rows)*f)), 1)
	default:
		cell := max(1, min((targetSide+long/2)/long, maxCell))
		g.w, g.h = cols*cell, rows*cell
	}
	g.w = stretch(g.w)
	g.h = stretch(g.h)
	return g, nil
}

// stretch enlarges a side by a whole factor until it can be made out.
func stretch(side int) int {
	if side < minSide {
		return side * ((minSide + side - 1) / side)
	}
	return side
}

// check reports a length that does not fit.
func (g grid) check(name string, n int) error {
	// Division avoids a product that overflows.
	if n%g.cols != 0 || n/g.cols != g.rows {
		return fmt.Errorf("got %d values%s, want %d×%d", n, name, g.rows, g.cols)
	}
	return nil
}

// shown is the array size after averaging down.
func (g grid) shown() (rows, cols int) { return min(g.rows, g.h), min(g.cols, g.w) }

// x and y return the page place of a pixel's centre.
func (g grid) x(col float64) float64 { return (col + 0.5) * float64(g.w) / float64(g.cols) }
func (g grid) y(row float64) float64 { return (row + 0.5) * float64(g.h) / float64(g.rows) }

// paint calls at for every shown value, by its index in the reduced array, and
// spreads the colour over the pixels that stand for it.
func (g grid) paint(at func(i int) (c color.RGBA, missing bool)) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, g.w, g.h))
	rows, cols := g.shown()
	for r := range rows {
		for c := range cols {
			col, missing := at(r*cols + c)
			for y := r * g.h / rows; y < (r+1)*g.h/rows; y++ {
				for x := c * g.w / cols; x < (c+1)*g.w/cols; x++ {
					if missing {
						col = hatch(x, y)
					}
					img.SetRGBA(x, y, col)
				}
			}
		}
	}
	return img
}

// hatch is the pattern of missing values: thin diagonals on Missing.
func hatch(x, y int) color.RGBA {
	if (x+y)%8 < 2 {
		return color.RGBA{R: 0xcc, G: 0xcc, B: 0xcc, A: 0xff}
	}
	return Missing
}

// hatched returns a patch of missing values.
func hatched(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, hatch(x, y))
		}
	}
	return img
}
