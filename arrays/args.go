package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A reader takes the literals of a task apart. It keeps the first error.
type reader struct{ err error }

func take[T any](r *reader, args []any, i int) T {
	var zero T
	if r.err != nil {
		return zero
	}
	if i >= len(args) {
		r.err = fmt.Errorf("arrays: task has %d arguments, want more than %d", len(args), i)
		return zero
	}
	v, ok := args[i].(T)
	if !ok {
		r.err = fmt.Errorf("arrays: argument %d of task is %T, want %T", i, args[i], zero)
	}
	return v
}

func (r *reader) int(args []any, i int) int              { return take[int](r, args, i) }
func (r *reader) ints(args []any, i int) []int           { return take[[]int](r, args, i) }
func (r *reader) text(args []any, i int) string          { return take[string](r, args, i) }
func (r *reader) bytes(args []any, i int) []byte         { return take[[]byte](r, args, i) }
func (r *reader) block(args []any, i int) *ndarray.Array { return take[*ndarray.Array](r, args, i) }

func (r *reader) dtype(args []any, i int) ndarray.DType {
	text := r.text(args, i)
	if r.err != nil {
		return ndarray.Invalid
	}
	d, _, err := ndarray.ParseDType(text)
	r.err = err
	return d
}

// blockOf returns a task's input as an array.
func blockOf(v any) (*ndarray.Array, error) {
	b, ok := v.(*ndarray.Array)
	if !ok {
		return nil, fmt.Errorf("arrays: input of task is %T, want %T", v, b)
	}
	return b, nil
}

// blocksOf returns a task's inputs as arrays.
func blocksOf(args []any) ([]*ndarray.Array, error) {
	out := make([]*ndarray.Array, len(args))
	for i, v := range args {
		b, err := blockOf(v)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}
