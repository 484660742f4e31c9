package blobfinder

import (
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/fft"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A correlator computes the correlation of images of one size with a template.
type correlator struct {
	h, w     int
	fft      *fft.Real2D[float32]
	tr, ti   []float32 // spectrum of the template, moved so that maps have no shift
	sr, si   []float32 // spectrum of the image, then the product
	upsample *upsampler
}

func newCorrelator(p Pattern, h, w, upsample int) (*correlator, error) {
	mask, err := p.Mask(h, w)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Float64s(mask)
	if err != nil {
		return nil, err
	}
	wide := fft.NewReal2D[float64](h, w)
	n := h * wide.Cols()
	re, im := make([]float64, n), make([]float64, n)
	wide.Forward(re, im, v)
	c := &correlator{h: h, w: w, fft: fft.NewReal2D[float32](h, w),
		tr: make([]float32, n), ti: make([]float32, n), sr: make([]float32, n), si: make([]float32, n)}
	for i := range n {
		// The map is cyclic; element (h/2, w/2) of it moves to the origin, which
		// is a factor of unit modulus for each frequency.
		sin, cos := math.Sincos(turn(i/wide.Cols(), h) + turn(i%wide.Cols(), w))
		c.tr[i], c.ti[i] = float32(re[i]*cos-im[i]*sin), float32(re[i]*sin+im[i]*cos)
	}
	if upsample > 1 {
		c.upsample = newUpsampler(h, w, upsample)
	}
	return c, nil
}

// turn is the phase by which frequency k of n moves element n/2 to 0.
func turn(k, n int) float64 { return 2 * math.Pi * float64(k*(n/2)%n) / float64(n) }

// run writes the correlation map of an image to corr.
func (c *correlator) run(corr, image []float32) {
	c.fft.Forward(c.sr, c.si, image)
	simd.ComplexProduct(c.sr, c.si, c.sr, c.si, c.tr, c.ti)
	if c.upsample != nil {
		c.upsample.keep(c.sr, c.si)
	}
	c.fft.Inverse(corr, c.sr, c.si)
}

// crop copies an h × w window of src, which has rows of width W, to dst. What
// lies outside is zero.
func crop(dst []float32, h, w int, src []float32, W, y0, x0 int) {
	H := len(src) / max(W, 1)
	from, to := min(max(0, -x0), w), max(0, min(w, W-x0))
	for y := range h {
		row := dst[y*w:][:w]
		if y0+y < 0 || y0+y >= H || from >= to {
			clear(row)
			continue
		}
		clear(row[:from])
		copy(row[from:to], src[(y0+y)*W+x0+from:])
		clear(row[to:])
	}
}

// logScale writes ln(x - min + 1) to dst. x is overwritten.
func logScale(dst, x []float32) {
	low := simd.MinF32(x)
	for i := range x {
		x[i] -= low
	}
	clear(dst)
	simd.LogShiftAdd(dst, x, 1)
}

// Names of the buffers of peaks.
const (
	bufCenters    = "centers"
	bufRefineds   = "refineds"
	bufValues     = "peak_values"
	bufElevations = "peak_elevations"
)

// peakBuffers declares the results for n peaks.
func peakBuffers(n int) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		bufCenters:    udf.Nav(ndarray.Int32, n, 2),
		bufRefineds:   udf.Nav(ndarray.Float32, n, 2),
		bufValues:     udf.Nav(ndarray.Float32, n),
		bufElevations: udf.Nav(ndarray.Float32, n),
	}
}

// peakViews are the elements of these buffers in a view.
type peakViews struct {
	centers                      []int32
	refineds, values, elevations []float32
}

func viewsOf(out udf.View) (p peakViews, err error) {
	if p.centers, err = ndarray.Values[int32](out.Buffer(bufCenters)); err != nil {
		return p, err
	}
	if p.refineds, err = ndarray.Values[float32](out.Buffer(bufRefineds)); err != nil {
		return p, err
	}
	if p.values, err = ndarray.Values[float32](out.Buffer(bufValues)); err != nil {
		return p, err
	}
	p.elevations, err = ndarray.Values[float32](out.Buffer(bufElevations))
	return p, err
}

func (v peakViews) set(i int, p Peak) {
	v.centers[2*i], v.centers[2*i+1] = int32(p.Center[0]), int32(p.Center[1])
	v.refineds[2*i], v.refineds[2*i+1] = p.Refined[0], p.Refined[1]
	v.values[i], v.elevations[i] = p.Value, p.Elevation
}

// images refuses data that is not images of real numbers.
func images(m udf.Meta) error {
	if len(m.Sig) != 2 {
		return udf.BadValue("", "two axes", "frames of shape %s", wording.Shape(m.Sig))
	}
	if m.InputDType.Kind() == ndarray.KindComplex {
		return udf.BadValue("", "real numbers", "%s data", m.InputDType)
	}
	return nil
}

// A pixelFrame gives frames as float32 without allocating for each.
type pixelFrame struct {
	own    *ndarray.Array
	values []float32
}

// of returns the pixels of a contiguous frame or tile. The slice must not be
// modified.
func (f *pixelFrame) of(frame *ndarray.Array) ([]float32, error) {
	if frame.DType() == ndarray.Float32 {
		return ndarray.Values[float32](frame)
	}
	if f.own == nil || !slices.Equal(f.own.Shape(), frame.Shape()) {
		f.own = ndarray.New(ndarray.Float32, frame.Shape()...)
		var err error
		if f.values, err = ndarray.Values[float32](f.own); err != nil {
			return nil, err
		}
	}
	return f.values, ndarray.CopyInto(f.own, frame)
}
