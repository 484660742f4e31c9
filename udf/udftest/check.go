package udftest

import (
	"context"
	"errors"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// Check fails the test if results of the UDF depend on how it is run, and says
// on what. See [Verify].
func Check(t testing.TB, spec udf.Spec, opts ...Option) {
	t.Helper()
	if err := Verify(t.Context(), spec, opts...); err != nil {
		t.Error(err)
	}
}

// Verify runs the UDF in some hundred arrangements over a tiny scan and returns
// what is wrong first: a [*Disagreement], [*ModifiedError], or a [*RunError] if
// a run fails. It takes less than a second for a UDF that takes microseconds
// for a frame.
func Verify(ctx context.Context, spec udf.Spec, opts ...Option) error {
	c := newConfig(opts)
	checked := map[ndarray.DType]bool{}
	for i := 0; i < len(c.dtypes); i++ {
		d := c.dtypes[i]
		if checked[d] {
			continue
		}
		checked[d] = true
		s, err := c.subject(spec, d)
		if err != nil {
			return &RunError{UDF: spec.Name(), How: d.String() + " data", Err: err}
		}
		if !c.chosen {
			// Data in the type that the UDF works in reach it without a
			// copy, so that it could modify them.
			c.dtypes, c.chosen = append(c.dtypes, s.input), true
		}
		if err := s.verify(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A subject is a UDF with data of one dtype.
type subject struct {
	config
	spec     udf.Spec
	data     *ndarray.Array // what runs read
	original *ndarray.Array // a copy
	set      *udf.Dataset
	input    ndarray.DType // what the UDF is given
}

func (c config) subject(spec udf.Spec, d ndarray.DType) (*subject, error) {
	s := &subject{config: c, spec: spec}
	var err error
	if s.data, err = c.make(d); err != nil {
		return nil, err
	}
	s.original = s.data.Copy()
	if s.set, err = udf.FromSource(source.Memory{Data: s.data, Sig: len(c.sig)}); err != nil {
		return nil, err
	}
	run, err := udf.NewRun(s.set, []udf.Spec{spec})
	if err != nil {
		return nil, err
	}
	s.input = run.Meta().InputDType
	return s, nil
}

// verify compares all arrangements for each region of interest.
func (s *subject) verify(ctx context.Context) error {
	for _, roi := range regions(product(s.nav)) {
		base := arrangement{dtype: s.data.DType(), roi: roi, parts: 1, how: executors[0]}
		want, err := s.run(ctx, base)
		if err != nil {
			return err
		}
		again, err := s.run(ctx, base)
		if err != nil {
			return err
		}
		if err := s.compare(again, want, base.String(), "the same before"); err != nil {
			return err
		}
		if err := s.travel(ctx, base, want); err != nil {
			return err
		}
		for _, a := range s.arrangements(base) {
			got, err := s.run(ctx, a)
			if err != nil {
				return err
			}
			if err := s.compare(got, want, a.String(), base.place()); err != nil {
				return err
			}
		}
	}
	return nil
}

// run computes the results in one arrangement.
func (s *subject) run(ctx context.Context, a arrangement) (map[string]delayed.Result, error) {
	ds, err := a.apply(s.set)
	if err != nil {
		return nil, &RunError{UDF: s.spec.Name(), How: a.String(), Err: err}
	}
	got, err := compute(ctx, ds, s.spec, a)
	if err != nil {
		return nil, &RunError{UDF: s.spec.Name(), How: a.String(), Err: err}
	}
	return got, s.untouched(a)
}

// travel compares the run as another process would get it.
func (s *subject) travel(ctx context.Context, a arrangement, want map[string]delayed.Result) error {
	if s.spec.IsInProcess() {
		return nil
	}
	how := a.String() + ", after encoding and decoding"
	got, err := s.decoded(ctx, a)
	if err != nil {
		return &RunError{UDF: s.spec.Name(), How: how, Err: err}
	}
	return s.compare(got, want, how, a.place())
}

func (s *subject) decoded(ctx context.Context, a arrangement) (map[string]delayed.Result, error) {
	ds, err := a.apply(s.set)
	if err != nil {
		return nil, err
	}
	run, err := udf.NewRun(ds, []udf.Spec{s.spec})
	if err != nil {
		return nil, err
	}
	b, err := run.MarshalBinary()
	if err != nil {
		return nil, err
	}
	there, err := udf.DecodeRun(b)
	if err != nil {
		return nil, err
	}
	specs := there.Specs()
	if len(specs) != 1 {
		return nil, errors.New("udftest: the decoded run has lost its UDF")
	}
	return compute(ctx, there.Dataset(), specs[0], a)
}
