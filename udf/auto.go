package udf

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A MapFunc computes something from one frame. It may be called from several
// goroutines at the same time and must not modify or keep the frame.
type MapFunc = func(ctx context.Context, frame *ndarray.Array) (*ndarray.Array, error)

// Map returns the UDF that applies fn to every frame. Its one result "result"
// is a nav buffer whose entries have the shape and dtype that fn returns for a
// trial frame of ones; fn must return that for every frame. The function runs
// in this process only; see [RegisterMap] for one that runs anywhere.
func Map(fn MapFunc, opts ...MapOption) Spec {
	c := mapConfigOf(opts)
	return InProcess("map", func() (UDF, error) { return c.udf(&auto{fn: fn}), nil })
}

// MapObjects is [Map] for a function that returns any Go value, such as a list
// that differs in length from frame to frame: "result" has the dtype Object.
func MapObjects(fn func(ctx context.Context, frame *ndarray.Array) (any, error), opts ...MapOption) Spec {
	c := mapConfigOf(opts)
	return InProcess("map", func() (UDF, error) {
		return c.udf(&auto{object: true, fn: func(ctx context.Context, frame *ndarray.Array) (*ndarray.Array, error) {
			v, err := fn(ctx, frame)
			if err != nil {
				return nil, err
			}
			return ndarray.FromObjects([]any{v}, []int{}...)
		}}), nil
	})
}

// Bind returns fn with its parameters p fixed, for [Map].
func Bind[P any](fn func(ctx context.Context, frame *ndarray.Array, p P) (*ndarray.Array, error), p P) MapFunc {
	return func(ctx context.Context, frame *ndarray.Array) (*ndarray.Array, error) { return fn(ctx, frame, p) }
}

// RegisterMap makes a function with parameters P available as a UDF under a
// stable, namespaced name, so that it runs on workers too: With(p) is what
// [Map] is for a function of this process. See [Register] for the rules.
func RegisterMap[P any](name string, fn func(ctx context.Context, frame *ndarray.Array, p P) (*ndarray.Array, error), opts ...RegisterOption) *Factory[P] {
	return register(callerSite(), name, func(p P) (UDF, error) { return &auto{fn: Bind(fn, p)}, nil }, opts...)
}

// A MapOption changes what a [Map] gives.
type MapOption func(*mapConfig)

// Monitor adds the result "monitor": that of the last frame in scan order that
// is done. It is for watching a run with partial results.
func Monitor() MapOption { return func(c *mapConfig) { c.monitor = true } }

type mapConfig struct{ monitor bool }

func mapConfigOf(opts []MapOption) (c mapConfig) {
	for _, o := range opts {
		o(&c)
	}
	return c
}

func (c mapConfig) udf(a *auto) UDF {
	if c.monitor {
		return &monitored{*a}
	}
	return a
}

type auto struct {
	fn     MapFunc
	object bool // results are any Go values: there is no trial
}

// A MapError reports a function given to [Map] that fails or answers
// differently from its trial.
type MapError struct {
	Got, Want string
	Err       error
}

func (e *MapError) Error() string {
	if e.Err != nil {
		return "udf: map: trial frame of ones: " + e.Err.Error()
	}
	return fmt.Sprintf("udf: map: got %s, want %s as for the trial frame", e.Got, e.Want)
}

// Unwrap returns the cause.
func (e *MapError) Unwrap() error { return e.Err }

// trial is what fn returns for a frame of ones.
func (a *auto) trial(m Meta) (*ndarray.Array, error) {
	if a.object {
		return ndarray.New(ndarray.Object), nil
	}
	ones := ndarray.New(m.InputDType, m.Sig...)
	if err := ones.Fill(1); err != nil {
		return nil, err
	}
	out, err := a.fn(context.Background(), ones)
	if err != nil {
		return nil, &MapError{Err: err}
	}
	if out == nil {
		return nil, &MapError{Err: fmt.Errorf("returned nil, want an array")}
	}
	return out, nil
}

func (a *auto) Check(m Meta) error {
	_, err := a.trial(m)
	return err
}

func (a *auto) Buffers(m Meta) map[string]Buffer {
	out, err := a.trial(m)
	if err != nil {
		return nil // Check has reported it
	}
	return map[string]Buffer{"result": Nav(out.DType(), out.Shape()...)}
}

func (a *auto) ProcessFrame(ctx context.Context, frame *ndarray.Array, out View) error {
	got, err := a.fn(ctx, frame)
	if err != nil {
		return err
	}
	dst := out.Buffer("result")
	if got == nil || got.DType() != dst.DType() || got.Size() != dst.Size() || got.NDim() > 0 && !equal(got.Shape(), dst.Shape()) {
		return &MapError{Got: describe(got), Want: describe(dst)}
	}
	got, err = got.Reshape(dst.Shape()...)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, got)
}

func describe(a *ndarray.Array) string {
	if a == nil {
		return "nil"
	}
	return fmt.Sprintf("%s %s", a.DType(), wording.Shape(a.Shape()))
}

// monitored is a map whose last result is a result of its own.
type monitored struct{ auto }

func (m *monitored) Buffers(meta Meta) map[string]Buffer {
	b := m.auto.Buffers(meta)
	if r, ok := b["result"]; ok {
		b["monitor"] = Single(r.DType, r.Extra...).ResultOnly()
	}
	return b
}

func (m *monitored) Results(res View) (map[string]*ndarray.Array, error) {
	all, last := res.Buffer("result"), -1
	for i, v := range res.Valid() {
		if v {
			last = i
		}
	}
	shape := append([]int(nil), all.Shape()[1:]...)
	if len(shape) == 0 {
		shape = []int{1}
	}
	if last < 0 {
		return map[string]*ndarray.Array{"monitor": ndarray.New(all.DType(), shape...)}, nil
	}
	one, err := all.Index(0, last)
	if err != nil {
		return nil, err
	}
	one, err = one.Copy().Reshape(shape...)
	return map[string]*ndarray.Array{"monitor": one}, err
}
