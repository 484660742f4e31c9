package arrays_test

import (
	"context"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

func TestTrivialOperationsReturnTheirInput(t *testing.T) {
	x := lazy(t, ramp(t, 4, 6), arrays.PerAxis(arrays.Size(2), arrays.Whole))
	for name, run := range map[string]func() (*arrays.Array, error){
		"rechunk": func() (*arrays.Array, error) {
			return x.Rechunk(arrays.OnAxes(map[int]arrays.AxisChunks{0: arrays.Size(2)}))
		},
		"slice":       func() (*arrays.Array, error) { return x.Slice(arrays.Span(0, 99)) },
		"ellipsis":    func() (*arrays.Array, error) { return x.Slice(arrays.Ellipsis) },
		"reshape":     func() (*arrays.Array, error) { return x.Reshape(-1, 6) },
		"transpose":   func() (*arrays.Array, error) { return x.Transpose(0, 1) },
		"move axis":   func() (*arrays.Array, error) { return x.MoveAxis(1, -1) },
		"cast":        func() (*arrays.Array, error) { return x.AsType(ndarray.Float64) },
		"broadcast":   func() (*arrays.Array, error) { return x.BroadcastTo(4, 6) },
		"squeeze":     func() (*arrays.Array, error) { return x.Squeeze() },
		"expand":      func() (*arrays.Array, error) { return x.ExpandDims() },
		"concatenate": func() (*arrays.Array, error) { return arrays.Concatenate([]*arrays.Array{x}, 0) },
		"clip":        func() (*arrays.Array, error) { return x.Clip(nil, nil) },
	} {
		got, err := run()
		require.NoError(t, err, name)
		require.Same(t, x, got, name)
	}
}

func TestScanAxesReshapeWithoutCopies(t *testing.T) {
	a := ramp(t, 4, 5, 3, 3)
	x := lazy(t, a, arrays.PerAxis(arrays.Size(2), arrays.Whole, arrays.Whole, arrays.Whole))
	flat, err := x.Reshape(20, 3, 3)
	require.NoError(t, err)
	require.Equal(t, [][]int{{10, 10}, {3}, {3}}, flat.Chunks())
	require.True(t, flat.Layer().Blockwise())
	back, err := flat.Reshape(4, 5, 3, 3)
	require.NoError(t, err)
	require.Equal(t, x.Chunks(), back.Chunks())
	held, err := back.Persist(context.Background())
	require.NoError(t, err)
	require.NoError(t, a.Set(-1, 3, 4, 2, 2))
	v, err := compute(t, held).Float(3, 4, 2, 2)
	require.NoError(t, err)
	require.Equal(t, -1.0, v, "blocks are views of the input")
}

func TestRechunkReadsOnlyOverlappingBlocks(t *testing.T) {
	x := lazy(t, ramp(t, 12, 12), arrays.PerAxis(arrays.Size(1), arrays.Whole))
	y, err := x.Rechunk(arrays.PerAxis(arrays.Lengths(5, 7), arrays.Size(4)))
	require.NoError(t, err)
	require.Equal(t, []int{2, 3}, y.NumBlocks())
	first := y.Layer().Args(0, nil)
	refs := 0
	for _, a := range first {
		if _, block, ok := a.IsRef(); ok {
			require.Equal(t, refs, block)
			refs++
		}
	}
	require.Equal(t, 5, refs)
	p, err := graph.NewPlan([]graph.Collection{y})
	require.NoError(t, err)
	require.NoError(t, graph.Validate(p))
}

func TestSmallSlicesLetTheirBlockGo(t *testing.T) {
	a := ramp(t, 10)
	y, err := lazy(t, a, arrays.EveryAxis(arrays.Whole)).Slice(arrays.Span(2, 4))
	require.NoError(t, err)
	got := compute(t, y)
	require.NoError(t, a.Set(-1, 2))
	v, err := got.Float(0)
	require.NoError(t, err)
	require.Equal(t, 2.0, v, "less than half of a block is copied")
}

func TestSlicesDoNotComputeOtherBlocks(t *testing.T) {
	x, err := arrays.Full([]int{100}, 1, ndarray.Int64, arrays.ChunkSize(10))
	require.NoError(t, err)
	y, err := x.Slice(arrays.Span(35, 52))
	require.NoError(t, err)
	require.Equal(t, [][]int{{5, 10, 2}}, y.Chunks())
	p, err := graph.Expand([]graph.Collection{y})
	require.NoError(t, err)
	require.Equal(t, 6, p.Len())
}

func TestNumbersAreWeakOnEitherSide(t *testing.T) {
	x, err := arrays.Full([]int{3}, 2, ndarray.Uint8, arrays.ChunkSize(2))
	require.NoError(t, err)
	tests := map[string]struct {
		run  func() (*arrays.Array, error)
		want any
	}{
		"array, int":     {func() (*arrays.Array, error) { return arrays.Sub(x, 1) }, uint8(1)},
		"int, array":     {func() (*arrays.Array, error) { return arrays.Sub(5, x) }, uint8(3)},
		"float, array":   {func() (*arrays.Array, error) { return arrays.Div(1.0, x) }, 0.5},
		"typed":          {func() (*arrays.Array, error) { return arrays.Add(x, int16(300)) }, int16(302)},
		"bool":           {func() (*arrays.Array, error) { return arrays.Mul(x, true) }, uint8(2)},
		"far comparison": {func() (*arrays.Array, error) { return arrays.Less(x, 300) }, true},
		"negative":       {func() (*arrays.Array, error) { return arrays.Greater(x, -1) }, true},
		"dense":          {func() (*arrays.Array, error) { return arrays.Add(x, ndarray.New(ndarray.Float32, 3)) }, float32(2)},
		"where numbers": {func() (*arrays.Array, error) {
			big, _ := arrays.Greater(x, 1)
			return arrays.Where(big, 1, 0.5)
		}, 1.0},
		"where ints": {func() (*arrays.Array, error) {
			big, _ := arrays.Greater(x, 2)
			return arrays.Where(big, 1, 7)
		}, int64(7)},
		"where weak": {func() (*arrays.Array, error) {
			big, _ := arrays.Greater(x, 1)
			return arrays.Where(big, x, 9)
		}, uint8(2)},
		"clip": {func() (*arrays.Array, error) { return x.Clip(3, 5) }, uint8(3)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			y, err := test.run()
			require.NoError(t, err)
			v, err := compute(t, y).At(2)
			require.NoError(t, err)
			require.Equal(t, test.want, v)
		})
	}
}

func TestEveryNamedOperation(t *testing.T) {
	x := lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	b, err := arrays.Greater(x, 1.5)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		run  func() (*arrays.Array, error)
		want any // element 3 of the result
	}{
		"sub":       {func() (*arrays.Array, error) { return arrays.Sub(x, x) }, 0.0},
		"floor div": {func() (*arrays.Array, error) { return arrays.FloorDiv(x, 2.0) }, 1.0},
		"pow":       {func() (*arrays.Array, error) { return arrays.Pow(x, 2.0) }, 9.0},
		"minimum":   {func() (*arrays.Array, error) { return arrays.Minimum(x, 2.0) }, 2.0},
		"equal":     {func() (*arrays.Array, error) { return arrays.Equal(x, 3.0) }, true},
		"not equal": {func() (*arrays.Array, error) { return arrays.NotEqual(x, 3.0) }, false},
		"greater e": {func() (*arrays.Array, error) { return arrays.GreaterEqual(x, 3.0) }, true},
		"less e":    {func() (*arrays.Array, error) { return arrays.LessEqual(x, 3.0) }, true},
		"square":    {func() (*arrays.Array, error) { return arrays.Square(x) }, 9.0},
		"xor":       {func() (*arrays.Array, error) { return arrays.Xor(b, true) }, false},
		"or":        {func() (*arrays.Array, error) { return arrays.Or(b, false) }, true},
		"log1p":     {func() (*arrays.Array, error) { return arrays.Log1p(arrays0(x)) }, 0.0},
		"cos":       {func() (*arrays.Array, error) { return arrays.Cos(arrays0(x)) }, 1.0},
		"imag":      {func() (*arrays.Array, error) { return arrays.Imag(x) }, 0.0},
		"ceil":      {func() (*arrays.Array, error) { return arrays.Ceil(x) }, 3.0},
		"is nan":    {func() (*arrays.Array, error) { return arrays.IsNaN(x) }, false},
		"sign":      {func() (*arrays.Array, error) { return arrays.Sign(x) }, 1.0},
		"ones":      {func() (*arrays.Array, error) { return arrays.Ones([]int{4}, ndarray.Int8, arrays.ChunkSize(3)) }, int8(1)},
	} {
		y, err := test.run()
		require.NoError(t, err, name)
		v, err := compute(t, y).At(3)
		require.NoError(t, err, name)
		require.Equal(t, test.want, v, name)
	}
}

// arrays0 is x times 0.
func arrays0(x *arrays.Array) *arrays.Array {
	y, err := arrays.Mul(x, 0.0)
	if err != nil {
		panic(err)
	}
	return y
}

type shift struct{ By int }

var shifted = arrays.RegisterKernelOf("gloam/arrays-test/shift", func(_ context.Context, p shift, at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	by := ndarray.New(ndarray.Int64)
	if err := by.Set(p.By * at.Coords[0]); err != nil {
		return nil, err
	}
	return ndarray.Add(in[0], by)
})

var doubled = arrays.RegisterKernel("gloam/arrays-test/doubled", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	return ndarray.Add(in[0], in[0])
})

func TestRegisteredKernelsTravel(t *testing.T) {
	x, err := arrays.Ones([]int{4}, ndarray.Int64, arrays.ChunkSize(2))
	require.NoError(t, err)
	by10, err := shifted.With(shift{By: 10})
	require.NoError(t, err)
	y, err := arrays.MapBlocks(by10, arrays.MapSpec{}, x)
	require.NoError(t, err)
	y, err = arrays.MapBlocks(doubled, arrays.MapSpec{}, y)
	require.NoError(t, err)
	requireTravels(t, y.Layer())
	require.Equal(t, "doubled", y.Layer().Label())
	got, err := ndarray.Values[int64](compute(t, y))
	require.NoError(t, err)
	require.Equal(t, []int64{2, 2, 22, 22}, got)

	by20, err := shifted.With(shift{By: 20})
	require.NoError(t, err)
	z, err := arrays.MapBlocks(by20, arrays.MapSpec{}, x)
	require.NoError(t, err)
	require.NotEqual(t, z.Name(), y.Name())
}

func TestParametersThatCannotTravelFailAtOnce(t *testing.T) {
	k := arrays.RegisterKernelOf("gloam/arrays-test/bad", func(context.Context, func(), arrays.Block, []*ndarray.Array) (*ndarray.Array, error) {
		return nil, nil
	})
	_, err := k.With(func() {})
	require.ErrorContains(t, err, `parameters of kernel "gloam/arrays-test/bad"`)
}

func TestTasksStopWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	k := arrays.NewKernel("stop", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		cancel()
		return ndarray.New(ndarray.Float64, at.Shape...), nil
	})
	x, err := arrays.FromFunc(k, []int{8}, ndarray.Float64, arrays.ChunkSize(1))
	require.NoError(t, err)
	y, err := x.Sum()
	require.NoError(t, err)
	for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal()} {
		_, err = y.Compute(ctx, scheduler.On(e))
		require.ErrorIs(t, err, context.Canceled)
	}
}

func TestConcatenationPassesBlocksOn(t *testing.T) {
	x := lazy(t, ramp(t, 4), arrays.ChunkSize(2))
	y, err := arrays.Concatenate([]*arrays.Array{x, x}, 0)
	require.NoError(t, err)
	require.Equal(t, []int{4}, y.NumBlocks())
	require.True(t, y.Layer().Blockwise())
	z, err := arrays.Stack([]*arrays.Array{x, x, x}, -1)
	require.NoError(t, err)
	require.Equal(t, [][]int{{2, 2}, {1, 1, 1}}, z.Chunks())
}

func TestBalancedChunksAvoidAShortTail(t *testing.T) {
	x := lazy(t, ramp(t, 10), arrays.EveryAxis(arrays.Whole))
	for size, want := range map[int][]int{4: {5, 5}, 3: {4, 4, 2}, 9: {9, 1}} {
		y, err := x.RechunkBalanced(arrays.ChunkSize(size))
		require.NoError(t, err)
		require.Equal(t, want, y.Chunks()[0], size)
	}
}
