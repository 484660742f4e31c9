package plot_test

import (
	"bytes"
	"image"
	"image/color"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/plot"
)

var nan = math.NaN()

func ramp(n int) []float64 {
	data := make([]float64, n)
	for i := range data {
		data[i] = float64(i)
	}
	return data
}

func TestPicturesAreReproducible(t *testing.T) {
	data := append(ramp(62), nan, math.Inf(1))
	for name, p := range map[string]plot.Picture{
		"heatmap": plot.Heatmap{Title: "T", XLabel: "x", YLabel: "y", ValueLabel: "v", Data: data, Rows: 8, Cols: 8},
		"vectors": plot.VectorField{Title: "T", Y: data, X: data, Rows: 8, Cols: 8},
		"line":    plot.Line{Title: "T", Values: data},
	} {
		t.Run(name, func(t *testing.T) {
			var a, b bytes.Buffer
			require.NoError(t, plot.WritePNG(&a, p))
			require.NoError(t, plot.WritePNG(&b, p))
			require.Equal(t, a.Bytes(), b.Bytes())
			img, err := plot.Render(p)
			require.NoError(t, err)
			require.Equal(t, color.RGBA{R: 255, G: 255, B: 255, A: 255}, img.RGBAAt(0, 0), "the page is white")
		})
	}
}

// find returns the box of the pixels with colour c.
func find(img *image.RGBA, c color.RGBA) image.Rectangle {
	var box image.Rectangle
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.RGBAAt(x, y) == c {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestHeatmapDrawsSquarePixelsInPlace(t *testing.T) {
	// The two middle values are off the colours of the bar's ends.
	img, err := plot.Render(plot.Heatmap{Data: []float64{0, 1, 5, 9, 9.5, 10}, Rows: 3, Cols: 2, Map: plot.Gray, Scale: 20})
	require.NoError(t, err)
	dark := find(img, plot.Gray.At(0.1))
	bright := find(img, plot.Gray.At(0.9))
	require.Equal(t, 20, min(dark.Dx(), 20))
	require.Equal(t, dark.Min.Y+20, bright.Min.Y, "one row lower")
	require.Equal(t, plot.Gray.At(0), img.RGBAAt(dark.Min.X-10, dark.Min.Y+10), "row 0, column 0")
	require.Equal(t, plot.Gray.At(0.5), img.RGBAAt(dark.Min.X-10, dark.Min.Y+30), "row 1, column 0")
	require.Equal(t, plot.Gray.At(1), img.RGBAAt(dark.Min.X+10, dark.Min.Y+50), "row 2, column 1")
}

func TestAnyShapeAndContentCanBeDrawn(t *testing.T) {
	fill := func(n int, v float64) []float64 {
		d := make([]float64, n)
		for i := range d {
			d[i] = v
		}
		return d
	}
	for name, h := range map[string]plot.Heatmap{
		"3x2":       {Data: ramp(6), Rows: 3, Cols: 2},
		"1x1":       {Data: ramp(1), Rows: 1, Cols: 1},
		"line":      {Data: ramp(300), Rows: 1, Cols: 300},
		"column":    {Data: ramp(300), Rows: 300, Cols: 1},
		"tall":      {Data: ramp(40000), Rows: 1000, Cols: 40},
		"long":      {Data: ramp(5000), Rows: 1, Cols: 5000},
		"constant":  {Data: fill(1024, 3), Rows: 32, Cols: 32},
		"zero":      {Data: fill(1024, 0), Rows: 32, Cols: 32, Symmetric: true},
		"all NaN":   {Data: fill(64, nan), Rows: 8, Cols: 8},
		"all Inf":   {Data: fill(64, math.Inf(-1)), Rows: 8, Cols: 8},
		"huge":      {Data: []float64{-math.MaxFloat64, 0, math.MaxFloat64}, Rows: 1, Cols: 3},
		"tiny":      {Data: []float64{0, 5e-324, 1e-320}, Rows: 1, Cols: 3},
		"log":       {Data: ramp(64), Rows: 8, Cols: 8, Log: true},
		"log empty": {Data: fill(64, -1), Rows: 8, Cols: 8, Log: true},
		"log wide":  {Data: []float64{0, 5e-324, 1e300}, Rows: 1, Cols: 3, Log: true},
		"outside":   {Data: ramp(64), Rows: 8, Cols: 8, Limits: &plot.Limits{Min: 100, Max: 100}},
	} {
		t.Run(name, func(t *testing.T) {
			h.Title, h.XLabel, h.YLabel, h.ValueLabel = "A title that is long enough to be broken", "x (px)", "y (px)", "value"
			img, err := plot.Render(h)
			require.NoError(t, err)
			size := img.Bounds().Size()
			require.Less(t, max(size.X, size.Y), 1400, "%v", size)
			// Nothing reaches into the margin.
			for i := range 12 {
				for x := range size.X {
					require.Equal(t, uint8(255), img.RGBAAt(x, i).G)
					require.Equal(t, uint8(255), img.RGBAAt(x, size.Y-1-i).G)
				}
				for y := range size.Y {
					require.Equal(t, uint8(255), img.RGBAAt(i, y).G)
					require.Equal(t, uint8(255), img.RGBAAt(size.X-1-i, y).G)
				}
			}
		})
	}
}

func TestMissingValuesAreHatched(t *testing.T) {
	img, err := plot.Render(plot.Heatmap{Data: []float64{1, nan, 2, 3}, Rows: 2, Cols: 2})
	require.NoError(t, err)
	require.False(t, find(img, plot.Missing).Empty())

	img, err = plot.Render(plot.VectorField{Y: []float64{1, 2}, X: []float64{math.Inf(1), 3}, Rows: 1, Cols: 2})
	require.NoError(t, err)
	require.False(t, find(img, plot.Missing).Empty())
}

func TestExplicitLimitsAndClippingBoundTheColours(t *testing.T) {
	data := append(ramp(1999), 1e9)
	top := plot.Viridis.At(1)
	for name, h := range map[string]plot.Heatmap{
		"robust":      {},
		"percentiles": {Lo: 1, Hi: 99},
		"limits":      {Limits: &plot.Limits{Min: 0, Max: 1900}},
	} {
		t.Run(name, func(t *testing.T) {
			h.Data, h.Rows, h.Cols, h.Scale = data, 40, 50, 4
			img, err := plot.Render(h)
			require.NoError(t, err)
			require.Greater(t, find(img, plot.Viridis.At(0.5)).Dx(), 3, "one hot pixel does not hide the rest")
			require.False(t, find(img, top).Empty())
		})
	}
}

func TestVectorColoursFollowDirection(t *testing.T) {
	// Right, down, left, up; y points down.
	img, err := plot.Render(plot.VectorField{Y: []float64{0, 1, 0, -1}, X: []float64{1, 0, -1, 0}, Rows: 1, Cols: 4, Scale: 40, Max: 1})
	require.NoError(t, err)
	frame := find(img, plot.Phase.At(0)).Min
	for i := range 4 {
		requireNear(t, plot.Phase.At(float64(i)/4), img.RGBAAt(frame.X+40*i+20, frame.Y+20), 1)
	}
	img, err = plot.Render(plot.VectorField{Y: []float64{0}, X: []float64{0}, Rows: 1, Cols: 1})
	require.NoError(t, err)
	require.Greater(t, find(img, color.RGBA{A: 255}).Dx(), 100, "zero is black")
}

func TestWrongLengthsNameBothValues(t *testing.T) {
	big := math.MaxInt/2 + 1 // its product with 4 is zero
	for want, p := range map[string]plot.Picture{
		`plot: heatmap "h": got 5 values, want 3×2`:                                       plot.Heatmap{Title: "h", Data: ramp(5), Rows: 3, Cols: 2},
		`plot: heatmap "": 0×5 pixels: nothing to draw`:                                   plot.Heatmap{Cols: 5},
		`plot: vector field "v": got 3 values of X, want 2×2`:                             plot.VectorField{Title: "v", Y: ramp(4), X: ramp(3), Rows: 2, Cols: 2},
		`plot: heatmap "": got 0 values, want 4×4611686018427387904`:                      plot.Heatmap{Rows: 4, Cols: big},
		`plot: heatmap "": scale 9000 for 2×2 pixels: want 0 to 8192`:                     plot.Heatmap{Data: ramp(4), Rows: 2, Cols: 2, Scale: 9000},
		`plot: heatmap "": limits 2 to 1: want two finite numbers in order`:               plot.Heatmap{Data: ramp(1), Rows: 1, Cols: 1, Limits: &plot.Limits{Min: 2, Max: 1}},
		`plot: heatmap "": percentiles 5 to 0: want 0 <= Lo <= Hi <= 100`:                 plot.Heatmap{Data: ramp(1), Rows: 1, Cols: 1, Lo: 5},
		`plot: heatmap "": lower limit 0 on a logarithmic scale: want more than 0`:        plot.Heatmap{Data: ramp(1), Rows: 1, Cols: 1, Log: true, Limits: &plot.Limits{Max: 1}},
		`plot: vector field "": full colour at magnitude -1: want 0 or a positive number`: plot.VectorField{Y: ramp(1), X: ramp(1), Rows: 1, Cols: 1, Max: -1},
		`plot: line "": 0 values: nothing to draw`:                                        plot.Line{},
		`plot: heatmap "": symmetric limits on a logarithmic scale: want one of the two`:  plot.Heatmap{Data: ramp(1), Rows: 1, Cols: 1, Log: true, Symmetric: true},
		`plot: line "": x from 0 in steps of +Inf: want finite numbers`:                   plot.Line{Values: ramp(2), Step: math.Inf(1)},
	} {
		_, err := plot.Render(p)
		require.EqualError(t, err, want)
		require.EqualError(t, plot.WritePNG(io.Discard, p), want)
	}
}

func TestLinesOfAnyContentCanBeDrawn(t *testing.T) {
	for name, l := range map[string]plot.Line{
		"one":     {Values: []float64{-3e-9}},
		"gaps":    {Values: []float64{1, nan, 2, 3, math.Inf(1), -1}},
		"nothing": {Values: []float64{nan}},
		"log":     {Values: []float64{0, 1, 1e6}, Log: true},
		"long":    {Values: ramp(100000)},
		"falling": {Values: ramp(10), Start: 5, Step: -0.5},
		"huge":    {Values: []float64{-math.MaxFloat64, math.MaxFloat64}},
		"limits":  {Values: ramp(10), Limits: &plot.Limits{Min: 2, Max: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			img, err := plot.Render(l)
			require.NoError(t, err)
			require.Less(t, img.Bounds().Dx(), 1000)
		})
	}
}
