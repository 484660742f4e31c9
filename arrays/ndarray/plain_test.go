package ndarray_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// window is n elements of a from the i-th on.
func window(t require.TestingT, a *ndarray.Array, i, n, step int) *ndarray.Array {
	v, err := a.Slice(ndarray.Range{Start: i, Stop: i + n*step, Step: step})
	require.NoError(t, err)
	return v
}

// Operands may be any views of the memory that the result goes to: the result is
// that of operands elsewhere.
func TestBinaryIntoOfOverlappingViewsEqualsBinary(t *testing.T) {
	ops := []ndarray.BinaryOp{ndarray.OpAdd, ndarray.OpSub, ndarray.OpMaximum, ndarray.OpLess, ndarray.OpDiv}
	rapid.Check(t, func(t *rapid.T) {
		const size = 400
		n := rapid.IntRange(0, 150).Draw(t, "n")
		values := rapid.SliceOfN(rapid.Float64Range(-9, 9), size, size).Draw(t, "values")
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Float32, ndarray.Float64, ndarray.Int16, ndarray.Uint8}).Draw(t, "dtype")
		op := rapid.SampledFrom(ops).Draw(t, "op")
		all, err := ndarray.FromSlice(values)
		require.NoError(t, err)
		if all, err = all.AsType(d); err != nil {
			t.Fatal(err)
		}
		view := func(label string) *ndarray.Array {
			step := rapid.IntRange(1, 2).Draw(t, label+" step")
			count := n
			if rapid.Bool().Draw(t, label+" single") {
				count = 1
			}
			return window(t, all, rapid.IntRange(0, size-2*n-2).Draw(t, label), count, step)
		}
		a, b := view("a"), view("b")
		want, err := ndarray.Binary(op, a.Copy(), b.Copy())
		require.NoError(t, err)
		dst := window(t, all, rapid.IntRange(0, size-2*n-2).Draw(t, "dst"), want.Size(), 1)
		if !ndarray.CanCast(want.DType(), d, ndarray.SameKind) {
			dst = ndarray.New(want.DType(), want.Size())
		} else if want, err = want.AsType(d); err != nil {
			t.Fatal(err)
		}
		require.NoError(t, ndarray.BinaryInto(op, dst, a, b))
		require.True(t, ndarray.Identical(dst, want), "%s of %s: %v, want %v", op, d, dst, want)
	})
}
