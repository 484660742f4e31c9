package arrays_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func TestReductionsInAnotherDType(t *testing.T) {
	small := lazy(t, must(ndarray.FromSlice([]uint8{200, 100, 7, 1}, 2, 2)), arrays.ChunkSize(1))
	reals := lazy(t, must(ndarray.FromSlice([]float32{1.5, 2.5, float32(math.NaN()), 4}, 2, 2)), arrays.ChunkSize(1))
	for name, c := range map[string]struct {
		got   *arrays.Array
		dtype ndarray.DType
		text  string
	}{
		"sum that wraps":     {must(small.Sum(arrays.As(ndarray.Uint8))), ndarray.Uint8, "52"},
		"sum":                {must(small.Sum(arrays.As(ndarray.Float32), arrays.Over(0))), ndarray.Float32, "[207. 101.]"},
		"product":            {must(small.Prod(arrays.As(ndarray.Float64))), ndarray.Float64, "140000."},
		"mean":               {must(small.Mean(arrays.As(ndarray.Float32))), ndarray.Float32, "77."},
		"mean of whole":      {must(small.Mean(arrays.As(ndarray.Int64), arrays.Over(1))), ndarray.Int64, "[150   4]"},
		"spread":             {must(small.Std(arrays.As(ndarray.Float32), arrays.Over(1), arrays.KeepDims())), ndarray.Float32, "[[50.]\n [ 3.]]"},
		"without NaN":        {must(reals.NanSum(arrays.As(ndarray.Float64))), ndarray.Float64, "8."},
		"variance with DDof": {must(small.Var(arrays.As(ndarray.Float32), arrays.Over(1), arrays.DDof(1))), ndarray.Float32, "[5000.   18.]"},
		"complex variance":   {must(small.Var(arrays.As(ndarray.Complex128), arrays.Over(1))), ndarray.Float64, "[2500.    9.]"},
	} {
		require.Equal(t, c.dtype, c.got.DType(), name)
		require.Equal(t, c.text, compute(t, c.got).String(), name)
	}
	for name, call := range map[string]func() (*arrays.Array, error){
		"max":          func() (*arrays.Array, error) { return small.Max(arrays.As(ndarray.Float32)) },
		"argmin":       func() (*arrays.Array, error) { return small.ArgMin(arrays.As(ndarray.Float32)) },
		"nansum":       func() (*arrays.Array, error) { return reals.NanSum(arrays.As(ndarray.Int64)) },
		"no such type": func() (*arrays.Array, error) { return small.Sum(arrays.As(ndarray.DType(200))) },
	} {
		_, err := call()
		var dtype *ndarray.DTypeError
		var wrong *arrays.DTypeError
		require.True(t, err != nil && (mistakeAs(err, &wrong) || mistakeAs(err, &dtype)), "%s: %v", name, err)
	}
}

func TestLogicalFunctionsTakeNumbers(t *testing.T) {
	x := lazy(t, must(ndarray.FromSlice([]float64{0, 1, math.NaN(), -2})), arrays.ChunkSize(3))
	y := lazy(t, must(ndarray.FromSlice([]int16{0, 0, 5, 6})), arrays.ChunkSize(3))
	b := must(arrays.Greater(y, 5))
	for name, c := range map[string]struct {
		got  *arrays.Array
		want []bool
	}{
		"and":         {must(arrays.LogicalAnd(x, y)), []bool{false, false, true, true}},
		"or":          {must(arrays.LogicalOr(x, y)), []bool{false, true, true, true}},
		"xor":         {must(arrays.LogicalXor(x, y)), []bool{false, true, false, false}},
		"not":         {must(arrays.LogicalNot(x)), []bool{true, false, false, false}},
		"not of bool": {must(arrays.LogicalNot(b)), []bool{true, true, true, false}},
		"bool and":    {must(arrays.LogicalAnd(b, y)), []bool{false, false, false, true}},
		"a number":    {must(arrays.LogicalAnd(x, 3)), []bool{false, true, true, true}},
		"zero":        {must(arrays.LogicalOr(0.0, x)), []bool{false, true, true, true}},
	} {
		got, err := ndarray.Values[bool](compute(t, c.got))
		require.NoError(t, err)
		require.Equal(t, c.want, got, name)
	}
	_, err := arrays.LogicalAnd(x, "3")
	require.ErrorContains(t, mistake(t, err, "reduceas_test.go"), "got string")
}
