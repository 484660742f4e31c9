package masks_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/udf/masks"
)

// maskCase is an entry of mask_cases in golden/udf/manifest.json.
type maskCase struct {
	ID, Factory, File string
	Params            struct {
		CX            float64 `json:"-"`
		CY            float64 `json:"-"`
		CenterX       json.RawMessage
		CenterY       json.RawMessage
		ImageSizeX    int
		ImageSizeY    int
		Radius        float64
		RadiusInner   float64 `json:"radius_inner"`
		Antialiased   bool
		X, Y          float64
		Width, Height float64
		NBins         int `json:"n_bins"`
		Normalize     bool
		StretchY      *float64
		Angle         float64
		R0            float64
		ROuter        float64 `json:"r_outer"`
		Delta         float64
		Polar         struct {
			CenterX, CenterY       float64
			ImageSizeX, ImageSizeY int
		}
		Index            []int `json:"mask_index"`
		OffsetX, OffsetY []int
		Template         json.RawMessage
	}
	RTol, ATol float64
}

func (c maskCase) detector(t *testing.T) masks.Detector {
	d := masks.Detector{H: c.Params.ImageSizeY, W: c.Params.ImageSizeX}
	if len(c.Params.CenterX) > 0 && c.Params.CenterX[0] != '[' {
		require.NoError(t, json.Unmarshal(c.Params.CenterX, &d.CX))
		require.NoError(t, json.Unmarshal(c.Params.CenterY, &d.CY))
	}
	return d
}

// make builds the mask of a case; nil if it belongs to another package.
func (c maskCase) make(t *testing.T, done map[string]*ndarray.Array) *ndarray.Array {
	p, d := c.Params, c.detector(t)
	must := func(a *ndarray.Array, err error) *ndarray.Array {
		require.NoError(t, err)
		return a
	}
	choose := func(smooth, hard func() *ndarray.Array) *ndarray.Array {
		if p.Antialiased {
			return smooth()
		}
		return hard()
	}
	stretch := 1.0
	if p.StretchY != nil {
		stretch = *p.StretchY
	}
	switch c.Factory {
	case "circular":
		return choose(func() *ndarray.Array { return d.SmoothCircular(p.Radius) }, func() *ndarray.Array { return d.Circular(p.Radius) })
	case "ring":
		return choose(func() *ndarray.Array { return d.SmoothRing(p.Radius, p.RadiusInner) }, func() *ndarray.Array { return d.Ring(p.Radius, p.RadiusInner) })
	case "radial_gradient":
		return choose(func() *ndarray.Array { return d.SmoothRadialGradient(p.Radius) }, func() *ndarray.Array { return d.RadialGradient(p.Radius) })
	case "background_subtraction":
		return choose(func() *ndarray.Array { return d.SmoothBackgroundSubtraction(p.Radius, p.RadiusInner) },
			func() *ndarray.Array { return d.BackgroundSubtraction(p.Radius, p.RadiusInner) })
	case "rectangular":
		return masks.Rectangular(d.H, d.W, p.Y, p.X, p.Height, p.Width)
	case "gradient_x":
		return masks.GradientX(d.H, d.W)
	case "gradient_y":
		return masks.GradientY(d.H, d.W)
	case "radial_bins":
		return must(d.RadialBins(masks.Bins{Radius: p.Radius, Inner: p.RadiusInner, Count: p.NBins, Normalize: p.Normalize}))
	case "polar_map[0]":
		r, _ := d.StretchedPolarMap(stretch, p.Angle)
		return r
	case "polar_map[1]":
		_, phi := d.StretchedPolarMap(stretch, p.Angle)
		return phi
	case "radial_gradient_background_subtraction":
		q := p.Polar
		r, _ := masks.Detector{H: q.ImageSizeY, W: q.ImageSizeX, CY: q.CenterY, CX: q.CenterX}.PolarMap()
		return must(masks.RadialGradientBackgroundSubtraction(r, p.R0, p.ROuter, p.Delta))
	case "balance":
		require.Contains(t, done, "rgbs")
		return must(masks.Balance(done["rgbs"]))
	case "sparse_template_multi_stack":
		var rows [][]float32
		require.NoError(t, json.Unmarshal(p.Template, &rows))
		var flat []float32
		for _, r := range rows {
			flat = append(flat, r...)
		}
		template := must(ndarray.FromSlice(flat, len(rows), len(rows[0])))
		s, err := masks.StampTemplate(d.H, d.W, template, p.Index, p.OffsetY, p.OffsetX)
		require.NoError(t, err)
		return must(s.Dense())
	case "sparse_circular_multi_stack":
		var cy, cx []float64
		require.NoError(t, json.Unmarshal(p.CenterY, &cy))
		require.NoError(t, json.Unmarshal(p.CenterX, &cx))
		s, err := masks.StampCircles(d.H, d.W, p.Radius, p.Index, cy, cx)
		require.NoError(t, err)
		return must(s.Dense())
	}
	return nil
}

func TestReferenceMasks(t *testing.T) {
	done := map[string]*ndarray.Array{}
	udfcases.List(t, "mask_cases", func(dir string, raw json.RawMessage) {
		if strings.Contains(string(raw), `"MatchPattern.get_mask"`) || strings.Contains(string(raw), `"correct_dot_masks"`) {
			return // templates of package blobfinder, masks of corrections
		}
		var c maskCase
		require.NoError(t, json.Unmarshal(raw, &c), "%s", raw)
		got := c.make(t, done)
		require.NotNil(t, got, "no factory %s", c.Factory)
		done[c.ID] = got
		want := udfcases.Load(t, dir, c.File)
		require.Equal(t, want.DType(), got.DType(), c.ID)
		udfcases.RequireClose(t, c.ID, want, got, c.RTol, c.ATol)
	})
	require.NotEmpty(t, done)
}

func TestReferenceScalars(t *testing.T) {
	udfcases.List(t, "scalar_cases", func(_ string, c struct {
		Fn     string
		Params struct {
			CenterX, CenterY       float64
			ImageSizeX, ImageSizeY int
		}
		Value int
	}) {
		require.Equal(t, "bounding_radius", c.Fn)
		p := c.Params
		require.Equal(t, c.Value, masks.Detector{H: p.ImageSizeY, W: p.ImageSizeX, CY: p.CenterY, CX: p.CenterX}.BoundingRadius())
	})
}
