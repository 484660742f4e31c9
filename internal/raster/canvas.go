package raster

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"golang.org/x/image/vector"
)

// Canvas is an image being drawn. Later calls paint over earlier ones, with
// the alpha of their colour. A Canvas is not safe for concurrent use.
type Canvas struct {
	img     *image.RGBA
	scratch vector.Rasterizer
}

// New returns a canvas of w by h pixels, at least one each, filled with bg.
// A nil bg leaves it transparent.
func New(w, h int, bg color.Color) *Canvas {
	c := &Canvas{img: image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))}
	if bg != nil {
		draw.Draw(c.img, c.img.Bounds(), image.NewUniform(bg), image.Point{}, draw.Src)
	}
	return c
}

// Image returns the canvas's own image, not a copy: it follows later drawing,
// and writing into it draws.
func (c *Canvas) Image() *image.RGBA { return c.img }

// Size returns the width and height in pixels.
func (c *Canvas) Size() (w, h int) {
	b := c.img.Bounds()
	return b.Dx(), b.Dy()
}

// DrawImage paints src with its top left corner at pixel (x, y).
func (c *Canvas) DrawImage(src image.Image, x, y int) {
	b := src.Bounds()
	draw.Draw(c.img, image.Rect(x, y, x+b.Dx(), y+b.Dy()), src, b.Min, draw.Over)
}

// EncodePNG writes the image as PNG. The bytes depend on the pixels alone.
func (c *Canvas) EncodePNG(w io.Writer) error {
	enc := png.Encoder{CompressionLevel: png.DefaultCompression}
	return enc.Encode(w, c.img)
}
