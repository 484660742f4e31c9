package stdudf

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/fft"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
)

// CrystallinityParams are the parameters of [Crystallinity].
type CrystallinityParams struct {
	RadIn  float64 `udf:"rad_in" doc:"inner radius of the ring in the Fourier transform, in pixels"`
	RadOut float64 `udf:"rad_out" doc:"outer radius of the ring in the Fourier transform, in pixels"`
	// RealCY, RealCX and RealRad are a disk that is set to zero before the
	// transform, such as the undiffracted beam. If one is missing nothing is.
	RealCY  *float64 `udf:"real_cy" doc:"row of the centre of the disk to cut out of the frame (none)"`
	RealCX  *float64 `udf:"real_cx" doc:"column of the centre of the disk to cut out of the frame (none)"`
	RealRad *float64 `udf:"real_rad" doc:"radius of the disk to cut out of the frame (none)"`
}

// Crystallinity sums the modulus of the Fourier transform of each frame over a
// ring: how much regular structure of that spacing there is. The sum is over the
// half of the frequencies that real data needs. Its result "intensity" has one
// float32 per scan position.
var Crystallinity = udf.Register("gloam/crystallinity", newCrystallinity,
	udf.Doc("Fourier transform of each frame, summed over a ring of spacings"))

func newCrystallinity(p CrystallinityParams) (udf.UDF, error) {
	if !(p.RadIn >= 0 && p.RadOut >= p.RadIn) {
		return nil, udf.BadValue("crystallinity", "0 ≤ inner ≤ outer", "radii %g and %g", p.RadIn, p.RadOut)
	}
	if p.RealRad != nil && !(*p.RealRad >= 0) {
		return nil, udf.BadValue("crystallinity", "at least 0", "radius %g of the disk to cut out", *p.RealRad)
	}
	return &crystallinity{p: p}, nil
}

type crystallinity struct {
	p      CrystallinityParams
	narrow *ringSum[float32]
	wide   *ringSum[float64]
}

func (c *crystallinity) Check(m udf.Meta) error {
	if len(m.Sig) != 2 {
		return udf.BadValue("", "two axes", "frames of shape %s", wording.Shape(m.Sig))
	}
	return realOnly(m)
}

func (c *crystallinity) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"intensity": udf.Nav(ndarray.Float32)}
}

func (c *crystallinity) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	dst, err := ndarray.Values[float32](out.Buffer("intensity"))
	if err != nil {
		return err
	}
	if px, err := ndarray.Values[float64](frame); err == nil {
		if c.wide == nil {
			c.wide = newRingSum[float64](c.p, frame.Shape())
		}
		dst[0] = float32(c.wide.of(px))
		return nil
	}
	px, err := float32s(frame)
	if err != nil {
		return err
	}
	if c.narrow == nil {
		c.narrow = newRingSum[float32](c.p, frame.Shape())
	}
	dst[0] = float32(c.narrow.of(px))
	return nil
}

// A ringSum is the scratch memory of one task.
type ringSum[T fft.Float] struct {
	cut    []int // pixels that are set to zero
	ring   []int // elements of the spectrum that count
	fft    *fft.Real2D[T]
	image  []T
	re, im []T
}

func newRingSum[T fft.Float](p CrystallinityParams, sig []int) *ringSum[T] {
	h, w := sig[0], sig[1]
	r := &ringSum[T]{}
	if p.RealCY != nil && p.RealCX != nil && p.RealRad != nil {
		d := masks.Detector{H: h, W: w, CY: *p.RealCY, CX: *p.RealCX}
		r.cut = pixelsOf(d.Circular(*p.RealRad))
		r.image = make([]T, h*w)
	}
	d := masks.Detector{H: h, W: w, CY: float64(h) * 0.5, CX: float64(w) * 0.5}
	// The ring is made around the centre; Shift moves it to the corners.
	full := make([]bool, h*w)
	for _, i := range pixelsOf(d.Ring(p.RadOut, p.RadIn)) {
		full[i] = true
	}
	full = fft.Shift(full, h, w)
	cols := 1
	for i, in := range full {
		if x := i % w; in && x <= w/2 {
			cols = max(cols, x+1)
		}
	}
	// Only columns that the ring reaches are transformed.
	r.fft = fft.NewPartial2D[T](h, w, cols)
	for i, in := range full {
		if y, x := i/w, i%w; in && x <= w/2 {
			r.ring = append(r.ring, y*cols+x)
		}
	}
	r.re, r.im = make([]T, h*cols), make([]T, h*cols)
	return r
}

// pixelsOf lists the elements of a mask that are true.
func pixelsOf(mask *ndarray.Array) []int {
	in, err := ndarray.Values[bool](mask)
	if err != nil {
		return nil // masks with hard borders are bool
	}
	var list []int
	for i, v := range in {
		if v {
			list = append(list, i)
		}
	}
	return list
}

func (r *ringSum[T]) of(px []T) float64 {
	if r.image != nil {
		copy(r.image, px)
		for _, i := range r.cut {
			r.image[i] = 0
		}
		px = r.image
	}
	r.fft.Forward(r.re, r.im, px)
	sum := 0.0
	for _, i := range r.ring {
		re, im := float64(r.re[i]), float64(r.im[i])
		sum += math.Sqrt(re*re + im*im)
	}
	return sum
}
