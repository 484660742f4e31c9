package delayed_test

import (
	"encoding/json"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// frameParams are the parameters of cases for UDFs over whole frames.
type frameParams struct {
	RadIn  float64   `json:"rad_in"`
	RadOut float64   `json:"rad_out"`
	Center []float64 `json:"center"`
	Real   []float64 `json:"real_center"`
	Rad    *float64  `json:"real_rad"`
}

// finderParams are the parameters of cases for correlations.
type finderParams struct {
	Peaks       string
	Pattern     map[string]patternParams `json:"match_pattern"`
	Weights     map[string]patternParams `json:"pattern"`
	ZeroShift   []float64                `json:"zero_shift"`
	Upsample    int
	Steps       int
	Centers     struct{ Aux string }
	Zero, A, B  []float64
	Correlation string
	Match       string
	Matcher     struct {
		Tolerance float64
		MinWeight float64 `json:"min_weight"`
		MinMatch  int     `json:"min_match"`
	}
}

type patternParams struct {
	Radius, Search, Delta float64
	RadiusOuter           float64 `json:"radius_outer"`
	Template              string
}

// reread turns parameters into a struct.
func reread[T any](p map[string]any) (out T) {
	check(json.Unmarshal(must(json.Marshal(p)), &out))
	return out
}

func patternOf(dir string, all map[string]patternParams) blobfinder.Pattern {
	for name, p := range all {
		out := blobfinder.Pattern{}
		switch name {
		case "Circular":
			out = blobfinder.Circular(p.Radius)
		case "RadialGradient":
			out = blobfinder.RadialGradient(p.Radius)
		case "BackgroundSubtraction":
			out = blobfinder.BackgroundSubtraction(p.Radius)
		case "RadialGradientBackgroundSubtraction":
			out = blobfinder.RadialGradientBackgroundSubtraction(p.Radius)
		case "UserTemplate":
			out = blobfinder.UserTemplate(must(ndarray.LoadNPY(filepath.Join(dir, p.Template))))
		}
		out.Search, out.Outer, out.Delta = p.Search, p.RadiusOuter, p.Delta
		return out
	}
	return blobfinder.Pattern{}
}

func pointOf(v []float64) blobfinder.Points {
	if v == nil {
		return nil
	}
	return blobfinder.Points{{v[0], v[1]}}
}

// finder adapts the making of a UDF from its parameters.
func finder(make func(dir string, p finderParams, peaks blobfinder.Points) (udf.Spec, error)) func(string, map[string]any) (udf.Spec, error) {
	return func(dir string, raw map[string]any) (udf.Spec, error) {
		p := reread[finderParams](raw)
		var peaks blobfinder.Points
		if p.Peaks != "" {
			var err error
			if peaks, err = blobfinder.PointsOf(must(ndarray.LoadNPY(filepath.Join(dir, p.Peaks)))); err != nil {
				return udf.Spec{}, err
			}
		}
		return make(dir, p, peaks)
	}
}

func correlation(f *udf.Factory[blobfinder.FastParams]) func(string, map[string]any) (udf.Spec, error) {
	return finder(func(dir string, p finderParams, peaks blobfinder.Points) (udf.Spec, error) {
		return f.With(blobfinder.FastParams{Peaks: peaks, Pattern: patternOf(dir, p.Pattern), ZeroShift: pointOf(p.ZeroShift), Upsample: p.Upsample})
	})
}

func init() {
	specs["CrystallinityUDF"] = func(_ string, raw map[string]any) (udf.Spec, error) {
		p := reread[frameParams](raw)
		c := stdudf.CrystallinityParams{RadIn: p.RadIn, RadOut: p.RadOut, RealRad: p.Rad}
		if p.Real != nil {
			c.RealCY, c.RealCX = &p.Real[0], &p.Real[1]
		}
		return stdudf.Crystallinity.With(c)
	}
	specs["FEMUDF"] = func(_ string, raw map[string]any) (udf.Spec, error) {
		p := reread[frameParams](raw)
		return stdudf.FEM.With(stdudf.FEMParams{CY: &p.Center[0], CX: &p.Center[1], RadIn: p.RadIn, RadOut: p.RadOut})
	}
	specs["FastCorrelationUDF"] = correlation(blobfinder.FastCorrelation)
	specs["FullFrameCorrelationUDF"] = correlation(blobfinder.FullFrameCorrelation)
	specs["SparseCorrelationUDF"] = finder(func(dir string, p finderParams, peaks blobfinder.Points) (udf.Spec, error) {
		return blobfinder.SparseCorrelation.With(blobfinder.SparseParams{Peaks: peaks, Pattern: patternOf(dir, p.Pattern), Steps: p.Steps})
	})
	specs["IntegrationUDF"] = finder(func(dir string, p finderParams, _ blobfinder.Points) (udf.Spec, error) {
		centers, err := blobfinder.CentersOf(must(ndarray.LoadNPY(filepath.Join(dir, p.Centers.Aux))))
		if err != nil {
			return udf.Spec{}, err
		}
		return blobfinder.Integration.With(blobfinder.IntegrationParams{Centers: centers, Pattern: patternOf(dir, p.Weights)})
	})
	specs["run_refine"] = finder(func(dir string, p finderParams, _ blobfinder.Points) (udf.Spec, error) {
		r := blobfinder.RefineParams{Zero: pointOf(p.Zero), A: pointOf(p.A), B: pointOf(p.B), Pattern: patternOf(dir, p.Pattern),
			Correlation: p.Correlation, Match: p.Match, Steps: p.Steps,
			Tolerance: p.Matcher.Tolerance, MinWeight: p.Matcher.MinWeight, MinMatch: p.Matcher.MinMatch}
		for k := -2; k < 3; k++ { // the cases' mgrid[-2:3,-2:3]
			for h := -2; h < 3; h++ {
				r.Indices = append(r.Indices, [2]float64{float64(h), float64(k)})
			}
		}
		return blobfinder.Refine.With(r)
	})
}
