package ndarray_test

import (
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// naive is an array as a list of its elements in C order: the slow, obvious
// counterpart of a view.
type naive struct {
	shape []int
	elems []any
}

// at returns the element at a position.
func (n naive) at(idx []int) any {
	flat := 0
	for i, k := range idx {
		flat = flat*n.shape[i] + k
	}
	return n.elems[flat]
}

// build makes a naive array of the given shape from a function of the position.
func build(shape []int, f func(idx []int) any) naive {
	n := naive{shape: append([]int{}, shape...)}
	idx := make([]int, len(shape))
	size := 1
	for _, e := range shape {
		size *= e
	}
	for range size {
		n.elems = append(n.elems, f(idx))
		for i := len(idx) - 1; i >= 0; i-- {
			if idx[i]++; idx[i] < shape[i] {
				break
			}
			idx[i] = 0
		}
	}
	return n
}

// list reads an array element by element.
func list(t require.TestingT, a *ndarray.Array) naive {
	return build(a.Shape(), func(idx []int) any {
		v, err := a.At(idx...)
		require.NoError(t, err)
		return v
	})
}

// requireSame compares element by element, through a copy too.
func requireSame(t require.TestingT, want naive, got *ndarray.Array) {
	require.Equal(t, want.shape, append([]int{}, got.Shape()...))
	require.Equal(t, want.elems, list(t, got).elems)
	require.Equal(t, want.elems, list(t, got.Copy()).elems)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// arange returns 0, 1, 2, … in the given dtype and shape; dtypes wrap.
func arange(d ndarray.DType, shape ...int) *ndarray.Array {
	n := 1
	for _, e := range shape {
		n *= e
	}
	v := make([]int64, n)
	for i := range v {
		v[i] = int64(i)
	}
	a := must(ndarray.FromSlice(v, append([]int{n}, shape...)[1:]...))
	if len(shape) == 0 {
		a = must(ndarray.FromSlice(v, 1))
		a = must(a.Reshape())
	}
	return must(a.AsType(d))
}

// drawShape draws up to four axes, some of length 0 and 1.
func drawShape(t *rapid.T, label string) []int {
	return rapid.SliceOfN(rapid.IntRange(0, 5), 0, 4).Draw(t, label)
}

// drawView draws an array in one of the layouts that views produce: contiguous,
// sliced with steps and backwards, transposed, or stretched.
func drawView(t *rapid.T, d ndarray.DType) *ndarray.Array {
	shape := drawShape(t, "shape")
	a := arange(d, shape...)
	for range rapid.IntRange(0, 3).Draw(t, "views") {
		switch rapid.IntRange(0, 2).Draw(t, "view") {
		case 0:
			a = must(a.Slice(drawRanges(t, a.Shape())...))
		case 1:
			a = must(a.Transpose(rapid.Permutation(axes(a.NDim())).Draw(t, "axes")...))
		case 2:
			a = must(a.BroadcastTo(append([]int{rapid.IntRange(0, 3).Draw(t, "stretch")}, a.Shape()...)...))
		}
	}
	return a
}

func drawRanges(t *rapid.T, shape []int) []ndarray.Range {
	r := make([]ndarray.Range, rapid.IntRange(0, len(shape)).Draw(t, "ranges"))
	for i := range r {
		e := shape[i]
		bound := rapid.OneOf(rapid.IntRange(-e-2, e+2), rapid.SampledFrom([]int{ndarray.First, ndarray.Last}))
		r[i] = ndarray.Range{Start: bound.Draw(t, "start"), Stop: bound.Draw(t, "stop"), Step: rapid.SampledFrom([]int{1, 2, 3, -1, -2, 0, ndarray.First, ndarray.Last}).Draw(t, "step")}
	}
	return r
}

func axes(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func TestNaiveListsInCOrder(t *testing.T) {
	a := arange(ndarray.Int16, 2, 2)
	require.Equal(t, naive{[]int{2, 2}, []any{int16(0), int16(1), int16(2), int16(3)}}, list(t, a))
}
