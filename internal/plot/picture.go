package plot

import (
	"image"
	"io"

	"github.com/gloam-go/gloam/internal/raster"
)

// A Picture is a [Heatmap], a [VectorField] or a [Line].
type Picture interface {
	draw() (*raster.Canvas, error)
}

// Render draws a picture. It fails when there is nothing to draw, when data have
// another length than the picture says, and when options contradict each other
// or are out of range. The image is the caller's.
func Render(p Picture) (*image.RGBA, error) {
	c, err := p.draw()
	if err != nil {
		return nil, err
	}
	return c.Image(), nil
}

// WritePNG draws a picture and writes it as PNG. It fails as [Render] does,
// before anything is written, or with the error of w.
func WritePNG(w io.Writer, p Picture) error {
	c, err := p.draw()
	if err != nil {
		return err
	}
	return c.EncodePNG(w)
}
