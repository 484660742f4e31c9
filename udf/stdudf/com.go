package stdudf

import (
	"context"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// CoMParams are the parameters of [CoM].
type CoMParams struct {
	CY *float64 `udf:"cy" doc:"row of the centre (half the height, rounded down)"`
	CX *float64 `udf:"cx" doc:"column of the centre (half the width, rounded down)"`
	// R is the radius of the disk that counts, 0 for the whole frame.
	R float64 `udf:"r" doc:"radius of the disk that counts (whole frame)"`
	// RI cuts the inner part of the disk out: pixels more than RI from the
	// centre count.
	RI float64 `udf:"ri" doc:"inner radius: what is nearer to the centre does not count (0)"`
	// ScanRotation in degrees turns shifts from detector to scan directions.
	ScanRotation float64 `udf:"scan_rotation" doc:"degrees from detector to scan directions (0)"`
	FlipY        bool    `udf:"flip_y" doc:"whether the detector's y axis is upside down (false)"`
	// Regression says what is subtracted from the field: "none", "mean", or
	// "linear", a plane fitted to each component. Empty means none.
	Regression string `udf:"regression" doc:"subtracted from the field: none, mean or linear (none)"`
	// Plane, if given, is subtracted instead: [[y, x], [dy/dy, dx/dy], [dy/dx, dx/dx]].
	Plane *[3][2]float64 `udf:"-"`
}

// CoM computes the centre of mass of each frame and the vector field of its
// shifts: differential phase contrast. Vectors are (y, x). Results, all per
// scan position but the last: "raw_com" the centre of mass, "raw_shifts" its
// distance from the centre, "field" the shifts after flip, rotation and
// regression, "field_y", "field_x", "magnitude", "divergence", "curl", and
// "regression", what was subtracted. Positions without counts take the centre.
// Differences are central, at borders one-sided, and zero along a scan axis
// of length one.
var CoM = udf.Register("gloam/com", newCoM,
	udf.Doc("centre of mass of each frame: differential phase contrast"))

func newCoM(p CoMParams) (udf.UDF, error) {
	if p.R < 0 || p.RI < 0 {
		return nil, udf.BadValue("com", "at least 0", "radius %g and inner radius %g", p.R, p.RI)
	}
	if p.R == 0 {
		p.R = math.Inf(1)
	}
	if p.RI >= p.R {
		return nil, udf.BadValue("com", fmt.Sprintf("less than the radius %g", p.R), "inner radius %g", p.RI)
	}
	switch p.Regression {
	case "", "none", "mean", "linear":
	default:
		return nil, udf.BadValue("com", "none, mean or linear", "regression %q", p.Regression)
	}
	return &com{p: p}, nil
}

type com struct {
	p     CoMParams
	masks *applyMasks
}

func (c *com) Check(m udf.Meta) error {
	if len(m.Nav) != 2 || len(m.Sig) != 2 {
		return udf.BadValue("com", "2 and 2", "%d scan axes and %d detector axes", len(m.Nav), len(m.Sig))
	}
	return realOnly(m)
}

func (c *com) Buffers(m udf.Meta) map[string]udf.Buffer {
	d := ndarray.ResultType(m.InputDType, ndarray.Float32)
	return map[string]udf.Buffer{
		"moments":    udf.Nav(d, 3).Private(),
		"raw_com":    udf.Nav(d, 2).ResultOnly(),
		"raw_shifts": udf.Nav(d, 2).ResultOnly(),
		"field":      udf.Nav(d, 2).ResultOnly(),
		"field_y":    udf.Nav(d).ResultOnly(),
		"field_x":    udf.Nav(d).ResultOnly(),
		"magnitude":  udf.Nav(d).ResultOnly(),
		"divergence": udf.Nav(d).ResultOnly(),
		"curl":       udf.Nav(d).ResultOnly(),
		"regression": udf.Single(ndarray.Float64, 3, 2).ResultOnly(),
	}
}

func (c *com) AcceptsNative(data, input ndarray.DType) bool { return native(maskProducts, data, input) }

// ProcessTile adds the products with three masks: the disk, and the disk times
// the coordinates from the centre. Coordinates from the centre keep digits that
// those from the corner would lose.
func (c *com) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	dst := out.Buffer("moments")
	if err := c.prepare(out, dst.DType()); err != nil {
		return err
	}
	return c.masks.add(dst, tile, out)
}

// prepare makes the masks for moments of dtype d.
func (c *com) prepare(out udf.View, d ndarray.DType) error {
	if c.masks != nil {
		return nil
	}
	sig := out.Meta().Sig
	cy, cx := c.centre(sig)
	stack, err := cachedStack(fmt.Sprint("com", cy, cx, c.p.R, c.p.RI, sig, d), func() (*maskStack, error) {
		stack, err := c.stack(sig)
		if err != nil {
			return nil, err
		}
		return newStack(MasksParams{Stack: Stack{stack}}, ndarray.Float32, sig, d)
	})
	if err == nil {
		c.masks = &applyMasks{stack: stack}
	}
	return err
}

func (c *com) centre(sig []int) (cy, cx float64) {
	cy, cx = float64(sig[0]/2), float64(sig[1]/2)
	if c.p.CY != nil {
		cy = *c.p.CY
	}
	if c.p.CX != nil {
		cx = *c.p.CX
	}
	return cy, cx
}

func (c *com) stack(sig []int) (*ndarray.Array, error) {
	cy, cx := c.centre(sig)
	n := sig[0] * sig[1]
	v := make([]float32, 3*n)
	for y := range sig[0] {
		for x := range sig[1] {
			dy, dx := float64(y)-cy, float64(x)-cx
			d2 := dy*dy + dx*dx // borders are those of [Disk] and [Ring]
			if d2 <= c.p.R*c.p.R && (c.p.RI == 0 || d2 > c.p.RI*c.p.RI) {
				i := y*sig[1] + x
				v[i], v[n+i], v[2*n+i] = 1, float32(dy), float32(dx)
			}
		}
	}
	return ndarray.FromSlice(v, 3, sig[0], sig[1])
}

func (c *com) Results(res udf.View) (map[string]*ndarray.Array, error) {
	m := res.Meta()
	moments, err := ndarray.Float64s(res.Buffer("moments"))
	if err != nil {
		return nil, err
	}
	f := newField(m.Nav, m.ROI)
	f.valid = res.Valid()
	cy, cx := c.centre(m.Sig)
	shifts := f.shifts(moments)
	centres := make([]float64, len(shifts))
	for i := range shifts {
		centres[i] = shifts[i] + [2]float64{cy, cx}[i%2]
	}
	f.set(c.turn(shifts))
	plane := f.fit(c.p)
	f.subtract(plane)
	out := map[string]*ndarray.Array{}
	d := ndarray.ResultType(m.InputDType, ndarray.Float32)
	add := func(name string, v []float64, shape ...int) {
		a, ferr := ndarray.FromSlice(v, shape...)
		if ferr == nil && name != "regression" {
			a, ferr = a.AsType(d)
		}
		if out[name] = a; err == nil {
			err = ferr
		}
	}
	n := m.Frames
	add("raw_com", centres, n, 2)
	add("raw_shifts", shifts, n, 2)
	add("field", f.pairs(), n, 2)
	add("field_y", f.selected(f.y), n)
	add("field_x", f.selected(f.x), n)
	add("magnitude", f.magnitude(), n)
	add("divergence", f.divergence(), n)
	add("curl", f.curl(), n)
	add("regression", plane[:], 3, 2)
	return out, err
}

// turn applies flip and rotation to (y, x) pairs.
func (c *com) turn(shifts []float64) []float64 {
	sin, cos := math.Sincos(c.p.ScanRotation * math.Pi / 180)
	out := make([]float64, len(shifts))
	for i := 0; i < len(shifts); i += 2 {
		y, x := shifts[i], shifts[i+1]
		if c.p.FlipY {
			y = -y
		}
		out[i], out[i+1] = cos*y+sin*x, -sin*y+cos*x
	}
	return out
}
