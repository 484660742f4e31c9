package analysis_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/analysis"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// referenceCase is a case of golden/udf/manifest.json with an analysis.
type referenceCase struct {
	ID      string
	Dataset struct {
		File          string
		NumPartitions int `json:"num_partitions"`
	}
	Analysis *struct {
		Name   string
		Params struct {
			CX, CY, R, RI, RO *float64
			X, Y, Z           *float64
			Masks             string
			MaskRadius        *float64 `json:"mask_radius"`
			ScanRotation      float64  `json:"scan_rotation"`
			FlipY             bool     `json:"flip_y"`
			Bins              int      `json:"n_bins"`
			MaxOrder          int      `json:"max_order"`
		}
	}
	Outputs []struct {
		Channel, File string
		RTol, ATol    float64
	}
}

func load(t *testing.T, path ...string) *ndarray.Array {
	a, err := ndarray.LoadNPY(filepath.Join(path...))
	require.NoError(t, err)
	return a
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

func (c referenceCase) make(t *testing.T, dir string, ds *udf.Dataset) (*analysis.Analysis, error) {
	p := c.Analysis.Params
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
		return analysis.Masks(ds, stdudf.MasksParams{Stack: stdudf.Stack{Array: load(t, dir, p.Masks)}})
	case "create_com_analysis":
		return analysis.CoM(ds, analysis.CoMParams{CX: p.CX, CY: p.CY, MaskRadius: p.MaskRadius, ScanRotation: p.ScanRotation, FlipY: p.FlipY})
	case "create_radial_fourier_analysis":
		return analysis.RadialFourier(ds, stdudf.RadialFourierParams{CX: p.CX, CY: p.CY, RI: value(p.RI), RO: value(p.RO), Bins: p.Bins, MaxOrder: p.MaxOrder})
	}
	t.Fatalf("unknown analysis %s", c.Analysis.Name)
	return nil, nil
}

func TestReferenceAnalyses(t *testing.T) {
	executors := map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local-7": scheduler.NewLocal(scheduler.Workers(7))}
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct{ Cases []json.RawMessage }
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		ran, dir := 0, filepath.Dir(manifest)
		for _, raw := range m.Cases {
			var is struct{ Analysis json.RawMessage }
			require.NoError(t, json.Unmarshal(raw, &is))
			if is.Analysis == nil {
				continue
			}
			var c referenceCase
			require.NoError(t, json.Unmarshal(raw, &c))
			ran++
			for name, e := range executors {
				t.Run(c.ID+"/"+name, func(t *testing.T) { c.run(t, dir, e) })
			}
		}
		require.Equal(t, 11, ran)
	}
}

func (c referenceCase) run(t *testing.T, dir string, e scheduler.Executor) {
	ds, err := udf.FromSource(source.Memory{Data: load(t, dir, c.Dataset.File), Sig: 2})
	require.NoError(t, err)
	ds, err = ds.Partitions(c.Dataset.NumPartitions)
	require.NoError(t, err)
	a, err := c.make(t, dir, ds)
	require.NoError(t, err)
	got, err := a.Run(context.Background(), scheduler.On(e))
	require.NoError(t, err)
	for _, o := range c.Outputs {
		have, err := got.Channel(o.Channel)
		require.NoError(t, err)
		want := load(t, dir, o.File)
		require.Equal(t, want.Shape(), have.Raw.Shape(), o.Channel)
		require.Equal(t, want.DType(), have.Raw.DType(), o.Channel)
		same, err := ndarray.AllClose(have.Raw, want, o.RTol, o.ATol, true)
		require.NoError(t, err)
		require.True(t, same, "%s: got %v, want %v", o.Channel, have.Raw, want)
	}
	for _, ch := range got.Channels() {
		picture, err := ch.RGBA()
		require.NoError(t, err, ch.Key)
		require.Equal(t, 4, picture.Shape()[picture.NDim()-1], ch.Key)
	}
}

func TestReferencePictures(t *testing.T) {
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct {
			Cases []struct {
				ID, Input, File, Damage, Name string
				Logarithmic                   bool
				VMin, VMax                    *float64
				Tolerance                     float64 `json:"tolerance_levels"`
			} `json:"viz_cases"`
			Limits []struct {
				Input string
				Want  [2]float64
			} `json:"stat_limits_cases"`
		}
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		dir := filepath.Dir(manifest)
		for _, c := range m.Cases {
			var have *ndarray.Array
			if c.Input == "" {
				have = ramp(t, map[string]analysis.Colormap{"gist_earth": analysis.Earth, "tab20": analysis.Tab20}[c.Name])
			} else {
				v := analysis.View{Log: c.Logarithmic, Min: c.VMin, Max: c.VMax}
				if c.Damage != "" {
					v.Damage = load(t, dir, c.Damage)
				}
				have, err = analysis.Visualize(load(t, dir, c.Input), v)
				require.NoError(t, err)
			}
			want := load(t, dir, c.File)
			require.Equal(t, want.Shape(), have.Shape(), c.ID)
			same, err := ndarray.AllClose(have, want, 0, c.Tolerance, false)
			require.NoError(t, err)
			require.True(t, same, "%s: got %v, want %v", c.ID, have, want)
		}
		require.Len(t, m.Cases, 7)
		for _, c := range m.Limits {
			lo, hi, err := analysis.StatLimits(load(t, dir, c.Input))
			require.NoError(t, err)
			require.InDelta(t, c.Want[0], lo, 1e-6)
			require.InDelta(t, c.Want[1], hi, 1e-6)
		}
		require.Len(t, m.Limits, 5)
	}
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
