package blobfinder_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// params are the parameters of a case, of whatever UDF.
type params struct {
	Peaks     string
	Pattern   map[string]patternParams `json:"match_pattern"`
	Weights   map[string]patternParams `json:"pattern"`
	ZeroShift []float64                `json:"zero_shift"`
	Upsample  int
	Steps     int
	Centers   struct{ Aux string }
	Zero      []float64
	A, B      []float64
	Matcher   struct {
		Tolerance float64
		MinWeight float64 `json:"min_weight"`
		MinMatch  int     `json:"min_match"`
	}
	Correlation, Match string
	Indices            string
}

type patternParams struct {
	Radius      float64
	Search      float64
	RadiusOuter float64 `json:"radius_outer"`
	Delta       float64
	Template    string
}

type referenceCase struct {
	ID      string
	Dataset struct {
		File          string
		NumPartitions int   `json:"num_partitions"`
		TileShape     []int `json:"tileshape"`
	}
	UDFs []struct {
		Name   string
		Params json.RawMessage
	}
	Used    [][2]float64 `json:"used_indices"`
	Outputs []struct {
		Buffer, File string
		RTol, ATol   float64
	}
}

func load(t *testing.T, path ...string) *ndarray.Array {
	a, err := ndarray.LoadNPY(filepath.Join(path...))
	require.NoError(t, err)
	return a
}

func (p patternParams) make(t *testing.T, dir, name string) blobfinder.Pattern {
	made := map[string]func(float64) blobfinder.Pattern{
		"Circular": blobfinder.Circular, "RadialGradient": blobfinder.RadialGradient,
		"BackgroundSubtraction":               blobfinder.BackgroundSubtraction,
		"RadialGradientBackgroundSubtraction": blobfinder.RadialGradientBackgroundSubtraction,
	}
	var out blobfinder.Pattern
	if name == "UserTemplate" {
		out = blobfinder.UserTemplate(load(t, dir, p.Template))
	} else {
		require.Contains(t, made, name)
		out = made[name](p.Radius)
	}
	out.Search, out.Outer, out.Delta = p.Search, p.RadiusOuter, p.Delta
	return out
}

func onePattern(t *testing.T, dir string, all map[string]patternParams) blobfinder.Pattern {
	require.Len(t, all, 1)
	for name, p := range all {
		return p.make(t, dir, name)
	}
	return blobfinder.Pattern{}
}

func vector(v []float64) blobfinder.Points {
	if v == nil {
		return nil
	}
	return blobfinder.Points{{v[0], v[1]}}
}

// spec makes the UDF of a case, false if it belongs to another package.
func (c referenceCase) spec(t *testing.T, dir string) (udf.Spec, bool) {
	if len(c.UDFs) != 1 {
		return udf.Spec{}, false
	}
	var p params
	decode := func() {
		require.NoError(t, json.Unmarshal(c.UDFs[0].Params, &p), c.ID)
	}
	peaks := func() blobfinder.Points {
		out, err := blobfinder.PointsOf(load(t, dir, p.Peaks))
		require.NoError(t, err)
		return out
	}
	var s udf.Spec
	var err error
	switch c.UDFs[0].Name {
	case "FastCorrelationUDF", "FullFrameCorrelationUDF":
		decode()
		f := blobfinder.FastCorrelation
		if c.UDFs[0].Name == "FullFrameCorrelationUDF" {
			f = blobfinder.FullFrameCorrelation
		}
		s, err = f.With(blobfinder.FastParams{Peaks: peaks(), Pattern: onePattern(t, dir, p.Pattern), ZeroShift: vector(p.ZeroShift), Upsample: p.Upsample})
	case "SparseCorrelationUDF":
		decode()
		s, err = blobfinder.SparseCorrelation.With(blobfinder.SparseParams{Peaks: peaks(), Pattern: onePattern(t, dir, p.Pattern), Steps: p.Steps})
	case "IntegrationUDF":
		decode()
		centers, cerr := blobfinder.CentersOf(load(t, dir, p.Centers.Aux))
		require.NoError(t, cerr)
		s, err = blobfinder.Integration.With(blobfinder.IntegrationParams{Centers: centers, Pattern: onePattern(t, dir, p.Weights)})
	case "run_refine":
		decode()
		require.Equal(t, "mgrid[-2:3,-2:3]", p.Indices)
		r := c.refine(t, dir, p)
		used, uerr := r.Used([]int{48, 48})
		require.NoError(t, uerr)
		require.Equal(t, blobfinder.Points(c.Used), used)
		s, err = blobfinder.Refine.With(r)
	default:
		return s, false
	}
	require.NoError(t, err)
	return s, true
}

func (c referenceCase) refine(t *testing.T, dir string, p params) blobfinder.RefineParams {
	r := blobfinder.RefineParams{Zero: vector(p.Zero), A: vector(p.A), B: vector(p.B), Pattern: onePattern(t, dir, p.Pattern),
		Correlation: p.Correlation, Match: p.Match, Steps: p.Steps,
		Tolerance: p.Matcher.Tolerance, MinWeight: p.Matcher.MinWeight, MinMatch: p.Matcher.MinMatch}
	for k := -2; k < 3; k++ {
		for h := -2; h < 3; h++ {
			r.Indices = append(r.Indices, [2]float64{float64(h), float64(k)})
		}
	}
	return r
}

func TestReferenceCorrelations(t *testing.T) {
	executors := map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local-7": scheduler.NewLocal(scheduler.Workers(7))}
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct{ Cases []referenceCase }
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		ran, dir := 0, filepath.Dir(manifest)
		for _, c := range m.Cases {
			spec, ok := c.spec(t, dir)
			if !ok {
				continue
			}
			ran++
			for name, e := range executors {
				t.Run(c.ID+"/"+name, func(t *testing.T) { c.run(t, dir, spec, e) })
			}
		}
		require.Equal(t, 15, ran)
	}
}

func (c referenceCase) run(t *testing.T, dir string, spec udf.Spec, e scheduler.Executor) {
	ds, err := udf.FromSource(source.Memory{Data: load(t, dir, c.Dataset.File), Sig: 2})
	require.NoError(t, err)
	ds, err = ds.Partitions(c.Dataset.NumPartitions)
	require.NoError(t, err)
	if s := c.Dataset.TileShape; s != nil {
		ds, err = ds.TileShape(s[0], s[1:]...)
		require.NoError(t, err)
	}
	lazy, err := delayed.Run(ds, spec)
	require.NoError(t, err)
	got, err := lazy[0].Compute(context.Background(), scheduler.On(e))
	require.NoError(t, err)
	for _, o := range c.Outputs {
		want, have := load(t, dir, o.File), got[o.Buffer].Data
		require.NotNil(t, have, o.Buffer)
		requireClose(t, o.Buffer, want, have, o.RTol, o.ATol)
	}
}

func requireClose(t *testing.T, name string, want, have *ndarray.Array, rtol, atol float64) {
	require.Equal(t, want.Shape(), have.Shape(), name)
	require.Equal(t, want.DType(), have.DType(), name)
	same, err := ndarray.AllClose(have, want, rtol, atol, true)
	require.NoError(t, err)
	require.True(t, same, "%s: got %v, want %v", name, have, want)
}

func TestReferencePatternMasks(t *testing.T) {
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct {
			Cases []json.RawMessage `json:"mask_cases"`
		}
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		ran := 0
		for _, raw := range m.Cases {
			if !strings.Contains(string(raw), `"MatchPattern.get_mask"`) {
				continue
			}
			var c struct {
				ID, File   string
				RTol, ATol float64
				Params     struct {
					patternParams
					Pattern string
					Sig     []int `json:"sig_shape"`
				}
			}
			require.NoError(t, json.Unmarshal(raw, &c))
			p := c.Params.make(t, filepath.Dir(manifest), c.Params.Pattern)
			mask, err := p.Mask(c.Params.Sig[0], c.Params.Sig[1])
			require.NoError(t, err)
			requireClose(t, c.ID, load(t, filepath.Dir(manifest), c.File), mask, c.RTol, c.ATol)
			ran++
		}
		require.Equal(t, 5, ran)
	}
}

func TestReferenceEvaluation(t *testing.T) {
	for _, manifest := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct {
			Cases []struct {
				Corrs      string
				At         [][2]float64 `json:"peaks"`
				Crop       int          `json:"crop_size"`
				Centers    [][2]int
				Refineds   [][2]float64
				Heights    []float64
				Elevations []float64
				ATol       float64
			} `json:"evaluate_correlations_cases"`
		}
		b, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		require.NotEmpty(t, m.Cases)
		for _, c := range m.Cases {
			got, err := blobfinder.Evaluate(load(t, filepath.Dir(manifest), c.Corrs), c.At, c.Crop)
			require.NoError(t, err)
			require.Len(t, got, len(c.Centers))
			for i, p := range got {
				at := fmt.Sprint("peak ", i)
				require.Equal(t, c.Centers[i], p.Center, at)
				require.InDelta(t, c.Refineds[i][0], p.Refined[0], c.ATol, at)
				require.InDelta(t, c.Refineds[i][1], p.Refined[1], c.ATol, at)
				require.InDelta(t, c.Heights[i], p.Value, c.ATol, at)
				require.InDelta(t, c.Elevations[i], p.Elevation, c.ATol, at)
			}
		}
	}
}
