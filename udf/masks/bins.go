package masks

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Bins says how [Detector.RadialBins] cuts a disk or ring.
type Bins struct {
	Radius    float64 // outer radius, 0 for one that covers the detector
	Inner     float64 // inner radius
	Count     int     // number of bins, 0 for bins about a pixel wide
	Normalize bool    // scale each bin to a sum of 1
}

// A BinsError reports a [Bins] that cuts nothing.
type BinsError struct{ Got, Want string }

func (e *BinsError) Error() string { return "masks: radial bins: got " + e.Got + ", want " + e.Want }

// RadialBins cuts a disk or ring into rings of equal width: float64 of shape
// (bins, H, W). Borders fall over a pixel; neighbours overlap there and add up
// to exactly 1. If Inner is below half a pixel, the pixel nearest to the centre
// is 1 - Inner in the first bin.
func (d Detector) RadialBins(b Bins) (*ndarray.Array, error) {
	s, err := d.SparseRadialBins(b)
	if err != nil {
		return nil, err
	}
	return s.Dense()
}

// SparseRadialBins is RadialBins as coordinates, in the order of pixels, which is
// smaller for more than a few bins and takes no longer for many.
func (d Detector) SparseRadialBins(b Bins) (*Stamps, error) {
	b, err := d.complete(b)
	if err != nil {
		return nil, err
	}
	s := &Stamps{Masks: b.Count, H: d.h(), W: d.w(), DType: ndarray.Float64}
	width := (b.Radius - b.Inner) / float64(b.Count)
	py, px := int(math.RoundToEven(d.CY)), int(math.RoundToEven(d.CX))
	for y := range s.H {
		for x := range s.W {
			r := math.Hypot(float64(y)-d.CY, float64(x)-d.CX)
			centre := b.Inner < 0.5 && y == py && x == px
			from, to := b.near(r, width)
			if centre {
				from = 0
			}
			for k := from; k <= to; k++ {
				v := profile(r-(b.Inner+float64(k)*width+width/2), width)
				if v > 0 || centre && k == 0 {
					s.Mask, s.Y, s.X, s.V = append(s.Mask, k), append(s.Y, y), append(s.X, x), append(s.V, v)
				}
			}
		}
	}
	if b.Normalize {
		s.normalize()
	}
	if b.Inner < 0.5 {
		s.patch(py, px, 1-b.Inner)
	}
	return s, nil
}

// near returns the range of bins that may have something at distance r.
func (b Bins) near(r, width float64) (from, to int) {
	lo, hi := math.Floor((r-b.Inner-0.5)/width)-1, math.Ceil((r-b.Inner+0.5)/width)
	last := float64(b.Count - 1)
	return int(max(0, min(lo, last))), int(max(0, min(hi, last)))
}

// profile is the height of a ring of that width at a distance from its middle.
func profile(distance, width float64) float64 {
	return max(0, min(1, width/2+0.5-math.Abs(distance)))
}

// normalize scales each mask to a sum of 1, except empty ones.
func (s *Stamps) normalize() {
	sums := make([]float64, s.Masks)
	for i, k := range s.Mask {
		sums[k] += s.V[i]
	}
	for i, k := range s.Mask {
		if math.Abs(sums[k]) > 1e-8 {
			s.V[i] /= sums[k]
		}
	}
}

// patch sets a pixel of the first mask, the one at the centre, which no ring
// covers.
func (s *Stamps) patch(y, x int, v float64) {
	for i, k := range s.Mask {
		if k == 0 && s.Y[i] == y && s.X[i] == x {
			s.V[i] = v
		}
	}
}

// complete returns the bins with all defaults filled in.
func (d Detector) complete(b Bins) (Bins, error) {
	if b.Radius == 0 {
		b.Radius = float64(d.BoundingRadius())
	}
	if !(b.Inner >= 0 && b.Inner < b.Radius && b.Radius < math.MaxInt32) {
		return b, &BinsError{Got: fmt.Sprintf("inner radius %g and radius %g", b.Inner, b.Radius), Want: "0 ≤ inner < outer"}
	}
	if b.Count == 0 {
		b.Count = max(1, int(math.RoundToEven(b.Radius-b.Inner)))
	}
	if b.Count < 0 {
		return b, &BinsError{Got: fmt.Sprintf("%d bins", b.Count), Want: "at least 1"}
	}
	return b, nil
}

// bin is one radial bin.
func (d Detector) bin(inner, radius float64) []float64 {
	v := make([]float64, d.h()*d.w())
	for i := range v {
		r := math.Hypot(float64(i/d.W)-d.CY, float64(i%d.W)-d.CX)
		v[i] = profile(r-(inner+radius)/2, radius-inner)
	}
	y, x := int(math.RoundToEven(d.CY)), int(math.RoundToEven(d.CX))
	if inner < 0.5 && y >= 0 && y < d.H && x >= 0 && x < d.W {
		v[y*d.W+x] = 1 - inner
	}
	return v
}
