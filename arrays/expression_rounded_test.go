package arrays_test

import (
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// roundedOperations are those that round on the way, so that the last digits depend
// on the chunks.
var roundedOperations = map[string]one{
	"var":  func(x *arrays.Array) (*arrays.Array, error) { return x.Var(arrays.Over(0), arrays.DDof(1)) },
	"std":  func(x *arrays.Array) (*arrays.Array, error) { return x.Std(arrays.KeepDims()) },
	"nans": func(x *arrays.Array) (*arrays.Array, error) { return x.NanVar(arrays.Over(1)) },
	"dev":  func(x *arrays.Array) (*arrays.Array, error) { return x.NanStd() },
	"third": func(x *arrays.Array) (*arrays.Array, error) {
		return x.Moment(3, arrays.Over(0))
	},
	"cov":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.Cov(x, 0) },
	"norm": func(x *arrays.Array) (*arrays.Array, error) { return arrays.Norm(x, 3, arrays.Over(-1)) },
	"masked": func(x *arrays.Array) (*arrays.Array, error) {
		m, err := arrays.MaskedGreater(x, 5)
		if err != nil {
			return nil, err
		}
		if m, err = m.Std(arrays.Over(0)); err != nil {
			return nil, err
		}
		return m.Filled(0)
	},
	"average": func(x *arrays.Array) (*arrays.Array, error) {
		w, err := arrays.Add(x, 10)
		if err != nil {
			return nil, err
		}
		return x.Average(w, arrays.Over(1))
	},
	"factors": func(x *arrays.Array) (*arrays.Array, error) {
		tall, err := x.Rechunk(arrays.OnAxes(map[int]arrays.AxisChunks{1: arrays.Whole}))
		if err != nil {
			return nil, err
		}
		q, r, err := arrays.QR(tall)
		return rebuilt(err, q, r)
	},
	"values": func(x *arrays.Array) (*arrays.Array, error) {
		tall, err := x.Rechunk(arrays.OnAxes(map[int]arrays.AxisChunks{1: arrays.Whole}))
		if err != nil {
			return nil, err
		}
		return arrays.NuclearNorm(tall)
	},
}

func TestRoundedResultsHardlyDependOnChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := []int{rapid.IntRange(5, 9).Draw(t, "rows"), rapid.IntRange(2, 4).Draw(t, "columns")}
		a := must(drawDense(t, shape).AsType(rapid.SampledFrom([]ndarray.DType{ndarray.Float64, ndarray.Float32, ndarray.Int16, ndarray.Uint8}).Draw(t, "dtype")))
		if rapid.Bool().Draw(t, "large") && a.DType() == ndarray.Float64 {
			a = must(ndarray.Add(a, must(ndarray.FromSlice([]float64{1 << 20}))))
		}
		x, whole := lazy(t, a, drawChunks(t, shape)), lazy(t, a, arrays.EveryAxis(arrays.Whole))
		tolerance := 1e-6
		if a.DType() == ndarray.Float32 {
			tolerance = 1e-4
		}
		for name, f := range roundedOperations {
			y, err := f(x)
			require.NoError(t, err, name)
			z, err := f(whole)
			require.NoError(t, err, name)
			require.Equal(t, z.DType(), y.DType(), name)
			got, want := compute(t, y), compute(t, z)
			near, err := ndarray.AllClose(got, want, tolerance, math.Max(tolerance, scaleOf(want)*1e-9), true)
			require.NoError(t, err)
			require.True(t, near, "%s: got %v, whole %v", name, got, want)
		}
	})
}

// scaleOf is the size of the largest element.
func scaleOf(a *ndarray.Array) float64 {
	list, err := ndarray.Float64s(a)
	if err != nil {
		return 0
	}
	most := 0.0
	for _, v := range list {
		if v = math.Abs(v); v > most && !math.IsInf(v, 0) {
			most = v
		}
	}
	return most
}
