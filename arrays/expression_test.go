package arrays_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawShape returns a shape of up to max elements in all.
func drawShape(t *rapid.T, least, most, extent int) []int {
	return rapid.SliceOfN(rapid.IntRange(least, extent), 0, most).Draw(t, "shape")
}

// drawChunks cuts every axis anywhere, also into empty chunks.
func drawChunks(t *rapid.T, shape []int) arrays.Chunking {
	chunks := make([][]int, len(shape))
	for i, n := range shape {
		for n > 0 {
			c := rapid.IntRange(0, n).Draw(t, "chunk")
			chunks[i] = append(chunks[i], c)
			n -= c
			if len(chunks[i]) > 8 {
				chunks[i] = append(chunks[i], n)
				break
			}
		}
		if len(chunks[i]) == 0 {
			chunks[i] = []int{0}
		}
	}
	return arrays.Explicit(chunks)
}

func drawDense(t *rapid.T, shape []int) *ndarray.Array {
	v := make([]float64, prod(shape))
	for i := range v {
		v[i] = float64(rapid.IntRange(-9, 9).Draw(t, "value"))
	}
	if len(shape) == 0 {
		a := ndarray.New(ndarray.Float64)
		require.NoError(t, a.Set(v[0]))
		return a
	}
	a, err := ndarray.FromSlice(v, shape...)
	require.NoError(t, err)
	return a
}

// A stage applies the same operation to a lazy and a dense array. ok is false
// if the drawn operation does not fit the array.
type stage func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool)

var stages = map[string]stage{
	"slice": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		ranges, index := make([]ndarray.Range, a.NDim()), make([]arrays.Index, a.NDim())
		bound := rapid.IntRange(-7, 7)
		for i := range ranges {
			r := ndarray.Range{Start: bound.Draw(t, "start"), Stop: bound.Draw(t, "stop"), Step: rapid.SampledFrom([]int{1, 1, 2, 3, -1, -2}).Draw(t, "step")}
			ranges[i], index[i] = r, arrays.Step(r.Start, r.Stop, r.Step)
		}
		y, err := x.Slice(index...)
		require.NoError(t, err)
		b, err := a.Slice(ranges...)
		require.NoError(t, err)
		return y, b, true
	},
	"point": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.NDim() == 0 || a.Shape()[0] == 0 {
			return nil, nil, false
		}
		i := rapid.IntRange(-a.Shape()[0], a.Shape()[0]-1).Draw(t, "at")
		y, err := x.Slice(arrays.At(i), arrays.Ellipsis, arrays.NewAxis)
		require.NoError(t, err)
		b, err := a.Index(0, i)
		require.NoError(t, err)
		b, err = b.ExpandDims(-1)
		require.NoError(t, err)
		return y, b, true
	},
	"transpose": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		axes := make([]int, a.NDim())
		for i := range axes {
			axes[i] = i
		}
		axes = rapid.Permutation(axes).Draw(t, "axes")
		y, err := x.Transpose(axes...)
		require.NoError(t, err)
		b, err := a.Transpose(axes...)
		require.NoError(t, err)
		return y, b, true
	},
	"reshape": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		shape := drawFactors(t, a.Size())
		y, err := x.Reshape(shape...)
		require.NoError(t, err)
		b, err := a.Reshape(shape...)
		require.NoError(t, err)
		return y, b, true
	},
	"rechunk": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		y, err := x.Rechunk(drawChunks(t, a.Shape()))
		require.NoError(t, err)
		return y, a, true
	},
	"add itself transposed": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.NDim() != 2 || a.Shape()[0] != a.Shape()[1] {
			return nil, nil, false
		}
		xt, err := x.Transpose()
		require.NoError(t, err)
		y, err := arrays.Add(x, xt)
		require.NoError(t, err)
		at, err := a.Transpose()
		require.NoError(t, err)
		b, err := ndarray.Add(a, at)
		require.NoError(t, err)
		return y, b, true
	},
	"multiply by a row": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.NDim() == 0 {
			return nil, nil, false
		}
		row := drawDense(t, a.Shape()[a.NDim()-1:])
		y, err := arrays.Mul(lazy(t, row, drawChunks(t, row.Shape())), x)
		require.NoError(t, err)
		b, err := ndarray.Mul(row, a)
		require.NoError(t, err)
		return y, b, true
	},
	"sum": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.NDim() == 0 {
			return nil, nil, false
		}
		axis, keep := rapid.IntRange(0, a.NDim()-1).Draw(t, "axis"), rapid.Bool().Draw(t, "keep")
		opts := []arrays.ReduceOption{arrays.Over(axis), arrays.SplitEvery(rapid.IntRange(2, 5).Draw(t, "split"))}
		if keep {
			opts = append(opts, arrays.KeepDims())
		}
		y, err := x.Sum(opts...)
		require.NoError(t, err)
		b, err := ndarray.Reduce(ndarray.Sum, a, []int{axis}, keep)
		require.NoError(t, err)
		return y, b, true
	},
	"argmax": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.NDim() == 0 || a.Size() == 0 || a.DType().Kind() == ndarray.KindComplex {
			return nil, nil, false
		}
		y, err := x.ArgMax()
		require.NoError(t, err)
		b, err := ndarray.Reduce(ndarray.ArgMax, a, nil, false)
		require.NoError(t, err)
		return y, b, true
	},
	"concatenate": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.NDim() == 0 {
			return nil, nil, false
		}
		axis := rapid.IntRange(0, a.NDim()-1).Draw(t, "axis")
		shape := append([]int{}, a.Shape()...)
		shape[axis] = rapid.IntRange(0, 3).Draw(t, "more")
		more := drawDense(t, shape)
		y, err := arrays.Concatenate([]*arrays.Array{x, lazy(t, more, drawChunks(t, shape)), x}, axis)
		require.NoError(t, err)
		as, err := a.AsType(y.DType())
		require.NoError(t, err)
		ms, err := more.AsType(y.DType())
		require.NoError(t, err)
		b, err := ndarray.Concatenate([]*ndarray.Array{as, ms, as}, axis)
		require.NoError(t, err)
		return y, b, true
	},
	"broadcast": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		shape := append([]int{2}, a.Shape()...)
		y, err := x.BroadcastTo(shape...)
		require.NoError(t, err)
		b, err := a.BroadcastTo(shape...)
		require.NoError(t, err)
		return y, b, true
	},
	"where": func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		if a.DType().Kind() == ndarray.KindComplex {
			return nil, nil, false
		}
		above, err := arrays.Greater(x, 1)
		require.NoError(t, err)
		y, err := arrays.Where(above, x, false)
		require.NoError(t, err)
		one, zero := ndarray.New(ndarray.Int64), ndarray.New(a.DType())
		require.NoError(t, one.Set(1))
		cond, err := ndarray.Greater(a, one)
		require.NoError(t, err)
		b, err := ndarray.Where(cond, a, zero)
		require.NoError(t, err)
		return y, b, true
	},
}

// drawFactors returns a random shape of n elements.
func drawFactors(t *rapid.T, n int) []int {
	if n == 0 {
		return []int{rapid.IntRange(0, 3).Draw(t, "extent"), 0}
	}
	var shape []int
	for n > 1 {
		f := rapid.IntRange(1, n).Draw(t, "factor")
		for n%f != 0 {
			f--
		}
		shape, n = append(shape, f), n/f
		if len(shape) == 3 {
			shape, n = append(shape, n), 1
		}
	}
	return append(shape, 1)
}

// expressionTypes are the dtypes of inputs. Sums of float16 would round by the
// chunks.
var expressionTypes = []ndarray.DType{
	ndarray.Float64, ndarray.Bool, ndarray.Int8, ndarray.Uint8, ndarray.Int16, ndarray.Uint16, ndarray.Int32, ndarray.Uint32,
	ndarray.Int64, ndarray.Uint64, ndarray.Float32, ndarray.Complex64, ndarray.Complex128,
}

func TestExpressionsEqualDenseEvaluation(t *testing.T) {
	all := maps.Clone(stages)
	for name, draw := range draws {
		all[name] = asStage(name, draw)
	}
	names := slices.Sorted(maps.Keys(all)) // so that seeds replay
	executors := map[string]scheduler.Executor{"sync": scheduler.Sync{}, "local": scheduler.NewLocal(scheduler.Workers(3))}
	rapid.Check(t, func(t *rapid.T) {
		shape := drawShape(t, 0, 4, 5)
		a := must(drawDense(t, shape).AsType(rapid.SampledFrom(expressionTypes).Draw(t, "dtype")))
		source, input := a, a.Copy()
		x := lazy(t, a, drawChunks(t, shape))
		first := x
		for range rapid.IntRange(1, 5).Draw(t, "stages") {
			name := rapid.SampledFrom(names).Draw(t, "stage")
			y, b, ok := all[name](t, x, a)
			if !ok || b.Size() > 2000 {
				continue
			}
			x, a = y, b
			require.Equal(t, a.DType(), x.DType(), name)
		}
		want := a.AsContiguous()
		for name, e := range executors {
			got, err := x.Compute(context.Background(), scheduler.On(e))
			require.NoError(t, err, name)
			requireSame(t, unsignedZeros(t, want), unsignedZeros(t, got))
		}
		requireSame(t, input, source)
		requireSame(t, input, compute(t, first))
		requireTravels(t, x.Layer())
	})
}

// unsignedZeros takes the sign from zeros, which may depend on the chunks.
func unsignedZeros(t require.TestingT, a *ndarray.Array) *ndarray.Array {
	if a.DType().Kind() < ndarray.KindFloat {
		return a
	}
	b, err := ndarray.Add(a, ndarray.New(a.DType()))
	require.NoError(t, err)
	return b
}

// requireTravels checks that a graph could be sent to another process.
func requireTravels(t require.TestingT, l *graph.Layer) {
	if l.IsData() {
		return
	}
	op, ok := graph.Lookup(l.Op().Name())
	require.True(t, ok && op == l.Op() && !op.InProcess(), "op %s", l.Op().Name())
	for b := range l.Len() {
		for _, a := range l.Args(b, nil) {
			if _, _, ref := a.IsRef(); ref {
				continue
			}
			switch v := a.Value().(type) {
			case int, float64, string, []byte, []int, *ndarray.Array:
			default:
				require.Fail(t, "literal cannot travel", "%T in %s", v, l.Name())
			}
		}
	}
	for _, d := range l.Deps() {
		requireTravels(t, d)
	}
}
