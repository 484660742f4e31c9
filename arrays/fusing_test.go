package arrays_test

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

var allDTypes = []ndarray.DType{
	ndarray.Bool, ndarray.Int8, ndarray.Int16, ndarray.Int32, ndarray.Int64, ndarray.Uint8, ndarray.Uint16, ndarray.Uint32, ndarray.Uint64,
	ndarray.Float16, ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128,
}

var binaryOps = []ndarray.BinaryOp{
	ndarray.OpAdd, ndarray.OpSub, ndarray.OpMul, ndarray.OpDiv, ndarray.OpFloorDiv, ndarray.OpMod, ndarray.OpPow, ndarray.OpMaximum, ndarray.OpMinimum,
	ndarray.OpEqual, ndarray.OpNotEqual, ndarray.OpLess, ndarray.OpLessEqual, ndarray.OpGreater, ndarray.OpGreaterEqual, ndarray.OpAnd, ndarray.OpOr,
	ndarray.OpXor, ndarray.OpLeftShift, ndarray.OpRightShift, ndarray.OpFMax, ndarray.OpFMin, ndarray.OpArctan2, ndarray.OpHypot, ndarray.OpCopysign,
}

var unaryOps = []ndarray.UnaryOp{
	ndarray.Neg, ndarray.Abs, ndarray.Sqrt, ndarray.Square, ndarray.Exp, ndarray.Log, ndarray.Sin, ndarray.Real, ndarray.Imag, ndarray.Conj,
	ndarray.Angle, ndarray.Floor, ndarray.Rint, ndarray.Not, ndarray.IsNaN, ndarray.IsFinite, ndarray.Sign, ndarray.Reciprocal,
}

var foldingOps = []ndarray.ReduceOp{
	ndarray.Sum, ndarray.Prod, ndarray.Min, ndarray.Max, ndarray.AnyTrue, ndarray.AllTrue, ndarray.Mean, ndarray.Var, ndarray.Std, ndarray.CountNonzero,
}

// noise fills an array of any dtype with numbers, some of them odd.
func noise(t require.TestingT, r *rand.Rand, d ndarray.DType, shape ...int) *ndarray.Array {
	v := make([]float64, prod(shape))
	odd := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1, -1, 1e30, -1e-30}
	for i := range v {
		v[i] = r.NormFloat64() * 100
		if r.IntN(50) == 0 {
			v[i] = odd[r.IntN(len(odd))]
		}
	}
	a, err := ndarray.FromSlice(v, len(v))
	require.NoError(t, err)
	a, err = a.Reshape(shape...)
	require.NoError(t, err)
	a, err = a.AsType(d)
	require.NoError(t, err)
	return a
}

// unfused evaluates an array task by task, none of them fused.
func unfused(t require.TestingT, x *arrays.Array) (*ndarray.Array, error) {
	p, err := graph.Expand([]graph.Collection{x})
	require.NoError(t, err)
	parts, err := scheduler.Sync{}.Execute(context.Background(), graph.Order(p))
	if err != nil {
		return nil, err
	}
	v, err := x.Collect(parts)
	require.NoError(t, err)
	return v.(*ndarray.Array), nil
}

// drawOperand returns an array that broadcasts with rows × columns, of a random
// dtype, in random chunks and memory order.
func drawOperand(t *rapid.T, r *rand.Rand, rows, columns int) *arrays.Array {
	d := rapid.SampledFrom(allDTypes).Draw(t, "dtype")
	switch rapid.SampledFrom([]string{"whole", "whole", "row", "column", "transposed", "strided", "flipped", "full"}).Draw(t, "kind") {
	case "row":
		return lazy(t, noise(t, r, d, columns), arrays.ChunkSize(64))
	case "column":
		return lazy(t, noise(t, r, d, rows, 1), arrays.ChunkSize(64))
	case "transposed":
		x, err := lazy(t, noise(t, r, d, columns, rows), arrays.ChunkSize(64)).Transpose()
		require.NoError(t, err)
		return x
	case "strided":
		x, err := lazy(t, noise(t, r, d, rows, 2*columns), arrays.ChunkSize(128)).Slice(arrays.All, arrays.Step(0, 2*columns, 2))
		require.NoError(t, err)
		return x
	case "flipped":
		a, err := noise(t, r, d, rows, columns).Slice(ndarray.Range{Start: -1, Stop: -rows - 1, Step: -1})
		require.NoError(t, err)
		return lazy(t, a, arrays.ChunkSize(64))
	case "full":
		x, err := arrays.Full([]int{rows, columns}, 1, d, arrays.ChunkSize(64))
		require.NoError(t, err)
		return x
	}
	return lazy(t, noise(t, r, d, rows, columns), arrays.ChunkSize(64))
}

// drawStep applies a random element-wise operation to some of have; nil if it
// is not defined for their dtypes.
func drawStep(t *rapid.T, have []*arrays.Array) *arrays.Array {
	one := func() *arrays.Array { return rapid.SampledFrom(have).Draw(t, "operand") }
	var y *arrays.Array
	var err error
	switch rapid.SampledFrom([]string{"binary", "binary", "binary", "number", "unary", "unary", "cast", "where", "transpose"}).Draw(t, "step") {
	case "binary":
		y, err = arrays.Binary(rapid.SampledFrom(binaryOps).Draw(t, "op"), one(), one())
	case "number":
		y, err = arrays.Binary(rapid.SampledFrom(binaryOps).Draw(t, "op"), one(), 3)
	case "unary":
		y, err = arrays.Unary(rapid.SampledFrom(unaryOps).Draw(t, "op"), one())
	case "cast":
		y, err = one().AsType(rapid.SampledFrom(allDTypes).Draw(t, "dtype"))
	case "where":
		y, err = arrays.Where(one(), one(), one())
	case "transpose":
		x := one()
		if s := x.Shape(); len(s) == 2 && s[0] == s[1] {
			y, err = x.Transpose()
		}
	}
	if err != nil {
		return nil
	}
	return y
}

// TestFusedExpressionsEqualUnfusedOnes compares random element-wise
// expressions, bit for bit, with an evaluation of one operation after the
// other.
func TestFusedExpressionsEqualUnfusedOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rows := rapid.SampledFrom([]int{1, 3, 70}).Draw(t, "rows")
		columns := rows
		if rapid.Bool().Draw(t, "oblong") {
			columns = rapid.SampledFrom([]int{1, 5, 130, 700}).Draw(t, "columns")
		}
		var have []*arrays.Array
		for range rapid.IntRange(1, 3).Draw(t, "inputs") {
			have = append(have, drawOperand(t, r, rows, columns))
		}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			if y := drawStep(t, have); y != nil {
				have = append(have, y)
			}
		}
		y := have[len(have)-1]
		if rapid.Bool().Draw(t, "reduce") {
			axes := rapid.SampledFrom([][]int{nil, {0}, {-1}}).Draw(t, "axes")
			if z, err := y.Reduce(rapid.SampledFrom(foldingOps).Draw(t, "fold"), arrays.Over(axes...)); err == nil {
				y = z
			}
		}
		want, err := unfused(t, y)
		got, gotErr := y.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
		if err != nil {
			require.Error(t, gotErr)
			require.Equal(t, err.Error(), gotErr.Error())
			return
		}
		require.NoError(t, gotErr)
		require.True(t, ndarray.Identical(want, got), "want\n%s\ngot\n%s", want, got)
	})
}

// allocated returns the bytes that computing x allocates, the best of some
// runs: pools may be emptied at any time.
func allocated(t *testing.T, x *arrays.Array) int {
	p, err := graph.NewPlan([]graph.Collection{x})
	require.NoError(t, err)
	least := math.MaxInt
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = scheduler.Sync{}.Execute(context.Background(), p)
		require.NoError(t, err)
		runtime.ReadMemStats(&after)
		least = min(least, int(after.TotalAlloc-before.TotalAlloc))
	}
	return least
}

// TestFusedExpressionsMakeNoBlocks shows that between the blocks an expression
// reads and those it gives nothing of their size is allocated.
func TestFusedExpressionsMakeNoBlocks(t *testing.T) {
	const side, block = 1024, 512 * 512 * 4
	x := lazy(t, noise(t, rand.New(rand.NewPCG(1, 2)), ndarray.Float32, side, side), arrays.ChunkSize(512))
	var e arrays.Expr
	xt := e.One(func(a *arrays.Array) (*arrays.Array, error) { return a.Transpose() }, x)
	both := e.Do(arrays.Add, x, xt)
	six := e.Do(arrays.Sub, e.Do(arrays.Mul, e.One(arrays.Sqrt, e.Do(arrays.Add, e.Do(arrays.Mul, x, x), e.Do(arrays.Mul, xt, xt))), 0.5), x)
	total := func(a *arrays.Array) *arrays.Array {
		return e.One(func(a *arrays.Array) (*arrays.Array, error) { return a.Sum() }, a)
	}
	sum, sumSix := total(both), total(six)
	mean := e.One(func(a *arrays.Array) (*arrays.Array, error) { return a.Mean(arrays.Over(1)) }, six)
	require.NoError(t, e.Err)
	for _, c := range []struct {
		name   string
		x      *arrays.Array
		blocks int // of the result
	}{
		{"(x + x.T).sum()", sum, 0},
		{"sum of six operations", sumSix, 0},
		{"mean of six operations along an axis", mean, 0},
		{"x + x.T", both, 4},
		{"six operations", six, 4},
	} {
		const small = block / 2 // for each of four tasks; the race detector loses pooled rows
		require.Less(t, allocated(t, c.x), c.blocks*block+4*small, c.name)
	}
}
