package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestErrorsNameTheCallOfTheProgram: not that which it is built on.
func TestErrorsNameTheCallOfTheProgram(t *testing.T) {
	x := lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2))
	three := []float64{1, 2, 3}
	row := must(ndarray.FromSlice(three, 3))
	for want, call := range map[string]func() error{
		"arrays: take: got index 7, want one within axis 1 of length 4": func() error {
			_, err := x.Take([]int{7}, 1)
			return err
		},
		"arrays: delete: got index -4, want one within axis 0 of length 3": func() error {
			_, err := x.Delete([]int{-4}, 0)
			return err
		},
		"arrays: vindex: got index 5, want one within axis 0 of length 3": func() error {
			_, err := x.VIndex(arrays.List(5, 0))
			return err
		},
		"arrays: vindex: got index 9, want one within axis 1 of length 4": func() error {
			_, err := x.VIndex(arrays.All, arrays.At(9))
			return err
		},
		"arrays: clip: got shape (3,), want one that broadcasts with (3, 4)": func() error {
			_, err := x.Clip(row, nil)
			return err
		},
		"arrays: masked equal: got shape (3,), want one that broadcasts with (3, 4)": func() error {
			_, err := arrays.MaskedEqual(x, row)
			return err
		},
		"arrays: masked greater equal: got shape (3,), want one that broadcasts with (3, 4)": func() error {
			_, err := arrays.MaskedGreaterEqual(x, row)
			return err
		},
		"arrays: masked inside: got shape (3,), want one that broadcasts with (3, 4)": func() error {
			_, err := arrays.MaskedInside(x, row, 2)
			return err
		},
		"arrays: masked less: got nil for array 0": func() error {
			_, err := arrays.MaskedLess(nil, 2)
			return err
		},
	} {
		var at *arrays.ExprError
		err := call()
		require.ErrorAs(t, err, &at, want)
		require.ErrorContains(t, err, want)
	}
}

func TestNegativePowersOfIntegersAreRefusedByTheCall(t *testing.T) {
	x := must(lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2)).AsType(ndarray.Int16))
	for name, in := range map[string]*arrays.Array{"integers": x, "booleans": must(arrays.Greater(x, 2))} {
		_, err := arrays.Pow(in, -2)
		var wrong *arrays.DTypeError
		require.ErrorAs(t, err, &wrong, name)
		require.ErrorContains(t, err, "integers to negative integer powers are not allowed, got exponent -2", name)
	}
	for name, exponent := range map[string]any{"a float": -2.0, "zero": 0, "a complex number": -2i} {
		_, err := arrays.Pow(x, exponent)
		require.NoError(t, err, name)
	}
	_, err := arrays.Pow(must(x.AsType(ndarray.Float32)), -2)
	require.NoError(t, err)
	_, err = arrays.FloatPower(x, -2)
	require.NoError(t, err)
	_, err = arrays.Pow(must(x.Slice(arrays.Span(0, 0))), -2)
	require.NoError(t, err, "there is no element to raise")
}

func TestComplexNumbersAreNotStoredAsRealOnes(t *testing.T) {
	x := must(lazy(t, ramp(t, 3), arrays.ChunkSize(2)).AsType(ndarray.Complex64))
	for name, target := range map[string]arrays.Target{
		"in memory": arrays.DenseTarget(ndarray.New(ndarray.Float64, 3)),
		"locked":    arrays.Locked(arrays.DenseTarget(ndarray.New(ndarray.Int16, 3))),
	} {
		_, err := arrays.StoreItem{Array: x, Target: target}.Lazy()
		var wrong *arrays.DTypeError
		require.ErrorAs(t, err, &wrong, name)
		require.Equal(t, ndarray.Complex64, wrong.Got, name)
		require.ErrorContains(t, err, "the imaginary parts would be lost", name)
	}
	_, err := arrays.StoreItem{Array: x, Target: arrays.DenseTarget(ndarray.New(ndarray.Complex128, 3))}.Lazy()
	require.NoError(t, err)
}
