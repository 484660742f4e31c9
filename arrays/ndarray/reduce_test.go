package ndarray_test

import (
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// folds reduces a list of numbers in the obvious way.
var folds = map[ndarray.ReduceOp]func(v []float64) float64{
	ndarray.Sum: total,
	ndarray.Prod: func(v []float64) float64 {
		p := 1.0
		for _, x := range v {
			p *= x
		}
		return p
	},
	ndarray.Min:  func(v []float64) float64 { return v[least(v, -1)] },
	ndarray.Max:  func(v []float64) float64 { return v[least(v, 1)] },
	ndarray.Mean: func(v []float64) float64 { return mean(v) },
	ndarray.Var:  func(v []float64) float64 { return variance(v) },
	ndarray.Std:  func(v []float64) float64 { return math.Sqrt(variance(v)) },
	ndarray.AnyTrue: func(v []float64) float64 {
		n := 0.0
		for _, x := range v {
			n += truth(x != 0)
		}
		return truth(n > 0)
	},
	ndarray.AllTrue: func(v []float64) float64 {
		n := 0
		for _, x := range v {
			n += int(truth(x != 0))
		}
		return truth(n == len(v))
	},
	ndarray.CountNonzero: func(v []float64) float64 {
		n := 0.0
		for _, x := range v {
			n += truth(x != 0)
		}
		return n
	},
	ndarray.ArgMax: func(v []float64) float64 { return float64(least(v, 1)) },
	ndarray.ArgMin: func(v []float64) float64 { return float64(least(v, -1)) },
}

// least returns the index of the first extreme; sign 1 looks for the largest.
func least(v []float64, sign float64) int {
	at := 0
	for i, x := range v {
		if sign*x > sign*v[at] {
			at = i
		}
	}
	return at
}

func total(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

func mean(v []float64) float64 { return total(v) / float64(len(v)) }

func variance(v []float64) float64 {
	m, s := mean(v), 0.0
	for _, x := range v {
		s += (x - m) * (x - m)
	}
	return s / float64(len(v))
}

func TestReductionsAgreeWithListsOfNumbers(t *testing.T) {
	names := []ndarray.ReduceOp{}
	for op := range folds {
		names = append(names, op)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(numeric[:len(numeric)-2]).Draw(t, "dtype")
		a := drawView(t, d)
		if d != ndarray.Bool && rapid.Bool().Draw(t, "mod") {
			three := fill(d, 3)
			a = must(ndarray.Mod(a, three))
		}
		op := rapid.SampledFrom(names).Draw(t, "op")
		var over []int
		if n := a.NDim(); rapid.Bool().Draw(t, "some") {
			over = rapid.Permutation(axes(n)).Draw(t, "order")[:rapid.IntRange(0, n).Draw(t, "count")]
		}
		keep := rapid.Bool().Draw(t, "keep")
		got, err := ndarray.Reduce(op, a, over, keep)
		drop := make([]bool, a.NDim())
		for i := range drop {
			drop[i] = over == nil
		}
		for _, i := range over {
			drop[i] = true
		}
		shape, count := []int{}, 1
		for i, e := range a.Shape() {
			switch {
			case !drop[i]:
				shape = append(shape, e)
			case keep:
				shape, count = append(shape, 1), count*e
			default:
				count *= e
			}
		}
		if picks := op == ndarray.Min || op == ndarray.Max || op == ndarray.ArgMin || op == ndarray.ArgMax; picks && count == 0 && product(shape) > 0 {
			require.ErrorContains(t, err, "of no elements")
			return
		}
		if (op == ndarray.ArgMax || op == ndarray.ArgMin) && over != nil && len(over) != 1 && len(over) != a.NDim() {
			require.ErrorContains(t, err, "takes one axis or all")
			return
		}
		require.NoError(t, err)
		require.Equal(t, must(ndarray.ReduceType(op, d)), got.DType())
		require.Equal(t, shape, append([]int{}, got.Shape()...))
		groups := map[string][]float64{}
		before := list(t, a)
		build(a.Shape(), func(idx []int) any {
			key := position(idx, drop, keep)
			groups[key] = append(groups[key], number(before.at(idx)))
			return nil
		})
		build(shape, func(idx []int) any {
			v := must(got.Float(idx...))
			group := groups[position(idx, make([]bool, len(idx)), false)]
			want := folds[op](group)
			if (op == ndarray.Sum || op == ndarray.Prod) && inexact(group, want) && got.DType().Kind() <= ndarray.KindInt {
				return nil // integers wrap, which TestSumsAndProductsOfIntegersWrap looks at
			}
			if got.DType().Kind() == ndarray.KindFloat {
				closeTo(t, want, v, got.DType())
			} else {
				require.Equal(t, want, v)
			}
			return nil
		})
	})
}

// inexact reports whether a product or sum of whole numbers, or one on the way
// to it, may be more than a float64 or an int64 holds exactly.
func inexact(group []float64, result float64) bool {
	size := 1.0
	for _, x := range group {
		size = max(size*max(math.Abs(x), 1), size+math.Abs(x))
	}
	return size > 1<<53 || math.Abs(result) > 1<<53
}

func TestSumsAndProductsOfIntegersWrap(t *testing.T) {
	signed, unsigned := must(ndarray.FromSlice([]int64{math.MaxInt64, 3, -7, 1 << 40})), must(ndarray.FromSlice([]uint64{math.MaxUint64, 3, 1 << 40}))
	sum, product := int64(0), int64(1)
	for _, v := range must(ndarray.Values[int64](signed)) {
		sum, product = sum+v, product*v
	}
	require.Equal(t, sum, must(ndarray.Reduce(ndarray.Sum, signed, nil, false)).Item())
	require.Equal(t, product, must(ndarray.Reduce(ndarray.Prod, signed, nil, false)).Item())
	usum, uproduct := uint64(0), uint64(1)
	for _, v := range must(ndarray.Values[uint64](unsigned)) {
		usum, uproduct = usum+v, uproduct*v
	}
	require.Equal(t, usum, must(ndarray.Reduce(ndarray.Sum, unsigned, nil, false)).Item())
	require.Equal(t, uproduct, must(ndarray.Reduce(ndarray.Prod, unsigned, nil, false)).Item())
}

func position(idx []int, drop []bool, keep bool) string {
	s := ""
	for i, k := range idx {
		switch {
		case !drop[i]:
			s += string(rune('a' + k))
		case keep:
			s += "a"
		}
	}
	return s
}

func number(v any) float64 {
	a := must(ndarray.FromObjects([]any{v}))
	return must(a.Float(0))
}

func closeTo(t require.TestingT, want, got float64, d ndarray.DType) {
	if math.IsNaN(want) {
		require.True(t, math.IsNaN(got))
		return
	}
	if d == ndarray.Float16 && math.Abs(want) >= 65504 {
		require.True(t, got == math.Copysign(math.Inf(1), want) || math.Abs(got) >= 65504)
		return
	}
	if math.Abs(want) > math.MaxFloat32 && d == ndarray.Float32 {
		return
	}
	require.InDelta(t, want, got, tolerances[d]*math.Max(1, math.Abs(want))*8)
}

func TestLargeReductionsTakeEveryPath(t *testing.T) {
	for _, d := range numeric {
		a := sampleMatrix(d, 30, 70, 101)
		layouts := map[string]*ndarray.Array{
			"contiguous": a,
			"fortran":    must(must(must(a.Transpose()).Copy().Transpose()).Slice()),
			"gaps":       gaps(a),
		}
		for _, over := range [][]int{nil, {0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}} {
			for _, op := range []ndarray.ReduceOp{ndarray.Sum, ndarray.Mean, ndarray.Var, ndarray.AllTrue, ndarray.AnyTrue, ndarray.CountNonzero} {
				want, err := ndarray.Reduce(op, must(a.AsType(widest(d))), over, false)
				require.NoError(t, err)
				for name, v := range layouts {
					got, err := ndarray.Reduce(op, v, over, false)
					require.NoError(t, err)
					if got.DType() == ndarray.Float16 { // sums overflow
						continue
					}
					ok, err := ndarray.AllClose(got, want, 1e-6, 0, true)
					require.NoError(t, err)
					require.True(t, ok, "%s of %s %s over %v: %v, want %v", op, name, d, over, got, want)
				}
			}
		}
	}
}

func widest(d ndarray.DType) ndarray.DType {
	if d.Kind() == ndarray.KindComplex {
		return ndarray.Complex128
	}
	return ndarray.Float64
}

// gaps returns the same elements with gaps between them.
func gaps(a *ndarray.Array) *ndarray.Array {
	shape := append([]int{}, a.Shape()...)
	ranges := make([]ndarray.Range, len(shape))
	for i := range shape {
		ranges[i] = ndarray.Range{Start: 1, Stop: shape[i] + 1}
		shape[i] += 3
	}
	v := must(ndarray.New(a.DType(), shape...).Slice(ranges...))
	if err := ndarray.CopyInto(v, a); err != nil {
		panic(err)
	}
	return v
}

func TestFloat32SumsAccumulateInFloat64(t *testing.T) {
	a := fill(ndarray.Float32, 0.1, 1<<20, 1)
	exact := float64(float32(0.1)) * (1 << 20)
	for _, v := range []*ndarray.Array{a, must(a.Reshape(1<<10, 1<<10)), must(must(a.Reshape(1<<10, 1<<10)).Transpose())} {
		require.Equal(t, float32(exact), must(ndarray.Reduce(ndarray.Sum, v, nil, false)).Item())
		require.Equal(t, float32(0.1), must(ndarray.Reduce(ndarray.Mean, v, nil, false)).Item())
	}
	offset := must(ndarray.FromSlice([]float64{1e9 + 1, 1e9 + 2, 1e9 + 3}))
	require.InDelta(t, 2.0/3, must(ndarray.Reduce(ndarray.Var, offset, nil, false)).Item(), 1e-12)
}

func TestNaNPropagates(t *testing.T) {
	nan := math.NaN()
	for _, d := range []ndarray.DType{ndarray.Float16, ndarray.Float32, ndarray.Float64} {
		for at := range 3 {
			a := must(arange(d, 3, 1).Reshape(3, 1))
			require.NoError(t, a.Set(nan, at, 0))
			wide := must(a.BroadcastTo(3, 300)).Copy()
			for _, op := range []ndarray.ReduceOp{ndarray.Min, ndarray.Max, ndarray.Sum, ndarray.Mean, ndarray.Std} {
				for _, over := range [][]int{nil, {0}} {
					r := must(ndarray.Reduce(op, wide, over, true))
					require.True(t, math.IsNaN(must(r.Float(0, 0))), "%s %s %v", op, d, over)
				}
			}
			require.Equal(t, int64(at), must(must(ndarray.Reduce(ndarray.ArgMax, wide, []int{0}, false)).At(7)))
			require.Equal(t, int64(at*300), must(ndarray.Reduce(ndarray.ArgMin, wide, nil, false)).Item())
		}
	}
}

func TestReductionsOfNothing(t *testing.T) {
	a := ndarray.New(ndarray.Float32, 0, 3)
	require.Equal(t, []float32{0, 0, 0}, must(ndarray.Values[float32](must(ndarray.Reduce(ndarray.Sum, a, []int{0}, false)))))
	require.Equal(t, float32(1), must(ndarray.Reduce(ndarray.Prod, a, nil, false)).Item())
	require.True(t, math.IsNaN(must(must(ndarray.Reduce(ndarray.Mean, a, nil, false)).Float())))
	require.Equal(t, []int{0}, must(ndarray.Reduce(ndarray.Max, a, []int{1}, false)).Shape())
	_, err := ndarray.Reduce(ndarray.Max, a, []int{0}, false)
	require.EqualError(t, err, "ndarray: max of no elements along axes (0,) of shape (0, 3)")
	_, err = ndarray.Reduce(ndarray.ArgMin, a, nil, false)
	require.ErrorContains(t, err, "argmin of no elements")
}

func TestReducedAxesAreChecked(t *testing.T) {
	a := ndarray.New(ndarray.Int8, 2, 2)
	_, err := ndarray.Reduce(ndarray.Sum, a, []int{2}, false)
	require.EqualError(t, err, "ndarray: axis 2 is out of range for 2 axes")
	_, err = ndarray.Reduce(ndarray.Sum, a, []int{1, -1}, false)
	require.EqualError(t, err, "ndarray: axes (1, -1) repeat axis 1")
	same := must(ndarray.Reduce(ndarray.Sum, arange(ndarray.Int8, 2, 2), []int{}, false))
	require.Equal(t, []int64{0, 1, 2, 3}, must(ndarray.Values[int64](same)))
}

func TestComplexReductions(t *testing.T) {
	a := must(ndarray.FromSlice([]complex64{1 + 1i, 2 - 1i, -3i, 4}, 2, 2))
	for _, v := range []*ndarray.Array{a, gaps(a)} {
		require.Equal(t, complex64(7-3i), must(ndarray.Reduce(ndarray.Sum, v, nil, false)).Item())
		require.Equal(t, []complex64{1 - 2i, 6 - 1i}, must(ndarray.Values[complex64](must(ndarray.Reduce(ndarray.Sum, v, []int{0}, false)))))
		require.Equal(t, complex64((1+1i)*(2-1i)*(-3i)*4), must(ndarray.Reduce(ndarray.Prod, v, nil, false)).Item())
		require.Equal(t, []complex64{3 - 3i, 8 - 4i}, must(ndarray.Values[complex64](must(ndarray.Reduce(ndarray.Prod, v, []int{0}, false)))))
		variance := must(ndarray.Reduce(ndarray.Var, v, nil, false))
		require.Equal(t, ndarray.Float32, variance.DType())
		require.InDelta(t, 4.375, must(variance.Float()), 1e-6)
		columns := must(ndarray.Reduce(ndarray.Var, v, []int{0}, false))
		require.InDelta(t, 4.25, must(columns.Float(0)), 1e-6)
	}
}
