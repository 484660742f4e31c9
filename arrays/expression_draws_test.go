package arrays_test

import (
	"context"
	"maps"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"pgregory.net/rapid"
)

// Shorter forms of drawn operations: of the whole array, of one axis, of two
// arrays.
type (
	one   = func(x *arrays.Array) (*arrays.Array, error)
	paths = map[string]func(x *arrays.Array) (*arrays.Array, error)
)

// pick draws one of several operations that fit arrays of enough axes.
func pick(least int, of paths) func(t *rapid.T, shape []int) drawn {
	names := slices.Sorted(maps.Keys(of))
	return func(t *rapid.T, shape []int) drawn {
		name := rapid.SampledFrom(names).Draw(t, "which")
		if len(shape) < least || least > 0 && prod(shape) == 0 {
			return nil
		}
		return of[name]
	}
}

// reduced draws a reduction with its options.
func reduced(of map[string]method) func(t *rapid.T, shape []int) drawn {
	names := slices.Sorted(maps.Keys(of))
	return func(t *rapid.T, shape []int) drawn {
		f := of[rapid.SampledFrom(names).Draw(t, "which")]
		opts := []arrays.ReduceOption{arrays.SplitEvery(rapid.IntRange(2, 5).Draw(t, "split"))}
		if axis, ok := someAxis(t, shape, 1); ok && rapid.Bool().Draw(t, "one axis") {
			opts = append(opts, arrays.Over(axis))
		}
		if rapid.Bool().Draw(t, "keep") {
			opts = append(opts, arrays.KeepDims())
		}
		if prod(shape) == 0 {
			return nil
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return f(x, opts...) }
	}
}

// with makes the second operand of a function: the array backwards along its
// first axis.
func with(f func(a, b any) (*arrays.Array, error)) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		if x.NDim() == 0 {
			return f(x, 3)
		}
		back, err := x.Flip(0)
		if err != nil {
			return nil, err
		}
		return f(x, back)
	}
}

// whole casts to integers, of which products are exact.
func whole(f one) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		y, err := arrays.Unary(ndarray.Real, x)
		if err != nil {
			return nil, err
		}
		if y, err = y.AsType(ndarray.Int64); err != nil {
			return nil, err
		}
		return f(y)
	}
}

// first keeps one of several results.
func first(f func(x *arrays.Array) (*arrays.Array, *arrays.Array, error)) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		y, _, err := f(x)
		return y, err
	}
}

func maskedSmall(f func(m arrays.Masked) (arrays.Masked, error)) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		m, err := arrays.MaskedLess(x, 2)
		if err != nil {
			return nil, err
		}
		if m, err = f(m); err != nil {
			return nil, err
		}
		return m.Filled(1)
	}
}

func masking(f func(x *arrays.Array) (arrays.Masked, error)) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		m, err := f(x)
		if err != nil {
			return nil, err
		}
		return m.Filled(5)
	}
}

func fixedList(n int) *ndarray.Array {
	list := []int64{0, -1, 0}
	if n == 1 {
		list = []int64{0, 0, -1}
	}
	return must(ndarray.FromSlice(list))
}

// ravelled gives f one axis.
func ravelled(f one) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		y, err := x.Ravel()
		if err != nil {
			return nil, err
		}
		return f(y)
	}
}

// sized fills in unknown lengths, for the operations that follow.
func sized(f one) one {
	return func(x *arrays.Array) (*arrays.Array, error) {
		y, err := f(x)
		if err != nil {
			return nil, err
		}
		return y.ComputeChunkSizes(context.Background())
	}
}
