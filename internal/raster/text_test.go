package raster_test

import (
	"image"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/raster"
)

// painted returns the box of all pixels that are not white.
func painted(c *raster.Canvas) image.Rectangle {
	var box image.Rectangle
	img := c.Image()
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y).R < 250 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func draw(x, y float64, s string, st raster.TextStyle) image.Rectangle {
	c := page(200, 200)
	c.Text(x, y, s, st)
	return painted(c)
}

func TestAnchorsPlaceText(t *testing.T) {
	font := raster.Font{Size: 20}
	width := raster.MeasureText("HH", font).Width
	height := raster.MeasureText("HH", font).CapHeight
	for _, c := range []struct {
		anchor raster.Anchor
		left   float64
	}{{raster.Start, 100}, {raster.Middle, 100 - width/2}, {raster.End, 100 - width}} {
		box := draw(100, 80, "HH", raster.TextStyle{Font: font, Anchor: c.anchor})
		require.InDelta(t, c.left, box.Min.X, 3)
		require.InDelta(t, c.left+width, box.Max.X, 3)
		require.Equal(t, 80, box.Max.Y, "capitals stand on the baseline")
		require.InDelta(t, 80-height, box.Min.Y, 1)
	}
}

func TestRotatedTextIsTheSameTurned(t *testing.T) {
	for _, anchor := range []raster.Anchor{raster.Start, raster.Middle, raster.End} {
		st := raster.TextStyle{Font: raster.Font{Size: 16, Face: raster.Bold}, Anchor: anchor}
		straight, up, down := page(200, 200), page(200, 200), page(200, 200)
		straight.Text(100, 100, "Fjord 7", st)
		st.Rotate = raster.Upward
		up.Text(100, 100, "Fjord 7", st)
		st.Rotate = raster.Down
		down.Text(100, 100, "Fjord 7", st)
		for y := range 200 {
			for x := range 200 {
				want := straight.Image().RGBAAt(x, y)
				require.Equal(t, want, up.Image().RGBAAt(y, 199-x))
				require.Equal(t, want, down.Image().RGBAAt(199-y, x))
			}
		}
	}
}

func TestMeasuringGrowsWithSizeAndLength(t *testing.T) {
	one := raster.MeasureText("mask", raster.Font{Size: 12})
	two := raster.MeasureText("mask", raster.Font{Size: 24})
	require.InDelta(t, 2*one.Width, two.Width, 0.2)
	require.Greater(t, one.Ascent, one.CapHeight)
	require.Positive(t, one.Descent)
	require.Zero(t, raster.MeasureText("", raster.Font{Size: 12}).Width)
	mono := raster.Font{Face: raster.Mono, Size: 12}
	require.Equal(t, raster.MeasureText("iii", mono), raster.MeasureText("WWW", mono))
	require.Equal(t, raster.MeasureText("x", raster.Font{Size: 12}), raster.MeasureText("x", raster.Font{Size: math.NaN()}), "12 by default")
}

func TestSuperscriptsAreSmallAndRaised(t *testing.T) {
	font := raster.Font{Size: 30}
	plain, raised := draw(20, 100, "8", raster.TextStyle{Font: font}), draw(20, 100, "⁸", raster.TextStyle{Font: font})
	require.Less(t, raised.Dy(), plain.Dy())
	require.Less(t, raised.Max.Y, plain.Max.Y-5)
	require.Less(t, raster.MeasureText("10⁻³", font).Width, raster.MeasureText("10−3", font).Width)
}

func TestTextOffThePageIsCutAway(t *testing.T) {
	for _, x := range []float64{-5000, 5000, 1e300, math.Inf(1), math.NaN()} {
		require.True(t, draw(x, 50, "gone", raster.TextStyle{}).Empty())
		require.True(t, draw(50, x, "gone", raster.TextStyle{Rotate: raster.Upward}).Empty())
	}
	require.False(t, draw(-5, 50, "partly", raster.TextStyle{}).Empty())
}

func TestFontsAreSharedSafely(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			c := page(50, 50)
			for k := range 40 {
				c.Text(5, 30, "glyph", raster.TextStyle{Font: raster.Font{Size: float64(5 + (i+k)%80)}})
			}
		})
	}
	wg.Wait()
}
