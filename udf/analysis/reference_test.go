package analysis_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/udfcases"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/analysis"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// params are the parameters of a case, of whatever analysis.
type params struct {
	CX, CY, R, RI, RO *float64
	X, Y, Z           *float64
	Masks             string
	DType             string   `json:"mask_dtype"`
	MaskRadius        *float64 `json:"mask_radius"`
	MaskRadiusInner   *float64 `json:"mask_radius_inner"`
	ScanRotation      float64  `json:"scan_rotation"`
	FlipY             bool     `json:"flip_y"`
	Bins              int      `json:"n_bins"`
	MaxOrder          int      `json:"max_order"`
}

func value(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

func integer(v *float64) *int {
	if v == nil {
		return nil
	}
	i := int(*v)
	return &i
}

// analysisOf makes the analysis that a case names.
func analysisOf(t *testing.T, c udfcases.Case, ds *udf.Dataset) (*analysis.Analysis, error) {
	var p params
	require.NoError(t, json.Unmarshal(c.Analysis.Params, &p))
	switch c.Analysis.Name {
	case "create_disk_analysis":
		return analysis.Disk(ds, analysis.DiskParams{CX: p.CX, CY: p.CY, R: p.R})
	case "create_ring_analysis":
		return analysis.Ring(ds, analysis.RingParams{CX: p.CX, CY: p.CY, RI: p.RI, RO: p.RO})
	case "create_point_analysis":
		return analysis.Point(ds, analysis.PointParams{X: p.X, Y: p.Y})
	case "create_sum_analysis":
		return analysis.Sum(ds)
	case "create_pick_analysis":
		return analysis.Pick(ds, analysis.PickParams{X: integer(p.X), Y: integer(p.Y), Z: integer(p.Z)})
	case "create_mask_analysis":
		return analysis.Masks(ds, stdudf.MasksParams{Stack: stdudf.Stack{Array: c.Load(t, p.Masks)}, DType: p.DType})
	case "create_com_analysis":
		return analysis.CoM(ds, analysis.CoMParams{CX: p.CX, CY: p.CY, MaskRadius: p.MaskRadius, MaskRadiusInner: p.MaskRadiusInner, ScanRotation: p.ScanRotation, FlipY: p.FlipY})
	case "create_radial_fourier_analysis":
		return analysis.RadialFourier(ds, stdudf.RadialFourierParams{CX: p.CX, CY: p.CY, RI: value(p.RI), RO: value(p.RO), Bins: p.Bins, MaxOrder: p.MaxOrder})
	}
	t.Fatalf("unknown analysis %s", c.Analysis.Name)
	return nil, nil
}

func TestReferenceAnalyses(t *testing.T) {
	executors := map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local-7": scheduler.NewLocal(scheduler.Workers(7))}
	ran := 0
	for _, c := range udfcases.Read(t) {
		if !c.IsAnalysis() {
			continue
		}
		ran++
		for name, e := range executors {
			t.Run(c.ID+"/"+name, func(t *testing.T) { runReference(t, c, e) })
		}
	}
	require.NotZero(t, ran)
}

func runReference(t *testing.T, c udfcases.Case, e scheduler.Executor) {
	a, err := analysisOf(t, c, c.Open(t))
	require.NoError(t, err)
	got, err := a.Run(context.Background(), scheduler.On(e))
	require.NoError(t, err)
	for _, o := range c.Outputs {
		have, err := got.Channel(o.Channel)
		require.NoError(t, err)
		want := c.Load(t, o.File)
		require.Equal(t, want.DType(), have.Raw.DType(), o.Channel)
		udfcases.RequireClose(t, o.Channel, want, have.Raw, o.RTol, o.ATol)
	}
	for _, ch := range got.Channels() {
		picture, err := ch.RGBA()
		require.NoError(t, err, ch.Key)
		require.Equal(t, 4, picture.Shape()[picture.NDim()-1], ch.Key)
	}
}

func TestReferencePictures(t *testing.T) {
	udfcases.List(t, "viz_cases", func(dir string, c struct {
		ID, Input, File, Damage, Name string
		Logarithmic                   bool
		VMin, VMax                    *float64
		Tolerance                     float64 `json:"tolerance_levels"`
	}) {
		var have *ndarray.Array
		if c.Input == "" {
			have = ramp(t, map[string]analysis.Colormap{"gist_earth": analysis.Earth, "tab20": analysis.Tab20}[c.Name])
		} else {
			v := analysis.View{Log: c.Logarithmic, Min: c.VMin, Max: c.VMax}
			if c.Damage != "" {
				v.Damage = udfcases.Load(t, dir, c.Damage)
			}
			var err error
			have, err = analysis.Visualize(udfcases.Load(t, dir, c.Input), v)
			require.NoError(t, err, c.ID)
		}
		udfcases.RequireClose(t, c.ID, udfcases.Load(t, dir, c.File), have, 0, c.Tolerance)
	})
}

func TestReferenceLimits(t *testing.T) {
	udfcases.List(t, "stat_limits_cases", func(dir string, c struct {
		Input string
		Want  [2]float64
	}) {
		lo, hi, err := analysis.StatLimits(udfcases.Load(t, dir, c.Input))
		require.NoError(t, err)
		require.InDelta(t, c.Want[0], lo, 1e-6, c.Input)
		require.InDelta(t, c.Want[1], hi, 1e-6, c.Input)
	})
}

// ramp draws each colour of a map once.
func ramp(t *testing.T, c analysis.Colormap) *ndarray.Array {
	n := map[analysis.Colormap]int{analysis.Earth: 256, analysis.Tab20: 20}[c]
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(i) + 0.5
	}
	a, err := ndarray.FromSlice(v, n)
	require.NoError(t, err)
	lo, hi := 0.0, float64(n)
	out, err := analysis.Visualize(a, analysis.View{Colors: c, Min: &lo, Max: &hi})
	require.NoError(t, err)
	return out
}
