package blobfinder

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// RefineParams are the parameters of [Refine].
type RefineParams struct {
	// Zero, A and B are one vector each: where the undiffracted beam is expected
	// and the lattice vectors. Peaks are expected at Zero + h·A + k·B.
	Zero Points `udf:"zero" type:"points" doc:"(y,x) of the undiffracted beam"`
	A    Points `udf:"a" type:"points" doc:"(y,x) of the first lattice vector"`
	B    Points `udf:"b" type:"points" doc:"(y,x) of the second lattice vector"`
	// Indices are the pairs (h, k) to look at; none means -10 to 10.
	Indices Points  `udf:"indices" type:"points" doc:"(h,k)+(h,k) or path of an .npy file of shape (peaks, 2) (-10 to 10 both)"`
	Pattern Pattern `udf:"pattern" type:"pattern" doc:"what a disk looks like, such as radial_gradient(radius=6,search=12)"`
	// Correlation is "fast", "fullframe" or "sparse"; empty means fast.
	Correlation string `udf:"correlation" doc:"fast, fullframe or sparse (fast)"`
	// Match is "fast", which selects the peaks that fit, or "affine", which
	// takes all; empty means fast.
	Match     string  `udf:"match" doc:"fast selects peaks that fit, affine takes all (fast)"`
	Tolerance float64 `udf:"tolerance" doc:"largest distance in pixels from the lattice (3)"`
	MinWeight float64 `udf:"min_weight" doc:"smallest elevation of a peak that counts (0.1)"`
	MinMatch  int     `udf:"min_match" doc:"smallest number of peaks that make a lattice (3)"`
	// Steps is for the sparse correlation, 0 for 5.
	Steps int `udf:"steps" doc:"pixels around each peak for the sparse correlation (5)"`
	// ZeroShift, EachShift and Upsample are as for FastCorrelation.
	ZeroShift Points  `udf:"zero_shift" type:"points" doc:"(y,x) by which the lattice moves (none)"`
	EachShift udf.Aux `udf:"-"`
	Upsample  int     `udf:"upsample" doc:"steps per pixel of refined positions, such as 20 (centre of mass)"`
}

// Refine finds the disks of a lattice in each frame and fits the lattice to
// them. Besides the results of the correlation it has "zero", "a" and "b", NaN
// where no lattice fits, "selector", which peaks take part, and "error", the
// mean distance of these from the lattice weighted by elevation. Peaks are those
// of [RefineParams.Used], in that order.
var Refine = udf.Register("gloam/refine", newRefine,
	udf.Doc("lattice vectors for each scan position, from the positions of disks"))

// Used returns the indices whose expected positions are at least the search
// radius inside frames of shape sig.
func (p RefineParams) Used(sig []int) (Points, error) {
	pattern, err := p.Pattern.complete()
	if err != nil {
		return nil, err
	}
	l, err := p.lattice()
	if err != nil {
		return nil, err
	}
	if len(sig) != 2 {
		return nil, udf.BadValue("refine", "two axes", "frames of shape %s", wording.Shape(sig))
	}
	var out Points
	for _, i := range p.indices() {
		y, x := l.at(i)
		if r := pattern.Search; y >= r && x >= r && y < float64(sig[0])-r && x < float64(sig[1])-r {
			out = append(out, i)
		}
	}
	return out, nil
}

// manyIndices is how far the default indices go.
const manyIndices = 10

func (p RefineParams) indices() Points {
	if len(p.Indices) > 0 {
		return p.Indices
	}
	var out Points
	for k := -manyIndices; k <= manyIndices; k++ {
		for h := -manyIndices; h <= manyIndices; h++ {
			out = append(out, [2]float64{float64(h), float64(k)})
		}
	}
	return out
}

func (p RefineParams) lattice() (lattice, error) {
	var l lattice
	for _, v := range []struct {
		name string
		from Points
		to   *[2]float64
	}{{"zero", p.Zero, &l.zero}, {"a", p.A, &l.a}, {"b", p.B, &l.b}} {
		if len(v.from) != 1 {
			return l, udf.BadValue(fmt.Sprintf("%s", v.name), "one", "%d vectors", len(v.from))
		}
		if err := v.from.check(v.name); err != nil {
			return l, err
		}
		*v.to = v.from[0]
	}
	if det := l.a[0]*l.b[1] - l.a[1]*l.b[0]; det == 0 {
		return l, udf.BadValue("lattice", "two directions", "vectors (%g,%g) and (%g,%g)", l.a[0], l.a[1], l.b[0], l.b[1])
	}
	return l, nil
}

func newRefine(p RefineParams) (udf.UDF, error) {
	m := matching{params: p}
	var err error
	if m.start, err = p.lattice(); err != nil {
		return nil, err
	}
	if m.matcher, err = (Matcher{p.Tolerance, p.MinWeight, p.MinMatch}).complete(); err != nil {
		return nil, err
	}
	if err := p.Indices.check("indices"); err != nil {
		return nil, err
	}
	switch p.Match {
	case "", "fast", "affine":
	default:
		return nil, udf.BadValue("match", "fast or affine", "%q", p.Match)
	}
	return m.correlating()
}

// correlating combines the matching with a correlation. Which peaks are inside
// the frame is known once its shape is.
func (m matching) correlating() (udf.UDF, error) {
	p := m.params
	fp := FastParams{Peaks: p.Zero, Pattern: p.Pattern, ZeroShift: p.ZeroShift, EachShift: p.EachShift, Upsample: p.Upsample}
	switch p.Correlation {
	case "", "fast":
		f, err := newFinder(fp)
		return &refineFast{fast{f}, m}, err
	case "fullframe":
		f, err := newFinder(fp)
		return &refineFullFrame{fullFrame{finder: f}, m}, err
	case "sparse":
		if len(p.ZeroShift) > 0 || !p.EachShift.IsZero() {
			return nil, udf.BadValue("zero shift", "none", "one for the sparse correlation")
		}
		if p.Upsample > 1 {
			return nil, udf.BadValue("upsample", "none", "%d for the sparse correlation", p.Upsample)
		}
		steps := p.Steps
		if steps == 0 {
			steps = defaultSteps
		}
		s, err := makeSparse(SparseParams{Peaks: p.Zero, Pattern: p.Pattern, Steps: steps})
		if err != nil {
			return nil, err
		}
		return &refineSparse{*s, m}, nil
	}
	return nil, udf.BadValue("correlation", "fast, fullframe or sparse", "%q", p.Correlation)
}
