package ndarray_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// The loops see operands as runs, as single elements or as repeated rows,
// depending on shapes, strides and dtypes; the result does not depend on it.
func TestBroadcastOperandsEqualTheirCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		extent := rapid.SampledFrom([]int{1, 2, 3, 31, 64, 100, 257, 300})
		rows, cols, planes := extent.Draw(t, "rows"), extent.Draw(t, "cols"), rapid.IntRange(1, 3).Draw(t, "planes")
		dtypes := rapid.SampledFrom([]ndarray.DType{ndarray.Float32, ndarray.Float64, ndarray.Uint8, ndarray.Int16, ndarray.Complex128})
		shapes := [][]int{{planes, rows, cols}, {cols}, {rows, 1}, {1, 1}, {planes, 1, cols}, {planes, 1, 1}, {rows, cols}}
		operand := func(name string) *ndarray.Array {
			a := ramp(t, dtypes.Draw(t, name+" dtype"), rapid.SampledFrom(shapes).Draw(t, name))
			if rapid.Bool().Draw(t, name+" reversed") {
				var err error
				a, err = a.Slice(ndarray.Range{Start: -1, Stop: -a.Shape()[0] - 1, Step: -1})
				require.NoError(t, err)
			}
			return a
		}
		a, b := operand("a"), operand("b")
		op := rapid.SampledFrom([]ndarray.BinaryOp{ndarray.OpAdd, ndarray.OpMul, ndarray.OpEqual, ndarray.OpSub}).Draw(t, "op")
		got, err := ndarray.Binary(op, a, b)
		require.NoError(t, err)
		wide := func(x *ndarray.Array) *ndarray.Array {
			v, err := x.BroadcastTo(got.Shape()...)
			require.NoError(t, err)
			return v.Copy()
		}
		want, err := ndarray.Binary(op, wide(a), wide(b))
		require.NoError(t, err)
		require.True(t, ndarray.Identical(want, got))

		cond, err := ndarray.Less(a.AsContiguous(), ramp(t, ndarray.Float32, []int{1}))
		require.NoError(t, err)
		choice, err := ndarray.Where(cond, a, b)
		require.NoError(t, err)
		c, err := cond.BroadcastTo(choice.Shape()...)
		require.NoError(t, err)
		full, err := ndarray.Where(c.Copy(), wide(a), wide(b))
		require.NoError(t, err)
		require.True(t, ndarray.Identical(full, choice))
	})
}

// ramp counts modulo 97, with a step that is no divisor.
func ramp(t require.TestingT, d ndarray.DType, shape []int) *ndarray.Array {
	n := 1
	for _, e := range shape {
		n *= e
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = float64((i*i + 3*i) % 97)
	}
	a, err := ndarray.FromSlice(v, shape...)
	require.NoError(t, err)
	a, err = a.AsType(d)
	require.NoError(t, err)
	return a
}
