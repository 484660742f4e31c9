package ndarray_test

import (
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

func TestElementsHaveTheTypeOfTheArray(t *testing.T) {
	want := map[ndarray.DType]any{
		ndarray.Bool: true, ndarray.Int8: int8(1), ndarray.Int16: int16(1), ndarray.Int32: int32(1), ndarray.Int64: int64(1),
		ndarray.Uint8: uint8(1), ndarray.Uint16: uint16(1), ndarray.Uint32: uint32(1), ndarray.Uint64: uint64(1),
		ndarray.Float16: ndarray.Half(0x3c00), ndarray.Float32: float32(1), ndarray.Float64: 1.0,
		ndarray.Complex64: complex64(1), ndarray.Complex128: complex128(1),
	}
	for d, one := range want {
		a := ndarray.New(d, 2, 3)
		require.NoError(t, a.Set(1, -1, 2))
		require.Equal(t, one, must(a.At(1, -1)))
		require.NoError(t, a.Fill(one))
		require.Equal(t, one, must(must(a.Slice(ndarray.Range{Stop: 1}, ndarray.Range{Stop: 1})).Slice()).Item())
		require.Nil(t, a.Item())
		f, err := a.Float(0, 0)
		if d.Kind() == ndarray.KindComplex {
			require.Error(t, err)
		} else {
			require.NoError(t, err)
			require.Equal(t, 1.0, f)
		}
		require.NoError(t, a.Fill(0))
		sum := must(ndarray.Reduce(ndarray.CountNonzero, a, nil, false))
		require.Equal(t, int64(0), sum.Item())
	}
}

func TestValuesThatDoNotFitAreRefused(t *testing.T) {
	for _, c := range []struct {
		d    ndarray.DType
		v    any
		want string
	}{
		{ndarray.Uint8, 300, "ndarray: value 300 does not fit uint8"},
		{ndarray.Uint8, -1, "ndarray: value -1 does not fit uint8"},
		{ndarray.Int8, uint8(128), "ndarray: value 128 does not fit int8"},
		{ndarray.Uint64, -1, "ndarray: value -1 does not fit uint64"},
		{ndarray.Int64, uint64(1) << 63, "ndarray: value 9223372036854775808 does not fit int64"},
		{ndarray.Int32, math.NaN(), "ndarray: value NaN does not fit int32"},
		{ndarray.Int8, 128.0, "ndarray: value 128 does not fit int8"},
		{ndarray.Float32, 1i, "ndarray: value (0+1i) does not fit float32"},
		{ndarray.Float16, 1i, "ndarray: value (0+1i) does not fit float16"},
		{ndarray.Int16, 1i, "ndarray: value (0+1i) does not fit int16"},
		{ndarray.Float64, "1", "ndarray: string is not a number"},
	} {
		a := ndarray.New(c.d, 1)
		var bad *ndarray.ScalarError
		require.ErrorAs(t, a.Set(c.v, 0), &bad)
		require.EqualError(t, a.Fill(c.v), c.want)
	}
	a := ndarray.New(ndarray.Int8, 1)
	require.NoError(t, a.Set(127.9, 0))
	require.Equal(t, int8(127), a.Item())
	require.NoError(t, a.Set(-128.9, 0))
	require.Equal(t, int8(-128), a.Item())
}

func TestPositionsAreChecked(t *testing.T) {
	a := ndarray.New(ndarray.Int8, 2, 3)
	_, err := a.At(0)
	require.EqualError(t, err, "ndarray: 1 indices for shape (2, 3) of 2 axes")
	_, err = a.At(0, -4)
	require.EqualError(t, err, "ndarray: index -4 is out of range for axis 1 of size 3")
	require.Error(t, a.Set(1, 2, 0))
	_, err = a.Float(0, 3)
	require.Error(t, err)
}

func TestFloat64sCopies(t *testing.T) {
	a := arange(ndarray.Uint16, 2, 2)
	f, err := ndarray.Float64s(must(a.Transpose()))
	require.NoError(t, err)
	require.Equal(t, []float64{0, 2, 1, 3}, f)
	_, err = ndarray.Float64s(ndarray.New(ndarray.Complex64, 1))
	require.EqualError(t, err, "ndarray: array is complex64, want float64")
}

func TestTypedAccessChecksTypeAndLayout(t *testing.T) {
	a := arange(ndarray.Uint16, 4, 3)
	_, err := ndarray.Values[float32](a)
	require.EqualError(t, err, "ndarray: array is uint16, want float32")
	v := must(a.Slice(ndarray.All(), ndarray.Range{Start: 1, Stop: 3}))
	_, err = ndarray.Values[uint16](v)
	require.ErrorIs(t, err, ndarray.ErrNotContiguous)
	b, err := ndarray.Backing[uint16](v)
	require.NoError(t, err)
	require.Equal(t, []uint16{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, b)
	back := must(a.Slice(ndarray.Range{Start: -1, Stop: ndarray.First, Step: -1}))
	_, err = ndarray.Backing[uint16](back)
	require.ErrorIs(t, err, ndarray.ErrNotContiguous)
	empty, err := ndarray.Values[uint16](must(a.Slice(ndarray.Range{Stop: 0}, ndarray.Range{Stop: 3, Step: 2})))
	require.NoError(t, err)
	require.Empty(t, empty)
}

func TestFromBytesChecksLengthAndAlignment(t *testing.T) {
	buf := make([]byte, 64)
	_, err := ndarray.FromBytes(ndarray.Uint32, buf, []int{17}, nil)
	require.EqualError(t, err, "ndarray: shape (17,) with strides (1,) of uint32 needs 68 bytes, buffer has 64")
	_, err = ndarray.FromBytes(ndarray.Uint32, buf, []int{2}, []int{-1})
	require.Error(t, err)
	_, err = ndarray.FromBytes(ndarray.Uint32, buf[1:], []int{2}, nil)
	require.EqualError(t, err, "ndarray: buffer is not aligned for uint32")
	_, err = ndarray.FromBytes(ndarray.Uint32, buf, []int{2}, []int{1, 1})
	require.EqualError(t, err, "ndarray: 2 strides for 1 axes")
	_, err = ndarray.FromBytes(ndarray.Uint8, buf, []int{3, 3}, []int{math.MaxInt / 2, math.MaxInt / 2})
	require.Error(t, err)
	_, err = ndarray.FromBytes(ndarray.Uint8, buf, []int{3}, []int{math.MinInt})
	require.Error(t, err)
	wide, err := ndarray.FromBytes(ndarray.Uint8, buf, []int{1000}, []int{0})
	require.NoError(t, err)
	require.Equal(t, 1000, wide.Size())
	a, err := ndarray.FromBytes(ndarray.Uint8, buf, []int{4, 4}, []int{16, 2})
	require.NoError(t, err)
	require.NoError(t, a.Set(9, 3, 3))
	require.Equal(t, byte(9), buf[54])
}
