package udf

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// Results computes the results of a finishing UDF. buffers are those of the
// whole scan, nav buffers flat and compressed; result-only ones are nil. The
// returned slices hold for each declaration the result, nil for private ones,
// and its mask, nil if the result is valid as a whole.
func (r *Run) Results(u int, buffers []*ndarray.Array) (results, masks []*ndarray.Array, err error) {
	valid := make([]bool, r.meta.Frames)
	for i := range valid {
		valid[i] = true
	}
	return r.finish(u, buffers, valid)
}

// ResultsOf computes the results of any UDF after the positions that valid
// tells are merged; results and masks are as those of [Run.Results]. The
// results of a UDF without a Results method are its buffers.
func (r *Run) ResultsOf(u int, buffers []*ndarray.Array, valid []bool) (results, masks []*ndarray.Array, err error) {
	if r.plans[u].finishes {
		err = guard(r.specs[u].name, func() (err error) {
			results, masks, err = r.finish(u, buffers, valid)
			return err
		})
		return results, masks, err
	}
	results = make([]*ndarray.Array, len(buffers))
	for i, d := range r.plans[u].decls {
		if d.Use != Private {
			results[i] = buffers[i]
		}
	}
	return results, make([]*ndarray.Array, len(buffers)), nil
}

func (r *Run) finish(u int, buffers []*ndarray.Array, valid []bool) (results, masks []*ndarray.Array, err error) {
	got, shown, err := r.answer(u, buffers, valid)
	if err != nil {
		return nil, nil, err
	}
	return r.accept(u, buffers, got, shown)
}

// answer is what the Results method of a UDF says: the results, and the masks of
// some, by name.
func (r *Run) answer(u int, buffers []*ndarray.Array, valid []bool) (got, masks map[string]*ndarray.Array, err error) {
	x, err := r.specs[u].New()
	if err != nil {
		return nil, nil, err
	}
	f, ok := x.(Finisher)
	if !ok {
		return nil, nil, &UDFError{UDF: r.specs[u].name, Err: ErrNoResults}
	}
	v := r.view(u, buffers)
	v.s.valid = valid
	if v.s.aux, err = r.aux(u, x, nil, 0, r.meta.Positions()); err != nil {
		return nil, nil, err
	}
	got, err = f.Results(v)
	return got, v.s.masks, err
}

// accept checks an answer and brings it into the order of the declarations.
func (r *Run) accept(u int, buffers []*ndarray.Array, got, shown map[string]*ndarray.Array) (results, masks []*ndarray.Array, err error) {
	if err := r.checkNames(u, got, shown); err != nil {
		return nil, nil, err
	}
	results = make([]*ndarray.Array, len(buffers))
	masks = make([]*ndarray.Array, len(buffers))
	for i, d := range r.plans[u].decls {
		a, given := got[d.Name]
		if err := r.checkResult(u, d, a, given); err != nil {
			return nil, nil, err
		}
		switch {
		case d.Use == Private:
			continue
		case given:
			results[i] = a
		default:
			results[i] = buffers[i]
		}
		if m := shown[d.Name]; m != nil {
			if masks[i], err = r.mask(u, d, m, results[i].Shape()); err != nil {
				return nil, nil, err
			}
		}
	}
	return results, masks, nil
}

// checkResult checks what Results returned for one declaration.
func (r *Run) checkResult(u int, d Decl, a *ndarray.Array, given bool) error {
	name := r.specs[u].name
	switch {
	case given && a == nil:
		return &BufferError{UDF: name, Buffer: d.Name, Got: "nil from Results", Want: "an array"}
	case given && d.Use == Private:
		return &BufferError{UDF: name, Buffer: d.Name, Got: "a result", Want: "nothing, the buffer is private"}
	case !given && d.Use == ResultOnly:
		return &BufferError{UDF: name, Buffer: d.Name, Got: "nothing from Results", Want: "the result-only buffer"}
	case given && !sameKind(a.DType(), d.DType):
		return dtypeKindError(name, d.Name, a.DType(), d.DType)
	case given && !r.sized(d, a):
		return &BufferError{UDF: name, Buffer: d.Name, Got: fmt.Sprintf("shape %s", wording.Shape(a.Shape())),
			Want: wording.Shape(d.shape(r.meta.Frames, r.meta.Sig))}
	}
	return nil
}

// sized reports whether a result has the elements of its declaration. In a trial
// it may be as long as in the run that is tried: a method may know how many
// positions there are from elsewhere.
func (r *Run) sized(d Decl, a *ndarray.Array) bool {
	long := func(frames int) bool { return a.Size() == product(d.shape(frames, r.meta.Sig)) }
	switch {
	case long(r.meta.Frames):
		return true
	case d.Kind != KindNav:
		return false
	case equal(a.Shape(), d.Shape(r.meta.Nav, r.meta.Sig)):
		return true
	}
	return r.tried != nil && (long(r.tried.Frames) || long(r.tried.Positions()))
}

// sameKind reports whether two dtypes differ in width only.
func sameKind(a, b ndarray.DType) bool { return a.Kind() == b.Kind() }

// checkNames refuses results that were not declared and masks of what is no
// result.
func (r *Run) checkNames(u int, got, masks map[string]*ndarray.Array) error {
	var declared, results []string
	for _, d := range r.plans[u].decls {
		declared = append(declared, d.Name)
		if d.Use != Private {
			results = append(results, d.Name)
		}
	}
	for _, name := range sortedKeys(masks) {
		if !slices.Contains(results, name) {
			return &UnknownBufferError{UDF: r.specs[u].name, Buffer: name, Declared: results}
		}
	}
	for _, name := range sortedKeys(got) {
		if !slices.Contains(declared, name) {
			return &BufferError{UDF: r.specs[u].name, Buffer: name, Got: "a result", Want: "one of the declared buffers"}
		}
	}
	return nil
}

// mask broadcasts a validity mask to the shape of its result.
func (r *Run) mask(u int, d Decl, m *ndarray.Array, shape []int) (*ndarray.Array, error) {
	fail := func(got, want string) error {
		return &BufferError{UDF: r.specs[u].name, Buffer: d.Name, Got: "mask of " + got, Want: want}
	}
	if m.DType() != ndarray.Bool {
		return nil, fail(m.DType().String(), "bool")
	}
	b, err := m.BroadcastTo(shape...)
	if err != nil {
		return nil, fail(fmt.Sprintf("shape %s", wording.Shape(m.Shape())), fmt.Sprintf("one that broadcasts to %s", wording.Shape(shape)))
	}
	return b.AsContiguous(), nil
}
