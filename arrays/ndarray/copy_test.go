package ndarray_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestCopiesOfLargeViewsKeepTheirElements covers runs longer than scratch
// memory and matrices larger than a transposed square.
func TestCopiesOfLargeViewsKeepTheirElements(t *testing.T) {
	for _, d := range []ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Float32, ndarray.Float64, ndarray.Complex128} {
		a := arange(d, 7, 90, 101)
		for name, v := range map[string]*ndarray.Array{
			"whole":      a,
			"columns":    must(a.Slice(ndarray.All(), ndarray.All(), ndarray.Range{Start: 3, Stop: 90})),
			"steps":      must(a.Slice(ndarray.All(), ndarray.Range{Stop: 90, Step: 2}, ndarray.Range{Start: -1, Stop: ndarray.First, Step: -3})),
			"transposed": must(a.Transpose()),
			"rotated":    must(a.Transpose(0, 2, 1)),
			"stretched":  must(must(a.Index(1, 0)).BroadcastTo(4, 7, 101)),
			"column":     must(must(a.Slice(ndarray.All(), ndarray.Range{Stop: 1})).BroadcastTo(7, 90, 101)),
		} {
			t.Run(fmt.Sprintf("%s/%s", d, name), func(t *testing.T) {
				require.True(t, list(t, v).equal(list(t, v.Copy())))
				back := ndarray.New(d, v.Shape()...)
				require.NoError(t, ndarray.CopyInto(must(back.Transpose()), must(v.Transpose())))
				require.True(t, list(t, v).equal(list(t, back)))
			})
		}
	}
}

func (n naive) equal(m naive) bool {
	for i := range n.elems {
		if n.elems[i] != m.elems[i] {
			return false
		}
	}
	return len(n.elems) == len(m.elems)
}

func TestCopyIntoCastsAndStretches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := drawView(t, ndarray.Uint8)
		shape := append([]int{rapid.IntRange(0, 3).Draw(t, "stretch")}, src.Shape()...)
		dst := must(ndarray.New(ndarray.Float32, append(shape, 2)...).Index(-1, 1))
		require.NoError(t, ndarray.CopyInto(dst, src))
		before := list(t, src)
		requireSame(t, build(shape, func(idx []int) any { return float32(before.at(idx[1:]).(uint8)) }), dst)
	})
}

func TestOverlappingCopiesReadBeforeTheyWrite(t *testing.T) {
	for _, n := range []int{8, 5000} {
		a := arange(ndarray.Int32, n)
		head, tail := must(a.Slice(ndarray.Range{Stop: -1})), must(a.Slice(ndarray.Range{Start: 1, Stop: n}))
		require.NoError(t, ndarray.CopyInto(tail, head))
		for i := 1; i < n; i++ {
			require.Equal(t, int32(i-1), must(a.At(i)))
		}
		a = arange(ndarray.Int32, n)
		require.NoError(t, ndarray.CopyInto(a, must(a.Slice(ndarray.Range{Start: -1, Stop: ndarray.First, Step: -1}))))
		require.Equal(t, int32(n-1), must(a.At(0)))
		require.Equal(t, int32(0), must(a.At(n-1)))
	}
	m := arange(ndarray.Int32, 40, 40)
	require.NoError(t, ndarray.CopyInto(m, must(m.Transpose())))
	require.Equal(t, int32(40), must(m.At(0, 1)))
	require.Equal(t, int32(1), must(m.At(1, 0)))
}

func TestCopyIntoRefusesOtherShapes(t *testing.T) {
	err := ndarray.CopyInto(ndarray.New(ndarray.Int8, 2), ndarray.New(ndarray.Int8, 3))
	var bad *ndarray.ShapeError
	require.ErrorAs(t, err, &bad)
}

func TestObjectsAndNumbersConvert(t *testing.T) {
	a := arange(ndarray.Int16, 3)
	o, err := a.AsType(ndarray.Object)
	require.NoError(t, err)
	requireSame(t, naive{[]int{3}, []any{int16(0), int16(1), int16(2)}}, o)
	back, err := o.AsType(ndarray.Float64)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 1, 2}, must(ndarray.Values[float64](back)))
	require.NoError(t, o.Set("x", 1))
	_, err = o.AsType(ndarray.Float64)
	require.EqualError(t, err, "ndarray: object of type string: ndarray: string is not a number")
}
