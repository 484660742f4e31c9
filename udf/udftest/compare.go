package udftest

import (
	"fmt"
	"reflect"
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/wording"
)

// A Disagreement reports a result that depends on how a UDF is run.
type Disagreement struct {
	UDF       string
	How       string // the arrangement with the result Got
	Against   string // the one with Want
	Result    string // name of the buffer
	View      string // "data", "raw" or "valid"
	Position  []int  // of the first element that differs; nil if kind, shape or dtype do
	Got, Want any
}

func (e *Disagreement) Error() string {
	at := ""
	if e.Position != nil {
		at = fmt.Sprintf(" at %s", wording.Shape(e.Position))
	}
	return fmt.Sprintf("udftest: %s: result %q (%s)%s: got %v with %s, want %v as with %s",
		e.UDF, e.Result, e.View, at, e.Got, e.How, e.Want, e.Against)
}

// A ModifiedError reports a UDF that has written to its input.
type ModifiedError struct {
	UDF, How  string
	Position  []int // of the first element that changed
	Got, Want any
}

func (e *ModifiedError) Error() string {
	return fmt.Sprintf("udftest: %s: input modified at %s with %s: got %v, want %v", e.UDF, wording.Shape(e.Position), e.How, e.Got, e.Want)
}

// A RunError reports a run that failed.
type RunError struct {
	UDF, How string
	Err      error
}

func (e *RunError) Error() string {
	return fmt.Sprintf("udftest: %s: run with %s: %v", e.UDF, e.How, e.Err)
}

// Unwrap returns the cause.
func (e *RunError) Unwrap() error { return e.Err }

// compare returns the first difference between the results of two runs.
func (s *subject) compare(got, want map[string]delayed.Result, how, against string) error {
	var names []string
	for n := range want {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		g, w := got[n], want[n]
		for _, v := range []struct {
			name      string
			got, want *ndarray.Array
		}{{"data", g.Data, w.Data}, {"raw", g.Raw, w.Raw}, {"valid", g.Valid, w.Valid}} {
			at, have, should, err := s.differ(v.got, v.want)
			if err != nil {
				return &RunError{UDF: s.spec.Name(), How: how, Err: err}
			}
			if have != nil || should != nil {
				return &Disagreement{UDF: s.spec.Name(), How: how, Against: against, Result: n, View: v.name,
					Position: at, Got: have, Want: should}
			}
		}
	}
	return nil
}

// differ returns where two arrays differ, with both values; nil ones if they
// do not.
func (s *subject) differ(got, want *ndarray.Array) (at []int, have, should any, err error) {
	switch {
	case got == nil || want == nil:
		if got == want {
			return nil, nil, nil, nil
		}
		return nil, got != nil, want != nil, nil
	case !reflect.DeepEqual(got.Shape(), want.Shape()):
		return nil, fmt.Sprintf("shape %s", wording.Shape(got.Shape())), fmt.Sprintf("shape %s", wording.Shape(want.Shape())), nil
	case got.DType() != want.DType():
		return nil, got.DType(), want.DType(), nil
	}
	if got.DType() != ndarray.Object {
		if same, err := ndarray.AllClose(got, want, s.rtol, s.atol, true); same || err != nil {
			return nil, nil, nil, err
		}
	}
	return s.first(got, want)
}

// first finds the first element that differs.
func (s *subject) first(got, want *ndarray.Array) (at []int, have, should any, err error) {
	for i := range got.Size() {
		at := unravel(i, got.Shape())
		g, err := got.At(at...)
		if err != nil {
			return nil, nil, nil, err
		}
		w, err := want.At(at...)
		if err != nil {
			return nil, nil, nil, err
		}
		if same, err := s.same(g, w, got.DType()); err != nil {
			return nil, nil, nil, err
		} else if !same {
			return at, described(g), described(w), nil
		}
	}
	return nil, nil, nil, nil
}

// same compares two elements.
func (s *subject) same(g, w any, d ndarray.DType) (bool, error) {
	if d == ndarray.Object {
		return reflect.DeepEqual(g, w), nil
	}
	a, b := ndarray.New(d, 1), ndarray.New(d, 1)
	if err := a.Set(g, 0); err != nil {
		return false, err
	}
	if err := b.Set(w, 0); err != nil {
		return false, err
	}
	return ndarray.AllClose(a, b, s.rtol, s.atol, true)
}

// described makes nil, an element of an object array, visible.
func described(v any) any {
	if v == nil {
		return "nothing"
	}
	return v
}

// untouched reports a change of the data.
func (s *subject) untouched(a arrangement) error {
	if ndarray.Identical(s.data, s.original) {
		return nil
	}
	exact := *s
	exact.rtol, exact.atol = 0, 0
	at, have, should, err := exact.first(s.data, s.original)
	if err != nil || at == nil {
		return err
	}
	return &ModifiedError{UDF: s.spec.Name(), How: a.String(), Position: at, Got: have, Want: should}
}

func unravel(i int, shape []int) []int {
	at := make([]int, len(shape))
	for a := len(shape) - 1; a >= 0; a-- {
		at[a] = i % shape[a]
		i /= shape[a]
	}
	return at
}
