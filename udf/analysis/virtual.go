package analysis

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// DiskParams are the parameters of [Disk]. What is nil takes its default.
type DiskParams struct {
	CX, CY *float64 // centre: half the width and height
	R      *float64 // radius: 0.3 times half the shorter side
}

// Disk sums each frame over a disk: bright field. Its channels are "intensity"
// and "intensity_log", for complex data also "intensity_real" and its like.
func Disk(ds *udf.Dataset, p DiskParams) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	h, w := ds.Sig()[0], ds.Sig()[1]
	r := float64(min(h, w)) / 2 * 0.3
	if p.R != nil {
		r = *p.R
	}
	return detector(ds, stdudf.Disk(orHalf(p.CY, h), orHalf(p.CX, w), r), "disk")
}

// RingParams are the parameters of [Ring]. What is nil takes its default.
type RingParams struct {
	CX, CY *float64 // centre: half the width and height
	RI     *float64 // inner radius: 0.8 times the outer one
	RO     *float64 // outer radius: half the shorter side
}

// Ring sums each frame over a ring: annular dark field. Channels are those of
// [Disk].
func Ring(ds *udf.Dataset, p RingParams) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	h, w := ds.Sig()[0], ds.Sig()[1]
	ro := orHalf(p.RO, min(h, w))
	ri := 0.8 * ro
	if p.RI != nil {
		ri = *p.RI
	}
	return detector(ds, stdudf.Ring(orHalf(p.CY, h), orHalf(p.CX, w), ri, ro), "ring")
}

// PointParams are the parameters of [Point]. What is nil takes its default.
type PointParams struct {
	X, Y *float64 // half the width and height; fractions are cut off
}

// Point takes one pixel of each frame. Channels are those of [Disk].
func Point(ds *udf.Dataset, p PointParams) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	return detector(ds, stdudf.Point(orHalf(p.Y, ds.Sig()[0]), orHalf(p.X, ds.Sig()[1])), "point")
}

// detector is an analysis with one geometric mask.
func detector(ds *udf.Dataset, mask stdudf.Mask, name string) (*Analysis, error) {
	spec, err := stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{mask}, DType: "float32"})
	if err != nil {
		return nil, err
	}
	desc := "intensity of the integration over the selected " + name
	return &Analysis{data: ds, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		data, damage, err := column(got["intensity"], 0)
		if err != nil {
			return nil, err
		}
		if isComplex(data) {
			return complexChannels(data, "intensity", "intensity", desc, damage, true)
		}
		return []Channel{
			{Key: "intensity", Title: "intensity [lin]", Desc: desc, Raw: data, View: View{Damage: damage}},
			{Key: "intensity_log", Title: "intensity [log]", Desc: desc + " log-scaled", Raw: data, View: View{Damage: damage, Log: true}},
		}, nil
	}}, nil
}

// Masks applies any masks. Its channels are "mask_0", "mask_1" and so on, for
// complex products also "mask_0_log", "mask_0_real" and their like.
func Masks(ds *udf.Dataset, p stdudf.MasksParams) (*Analysis, error) {
	spec, err := stdudf.ApplyMasks.With(p)
	if err != nil {
		return nil, err
	}
	return &Analysis{data: ds, spec: spec, channels: maskChannels}, nil
}

func maskChannels(got map[string]delayed.Result) ([]Channel, error) {
	r := got["intensity"]
	var out []Channel
	for i := range r.Data.Shape()[r.Data.NDim()-1] {
		data, damage, err := column(r, i)
		if err != nil {
			return nil, err
		}
		key, title, desc := fmt.Sprintf("mask_%d", i), fmt.Sprintf("mask %d", i), fmt.Sprintf("integrated intensity for mask %d", i)
		if !isComplex(data) {
			out = append(out, Channel{Key: key, Title: title, Desc: desc, Raw: data, View: View{Damage: damage}})
			continue
		}
		more, err := complexChannels(data, key, title, desc, damage, true)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// column returns one mask's result and where it is valid.
func column(r delayed.Result, i int) (data, damage *ndarray.Array, err error) {
	if data, err = last(r.Data, i); err != nil {
		return nil, nil, err
	}
	damage, err = last(r.Valid, i)
	return data, damage, err
}

// complexChannels are the parts of a complex result. The plain key is the linear
// modulus, or the logarithmic one.
func complexChannels(a *ndarray.Array, key, title, desc string, damage *ndarray.Array, linear bool) ([]Channel, error) {
	keys := [2]string{key, key + "_log"}
	if !linear {
		keys = [2]string{key + "_lin", key}
	}
	parts := map[ndarray.UnaryOp]*ndarray.Array{}
	for _, op := range []ndarray.UnaryOp{ndarray.Abs, ndarray.Real, ndarray.Imag, ndarray.Angle} {
		var err error
		if parts[op], err = ndarray.Unary(op, a); err != nil {
			return nil, err
		}
	}
	channel := func(key, what string, raw *ndarray.Array, v View) Channel {
		return Channel{Key: key, Title: title + " [" + what + "]", Desc: desc + " [" + what + "]", Raw: raw, View: v}
	}
	lin, log := View{Damage: damage}, View{Damage: damage, Log: true}
	wheel := channel(key+"_complex", "complex", a, View{})
	wheel.vector = true
	return []Channel{
		channel(keys[0], "magn", parts[ndarray.Abs], lin),
		channel(keys[1], "log(magn)", parts[ndarray.Abs], log),
		channel(key+"_real", "real", parts[ndarray.Real], lin),
		channel(key+"_imag", "imag", parts[ndarray.Imag], lin),
		channel(key+"_angle", "angle", parts[ndarray.Angle], lin),
		wheel,
	}, nil
}
