package stdudf

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/masks"
)

// FEMParams are the parameters of [FEM].
type FEMParams struct {
	CY     *float64 `udf:"cy" doc:"row of the centre of the ring (half the height)"`
	CX     *float64 `udf:"cx" doc:"column of the centre of the ring (half the width)"`
	RadIn  float64  `udf:"rad_in" doc:"inner radius of the ring (0)"`
	RadOut float64  `udf:"rad_out" doc:"outer radius of the ring"`
}

// FEM is fluctuation electron microscopy: the standard deviation of the pixels
// of each frame within a ring. Its result "intensity" has one float32 per scan
// position.
var FEM = udf.Register("gloam/fem", newFEM,
	udf.Doc("standard deviation of each frame within a ring: fluctuation electron microscopy"))

func newFEM(p FEMParams) (udf.UDF, error) {
	if !(p.RadIn >= 0 && p.RadOut > p.RadIn) {
		return nil, udf.BadValue("fem", "0 ≤ inner < outer", "radii %g and %g", p.RadIn, p.RadOut)
	}
	return &fem{p: p}, nil
}

type fem struct {
	p       FEMParams
	ring    []int
	cover   []uint8 // 1 for pixels of the ring; nil until sparse frames need it
	scratch entryScratch
}

func (f *fem) Check(m udf.Meta) error {
	if len(m.Sig) != 2 {
		return udf.BadValue("", "two axes", "frames of shape %s", wording.Shape(m.Sig))
	}
	if len(f.pixels(m.Sig)) == 0 {
		return udf.BadValue("", "at least one", "a ring without pixels of frames of shape %s", wording.Shape(m.Sig))
	}
	return realOnly(m)
}

func (f *fem) pixels(sig []int) []int {
	return pixelsOf(masks.Detector{H: sig[0], W: sig[1], CY: *orHalf(f.p.CY, sig[0]), CX: *orHalf(f.p.CX, sig[1])}.Ring(f.p.RadOut, f.p.RadIn))
}

func (f *fem) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"intensity": udf.Nav(ndarray.Float32)}
}

func (f *fem) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	if f.ring == nil {
		f.ring = f.pixels(frame.Shape())
	}
	dst, err := ndarray.Values[float32](out.Buffer("intensity"))
	if err != nil {
		return err
	}
	if px, err := ndarray.Values[float64](frame); err == nil {
		dst[0] = float32(deviation(px, f.ring))
		return nil
	}
	px, err := float32s(frame)
	if err != nil {
		return err
	}
	dst[0] = float32(deviation(px, f.ring))
	return nil
}

// deviation is the standard deviation of the listed elements as a population.
// Two passes keep it accurate for large offsets.
func deviation[T ndarray.Float](px []T, at []int) float64 {
	mean := 0.0
	for _, i := range at {
		mean += float64(px[i])
	}
	mean /= float64(len(at))
	sum := 0.0
	for _, i := range at {
		d := float64(px[i]) - mean
		sum += d * d
	}
	return math.Sqrt(sum / float64(len(at)))
}
