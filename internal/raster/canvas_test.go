package raster_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/raster"
)

var (
	black = color.RGBA{A: 255}
	red   = color.RGBA{R: 255, A: 255}
)

// covered returns the area painted black on white, in pixels.
func covered(c *raster.Canvas) float64 {
	sum := 0.0
	img := c.Image()
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			sum += 1 - float64(img.RGBAAt(x, y).R)/255
		}
	}
	return sum
}

func page(w, h int) *raster.Canvas { return raster.New(w, h, color.White) }

func TestShapesCoverTheirArea(t *testing.T) {
	line := raster.Stroke{Width: 3, Color: black}
	round := raster.Stroke{Width: 3, Color: black, Round: true}
	ends := math.Pi * 1.5 * 1.5
	for name, c := range map[string]struct {
		draw func(*raster.Canvas)
		want float64
	}{
		"rectangle":      {func(c *raster.Canvas) { c.FillRect(10.25, 10.5, 20, 30, black) }, 600},
		"rounded":        {func(c *raster.Canvas) { c.FillRoundRect(10, 10, 40, 30, 8, black) }, 1200 - (4-math.Pi)*64},
		"circle":         {func(c *raster.Canvas) { c.FillCircle(50, 50, 30, black) }, math.Pi * 900},
		"ellipse":        {func(c *raster.Canvas) { c.FillEllipse(50, 50, 30, 10, black) }, math.Pi * 300},
		"frame":          {func(c *raster.Canvas) { c.StrokeRect(20, 20, 40, 30, line) }, 43*33 - 37*27},
		"round frame":    {func(c *raster.Canvas) { c.StrokeRect(20, 20, 40, 30, round) }, 43*33 - 37*27 - (4-math.Pi)*2.25},
		"ring":           {func(c *raster.Canvas) { c.StrokeCircle(50, 50, 30, line) }, math.Pi * (31.5*31.5 - 28.5*28.5)},
		"ellipse border": {func(c *raster.Canvas) { c.StrokeEllipse(50, 50, 30, 30, line) }, math.Pi * (31.5*31.5 - 28.5*28.5)},
		"line":           {func(c *raster.Canvas) { c.Line(10, 10, 40, 50, line) }, 150},
		"round line":     {func(c *raster.Canvas) { c.Line(10, 10, 40, 50, round) }, 150 + ends},
		"dot":            {func(c *raster.Canvas) { c.Line(10, 10, 10, 10, round) }, ends},
		"corner":         {func(c *raster.Canvas) { c.Polyline([]raster.Point{{10, 10}, {50, 10}, {50, 50}}, line) }, 240},
		"dashes": {func(c *raster.Canvas) {
			c.Line(10, 50, 90, 50, raster.Stroke{Width: 2, Color: black, Dash: []float64{6, 4}})
		}, 8 * 6 * 2},
		"bezier": {func(c *raster.Canvas) {
			c.Bezier(raster.Point{X: 10, Y: 10}, raster.Point{X: 30, Y: 10}, raster.Point{X: 60, Y: 10}, raster.Point{X: 90, Y: 10}, line)
		}, 240},
		"polygon": {func(c *raster.Canvas) { c.FillPolygon([]raster.Point{{10, 10}, {50, 10}, {10, 50}}, black) }, 800},
		"arrow head": {func(c *raster.Canvas) {
			c.ArrowHead(raster.Point{X: 50, Y: 50}, raster.Point{X: 10, Y: 20}, 12, 10, black)
		}, 60},
		"cut":      {func(c *raster.Canvas) { c.FillRect(-1e9, 90, 2e9, 1e9, black) }, 1000},
		"far away": {func(c *raster.Canvas) { c.FillRect(500, 500, 20, 20, black) }, 0},
		"not a number": {func(c *raster.Canvas) {
			c.FillRect(math.NaN(), 1, 5, 5, black)
			c.Line(0, 0, math.Inf(1), 5, round)
		}, 0},
		"nothing": {func(c *raster.Canvas) {
			c.FillPolygon(nil, black)
			c.Polyline(nil, line)
			c.Line(1, 1, 9, 9, raster.Stroke{Color: black})
			c.ArrowHead(raster.Point{}, raster.Point{}, 5, 5, black)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := page(100, 100)
			c.draw(p)
			require.InDelta(t, c.want, covered(p), 0.4+0.004*c.want)
		})
	}
}

// The library paints pages larger than 512 pixels another way.
func TestLargePagesLookLikeSmallOnes(t *testing.T) {
	small, large := page(300, 300), page(1500, 1500)
	for _, c := range []*raster.Canvas{small, large} {
		c.FillCircle(100, 100, 80, black)
	}
	large.FillRect(0, 1000, 1500, 400, black)
	require.InDelta(t, covered(small)+600000, covered(large), 1)
}

func TestTranslucentStrokesAreEven(t *testing.T) {
	c := page(100, 100)
	c.Polyline([]raster.Point{{20, 20}, {80, 20}, {80, 80}, {50, 80}, {50, 5}},
		raster.Stroke{Width: 8, Color: color.NRGBA{A: 128}})
	want := c.Image().RGBAAt(40, 20)
	require.Equal(t, uint8(127), want.R)
	require.Equal(t, want, c.Image().RGBAAt(50, 20), "a crossing")
	require.Equal(t, want, c.Image().RGBAAt(80, 20), "a corner")
}

func TestHolesStayOpen(t *testing.T) {
	var p raster.Path
	p.Rect(10, 10, 40, 40)
	p.Polyline([]raster.Point{{20, 20}, {20, 40}, {40, 40}, {40, 20}}) // the other way round
	c := page(60, 60)
	c.Fill(&p, black)
	require.InDelta(t, 1200, covered(c), 1)
	require.Equal(t, uint8(255), c.Image().RGBAAt(30, 30).R)
}

func TestCanvasStartsAsAsked(t *testing.T) {
	c := raster.New(0, -3, red)
	w, h := c.Size()
	require.Equal(t, [2]int{1, 1}, [2]int{w, h})
	require.Equal(t, red, c.Image().RGBAAt(0, 0))
	require.Equal(t, color.RGBA{}, raster.New(2, 2, nil).Image().RGBAAt(1, 1))
}

func TestImagesArePlaced(t *testing.T) {
	src := image.NewRGBA(image.Rect(5, 5, 7, 6))
	src.SetRGBA(6, 5, red)
	c := page(10, 10)
	c.DrawImage(src, 3, 4)
	require.Equal(t, red, c.Image().RGBAAt(4, 4))
	require.Equal(t, color.RGBA{R: 255, G: 255, B: 255, A: 255}, c.Image().RGBAAt(3, 4), "transparent pixels show what is below")
}

func TestPNGRoundTripsAndIsReproducible(t *testing.T) {
	encode := func() []byte {
		c := page(120, 60)
		c.StrokeRoundRect(5.5, 5.5, 100, 40, 9, raster.Stroke{Width: 1.5, Color: red, Dash: []float64{5, 3}})
		c.Text(60, 30, "sum 10⁻³", raster.TextStyle{Font: raster.Font{Size: 14}, Anchor: raster.Middle})
		var b bytes.Buffer
		require.NoError(t, c.EncodePNG(&b))
		return b.Bytes()
	}
	first := encode()
	require.Equal(t, first, encode())
	img, err := png.Decode(bytes.NewReader(first))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 120, 60), img.Bounds())
}
