package udfcases

import (
	"encoding/json"
	"fmt"

	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/blobfinder"
)

// finders are the UDFs of package blobfinder.
var finders = map[string]Maker{
	"FastCorrelationUDF":      correlation(blobfinder.FastCorrelation),
	"FullFrameCorrelationUDF": correlation(blobfinder.FullFrameCorrelation),
	"SparseCorrelationUDF":    with(sparseCorrelation),
	"IntegrationUDF":          with(integration),
	"run_refine": with(func(p Params, v finderParams) (udf.Spec, error) {
		r, err := v.refine(p)
		if err != nil {
			return udf.Spec{}, err
		}
		return blobfinder.Refine.With(r)
	}),
}

// finderParams are the parameters of correlations and of what follows.
type finderParams struct {
	Peaks       string
	Pattern     map[string]PatternParams `json:"match_pattern"`
	Weights     map[string]PatternParams `json:"pattern"`
	ZeroShift   json.RawMessage          `json:"zero_shift"`
	Upsample    any
	Steps       int
	Centers     AuxParam
	Zero, A, B  []float64
	Correlation string
	Match       string
	Indices     string
	Matcher     struct {
		Tolerance float64
		MinWeight float64 `json:"min_weight"`
		MinMatch  int     `json:"min_match"`
	}
}

// PatternParams are the parameters of a match pattern.
type PatternParams struct {
	Radius, Search, Delta float64
	RadiusOuter           float64 `json:"radius_outer"`
	Template              string
}

// Pattern makes the match pattern that the reference calls name; dir is what
// the path of a template is relative to.
func (v PatternParams) Pattern(dir, name string) (blobfinder.Pattern, error) {
	made := map[string]func(float64) blobfinder.Pattern{
		"Circular": blobfinder.Circular, "RadialGradient": blobfinder.RadialGradient,
		"BackgroundSubtraction":               blobfinder.BackgroundSubtraction,
		"RadialGradientBackgroundSubtraction": blobfinder.RadialGradientBackgroundSubtraction,
	}
	var out blobfinder.Pattern
	switch {
	case name == "UserTemplate":
		template, err := Params{dir: dir}.Array(v.Template)
		if err != nil {
			return out, err
		}
		out = blobfinder.UserTemplate(template)
	case made[name] == nil:
		return out, fmt.Errorf("unknown match pattern %q", name)
	default:
		out = made[name](v.Radius)
	}
	out.Search, out.Outer, out.Delta = v.Search, v.RadiusOuter, v.Delta
	return out, nil
}

// pattern makes the one pattern of a map.
func (p Params) pattern(all map[string]PatternParams) (blobfinder.Pattern, error) {
	for name, v := range all {
		return v.Pattern(p.dir, name)
	}
	return blobfinder.Pattern{}, fmt.Errorf("no match pattern")
}

// peaks reads expected positions.
func (v finderParams) peaks(p Params) (blobfinder.Points, error) {
	a, err := p.Array(v.Peaks)
	if err != nil {
		return nil, err
	}
	return blobfinder.PointsOf(a)
}

// steps is the number of steps per pixel; true is the reference's default.
func (v finderParams) steps() int {
	switch u := v.Upsample.(type) {
	case float64:
		return int(u)
	case bool:
		return map[bool]int{true: 20}[u]
	}
	return 0
}

// fast returns the parameters that correlations share.
func (v finderParams) fast(p Params) (f blobfinder.FastParams, err error) {
	if f.Pattern, err = p.pattern(v.Pattern); err != nil {
		return f, err
	}
	f.Upsample = v.steps()
	var one []float64
	switch {
	case len(v.ZeroShift) == 0 || string(v.ZeroShift) == "null":
	case v.ZeroShift[0] == '[':
		err = json.Unmarshal(v.ZeroShift, &one)
		f.ZeroShift = point(one)
	default:
		var a AuxParam
		if err = json.Unmarshal(v.ZeroShift, &a); err == nil {
			f.EachShift, err = p.Aux(a)
		}
	}
	return f, err
}

func correlation(f *udf.Factory[blobfinder.FastParams]) Maker {
	return with(func(p Params, v finderParams) (udf.Spec, error) {
		made, err := v.fast(p)
		if err != nil {
			return udf.Spec{}, err
		}
		if made.Peaks, err = v.peaks(p); err != nil {
			return udf.Spec{}, err
		}
		return f.With(made)
	})
}

func sparseCorrelation(p Params, v finderParams) (udf.Spec, error) {
	pattern, err := p.pattern(v.Pattern)
	if err != nil {
		return udf.Spec{}, err
	}
	peaks, err := v.peaks(p)
	if err != nil {
		return udf.Spec{}, err
	}
	return blobfinder.SparseCorrelation.With(blobfinder.SparseParams{Peaks: peaks, Pattern: pattern, Steps: v.Steps})
}

func integration(p Params, v finderParams) (udf.Spec, error) {
	pattern, err := p.pattern(v.Weights)
	if err != nil {
		return udf.Spec{}, err
	}
	a, err := p.Array(v.Centers.File)
	if err != nil {
		return udf.Spec{}, err
	}
	centers, err := blobfinder.CentersOf(a)
	if err != nil {
		return udf.Spec{}, err
	}
	return blobfinder.Integration.With(blobfinder.IntegrationParams{Centers: centers, Pattern: pattern})
}

// Lattice returns the parameters of the lattice that a case refines, false if
// it is no such case.
func (c Case) Lattice() (r blobfinder.RefineParams, ok bool, err error) {
	if len(c.UDFs) != 1 || c.UDFs[0].Name != "run_refine" {
		return r, false, nil
	}
	p := Params{c.UDFs[0].Params, c.dir}
	var v finderParams
	if err = p.Into(&v); err == nil {
		r, err = v.refine(p)
	}
	return r, true, err
}

func (v finderParams) refine(p Params) (blobfinder.RefineParams, error) {
	f, err := v.fast(p)
	if err != nil {
		return blobfinder.RefineParams{}, err
	}
	indices, err := grid(v.Indices)
	return blobfinder.RefineParams{Zero: point(v.Zero), A: point(v.A), B: point(v.B), Indices: indices, Pattern: f.Pattern,
		Correlation: v.Correlation, Match: v.Match, Steps: v.Steps, ZeroShift: f.ZeroShift, EachShift: f.EachShift, Upsample: f.Upsample,
		Tolerance: v.Matcher.Tolerance, MinWeight: v.Matcher.MinWeight, MinMatch: v.Matcher.MinMatch}, err
}

// grid decodes indices such as mgrid[-2:3,-2:3], the second axis slowest as in
// the reference; none is its default.
func grid(text string) (all blobfinder.Points, err error) {
	if text == "" {
		return nil, nil
	}
	var from, to [2]int
	if _, err = fmt.Sscanf(text, "mgrid[%d:%d,%d:%d]", &from[0], &to[0], &from[1], &to[1]); err != nil {
		return nil, fmt.Errorf("indices %q: %w", text, err)
	}
	for k := from[1]; k < to[1]; k++ {
		for h := from[0]; h < to[0]; h++ {
			all = append(all, [2]float64{float64(h), float64(k)})
		}
	}
	return all, nil
}

func point(v []float64) blobfinder.Points {
	if v == nil {
		return nil
	}
	return blobfinder.Points{{v[0], v[1]}}
}
