package blobfinder

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// Centers are the positions of disks in each frame: nav data with entries of
// shape (disks, 2). The text form is the path of an .npy file of shape (scan
// axes…, disks, 2).
type Centers struct{ udf.Aux }

// CentersOf returns positions of shape (scan axes…, disks, 2), such as the
// result "centers" of a correlation.
func CentersOf(a *ndarray.Array) (Centers, error) {
	n := a.NDim()
	if n < 3 || a.Shape()[n-1] != 2 {
		return Centers{}, udf.BadValue("blobfinder: centers", "(scan axes…, disks, 2)", "shape %s", wording.Shape(a.Shape()))
	}
	return Centers{udf.NavAux(a, a.Shape()[n-2:]...)}, nil
}

// UnmarshalText loads the .npy file of that path.
func (c *Centers) UnmarshalText(path []byte) error {
	a, err := ndarray.LoadNPY(string(path))
	if err != nil {
		return err
	}
	*c, err = CentersOf(a)
	return err
}

// IntegrationParams are the parameters of [Integration].
type IntegrationParams struct {
	Centers Centers `udf:"centers" type:"file" doc:"path of an .npy file of shape (scan axes…, disks, 2) with positions (y, x)"`
	Pattern Pattern `udf:"pattern" type:"pattern" doc:"weights around each position, such as background_subtraction(radius=6)"`
}

// Integration sums each frame times the pattern at known positions, without
// log-scaling. Its result "integration" has one entry per scan position and
// disk. Pixels outside the frame count as zero.
var Integration = udf.Register("gloam/integration", newIntegration,
	udf.Doc("intensity of disks at known positions, weighted by a pattern"))

func newIntegration(p IntegrationParams) (udf.UDF, error) {
	pattern, err := p.Pattern.complete()
	if err != nil {
		return nil, err
	}
	c := p.Centers.Aux
	if c.IsZero() || c.Kind != udf.KindNav || len(c.Extra) != 2 || c.Extra[1] != 2 || c.Data.DType().Kind() == ndarray.KindComplex {
		return nil, udf.BadValue("centers", "real nav data with entries of shape [disks 2]", "%s data of %d elements with entries of shape %s", c.Kind, size(c), wording.Shape(c.Extra))
	}
	crop, err := pattern.Crop()
	return &integration{pattern: pattern, centers: c, crop: crop}, err
}

type integration struct {
	pattern Pattern
	centers udf.Aux
	crop    int
	mask    []float64
	pairs   []float64
	first   int
	sums    func(dst, frame *ndarray.Array, mask, pairs []float64, crop int) error
}

const auxCenters = "centers"

func (g *integration) Aux() map[string]udf.Aux { return map[string]udf.Aux{auxCenters: g.centers} }

func (g *integration) Check(m udf.Meta) error { return images(m) }

func (g *integration) Buffers(m udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"integration": udf.Nav(ndarray.ResultType(m.InputDType, ndarray.Float32), g.centers.Extra[0])}
}

// Preprocess reads the positions of the partition.
func (g *integration) Preprocess(out udf.View) (err error) {
	g.first = out.Slice().Start
	if g.pairs, err = ndarray.Float64s(out.Aux(auxCenters)); err != nil {
		return err
	}
	mask, err := g.pattern.Mask(2*g.crop, 2*g.crop)
	if err != nil {
		return err
	}
	g.mask, err = ndarray.Float64s(mask)
	g.sums = integrate[float32]
	if out.Buffer("integration").DType() == ndarray.Float64 {
		g.sums = integrate[float64]
	}
	return err
}

func (g *integration) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	n := 2 * g.centers.Extra[0]
	at := (out.Slice().Start - g.first) * n
	return g.sums(out.Buffer("integration"), frame, g.mask, g.pairs[at:at+n], g.crop)
}

// integrate writes the weighted sums around each pair to dst.
func integrate[T ndarray.Float](dst, frame *ndarray.Array, mask, pairs []float64, crop int) error {
	d, err := ndarray.Values[T](dst)
	if err != nil {
		return err
	}
	px, err := ndarray.Values[T](frame)
	if err != nil {
		return err
	}
	h, w, side := frame.Shape()[0], frame.Shape()[1], 2*crop
	for i := range d {
		y0, x0 := pixel(pairs[2*i], h+crop)-crop, pixel(pairs[2*i+1], w+crop)-crop
		from, to := max(0, -x0), min(side, w-x0)
		sum := 0.0
		for y := max(0, -y0); y < min(side, h-y0); y++ {
			for x := from; x < to; x++ {
				sum += float64(px[(y0+y)*w+x0+x]) * mask[y*side+x]
			}
		}
		d[i] = T(sum)
	}
	return nil
}

// pixel rounds a coordinate; what is farther away than limit is no nearer than
// that, and what is no number is far away.
func pixel(v float64, limit int) int {
	if !(math.Abs(v) <= float64(limit)) {
		return 2 * limit
	}
	return round(v)
}
