package arrays_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

// ramp returns 0, 1, 2, … in the given shape.
func ramp(t require.TestingT, shape ...int) *ndarray.Array {
	v := make([]float64, prod(shape))
	for i := range v {
		v[i] = float64(i)
	}
	if len(shape) == 0 {
		return ndarray.New(ndarray.Float64)
	}
	a, err := ndarray.FromSlice(v, shape...)
	require.NoError(t, err)
	return a
}

func lazy(t require.TestingT, a *ndarray.Array, spec arrays.Chunking) *arrays.Array {
	x, err := arrays.FromDense(a, spec)
	require.NoError(t, err)
	return x
}

func compute(t require.TestingT, x *arrays.Array) *ndarray.Array {
	got, err := x.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	require.NoError(t, err)
	return got
}

func requireSame(t require.TestingT, want, got *ndarray.Array) {
	require.True(t, ndarray.Identical(want, got), "got\n%v %v\nwant\n%v %v", got.DType(), got, want.DType(), want)
}

func prod(v []int) int {
	n := 1
	for _, e := range v {
		n *= e
	}
	return n
}

func TestArrayDescribesItself(t *testing.T) {
	x := lazy(t, ramp(t, 13, 11), arrays.PerAxis(arrays.Lengths(4, 5, 4), arrays.Size(3)))
	require.Equal(t, []int{13, 11}, x.Shape())
	require.Equal(t, 2, x.NDim())
	require.Equal(t, ndarray.Float64, x.DType())
	require.Equal(t, [][]int{{4, 5, 4}, {3, 3, 3, 2}}, x.Chunks())
	require.Equal(t, []int{3, 4}, x.NumBlocks())
	require.Equal(t, 143, x.Size())
	require.Equal(t, int64(8*143), x.NBytes())
	require.Equal(t, "gloam.Array<array, shape=(13, 11), dtype=float64, chunksize=(5, 3)>", x.String())
	_, ok := x.Source()
	require.False(t, ok)
}

func TestComputeOfOneBlockCopiesNothing(t *testing.T) {
	a := ramp(t, 4, 3)
	got := compute(t, lazy(t, a, arrays.EveryAxis(arrays.Whole)))
	require.NoError(t, a.Set(99, 2, 2))
	v, err := got.Float(2, 2)
	require.NoError(t, err)
	require.Equal(t, 99.0, v, "shares memory")
}

func TestComputeOfSeveralSharesWork(t *testing.T) {
	var calls atomic.Int64
	k := arrays.NewKernel("count", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		calls.Add(1)
		return ndarray.New(ndarray.Float64, at.Shape...), nil
	})
	x, err := arrays.FromFunc(k, []int{6}, ndarray.Float64, arrays.ChunkSize(2))
	require.NoError(t, err)
	a, err := arrays.Add(x, 1.0)
	require.NoError(t, err)
	b, err := x.Sum()
	require.NoError(t, err)
	got, err := arrays.Compute(context.Background(), []*arrays.Array{a, b})
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, int64(3), calls.Load())
	require.Equal(t, 0.0, got[1].Item())
}

func TestPersistHoldsTheBlocks(t *testing.T) {
	var calls atomic.Int64
	k := arrays.NewKernel("count", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		calls.Add(1)
		return ndarray.New(ndarray.Int16, at.Shape...), nil
	})
	x, err := arrays.FromFunc(k, []int{6}, ndarray.Int16, arrays.ChunkSize(2))
	require.NoError(t, err)
	held, err := x.Persist(context.Background())
	require.NoError(t, err)
	require.Equal(t, x.Name(), held.Name())
	require.Equal(t, x.Chunks(), held.Chunks())
	for range 3 {
		requireSame(t, ndarray.New(ndarray.Int16, 6), compute(t, held))
	}
	require.Equal(t, int64(3), calls.Load())
}

func TestKernelsFromOneLineAreDifferent(t *testing.T) {
	var all []*arrays.Array
	for fill := range 2 {
		k := arrays.NewKernel("fill", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
			a := ndarray.New(ndarray.Int64, at.Shape...)
			return a, a.Fill(fill)
		})
		x, err := arrays.FromFunc(k, []int{1}, ndarray.Int64, arrays.Chunking{})
		require.NoError(t, err)
		all = append(all, x)
	}
	got, err := arrays.Compute(context.Background(), all)
	require.NoError(t, err)
	require.Equal(t, int64(0), got[0].Item())
	require.Equal(t, int64(1), got[1].Item())
}

func TestEqualWorkIsOneLayer(t *testing.T) {
	build := func() *arrays.Array {
		x := lazy(t, ramp(t, 6, 4), arrays.ChunkSize(3))
		y, err := arrays.Mul(x, 2.0)
		require.NoError(t, err)
		y, err = y.Sum(arrays.Over(0))
		require.NoError(t, err)
		return y
	}
	require.Equal(t, build().Name(), build().Name())
	x := lazy(t, ramp(t, 6, 4), arrays.ChunkSize(3))
	three, err := arrays.Mul(x, 3.0)
	require.NoError(t, err)
	two, err := arrays.Mul(x, 2.0)
	require.NoError(t, err)
	require.NotEqual(t, two.Name(), three.Name())
}

func TestWrongBlocksAreNamed(t *testing.T) {
	tests := map[string]struct {
		make func(at arrays.Block) *ndarray.Array
		want string
	}{
		"shape": {func(arrays.Block) *ndarray.Array { return ndarray.New(ndarray.Float64, 3) },
			"arrays: block (0,) of bad: got float64 of shape (3,), want float64 of shape (2,)"},
		"dtype": {func(arrays.Block) *ndarray.Array { return ndarray.New(ndarray.Int8, 2) },
			"arrays: block (0,) of bad: got int8 of shape (2,), want float64 of shape (2,)"},
		"nil": {func(arrays.Block) *ndarray.Array { return nil },
			"arrays: block (0,) of bad: got <nil>, want float64 of shape (2,)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			k := arrays.NewKernel("bad", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
				return test.make(at), nil
			})
			x, err := arrays.FromFunc(k, []int{4}, ndarray.Float64, arrays.ChunkSize(2))
			require.NoError(t, err)
			_, err = x.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
			var block *arrays.BlockError
			require.ErrorAs(t, err, &block)
			require.Equal(t, test.want, block.Error())
		})
	}
}

func TestNewChecksTheGrid(t *testing.T) {
	data, err := graph.NewData("mine", graph.Token("mine"), []int{2}, []any{ramp(t, 2), ramp(t, 3)})
	require.NoError(t, err)
	x, err := arrays.New(data, [][]int{{2, 3}}, ndarray.Float64)
	require.NoError(t, err)
	require.Equal(t, []int{5}, x.Shape())
	require.Equal(t, 5, compute(t, x).Size())

	for _, chunks := range [][][]int{{{5}}, {{2, 3}, {1}}, {{2, -1}}, {{}}} {
		_, err = arrays.New(data, chunks, ndarray.Float64)
		var chunkErr *arrays.ChunkError
		require.ErrorAs(t, err, &chunkErr)
		t.Log(err)
	}
	_, err = arrays.New(data, [][]int{{2, 3}}, ndarray.Invalid)
	var dtypeErr *arrays.DTypeError
	require.ErrorAs(t, err, &dtypeErr)

	wrong, err := arrays.New(data, [][]int{{2, 2}}, ndarray.Float64)
	require.NoError(t, err)
	_, err = wrong.Compute(context.Background())
	var block *arrays.BlockError
	require.ErrorAs(t, err, &block)
}

func TestFromBlocksChecksEachBlock(t *testing.T) {
	blocks := []*ndarray.Array{ramp(t, 2, 2), ramp(t, 2, 1)}
	x, err := arrays.FromBlocks(blocks, [][]int{{2}, {2, 1}}, ndarray.Float64)
	require.NoError(t, err)
	require.Equal(t, []int{2, 3}, compute(t, x).Shape())
	_, err = arrays.FromBlocks(blocks, [][]int{{2}, {1, 2}}, ndarray.Float64)
	var block *arrays.BlockError
	require.ErrorAs(t, err, &block)
	require.Equal(t, []int{0, 0}, block.Block)
	_, err = arrays.FromBlocks(blocks[:1], [][]int{{2}, {2, 1}}, ndarray.Float64)
	require.Error(t, err)
}

func TestCollectRefusesForeignParts(t *testing.T) {
	x := lazy(t, ramp(t, 4), arrays.ChunkSize(2))
	_, err := x.Collect([]any{ramp(t, 2)})
	require.ErrorContains(t, err, "got 1 blocks, want 2")
	_, err = x.Collect([]any{ramp(t, 2), "no"})
	require.ErrorContains(t, err, "got string, want float64 of shape (2,)")
}
