package udfcases

import (
	"encoding/json"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// standard are the UDFs of package stdudf.
var standard = map[string]Maker{
	"SumSigUDF": Plain(stdudf.SumSig),
	"NoOpUDF":   Plain(stdudf.NoOp),
	"PickUDF":   Plain(stdudf.Pick),
	"LogsumUDF": Plain(stdudf.LogSum),
	"SumUDF": with(func(_ Params, v struct{ DType string }) (udf.Spec, error) {
		return stdudf.Sum.With(stdudf.SumParams{DType: v.DType})
	}),
	"StdDevUDF": with(func(_ Params, v struct{ DType string }) (udf.Spec, error) {
		return stdudf.StdDev.With(stdudf.StdDevParams{DType: v.DType})
	}),
	"CrystallinityUDF": with(func(_ Params, v frameParams) (udf.Spec, error) { return stdudf.Crystallinity.With(v.crystallinity()) }),
	"FEMUDF":           with(func(_ Params, v frameParams) (udf.Spec, error) { return stdudf.FEM.With(v.fem()) }),
	"ApplyMasksUDF":    with(masks),
	"CoMUDF":           with(centerOfMass),
}

// frameParams are the parameters of UDFs over whole frames.
type frameParams struct {
	RadIn  float64 `json:"rad_in"`
	RadOut float64 `json:"rad_out"`
	Center []float64
	Real   []float64 `json:"real_center"`
	Rad    *float64  `json:"real_rad"`
}

func (v frameParams) crystallinity() stdudf.CrystallinityParams {
	c := stdudf.CrystallinityParams{RadIn: v.RadIn, RadOut: v.RadOut, RealRad: v.Rad}
	if v.Real != nil {
		c.RealCY, c.RealCX = &v.Real[0], &v.Real[1]
	}
	return c
}

func (v frameParams) fem() stdudf.FEMParams {
	f := stdudf.FEMParams{RadIn: v.RadIn, RadOut: v.RadOut}
	if v.Center != nil {
		f.CY, f.CX = &v.Center[0], &v.Center[1]
	}
	return f
}

// maskParams are the parameters of ApplyMasks.
type maskParams struct {
	Masks     string
	Cast      string `json:"masks_cast"`
	DType     string `json:"mask_dtype"`
	Preferred string `json:"preferred_dtype"`
	Sparse    any    `json:"use_sparse"`
	Shifts    json.RawMessage
}

func masks(p Params, v maskParams) (udf.Spec, error) {
	made, err := v.params(p)
	if err != nil {
		return udf.Spec{}, err
	}
	return stdudf.ApplyMasks.With(made)
}

func (v maskParams) params(p Params) (made stdudf.MasksParams, err error) {
	stack, err := p.Array(v.Masks)
	if err != nil {
		return made, err
	}
	if v.Cast != "" {
		d, _, err := ndarray.ParseDType(v.Cast)
		if err != nil {
			return made, err
		}
		if stack, err = stack.AsType(d); err != nil {
			return made, err
		}
	}
	made = stdudf.MasksParams{Stack: stdudf.Stack{Array: stack}, DType: v.DType, Preferred: v.Preferred}
	switch form := v.Sparse.(type) {
	case bool:
		made.Sparse = map[bool]string{true: "sparse", false: "dense"}[form]
	case string:
		made.Sparse = form
	}
	made.Shifts, err = shifts(p, v.Shifts)
	return made, err
}

// shifts decodes one shift for all frames or one for each.
func shifts(p Params, raw json.RawMessage) (s stdudf.Shifts, err error) {
	if len(raw) == 0 || string(raw) == "null" {
		return s, nil
	}
	var one [2]float64
	if raw[0] == '[' {
		err = json.Unmarshal(raw, &one)
		return stdudf.Shifts{Y: one[0], X: one[1]}, err
	}
	var a AuxParam
	if err = json.Unmarshal(raw, &a); err == nil {
		s.Each, err = p.Aux(a)
	}
	return s, err
}

// comParams are the parameters of CoM.
type comParams struct {
	CY, CX       *float64
	R, RI        float64
	ScanRotation float64 `json:"scan_rotation"`
	FlipY        bool    `json:"flip_y"`
	Regression   any
}

func centerOfMass(p Params, v comParams) (udf.Spec, error) {
	c := stdudf.CoMParams{CY: v.CY, CX: v.CX, R: v.R, RI: v.RI, ScanRotation: v.ScanRotation, FlipY: v.FlipY}
	switch r := v.Regression.(type) {
	case float64:
		c.Regression = map[float64]string{-1: "none", 0: "mean", 1: "linear"}[r]
	case string:
		a, err := p.Array(r)
		if err != nil {
			return udf.Spec{}, err
		}
		f, err := ndarray.Float64s(a)
		if err != nil {
			return udf.Spec{}, err
		}
		c.Plane = &[3][2]float64{{f[0], f[1]}, {f[2], f[3]}, {f[4], f[5]}}
	}
	return stdudf.CoM.With(c)
}
