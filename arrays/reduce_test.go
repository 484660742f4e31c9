package arrays_test

import (
	"context"
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// depth returns the number of blocks of each layer from x down its first
// inputs.
func levels(x *arrays.Array) (labels []string, blocks []int) {
	for l := x.Layer(); ; l = l.Deps()[0] {
		labels, blocks = append(labels, l.Label()), append(blocks, l.Len())
		if len(l.Deps()) == 0 {
			return labels, blocks
		}
	}
}

func TestReductionsAreTrees(t *testing.T) {
	x := lazy(t, ramp(t, 16), arrays.ChunkSize(1))
	tests := map[string]struct {
		opts   []arrays.ReduceOption
		labels []string
		blocks []int
	}{
		"default":  {nil, []string{"sum-aggregate", "sum-partial", "sum", "array"}, []int{1, 4, 16, 16}},
		"binary":   {[]arrays.ReduceOption{arrays.SplitEvery(2)}, []string{"sum-aggregate", "sum-partial", "sum-partial", "sum-partial", "sum", "array"}, []int{1, 2, 4, 8, 16, 16}},
		"flat":     {[]arrays.ReduceOption{arrays.SplitEvery(16)}, []string{"sum-aggregate", "sum", "array"}, []int{1, 16, 16}},
		"per axis": {[]arrays.ReduceOption{arrays.SplitEveryOn(map[int]int{-1: 8})}, []string{"sum-aggregate", "sum-partial", "sum", "array"}, []int{1, 2, 16, 16}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			y, err := x.Sum(test.opts...)
			require.NoError(t, err)
			labels, blocks := levels(y)
			require.Equal(t, test.labels, labels)
			require.Equal(t, test.blocks, blocks)
			require.Equal(t, 120.0, compute(t, y).Item())
		})
	}
}

func TestReducingWholeAxesIsOneTaskPerBlock(t *testing.T) {
	x := lazy(t, ramp(t, 4, 3), arrays.PerAxis(arrays.Size(1), arrays.Whole))
	y, err := x.Mean(arrays.Over(1))
	require.NoError(t, err)
	labels, blocks := levels(y)
	require.Equal(t, []string{"mean-aggregate", "array"}, labels)
	require.Equal(t, []int{4, 4}, blocks)
	require.True(t, y.Layer().Blockwise())
}

// TestVarianceDoesNotCancel: the sum of squares has no digit left here.
func TestVarianceDoesNotCancel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		v, mean := make([]float64, n), 0.0
		for i := range v {
			v[i] = 1e9 + float64(rapid.IntRange(-50, 50).Draw(t, "v"))/64
			mean += v[i] / float64(n)
		}
		want := 0.0
		for _, x := range v {
			want += (x - mean) * (x - mean) / float64(n)
		}
		a, err := ndarray.FromSlice(v)
		require.NoError(t, err)
		y, err := lazy(t, a, drawChunks(t, []int{n})).Var(arrays.SplitEvery(2))
		require.NoError(t, err)
		require.InDelta(t, want, compute(t, y).Item(), 1e-6)
	})
}

func TestFloat32SumsKeepTheirDigits(t *testing.T) {
	v := make([]float32, 3<<20) // several slabs in one block
	for i := range v {
		v[i] = 0.1
	}
	a, err := ndarray.FromSlice(v, 3, 1<<20)
	require.NoError(t, err)
	x := lazy(t, a, arrays.EveryAxis(arrays.Whole))
	s, err := x.Sum()
	require.NoError(t, err)
	require.Equal(t, float32(float64(float32(0.1))*float64(len(v))), compute(t, s).Item())
	m, err := x.Mean(arrays.Over(1))
	require.NoError(t, err)
	got, err := ndarray.Values[float32](compute(t, m))
	require.NoError(t, err)
	require.Equal(t, []float32{0.1, 0.1, 0.1}, got)
}

func TestReductionsAreTheSameBitsEverywhere(t *testing.T) {
	v := make([]float64, 5000)
	for i := range v {
		v[i] = math.Sin(float64(i)) * math.Pow(10, float64(i%9))
	}
	a, err := ndarray.FromSlice(v, 50, 100)
	require.NoError(t, err)
	x := lazy(t, a, arrays.ChunkSize(7))
	var wanted []*arrays.Array
	for _, op := range []ndarray.ReduceOp{ndarray.Sum, ndarray.Mean, ndarray.Var, ndarray.Std, ndarray.Prod, ndarray.ArgMax, ndarray.Min} {
		y, err := x.Reduce(op)
		require.NoError(t, err)
		wanted = append(wanted, y)
	}
	first, err := arrays.Compute(context.Background(), wanted, scheduler.On(scheduler.Sync{}))
	require.NoError(t, err)
	for _, workers := range []int{1, 2, 5} {
		again, err := arrays.Compute(context.Background(), wanted, scheduler.On(scheduler.NewLocal(scheduler.Workers(workers))))
		require.NoError(t, err)
		for i := range again {
			requireSame(t, first[i], again[i])
		}
	}
}

func TestReductionsOfBlocksEqualDense(t *testing.T) {
	ops := []ndarray.ReduceOp{ndarray.Sum, ndarray.Prod, ndarray.Min, ndarray.Max, ndarray.AnyTrue, ndarray.AllTrue, ndarray.Mean, ndarray.Var, ndarray.Std, ndarray.CountNonzero}
	types := []ndarray.DType{ndarray.Bool, ndarray.Int8, ndarray.Uint16, ndarray.Int64, ndarray.Float16, ndarray.Float32, ndarray.Float64, ndarray.Complex64}
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 3).Draw(t, "shape")
		op, d := rapid.SampledFrom(ops).Draw(t, "op"), rapid.SampledFrom(types).Draw(t, "dtype")
		a, err := drawDense(t, shape).AsType(d)
		require.NoError(t, err)
		if _, undefined := ndarray.ReduceType(op, d); undefined != nil {
			_, err := lazy(t, a, drawChunks(t, shape)).Reduce(op)
			require.Error(t, err, "%s of %s is refused when it is built", op, d)
			return
		}
		axes := rapid.SliceOfNDistinct(rapid.IntRange(0, len(shape)-1), 1, len(shape), rapid.ID[int]).Draw(t, "axes")
		y, err := lazy(t, a, drawChunks(t, shape)).Reduce(op, arrays.Over(axes...))
		require.NoError(t, err)
		want, err := ndarray.Reduce(op, a, axes, false)
		require.NoError(t, err)
		got := compute(t, y)
		require.Equal(t, want.DType(), got.DType())
		close, err := ndarray.AllClose(got, want, 2e-3, 1e-9, true)
		require.NoError(t, err)
		require.True(t, close, "%s of %s: got %v, want %v", op, d, got, want)
	})
}

func TestMeanOfNothingIsNaN(t *testing.T) {
	x := lazy(t, ndarray.New(ndarray.Uint16, 0, 2), arrays.ChunkSize(2))
	for _, reduce := range []func(...arrays.ReduceOption) (*arrays.Array, error){x.Mean, x.Var, x.Std} {
		y, err := reduce(arrays.Over(0))
		require.NoError(t, err)
		v, err := ndarray.Values[float64](compute(t, y))
		require.NoError(t, err)
		require.True(t, math.IsNaN(v[0]) && math.IsNaN(v[1]))
	}
	s, err := x.Sum(arrays.Over(0))
	require.NoError(t, err)
	requireSame(t, ndarray.New(ndarray.Uint64, 2), compute(t, s))
}

func TestDegreesOfFreedom(t *testing.T) {
	x := lazy(t, ramp(t, 4), arrays.ChunkSize(1))
	for ddof, want := range map[int]float64{0: 1.25, 1: 5.0 / 3, 4: math.Inf(1)} {
		y, err := x.Var(arrays.DDof(ddof))
		require.NoError(t, err)
		require.Equal(t, want, compute(t, y).Item())
	}
	y, err := x.Var(arrays.DDof(5))
	require.NoError(t, err)
	require.True(t, math.IsNaN(compute(t, y).Item().(float64)))
}

func TestLayersOfTreesAreValidPlans(t *testing.T) {
	x := lazy(t, ramp(t, 9, 9), arrays.ChunkSize(2))
	y, err := x.Std(arrays.Over(0))
	require.NoError(t, err)
	p, err := graph.NewPlan([]graph.Collection{y})
	require.NoError(t, err)
	require.NoError(t, graph.Validate(p))
}

func TestEveryNamedReduction(t *testing.T) {
	x := lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	for name, test := range map[string]struct {
		reduce func(...arrays.ReduceOption) (*arrays.Array, error)
		want   any
	}{
		"prod": {x.Prod, 0.0}, "any": {x.Any, true}, "all": {x.All, false}, "argmin": {x.ArgMin, int64(0)},
		"count": {x.CountNonzero, int64(4)}, "std": {x.Std, math.Sqrt2}, "min": {x.Min, 0.0},
	} {
		y, err := test.reduce()
		require.NoError(t, err, name)
		require.Equal(t, test.want, compute(t, y).Item(), name)
	}
}
