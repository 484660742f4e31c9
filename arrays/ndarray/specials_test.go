package ndarray_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

var inf, nan = math.Inf(1), math.NaN()

func TestSignOfInfiniteComplexNumbersIsTheirDirection(t *testing.T) {
	for z, want := range map[complex128]complex128{
		complex(inf, 0): 1, complex(-inf, 7): -1, complex(3, -inf): -1i, complex(nan, inf): 1i, complex(-inf, nan): -1,
		3 - 4i: 0.6 - 0.8i, 0: 0,
	} {
		got := must(ndarray.Unary(ndarray.Sign, must(ndarray.FromSlice([]complex128{z})))).String()
		require.Equal(t, must(ndarray.FromSlice([]complex128{want})).String(), got, "%v", z)
	}
	both := must(ndarray.Unary(ndarray.Sign, must(ndarray.FromSlice([]complex128{complex(inf, -inf)}))))
	require.True(t, cmplx.IsNaN(must(ndarray.Values[complex128](both))[0]), "two infinite parts have no direction")
}

func TestSmallWholePowersOfComplexNumbersAreProducts(t *testing.T) {
	bases := must(ndarray.FromSlice([]complex128{1i, 1 + 2i, 3, 1 + 2i, 2i, 0, 5 + 1i, -2i}))
	powers := must(ndarray.FromSlice([]complex128{2, 2, 3, 5, -1, 3, 0, -3}))
	require.Equal(t, []complex128{-1, -3 + 4i, 27, 41 - 38i, -0.5i, 0, 1, -0.125i}, must(ndarray.Values[complex128](must(ndarray.Pow(bases, powers)))))
	large := must(ndarray.Pow(must(ndarray.FromSlice([]complex64{1 + 1i})), must(ndarray.FromSlice([]complex64{-20}))))
	require.Equal(t, []complex64{-0.0009765625}, must(ndarray.Values[complex64](large)))
}

func TestExponentsOfTwoMayBeOfAnySize(t *testing.T) {
	x := floats(1, 1, 0, 0x1p-1074, 1)
	exponents := must(ndarray.FromSlice([]int64{math.MaxInt64, math.MinInt64, math.MaxInt64, 2097, -1074}))
	require.Equal(t, []float64{inf, 0, 0, 0x1p1023, 0x1p-1074}, must(ndarray.Values[float64](must(ndarray.Binary(ndarray.OpLdexp, x, exponents)))))
	_, err := ndarray.Binary(ndarray.OpLdexp, x, floats(1.5))
	require.EqualError(t, err, "ndarray: ldexp is not defined for float64 and float64", "an exponent is whole")
}

func TestCopyOuterMovesGoValues(t *testing.T) {
	src := must(ndarray.FromObjects([]any{"a", 1, nil, "d", 2.5, "f"}, 2, 3))
	dst := ndarray.New(ndarray.Object, 3, 2)
	view := must(src.Transpose())
	require.NoError(t, ndarray.CopyOuter(dst, [][]int{{2, 0, 1}, nil}, view, [][]int{{0, 1, 1}, nil}))
	require.Equal(t, []any{1, 2.5, 1, 2.5, "a", "d"}, must(dst.Objects()))
	rows := ndarray.New(ndarray.Object, 2, 3)
	require.NoError(t, ndarray.CopyOuter(rows, [][]int{nil, nil}, src, [][]int{nil, nil}))
	require.True(t, ndarray.Identical(src, rows))
	points := ndarray.New(ndarray.Object, 2)
	require.NoError(t, ndarray.CopyPoints(points, []int{1, 0}, src, [][]int{{0, 1}, {0, 2}}))
	require.Equal(t, []any{"f", "a"}, must(points.Objects()))
	require.EqualError(t, ndarray.CopyPoints(points, []int{0}, ndarray.New(ndarray.Bool, 2), [][]int{{0}}), "ndarray: copy points: got bool for object")
}

func TestTruthIsPrintedInColumns(t *testing.T) {
	require.Equal(t, "[ True  True]", must(ndarray.FromSlice([]bool{true, true})).String())
	require.Equal(t, "True", fill(ndarray.Bool, true).String())
}

func TestFloatPowersAreWide(t *testing.T) {
	bytes, halves := must(ndarray.FromSlice([]uint8{2, 0, 4})), must(floats(-1, 0.5, 2).AsType(ndarray.Float16))
	require.Equal(t, []float64{0.5, 0, 16}, must(ndarray.Values[float64](must(ndarray.Binary(ndarray.OpFloatPower, bytes, halves)))))
	i := must(ndarray.FromSlice([]complex64{1i}))
	require.Equal(t, []complex128{-1, 1, 1}, must(ndarray.Values[complex128](must(ndarray.Binary(ndarray.OpFloatPower, i, must(ndarray.FromSlice([]int8{2, 4, 0})))))))
}

func TestTheNumberNextToAnEqualOneIsThatOne(t *testing.T) {
	zeros, others := floats(math.Copysign(0, -1), 0), floats(0, math.Copysign(0, -1))
	require.True(t, ndarray.Identical(others, must(ndarray.Binary(ndarray.OpNextAfter, zeros, others))))
}

// TestNaNHasTheSameBitsInBlocksOfAnyLength: vector kernels leave some elements
// at the end to others.
func TestNaNHasTheSameBitsInBlocksOfAnyLength(t *testing.T) {
	for _, bits := range []uint64{0x7ff8000000000001, 0xfff8012300000000, 0x7ff8000000000000} {
		long := ndarray.New(ndarray.Float64, 133)
		require.NoError(t, long.Fill(1))
		for i := range 133 {
			require.NoError(t, long.Set(math.Float64frombits(bits), i))
		}
		for _, d := range []ndarray.DType{ndarray.Float64, ndarray.Float32, ndarray.Float16} {
			v := must(long.AsType(d))
			for _, op := range []ndarray.UnaryOp{ndarray.Exp, ndarray.Log, ndarray.Sqrt, ndarray.Square, ndarray.Abs, ndarray.Neg, ndarray.Rint, ndarray.Floor, ndarray.Reciprocal} {
				whole := must(ndarray.Unary(op, v))
				for _, n := range []int{1, 3, 17, 70} {
					part := must(ndarray.Unary(op, must(v.Slice(ndarray.Range{Start: 0, Stop: n}))))
					require.True(t, ndarray.Identical(must(whole.Slice(ndarray.Range{Start: 133 - n, Stop: 133})), part), "%s of %d %s", op, n, d)
					require.True(t, ndarray.Identical(must(whole.Slice(ndarray.Range{Start: 0, Stop: n})), part), "%s of %d %s", op, n, d)
				}
			}
		}
	}
}
