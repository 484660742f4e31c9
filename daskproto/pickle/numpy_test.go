package pickle_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

func TestTypeStringsAreParsed(t *testing.T) {
	for _, c := range []struct {
		text, want string
		size       int
	}{
		{"<f8", "<f8", 8}, {"f8", "<f8", 8}, {">u4", ">u4", 4}, {"=i2", "<i2", 2}, {"|b1", "|b1", 1}, {"<u1", "|u1", 1},
		{"float64", "<f8", 8}, {"bool", "|b1", 1}, {"complex128", "<c16", 16}, {"S5", "|S5", 5}, {"<U3", "<U3", 12},
		{"V6", "|V6", 6}, {"O", "|O", 8}, {"<M8[ns]", "<M8[ns]", 8}, {"<m8[25s]", "<m8[25s]", 8}, {"M8", "<M8", 8}, {"U0", "<U0", 0},
	} {
		d, err := pickle.ParseDType(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, d.String())
		require.Equal(t, c.size, d.ItemSize)
	}
	for _, bad := range []string{"", "f", "8", "x8", "<<f8", "f-8", "f8]", "f8[ns]", "M8[ns", "U999999999999", "S3000000000", "i2,f4"} {
		_, err := pickle.ParseDType(bad)
		require.ErrorIs(t, err, pickle.ErrMismatch, bad)
	}
}

func TestDTypesSurviveARoundTrip(t *testing.T) {
	inner := pickle.DType{Code: "V8", Order: '|', ItemSize: 8, Align: 4, Sub: &pickle.SubArray{DType: mustDType("<f4"), Shape: []int{2}}}
	record := pickle.DType{Code: "V24", Order: '|', ItemSize: 24, Align: 1, Flags: 16, Fields: []pickle.Field{
		{Name: "z", Offset: 16, DType: inner},
		{Name: "a", Offset: 0, DType: mustDType("<M8[25s]")},
		{Name: "s", Offset: 8, DType: mustDType("S5")},
	}}
	for _, d := range []pickle.DType{mustDType("<f8"), mustDType(">i2"), mustDType("<U3"), mustDType("<m8[ns]"), mustDType("|O"), record} {
		data, err := pickle.Encode(d.Pickle())
		require.NoError(t, err)
		got, err := pickle.AsDType(decode(t, data))
		require.NoError(t, err)
		require.Equal(t, d, got)
	}
}

func TestArraysSurviveARoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 4).Draw(t, "shape")
		d := mustDType(rapid.SampledFrom([]string{"<f8", ">i2", "|b1", "<c16", "<U2", "<M8[ns]"}).Draw(t, "dtype"))
		size := d.ItemSize
		for _, n := range shape {
			size *= n
		}
		a := &pickle.RawArray{DType: d, Shape: shape, Fortran: rapid.Bool().Draw(t, "fortran"), ReadOnly: rapid.Bool().Draw(t, "ro"),
			Data: rapid.SliceOfN(rapid.Byte(), size, size).Draw(t, "data")}
		data, buffers, err := pickle.EncodeOutOfBand(a.Pickle())
		require.NoError(t, err)
		var raw [][]byte
		for _, b := range buffers {
			raw = append(raw, b.Data)
		}
		v, err := pickle.Decode(data, raw, pickle.Limits{})
		require.NoError(t, err)
		got, err := pickle.AsArray(v)
		require.NoError(t, err)
		require.Equal(t, a, got)
	})
}

func TestArraysOfObjectsSurviveARoundTrip(t *testing.T) {
	a := &pickle.RawArray{DType: mustDType("O"), Shape: []int{2}, Objects: []any{"x", nil}}
	data, err := pickle.Encode(a.Pickle())
	require.NoError(t, err)
	got, err := pickle.AsArray(decode(t, data))
	require.NoError(t, err)
	require.Equal(t, a, got)
}

func TestArraysMustFitTheirData(t *testing.T) {
	f8 := pickle.NumpyDType("<f8")
	buffer := pickle.Buffer{Data: make([]byte, 16)}
	frombuffer := func(shape any, order string) any {
		return pickle.Call("numpy._core.numeric", "_frombuffer", buffer, f8, shape, order)
	}
	_, err := pickle.AsArray(frombuffer(pickle.Tuple{int64(2)}, "C"))
	require.NoError(t, err)
	loop := pickle.Call("numpy", "dtype", "V8", false, true)
	loop.State = pickle.Tuple{int64(3), "|", nil, pickle.Tuple{"a"},
		pickle.NewDict(pickle.Item{Key: "a", Value: pickle.Tuple{loop, int64(0)}}), int64(8), int64(1), int64(16)}
	for name, v := range map[string]any{
		"too long":         frombuffer(pickle.Tuple{int64(3)}, "C"),
		"negative":         frombuffer(pickle.Tuple{int64(-2)}, "C"),
		"overflow":         frombuffer(pickle.Tuple{int64(1 << 40), int64(1 << 40)}, "C"),
		"wraps to 16":      frombuffer(pickle.Tuple{int64(1<<61 + 2)}, "C"),
		"no shape":         frombuffer("2", "C"),
		"order":            frombuffer(pickle.Tuple{int64(2)}, "A"),
		"no state":         pickle.Call("numpy.core.multiarray", "_reconstruct", pickle.Func("numpy", "ndarray"), pickle.Tuple{int64(0)}, []byte("b")),
		"strides":          pickle.Call("numpy", "ndarray", pickle.Tuple{int64(1)}, "<f8", buffer, int64(0), pickle.Tuple{int64(8)}),
		"another function": pickle.Call("numpy", "zeros", pickle.Tuple{int64(1)}),
		"not an object":    "array",
		"looping dtype":    pickle.Call("numpy", "ndarray", pickle.Tuple{int64(1)}, loop, []byte("12345678")),
	} {
		_, err := pickle.AsArray(v)
		require.ErrorIs(t, err, pickle.ErrMismatch, name)
	}
}

func TestErrorsNameBothShapes(t *testing.T) {
	_, err := pickle.AsArray(pickle.NDArray([]int{3}, "<f8", make([]byte, 16)))
	require.EqualError(t, err, "pickle: value of another shape: got 16 bytes for numpy.ndarray of <f8, shape (3,)")
	_, err = pickle.AsArray(pickle.Tuple{})
	require.EqualError(t, err, "pickle: value of another shape: got tuple, want numpy.ndarray")
}

func TestScalarsMadeFromNumbers(t *testing.T) {
	for _, c := range []struct {
		name string
		v    any
		want []byte
	}{
		{"float64", 1.5, []byte{0, 0, 0, 0, 0, 0, 0xf8, 0x3f}},
		{"float32", int64(1), []byte{0, 0, 0x80, 0x3f}},
		{"int8", int64(-5), []byte{0xfb}},
		{"int64", int64(math.MinInt64), []byte{0, 0, 0, 0, 0, 0, 0, 0x80}},
		{"uint64", new(big.Int).SetUint64(math.MaxUint64), []byte{255, 255, 255, 255, 255, 255, 255, 255}},
		{"bool_", true, []byte{1}},
	} {
		data, err := pickle.Encode(pickle.NumpyScalar(c.name, c.v))
		require.NoError(t, err)
		s, err := pickle.AsScalar(decode(t, data))
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, s.Data, c.name)
	}
	for name, v := range map[string]any{"int8": int64(128), "uint8": int64(-1), "float64": "x", "bool_": int64(2), "uint16": int64(1 << 16), "float16": 1.5} {
		_, err := pickle.AsScalar(pickle.NumpyScalar(name, v))
		require.ErrorIs(t, err, pickle.ErrMismatch, name)
	}
	_, err := pickle.AsScalar(pickle.Call("numpy", "sum", 1))
	require.ErrorIs(t, err, pickle.ErrMismatch)
}

func TestScalarsOfObjectsKeepTheObject(t *testing.T) {
	s, err := pickle.AsScalar(pickle.Call("numpy._core.multiarray", "scalar", pickle.NumpyDType("O"), "value"))
	require.NoError(t, err)
	require.Equal(t, "value", s.Object)
}

func TestModulesHaveAliases(t *testing.T) {
	require.True(t, pickle.Func("numpy._core.multiarray", "scalar").Is("numpy.core.multiarray", "scalar"))
	require.True(t, pickle.Func("numpy.core.multiarray", "scalar").Is("numpy._core.multiarray", "scalar"))
	require.True(t, pickle.Func("_operator", "add").Is("operator", "add"))
	require.False(t, pickle.Func("numpy._coremultiarray", "scalar").Is("numpy.coremultiarray", "scalar"))
	require.False(t, pickle.Func("operator", "add").Is("operator", "sub"))
}
