package blobfinder

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// A shifter says how far all peaks of a frame are from where they are expected:
// the same for all frames, or auxiliary data.
type shifter struct {
	fixed [2]float64
	aux   udf.Aux
	pairs []float64
	first int // frame that the first pair belongs to
}

const auxShift = "zero_shift"

func newShifter(fixed Points, each udf.Aux) (shifter, error) {
	s := shifter{aux: each}
	if len(fixed) > 1 || len(fixed) == 1 && !each.IsZero() {
		return s, udf.BadValue("zero shift", "one or the other", "%d vectors and auxiliary data of %d", len(fixed), size(each))
	}
	if err := fixed.check("zero shift"); err != nil {
		return s, err
	}
	if len(fixed) == 1 {
		s.fixed = fixed[0]
	}
	if !each.IsZero() && (each.Kind != udf.KindNav || len(each.Extra) != 1 || each.Extra[0] != 2) {
		return s, udf.BadValue("zero shift", "nav data with entries of shape [2]", "%s data with entries of shape %s", each.Kind, wording.Shape(each.Extra))
	}
	return s, nil
}

func size(a udf.Aux) int {
	if a.Data == nil {
		return 0
	}
	return a.Data.Size()
}

// Aux names the auxiliary data.
func (s *shifter) Aux() map[string]udf.Aux {
	if s.aux.IsZero() {
		return nil
	}
	return map[string]udf.Aux{auxShift: s.aux}
}

// load reads the shifts of a partition.
func (s *shifter) load(out udf.View) (err error) {
	if s.aux.IsZero() {
		return nil
	}
	s.first = out.Slice().Start
	s.pairs, err = ndarray.Float64s(out.Aux(auxShift))
	return err
}

// of returns the shift of the current frame.
func (s *shifter) of(out udf.View) [2]float64 {
	if s.pairs == nil {
		return s.fixed
	}
	i := 2 * (out.Slice().Start - s.first)
	return [2]float64{s.pairs[i], s.pairs[i+1]}
}

// pixels returns that shift in whole pixels.
func (s *shifter) pixels(out udf.View) [2]int {
	v := s.of(out)
	return [2]int{round(v[0]), round(v[1])}
}
