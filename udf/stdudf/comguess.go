package stdudf

import (
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A Guess is what [GuessCorrections] says about the geometry of a scan: fields of
// [CoMParams].
type Guess struct {
	ScanRotation float64 // degrees, whole, above -180 and at most 180
	FlipY        bool
	CY, CX       float64 // means of the given shifts
}

// GuessCorrections guesses the geometry of an atomic-resolution scan from shifts
// of the centre of mass, such as the columns of the result "raw_com": the field
// is electrostatic, so its curl is small; there is no net field; and atoms
// attract, so the divergence has its tail at negative values. y and x are real
// numbers in scan shape, which has two axes of at least two. roi, if not nil,
// selects the positions for statistics; by default these are all but the last
// row and column. New parameters are relative to those that the shifts were
// made with.
func GuessCorrections(y, x, roi *ndarray.Array) (Guess, error) {
	s, err := newShiftField(y, x, roi)
	if err != nil {
		return Guess{}, err
	}
	straight, flipped := s.check()
	a, b := smallest(straight), smallest(flipped)
	g := Guess{ScanRotation: float64(a), FlipY: flipped[b] < straight[a], CY: s.mean(s.y), CX: s.mean(s.x)}
	if g.FlipY {
		g.ScanRotation = float64(b)
	}
	fy, fx := correct(s.y, s.x, g.ScanRotation, g.FlipY, true)
	if s.tailIsPositive(s.divergence(fy, fx)) {
		g.ScanRotation += 180
	}
	if g.ScanRotation > 180 {
		g.ScanRotation -= 360
	}
	return g, nil
}

// CoordinateCheck returns the root mean square of the curl of shifts for each
// whole angle of scan rotation from 0 to 359 degrees, as they are and with the y
// axis flipped. Arguments are as for [GuessCorrections].
func CoordinateCheck(y, x, roi *ndarray.Array) (straight, flipped []float64, err error) {
	s, err := newShiftField(y, x, roi)
	if err != nil {
		return nil, nil, err
	}
	straight, flipped = s.check()
	return straight, flipped, nil
}

// ApplyCorrection flips and turns shifts (y, x) as [CoM] does, or back if not
// forward. The results are float64.
func ApplyCorrection(y, x *ndarray.Array, scanRotation float64, flipY, forward bool) (fy, fx *ndarray.Array, err error) {
	vy, vx, err := pairOf(y, x)
	if err != nil {
		return nil, nil, err
	}
	vy, vx = correct(vy, vx, scanRotation, flipY, forward)
	if fy, err = ndarray.FromSlice(vy, y.Shape()...); err != nil {
		return nil, nil, err
	}
	fx, err = ndarray.FromSlice(vx, y.Shape()...)
	return fy, fx, err
}

// Divergence returns ∂y/∂(axis 0) + ∂x/∂(axis 1) of a field over a scan of two
// axes, with central differences and one-sided ones at borders.
func Divergence(y, x *ndarray.Array) (*ndarray.Array, error) {
	s, err := newShiftField(y, x, nil)
	if err != nil {
		return nil, err
	}
	return ndarray.FromSlice(s.divergence(s.y, s.x), y.Shape()...)
}

// Curl returns ∂y/∂(axis 1) - ∂x/∂(axis 0) of a field, like [Divergence].
func Curl(y, x *ndarray.Array) (*ndarray.Array, error) {
	s, err := newShiftField(y, x, nil)
	if err != nil {
		return nil, err
	}
	a, b := s.gradient(s.y, 1), s.gradient(s.x, 0)
	for i := range a {
		a[i] -= b[i]
	}
	return ndarray.FromSlice(a, y.Shape()...)
}

func pairOf(y, x *ndarray.Array) (vy, vx []float64, err error) {
	if y == nil || x == nil {
		return nil, nil, udf.BadValue("stdudf: shifts", "two arrays", "nil")
	}
	if !slices.Equal(y.Shape(), x.Shape()) {
		return nil, nil, udf.BadValue("stdudf: shifts", "the same", "y of shape %s and x of shape %s", wording.Shape(y.Shape()), wording.Shape(x.Shape()))
	}
	if vy, err = ndarray.Float64s(y); err != nil {
		return nil, nil, err
	}
	vx, err = ndarray.Float64s(x)
	return vy, vx, err
}

// correct flips and then turns, or turns back and then flips.
func correct(y, x []float64, degrees float64, flip, forward bool) (fy, fx []float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	sign := 1.0
	if flip {
		sign = -1
	}
	fy, fx = make([]float64, len(y)), make([]float64, len(y))
	for i := range y {
		if forward {
			fy[i], fx[i] = cos*sign*y[i]+sin*x[i], -sin*sign*y[i]+cos*x[i]
		} else {
			fy[i], fx[i] = sign*(cos*y[i]-sin*x[i]), sin*y[i]+cos*x[i]
		}
	}
	return fy, fx
}

// A shiftField is a vector for each scan position, and which of them count.
type shiftField struct {
	field
	in []bool
}

func newShiftField(y, x, roi *ndarray.Array) (*shiftField, error) {
	vy, vx, err := pairOf(y, x)
	if err != nil {
		return nil, err
	}
	shape := y.Shape()
	if len(shape) != 2 || shape[0] < 2 || shape[1] < 2 {
		return nil, udf.BadValue("stdudf: shifts", "two axes of at least two positions", "shape %s", wording.Shape(shape))
	}
	s := &shiftField{field: field{h: shape[0], w: shape[1]}}
	s.y, s.x = vy, vx
	s.in = make([]bool, len(s.y))
	if roi == nil {
		// The last row and column have artefacts of the scan.
		for i := range s.in {
			s.in[i] = i/s.w < s.h-1 && i%s.w < s.w-1
		}
		return s, nil
	}
	sel, err := roi.AsType(ndarray.Bool)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Values[bool](sel)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(roi.Shape(), shape) {
		return nil, udf.BadValue("stdudf: shifts", "that of the scan, "+wording.Shape(shape), "a region of interest of shape %s", wording.Shape(roi.Shape()))
	}
	copy(s.in, v)
	return s, nil
}

func (s *shiftField) mean(v []float64) float64 {
	sum, n := 0.0, 0
	for i, x := range v {
		if s.in[i] {
			sum += x
			n++
		}
	}
	return sum / float64(n)
}

// check uses that the curl for an angle t is cos t·a + sin t·b with the same a
// and b for all angles.
func (s *shiftField) check() (straight, flipped []float64) {
	yy, yx := s.gradient(s.y, 0), s.gradient(s.y, 1)
	xy, xx := s.gradient(s.x, 0), s.gradient(s.x, 1)
	curls := func(sign float64) []float64 {
		var a, b []float64
		for i, in := range s.in {
			if in {
				a, b = append(a, sign*yx[i]-xy[i]), append(b, xx[i]+sign*yy[i])
			}
		}
		out := make([]float64, 360)
		for t := range out {
			sin, cos := math.Sincos(float64(t) * math.Pi / 180)
			sum := 0.0
			for i := range a {
				c := cos*a[i] + sin*b[i]
				sum += c * c
			}
			out[t] = math.Sqrt(sum / float64(len(a)))
		}
		return out
	}
	return curls(1), curls(-1)
}

func smallest(v []float64) int {
	at := 0
	for i, x := range v {
		if x < v[at] {
			at = i
		}
	}
	return at
}

func (s *shiftField) divergence(y, x []float64) []float64 {
	a, b := s.gradient(y, 0), s.gradient(x, 1)
	for i := range a {
		a[i] += b[i]
	}
	return a
}

// tailIsPositive reports whether the highest fifth of a range around zero has
// more values than the lowest.
func (s *shiftField) tailIsPositive(v []float64) bool {
	limit := math.Inf(-1)
	for i, x := range v {
		if s.in[i] {
			limit = max(limit, x, -x)
		}
	}
	low, high := 0, 0
	for i, x := range v {
		switch {
		case !s.in[i]:
		case x < -limit*3/5:
			low++
		case x >= limit*3/5:
			high++
		}
	}
	return low < high
}
