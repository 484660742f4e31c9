package udf

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Map returns the UDF that applies fn to every frame. Its one result "result"
// is a nav buffer whose entries have the shape and dtype that fn returns for a
// trial frame of ones; fn must return that for every frame. The function runs
// in this process only; register a UDF to run it elsewhere.
func Map(fn func(ctx context.Context, frame *ndarray.Array) (*ndarray.Array, error)) Spec {
	return InProcess("map", func() (UDF, error) { return &auto{fn: fn}, nil })
}

type auto struct {
	fn func(ctx context.Context, frame *ndarray.Array) (*ndarray.Array, error)
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
	return fmt.Sprintf("%s %v", a.DType(), a.Shape())
}
