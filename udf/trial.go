package udf

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// maxTrial is how many bytes of buffers a trial may take: large detectors fit,
// and a matrix over a whole scan, which would be felt, does not.
const maxTrial = 64 << 20

// TryResults calls Results of the UDFs that have it, as they would be called if
// one position were selected and its frame were empty, and checks what they
// return: names, dtypes, shapes and masks. Violations are the errors that
// [Run.Results] would give at the end of the run. A method that fails for lack
// of data says nothing, and neither does a UDF that refuses regions of interest
// or has larger buffers than 64 MiB. The cost is one call of each method.
func (r *Run) TryResults() error {
	finishes := func(p plan) bool { return p.finishes }
	if r.meta.Frames == 0 || !slices.ContainsFunc(r.plans, finishes) {
		return nil
	}
	t := r.trial()
	for u, p := range r.plans {
		if p.finishes {
			if err := t.tryResults(u); err != nil {
				return err
			}
		}
	}
	return nil
}

// trial is the run with its first selected position only.
func (r *Run) trial() *Run {
	t := *r
	t.data.roi = make([]bool, r.meta.Positions())
	for i := range t.data.roi {
		if r.data.roi == nil || r.data.roi[i] {
			t.data.roi[i] = true
			t.meta.Frames = 1
			break
		}
	}
	t.meta.ROI, t.tried = t.data.roi, &r.meta
	return &t
}

// tryResults checks the answer of one UDF of a trial.
func (r *Run) tryResults(u int) error {
	bytes := 0
	for _, d := range r.plans[u].decls {
		bytes += product(d.shape(r.meta.Frames, r.meta.Sig)) * d.DType.Size()
	}
	if bytes > maxTrial {
		return nil
	}
	var got, masks map[string]*ndarray.Array
	buffers := newState(r.specs[u].name, &r.meta, r.plans[u].decls, r.meta.Frames, ownStorage).whole
	asked := guard(r.specs[u].name, func() (err error) {
		if err = r.tolerates(u); err == nil {
			got, masks, err = r.answer(u, buffers, []bool{true})
		}
		return err
	})
	if asked != nil {
		return nil // it wants real data
	}
	_, _, err := r.accept(u, buffers, got, masks)
	if err != nil && r.redeclare(u) {
		if _, _, again := r.accept(u, buffers, got, masks); again == nil {
			return nil
		}
	}
	return err
}

// redeclare asks the UDF for its buffers as if the one position of a trial were
// all, for those with an element for each position, and reports whether it got
// others of the same names.
func (r *Run) redeclare(u int) bool {
	var decls []Decl
	err := guard(r.specs[u].name, func() error {
		x, err := r.specs[u].New()
		if err == nil {
			decls, err = declare(r.specs[u].name, x, r.meta)
		}
		return err
	})
	before := r.plans[u].decls
	if err != nil || !slices.EqualFunc(decls, before, func(a, b Decl) bool { return a.Name == b.Name && a.Kind == b.Kind && a.Use == b.Use }) {
		return false
	}
	r.plans = slices.Clone(r.plans)
	r.plans[u].decls = decls
	return true
}

// tolerates reports whether a UDF takes the region of interest.
func (r *Run) tolerates(u int) error {
	x, err := r.specs[u].New()
	if err != nil {
		return err
	}
	if c, ok := x.(Checker); ok {
		return c.Check(r.meta)
	}
	return nil
}
