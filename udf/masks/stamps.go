package masks

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Stamps is a sparse stack of masks of shape (Masks, H, W): value V[i] at
// (Mask[i], Y[i], X[i]). Entries at one place add up.
type Stamps struct {
	Masks, H, W int
	DType       ndarray.DType // of the template, and of Dense
	Mask, Y, X  []int
	V           []float64
}

// A StampError reports lists of stamps that do not fit each other, or a template
// that has no two axes.
type StampError struct{ Got, Want string }

func (e *StampError) Error() string { return "masks: stamps: got " + e.Got + ", want " + e.Want }

// StampTemplate puts a template into masks of h rows and w columns: for each i
// into mask index[i] with its first pixel at (y[i], x[i]). What lies outside is
// cut off. There are as many masks as the largest index needs.
func StampTemplate(h, w int, template *ndarray.Array, index, y, x []int) (*Stamps, error) {
	if template == nil || template.NDim() != 2 {
		return nil, &StampError{Got: "a template that has no two axes", Want: "rows and columns"}
	}
	if len(y) != len(index) || len(x) != len(index) {
		return nil, &StampError{Got: fmt.Sprintf("%d rows and %d columns", len(y), len(x)), Want: fmt.Sprintf("%d of each", len(index))}
	}
	v, err := ndarray.Float64s(template)
	if err != nil {
		return nil, err
	}
	s := &Stamps{H: max(h, 0), W: max(w, 0), DType: template.DType()}
	for i, k := range index {
		if k < 0 {
			return nil, &StampError{Got: fmt.Sprintf("mask %d", k), Want: "at least 0"}
		}
		s.Masks = max(s.Masks, k+1)
		s.stamp(k, y[i], x[i], v, template.Shape()[1])
	}
	return s, nil
}

// stamp adds one template of that width.
func (s *Stamps) stamp(mask, y0, x0 int, v []float64, width int) {
	for i, value := range v {
		y, x := y0+i/width, x0+i%width
		if y >= 0 && y < s.H && x >= 0 && x < s.W {
			s.Mask, s.Y, s.X, s.V = append(s.Mask, mask), append(s.Y, y), append(s.X, x), append(s.V, value)
		}
	}
}

// StampCircles stamps disks of the given radius around pixels (cy[i], cx[i]),
// fractions cut off.
func StampCircles(h, w int, radius float64, index []int, cy, cx []float64) (*Stamps, error) {
	if len(cy) != len(index) || len(cx) != len(index) {
		return nil, &StampError{Got: fmt.Sprintf("%d rows and %d columns", len(cy), len(cx)), Want: fmt.Sprintf("%d of each", len(index))}
	}
	if !(radius >= 0 && radius <= math.MaxInt16) {
		return nil, &StampError{Got: fmt.Sprintf("radius %g", radius), Want: "0 to 32767"}
	}
	half := int(math.Ceil(radius))
	d := Detector{H: 2*half + 1, W: 2*half + 1, CY: float64(half), CX: float64(half)}
	y, x := make([]int, len(index)), make([]int, len(index))
	for i := range index {
		y[i], x[i] = int(cy[i])-half, int(cx[i])-half
	}
	return StampTemplate(h, w, d.Circular(radius), index, y, x)
}

// Dense returns the masks as an array of the template's dtype.
func (s *Stamps) Dense() (*ndarray.Array, error) {
	v := make([]float64, s.Masks*s.H*s.W)
	for i, k := range s.Mask {
		v[(k*s.H+s.Y[i])*s.W+s.X[i]] += s.V[i]
	}
	return array(v, s.Masks, s.H, s.W).AsType(s.DType)
}
