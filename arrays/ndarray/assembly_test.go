package ndarray_test

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestConcatenateJoinsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := append(drawShape(t, "shape"), 2)
		axis := rapid.IntRange(0, len(shape)-1).Draw(t, "axis")
		var parts []*ndarray.Array
		total := 0
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			s := append([]int{}, shape...)
			s[axis] = rapid.IntRange(0, 3).Draw(t, "extent")
			total += s[axis]
			parts = append(parts, arange(ndarray.Int16, s...))
		}
		got, err := ndarray.Concatenate(parts, axis-rapid.SampledFrom([]int{0, len(shape)}).Draw(t, "negative"))
		require.NoError(t, err)
		shape[axis] = total
		requireSame(t, build(shape, func(idx []int) any {
			from := append([]int{}, idx...)
			for _, p := range parts {
				if from[axis] < p.Shape()[axis] {
					return must(p.At(from...))
				}
				from[axis] -= p.Shape()[axis]
			}
			return nil
		}), got)
	})
}

func TestAssemblyPromotesAndChecks(t *testing.T) {
	a, b := arange(ndarray.Int8, 2), arange(ndarray.Uint8, 2)
	c := must(ndarray.Concatenate([]*ndarray.Array{a, b}, 0))
	require.Equal(t, []int16{0, 1, 0, 1}, must(ndarray.Values[int16](c)))
	s := must(ndarray.Stack([]*ndarray.Array{a, b}, -1))
	require.Equal(t, []int16{0, 0, 1, 1}, must(ndarray.Values[int16](s)))
	require.Equal(t, []int{2, 2}, s.Shape())
	objects := must(ndarray.FromObjects([]any{"x"}))
	require.Equal(t, []any{int8(0), int8(1), "x"}, must(must(ndarray.Concatenate([]*ndarray.Array{a, objects}, 0)).Objects()))
	for want, err := range map[string]error{
		"ndarray: nothing to concatenate":                                 second(ndarray.Concatenate(nil, 0)),
		"ndarray: nothing to stack":                                       second(ndarray.Stack(nil, 0)),
		"ndarray: cannot stack shapes (2,) and (3,)":                      second(ndarray.Stack([]*ndarray.Array{a, arange(ndarray.Int8, 3)}, 0)),
		"ndarray: cannot concatenate shapes (2,) and (2, 1) along axis 0": second(ndarray.Concatenate([]*ndarray.Array{a, arange(ndarray.Int8, 2, 1)}, 0)),
		"ndarray: axis 1 is out of range for 1 axes":                      second(ndarray.Concatenate([]*ndarray.Array{a}, 1)),
	} {
		require.EqualError(t, err, want)
	}
}

func TestIdenticalComparesBits(t *testing.T) {
	nan, zero := math.NaN(), 0.0
	a := must(ndarray.FromSlice([]float64{nan, zero}))
	require.True(t, ndarray.Identical(a, a.Copy()))
	require.False(t, ndarray.Identical(a, must(ndarray.FromSlice([]float64{nan, math.Copysign(0, -1)}))))
	require.False(t, ndarray.Identical(a, must(a.Reshape(2, 1))))
	require.False(t, ndarray.Identical(a, must(a.AsType(ndarray.Float32))))
	o := must(ndarray.FromObjects([]any{[]int{1}, "x"}))
	require.True(t, ndarray.Identical(o, o.Copy()))
	require.False(t, ndarray.Identical(o, must(ndarray.FromObjects([]any{[]int{2}, "x"}))))
}

func TestAllCloseFollowsTolerances(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		a, b     float64
		equalNaN bool
		want     bool
	}{
		{1, 1.0001, false, true}, {1, 1.01, false, false}, {0, 1e-9, false, true}, {nan, nan, false, false}, {nan, nan, true, true},
		{nan, 1, true, false}, {inf, inf, false, true}, {inf, -inf, false, false}, {inf, 1e300, false, false}, {1, inf, false, false},
	} {
		a, b := fill(ndarray.Float64, c.a, 3000), fill(ndarray.Float64, c.b, 1)
		got, err := ndarray.AllClose(a, b, 1e-3, 1e-8, c.equalNaN)
		require.NoError(t, err)
		require.Equal(t, c.want, got, c)
	}
	_, err := ndarray.AllClose(ndarray.New(ndarray.Int8, 2), ndarray.New(ndarray.Int8, 3), 0, 0, false)
	require.Error(t, err)
	_, err = ndarray.AllClose(ndarray.New(ndarray.Object), ndarray.New(ndarray.Int8), 0, 0, false)
	require.Error(t, err)
}

func TestPooledArraysAreAlignedAndReused(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 1000, 5 << 20} {
		a := ndarray.Get(ndarray.Uint8, n, 1)
		require.Equal(t, []int{n, 1}, a.Shape())
		require.NoError(t, a.Fill(7))
		require.Len(t, must(a.Bytes()), n)
		a.Release()
		a.Release()
		require.Zero(t, a.Size())
	}
	v := ndarray.New(ndarray.Int8, 3)
	v.Release()
	require.Equal(t, 3, v.Size(), "arrays that are not pooled stay")
	huge := ndarray.Get(ndarray.Uint8, 100<<20)
	huge.Release()
	o := ndarray.Get(ndarray.Object, 2)
	require.Nil(t, must(o.At(0)))
	require.Panics(t, func() { ndarray.Get(ndarray.Int8, -1) })
}

func TestZeroedScratchIsZeroWhateverWasThereBefore(t *testing.T) {
	for _, n := range []int{0, 1, 9, 1000} {
		for range 3 {
			a := ndarray.GetZeros(ndarray.Int16, n, 3)
			require.True(t, ndarray.Identical(ndarray.New(ndarray.Int16, n, 3), a))
			require.NoError(t, a.Fill(7))
			a.Release()
		}
	}
	o := ndarray.GetZeros(ndarray.Object, 2)
	require.Equal(t, 2, o.Size())
}

// TestArraysPrintLikeNumPy compares with the output of NumPy's print.
func TestArraysPrintLikeNumPy(t *testing.T) {
	want, err := os.ReadFile("testdata/print.txt")
	require.NoError(t, err)
	half := ndarray.New(ndarray.Float16, 3)
	require.NoError(t, half.Set(1.1, 0))
	require.NoError(t, half.Set(2.25, 1))
	long := arange(ndarray.Int64, 2000)
	steps := must(ndarray.Mul(arange(ndarray.Float64, 30), fill(ndarray.Float64, 0.37)))
	var got strings.Builder
	for _, a := range []*ndarray.Array{
		floats(1, 1.5e-5, -3), floats(1, 2.5, -3), floats(1, 2.5, math.NaN(), math.Inf(1)),
		must(ndarray.FromSlice([]float32{0.1, 0.2, 1. / 3})),
		floats(0.1, 0.2, 1./3, 1000),
		must(ndarray.FromSlice([]complex128{1 + 2i, -3.25 - 1i})),
		must(ndarray.FromSlice([]complex64{1 + 2i, -3.25 - 0.125i})),
		must(ndarray.FromSlice([]bool{true, false})),
		must(ndarray.FromSlice([]int16{1, -200, 3, 4}, 2, 2)),
		floats(12345678.9, 0.5), floats(1e16, 5e16), floats(1.123456789012e20, 5e16),
		must(long.Reshape(20, 100)), long, must(long.Reshape(10, 10, 20)), must(must(long.Slice(ndarray.Range{Stop: 60})).Reshape(2, 30)),
		ndarray.New(ndarray.Float64, 0), ndarray.New(ndarray.Float64, 2, 0), half, fill(ndarray.Float64, 1.5),
		steps, must(steps.Reshape(5, 6)), floats(0, 1e-5),
	} {
		got.WriteString(a.String() + "\n")
	}
	require.Equal(t, string(want), got.String())
}

func floats(v ...float64) *ndarray.Array { return must(ndarray.FromSlice(v)) }
