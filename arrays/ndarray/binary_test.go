package ndarray_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// small returns |v| mod 11 + 1 in the dtype of a, so that no operation leaves
// the range in which float64 computes every dtype exactly.
func small(a *ndarray.Array) *ndarray.Array {
	v := a.Copy()
	flat := must(v.Reshape(-1))
	for i := range flat.Size() {
		if err := flat.Set(i%11+1, i); err != nil {
			panic(err)
		}
	}
	return v
}

// reference computes an operation on one pair of elements in float64.
var reference = map[ndarray.BinaryOp]func(a, b float64) float64{
	ndarray.OpAdd:      func(a, b float64) float64 { return a + b },
	ndarray.OpMul:      func(a, b float64) float64 { return a * b },
	ndarray.OpDiv:      func(a, b float64) float64 { return a / b },
	ndarray.OpFloorDiv: func(a, b float64) float64 { return float64(int(a) / int(b)) },
	ndarray.OpMod:      func(a, b float64) float64 { return float64(int(a) % int(b)) },
	ndarray.OpMaximum:  func(a, b float64) float64 { return max(a, b) },
	ndarray.OpMinimum:  func(a, b float64) float64 { return min(a, b) },
	ndarray.OpLess:     func(a, b float64) float64 { return truth(a < b) },
	ndarray.OpEqual:    func(a, b float64) float64 { return truth(a == b) },
	ndarray.OpXor:      func(a, b float64) float64 { return float64(int(a) ^ int(b)) },
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// TestBinaryOperationsWorkElementByElement covers all pairs of dtypes in all
// layouts that views produce.
func TestBinaryOperationsWorkElementByElement(t *testing.T) {
	ops := []ndarray.BinaryOp{}
	for op := range reference {
		ops = append(ops, op)
	}
	rapid.Check(t, func(t *rapid.T) {
		real := numeric[1 : len(numeric)-2]
		a := drawView(t, rapid.SampledFrom(real).Draw(t, "a"))
		b := ndarray.New(rapid.SampledFrom(real).Draw(t, "b"), a.Shape()...)
		if rapid.Bool().Draw(t, "strided") {
			a, b = small(a), small(b)
			order := rapid.Permutation(axes(a.NDim())).Draw(t, "order")
			a, b = must(a.Transpose(order...)), must(b.Transpose(order...))
		} else {
			b = small(b)
			a = small(a)
		}
		if a.NDim() > 0 && rapid.Bool().Draw(t, "row") && a.Shape()[0] > 0 {
			a = must(a.Index(0, 0))
		}
		op := rapid.SampledFrom(ops).Draw(t, "op")
		got, err := ndarray.Binary(op, a, b)
		if _, bad := ndarray.BinaryType(op, a.DType(), b.DType()); bad != nil {
			require.Equal(t, bad, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, must(ndarray.BinaryType(op, a.DType(), b.DType())), got.DType())
		requireSame(t, expectBinary(t, op, a, b, got.DType()), got)
	})
}

func expectBinary(t require.TestingT, op ndarray.BinaryOp, a, b *ndarray.Array, d ndarray.DType) naive {
	shape, err := ndarray.BroadcastShapes(a.Shape(), b.Shape())
	require.NoError(t, err)
	x, y, one := must(a.BroadcastTo(shape...)), must(b.BroadcastTo(shape...)), ndarray.New(d)
	return build(shape, func(idx []int) any {
		v := reference[op](must(x.Float(idx...)), must(y.Float(idx...)))
		if d == ndarray.Float16 || d == ndarray.Float32 {
			v = float64(float32(v))
		}
		require.NoError(t, one.Set(v))
		return one.Item()
	})
}

// TestLongRowsTakeEveryPath compares layouts of one computation over more
// elements than one run.
func TestLongRowsTakeEveryPath(t *testing.T) {
	for _, d := range []ndarray.DType{ndarray.Bool, ndarray.Uint8, ndarray.Uint16, ndarray.Float16, ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128} {
		t.Run(d.String(), func(t *testing.T) {
			a, b := sampleMatrix(d, 3, 40, 130), sampleMatrix(d, 3, 40, 130)
			want := must(ndarray.Add(a, b))
			column := must(ndarray.Add(must(a.Transpose()), must(b.Transpose())))
			require.True(t, ndarray.Identical(want, must(column.Transpose())))
			wide := must(ndarray.New(d, 3, 40, 300).Slice(ndarray.All(), ndarray.All(), ndarray.Range{Start: 5, Stop: 135}))
			require.NoError(t, ndarray.BinaryInto(ndarray.OpAdd, wide, a, b))
			require.True(t, ndarray.Identical(want, wide))
			row := must(ndarray.Add(a, must(must(b.Index(0, 1)).Index(0, 2))))
			scalar := must(ndarray.Add(a, must(b.Slice(ndarray.Range{Stop: 1}, ndarray.Range{Stop: 1}, ndarray.Range{Stop: 1}))))
			for _, idx := range [][]int{{0, 0, 0}, {2, 39, 129}, {1, 7, 64}} {
				require.Equal(t, sum(d, must(a.At(idx...)), must(b.At(1, 2, idx[2]))), must(row.At(idx...)))
				require.Equal(t, sum(d, must(a.At(idx...)), must(b.At(0, 0, 0))), must(scalar.At(idx...)))
			}
			require.NoError(t, ndarray.AddInto(a, b))
			require.True(t, ndarray.Identical(want, a))
		})
	}
}

func sampleMatrix(d ndarray.DType, shape ...int) *ndarray.Array {
	n := must(ndarray.FromSlice(make([]uint8, product(shape)), shape...))
	v, _ := ndarray.Values[uint8](n)
	for i := range v {
		v[i] = uint8(i*7%11 + 1)
	}
	return must(n.AsType(d))
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}

// sum adds two elements through arrays of one element.
func sum(d ndarray.DType, a, b any) any {
	x, y := ndarray.New(d), ndarray.New(d)
	if x.Set(a) != nil || y.Set(b) != nil {
		return nil
	}
	return must(ndarray.Add(x, y)).Item()
}

func TestOperandsMayOverlapTheResult(t *testing.T) {
	a := arange(ndarray.Int64, 6)
	head, tail := must(a.Slice(ndarray.Range{Stop: 5})), must(a.Slice(ndarray.Range{Start: 1, Stop: 6}))
	require.NoError(t, ndarray.AddInto(tail, head))
	require.Equal(t, []int64{0, 1, 3, 5, 7, 9}, must(ndarray.Values[int64](a)))
	a = arange(ndarray.Int64, 3)
	require.NoError(t, ndarray.AddInto(a, must(a.Slice(ndarray.Range{Start: 1, Stop: 2}))))
	require.Equal(t, []int64{1, 2, 3}, must(ndarray.Values[int64](a)))
	m := arange(ndarray.Int64, 2, 2)
	require.NoError(t, ndarray.AddInto(m, must(m.Transpose())))
	require.Equal(t, []int64{0, 3, 3, 6}, must(ndarray.Values[int64](m)))
}

func TestUpdatesKeepTheTypeOfTheDestination(t *testing.T) {
	for _, c := range []struct {
		dst, src ndarray.DType
		allowed  bool
	}{
		{ndarray.Float32, ndarray.Float64, true}, {ndarray.Float32, ndarray.Int64, true}, {ndarray.Int8, ndarray.Uint64, false},
		{ndarray.Int32, ndarray.Int64, true}, {ndarray.Uint8, ndarray.Int8, false}, {ndarray.Int32, ndarray.Float32, false},
		{ndarray.Float64, ndarray.Complex64, false}, {ndarray.Complex64, ndarray.Float64, true}, {ndarray.Bool, ndarray.Int8, false},
		{ndarray.Float16, ndarray.Float64, true},
	} {
		dst, src := ndarray.New(c.dst, 3), ndarray.New(c.src, 3)
		require.NoError(t, src.Fill(2))
		err := ndarray.AddInto(dst, src)
		if !c.allowed {
			var bad *ndarray.CastError
			require.ErrorAs(t, err, &bad, "%s += %s", c.dst, c.src)
			continue
		}
		require.NoError(t, err)
		v := must(must(dst.AsType(ndarray.Float64)).Float(1))
		require.Equal(t, 2.0, v)
	}
	err := ndarray.AddInto(ndarray.New(ndarray.Int8, 1), ndarray.New(ndarray.Float32, 1))
	require.EqualError(t, err, "ndarray: cannot cast float32 to int8 under the rule same_kind")
	var bad *ndarray.ShapeError
	require.ErrorAs(t, ndarray.AddInto(ndarray.New(ndarray.Int8, 1), ndarray.New(ndarray.Int8, 2)), &bad)
}

func TestUpdatesOfAllKinds(t *testing.T) {
	for _, d := range []ndarray.DType{ndarray.Uint16, ndarray.Int32, ndarray.Float32, ndarray.Float64} {
		a, b := arange(d, 200), must(ndarray.Binary(ndarray.OpSub, fill(d, 199, 200), arange(d, 200)))
		hi, lo, product := a.Copy(), a.Copy(), a.Copy()
		require.NoError(t, ndarray.MaxInto(hi, b))
		require.NoError(t, ndarray.MinInto(lo, b))
		require.NoError(t, ndarray.MulInto(product, fill(d, 2, 1)))
		require.True(t, ndarray.Identical(must(ndarray.Maximum(a, b)), hi))
		require.True(t, ndarray.Identical(must(ndarray.Minimum(a, b)), lo))
		require.True(t, ndarray.Identical(must(ndarray.Add(a, a)), product))
	}
}

func fill(d ndarray.DType, v any, shape ...int) *ndarray.Array {
	a := ndarray.New(d, shape...)
	if err := a.Fill(v); err != nil {
		panic(err)
	}
	return a
}

func TestUndefinedOperationsNameBothTypes(t *testing.T) {
	of := func(d ndarray.DType) *ndarray.Array { return ndarray.New(d, 1) }
	for want, err := range map[string]error{
		"ndarray: subtract is not defined for bool and bool":          second(ndarray.Sub(of(ndarray.Bool), of(ndarray.Bool))),
		"ndarray: remainder is not defined for complex64 and float32": second(ndarray.Mod(of(ndarray.Complex64), of(ndarray.Float32))),
		"ndarray: bitwise_and is not defined for float32 and int8":    second(ndarray.And(of(ndarray.Float32), of(ndarray.Int8))),
		"ndarray: add is not defined for object and int8":             second(ndarray.Add(of(ndarray.Object), of(ndarray.Int8))),
		"ndarray: hypot is not defined for complex128 and complex128": second(ndarray.Binary(ndarray.OpHypot, of(ndarray.Complex128), of(ndarray.Complex128))),
		"ndarray: no such thing is not defined for int8 and int8":     second(ndarray.Binary("no such thing", of(ndarray.Int8), of(ndarray.Int8))),
		"ndarray: invert is not defined for float64":                  second(ndarray.Unary(ndarray.Not, of(ndarray.Float64))),
		"ndarray: negative is not defined for bool":                   second(ndarray.Unary(ndarray.Neg, of(ndarray.Bool))),
		"ndarray: max is not defined for object":                      second(ndarray.Reduce(ndarray.Max, of(ndarray.Object), nil, false)),
		"ndarray: no such thing is not defined for uint8":             second(ndarray.Reduce("no such thing", of(ndarray.Uint8), nil, false)),
		"ndarray: sum is not defined for object":                      second(ndarray.Reduce(ndarray.Sum, of(ndarray.Object), nil, false)),
	} {
		require.EqualError(t, err, want)
	}
}

func second(_ *ndarray.Array, err error) error { return err }

func TestNegativePowersOfIntegersAreRefused(t *testing.T) {
	two := fill(ndarray.Int32, 2, 3)
	_, err := ndarray.Pow(two, must(ndarray.FromSlice([]int8{1, -2, 0})))
	require.EqualError(t, err, "ndarray: integer to negative power -2")
	p, err := ndarray.Pow(two, must(ndarray.FromSlice([]uint8{0, 10, 30})))
	require.NoError(t, err)
	require.Equal(t, []int64{1, 1024, 1 << 30}, must(ndarray.Values[int64](must(p.AsType(ndarray.Int64)))))
}

func TestWhereTakesFromEither(t *testing.T) {
	cond := must(ndarray.FromSlice([]bool{true, false}, 2, 1))
	for _, x := range numeric {
		for _, y := range numeric {
			got, err := ndarray.Where(cond, fill(x, 1, 3), fill(y, 0, 2, 3))
			require.NoError(t, err, fmt.Sprint(x, y))
			require.Equal(t, ndarray.ResultType(x, y), got.DType())
			require.True(t, ndarray.Identical(fill(got.DType(), 1, 3), must(got.Index(0, 0))))
			require.True(t, ndarray.Identical(fill(got.DType(), 0, 3), must(got.Index(0, 1))))
		}
	}
	_, err := ndarray.Where(cond, ndarray.New(ndarray.Object), cond)
	require.Error(t, err)
	_, err = ndarray.Where(cond, ndarray.New(ndarray.Int8, 3), ndarray.New(ndarray.Int8, 2))
	require.Error(t, err)
}

func TestArraysMayBeReadByManyGoroutines(t *testing.T) {
	a := must(sampleMatrix(ndarray.Uint16, 60, 120).Transpose())
	want := must(ndarray.Add(a, fill(ndarray.Float32, 1)))
	results := make(chan *ndarray.Array)
	for range 4 {
		go func() {
			var last *ndarray.Array
			for range 20 {
				scratch := ndarray.Get(ndarray.Float32, 120, 60)
				_ = ndarray.BinaryInto(ndarray.OpAdd, scratch, a, fill(ndarray.Float32, 1))
				last = scratch.Copy()
				scratch.Release()
				_, _ = ndarray.Reduce(ndarray.Mean, a, []int{0}, false)
			}
			results <- last
		}()
	}
	for range 4 {
		require.True(t, ndarray.Identical(want, <-results))
	}
}

// TestOperatorsAreNamedOperations applies each function to 7 and 2.
func TestOperatorsAreNamedOperations(t *testing.T) {
	type function = func(a, b *ndarray.Array) (*ndarray.Array, error)
	a, b := fill(ndarray.Int32, 7), fill(ndarray.Int32, 2)
	for i, c := range []struct {
		f    function
		want any
	}{
		{ndarray.Add, int32(9)}, {ndarray.Sub, int32(5)}, {ndarray.Mul, int32(14)}, {ndarray.Div, 3.5}, {ndarray.FloorDiv, int32(3)},
		{ndarray.Mod, int32(1)}, {ndarray.Pow, int32(49)}, {ndarray.Maximum, int32(7)}, {ndarray.Minimum, int32(2)},
		{ndarray.Equal, false}, {ndarray.NotEqual, true}, {ndarray.Less, false}, {ndarray.LessEqual, false}, {ndarray.Greater, true},
		{ndarray.GreaterEqual, true}, {ndarray.And, int32(2)}, {ndarray.Or, int32(7)}, {ndarray.Xor, int32(5)},
	} {
		got, err := c.f(a, b)
		require.NoError(t, err)
		require.Equal(t, c.want, got.Item(), i)
	}
}

func TestComplexPowersMultiply(t *testing.T) {
	z := must(ndarray.FromSlice([]complex128{1 + 2i, -0.5i, 3}))
	cube := must(ndarray.Pow(z, fill(ndarray.Complex64, 3)))
	ok, err := ndarray.AllClose(cube, must(ndarray.Mul(z, must(ndarray.Mul(z, z)))), 1e-13, 1e-13, false)
	require.NoError(t, err)
	require.True(t, ok, cube)
}

// TestSignedAndUnsignedCompareByValue covers values that float64 would confuse.
func TestSignedAndUnsignedCompareByValue(t *testing.T) {
	i, u := fill(ndarray.Int64, int64(1)<<62+1), fill(ndarray.Uint64, uint64(1)<<62)
	require.Equal(t, true, must(ndarray.Greater(i, u)).Item())
	require.Equal(t, true, must(ndarray.Less(u, i)).Item())
	require.Equal(t, false, must(ndarray.Equal(u, i)).Item())
	require.Equal(t, true, must(ndarray.Less(fill(ndarray.Int8, -1), u)).Item())
	require.Equal(t, true, must(ndarray.GreaterEqual(u, fill(ndarray.Int8, -1))).Item())
}
