package analysis

import (
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// CoMParams are the parameters of [CoM]. What is nil takes its default.
type CoMParams struct {
	CX, CY          *float64 // centre: half the width and height
	MaskRadius      *float64 // of the disk that counts: the whole frame
	MaskRadiusInner *float64 // of what does not count around the centre; needs MaskRadius
	ScanRotation    float64  // degrees from detector to scan directions
	FlipY           bool     // whether the detector's y axis is upside down
}

// CoM computes the shift of the centre of mass of each frame from a centre. Its
// channels are "field" of shape (2, scan axes…), x before y, "magnitude",
// "divergence" and "curl" if the scan is wide enough for them, "x" and "y"; for
// complex data "x_real", "y_real", "x_imag" and "y_imag". It differs from
// stdudf.CoM in its centre by default and in positions next to a region of
// interest.
func CoM(ds *udf.Dataset, p CoMParams) (*Analysis, error) {
	if err := images(ds); err != nil {
		return nil, err
	}
	if len(ds.Nav()) != 2 {
		return nil, udf.BadValue("analysis: centre of mass", "two axes", "a scan of shape %s", wording.Shape(ds.Nav()))
	}
	if p.MaskRadiusInner != nil && p.MaskRadius == nil {
		return nil, udf.BadValue("analysis: centre of mass", "both for a ring", "inner radius %g without outer radius", *p.MaskRadiusInner)
	}
	centre := [2]float64{orHalf(p.CY, ds.Sig()[0]), orHalf(p.CX, ds.Sig()[1])}
	stack, err := comStack(ds.Sig(), centre, p)
	if err != nil {
		return nil, err
	}
	spec, err := stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: stack}})
	if err != nil {
		return nil, err
	}
	return &Analysis{data: ds, spec: spec, channels: func(got map[string]delayed.Result) ([]Channel, error) {
		return comChannels(got["intensity"], centre, p)
	}}, nil
}

// comStack is the mask that counts, and it times row and column, as float32.
func comStack(sig []int, centre [2]float64, p CoMParams) (*ndarray.Array, error) {
	d := masks.Detector{H: sig[0], W: sig[1], CY: centre[0], CX: centre[1]}
	r := math.Inf(1)
	if p.MaskRadius != nil {
		r = *p.MaskRadius
	}
	mask := d.Circular(r)
	if p.MaskRadiusInner != nil && *p.MaskRadiusInner > 0 {
		mask = d.Ring(r, *p.MaskRadiusInner)
	}
	stack := make([]*ndarray.Array, 3)
	for i, factor := range []*ndarray.Array{nil, masks.GradientY(sig[0], sig[1]), masks.GradientX(sig[0], sig[1])} {
		m, err := mask.AsType(ndarray.Float32)
		if err == nil && factor != nil {
			err = ndarray.MulInto(m, factor)
		}
		if err != nil {
			return nil, err
		}
		stack[i] = m
	}
	return ndarray.Stack(stack, 0)
}

// comShifts turns (sum, sum·y, sum·x) into corrected shifts. Positions without
// counts have none.
func comShifts(moments []complex128, centre [2]float64, p CoMParams) (y, x []complex128) {
	sin, cos := math.Sincos(p.ScanRotation * math.Pi / 180)
	sign := complex(1, 0)
	if p.FlipY {
		sign = -1
	}
	n := len(moments) / 3
	y, x = make([]complex128, n), make([]complex128, n)
	for i := range n {
		s := moments[3*i]
		if s == 0 {
			continue
		}
		dy, dx := sign*(moments[3*i+1]/s-complex(centre[0], 0)), moments[3*i+2]/s-complex(centre[1], 0)
		y[i], x[i] = complex(cos, 0)*dy+complex(sin, 0)*dx, complex(-sin, 0)*dy+complex(cos, 0)*dx
	}
	return y, x
}

func comChannels(r delayed.Result, centre [2]float64, p CoMParams) ([]Channel, error) {
	wide, err := r.Data.AsType(ndarray.Complex128)
	if err != nil {
		return nil, err
	}
	moments, err := ndarray.Values[complex128](wide)
	if err != nil {
		return nil, err
	}
	_, damage, err := column(r, 0)
	if err != nil {
		return nil, err
	}
	nav := damage.Shape()
	vy, vx := comShifts(moments, centre, p)
	part := func(v []complex128, of func(complex128) float64) *ndarray.Array {
		out := ndarray.New(ndarray.Float64, nav...)
		dst, ferr := ndarray.Values[float64](out)
		for i, c := range v {
			dst[i] = of(c)
		}
		if err == nil {
			err = ferr
		}
		return out
	}
	re, im := func(c complex128) float64 { return real(c) }, func(c complex128) float64 { return imag(c) }
	view := View{Damage: damage}
	if isComplex(r.Data) {
		return []Channel{
			{Key: "x_real", Title: "x [real]", Desc: "x component of the center", Raw: part(vx, re), View: view},
			{Key: "y_real", Title: "y [real]", Desc: "y component of the center", Raw: part(vy, re), View: view},
			{Key: "x_imag", Title: "x [imag]", Desc: "x component of the center", Raw: part(vx, im), View: view},
			{Key: "y_imag", Title: "y [imag]", Desc: "y component of the center", Raw: part(vy, im), View: view},
		}, err
	}
	y, x := part(vy, re), part(vx, re)
	if err != nil {
		return nil, err
	}
	return fieldChannels(y, x, view)
}

// fieldChannels are those of a vector field.
func fieldChannels(y, x *ndarray.Array, view View) ([]Channel, error) {
	field, err := ndarray.Stack([]*ndarray.Array{x, y}, 0)
	if err != nil {
		return nil, err
	}
	magnitude, err := norm(y, x)
	if err != nil {
		return nil, err
	}
	out := []Channel{
		{Key: "field", Title: "field", Desc: "direction and magnitude as colour", Raw: field, vector: true},
		{Key: "magnitude", Title: "magnitude", Desc: "magnitude of the vector field", Raw: magnitude, View: view},
	}
	if y.Shape()[0] > 1 && y.Shape()[1] > 1 {
		div, err := stdudf.Divergence(y, x)
		if err != nil {
			return nil, err
		}
		curl, err := stdudf.Curl(y, x)
		if err != nil {
			return nil, err
		}
		out = append(out,
			Channel{Key: "divergence", Title: "divergence", Desc: "divergence of the vector field", Raw: div, View: view},
			Channel{Key: "curl", Title: "curl", Desc: "curl of the 2D vector field", Raw: curl, View: view})
	}
	return append(out,
		Channel{Key: "x", Title: "x", Desc: "x component of the center", Raw: x, View: view},
		Channel{Key: "y", Title: "y", Desc: "y component of the center", Raw: y, View: view}), nil
}

func norm(y, x *ndarray.Array) (*ndarray.Array, error) {
	a, err := ndarray.Float64s(y)
	if err != nil {
		return nil, err
	}
	b, err := ndarray.Float64s(x)
	if err != nil {
		return nil, err
	}
	for i := range a {
		a[i] = math.Hypot(a[i], b[i])
	}
	return ndarray.FromSlice(a, y.Shape()...)
}
