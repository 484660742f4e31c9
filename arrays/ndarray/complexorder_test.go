package ndarray_test

import (
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

func TestComplexNumbersAreInTheOrderOfTheirParts(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	numbers := []complex128{1, 1 + 2i, 2 - 3i, complex(-inf, 4), complex(0, nan), complex(nan, 0), complex(1, -inf)}
	before := func(x, y complex128) bool {
		if x != x || y != y {
			return false
		}
		return real(x) < real(y) || real(x) == real(y) && imag(x) < imag(y)
	}
	for _, x := range numbers {
		for _, y := range numbers {
			a, b := must(ndarray.FromSlice([]complex128{x})), must(ndarray.FromSlice([]complex128{y}))
			test := func(f func(a, b *ndarray.Array) (*ndarray.Array, error)) any { return must(must(f(a, b)).At(0)) }
			equal := x == y
			require.Equal(t, before(x, y), test(ndarray.Less), "%v < %v", x, y)
			require.Equal(t, before(x, y) || equal, test(ndarray.LessEqual), "%v <= %v", x, y)
			require.Equal(t, before(y, x), test(ndarray.Greater), "%v > %v", x, y)
			require.Equal(t, before(y, x) || equal, test(ndarray.GreaterEqual), "%v >= %v", x, y)
			if x == x && y == y {
				most, least := x, y
				if before(x, y) {
					most, least = y, x
				}
				require.Equal(t, most, test(ndarray.Maximum))
				require.Equal(t, least, test(ndarray.Minimum))
			}
		}
	}
}

func TestComplexExtremes(t *testing.T) {
	nan := math.NaN()
	a := must(ndarray.FromSlice([]complex64{2 + 1i, 5 - 1i, 5 + 3i, -4, 5 + 3i, -4 - 2i}, 2, 3))
	for op, want := range map[ndarray.ReduceOp]string{
		ndarray.Max: "[5.+3.j 5.+3.j]", ndarray.Min: "[ 2.+1.j -4.-2.j]", ndarray.ArgMax: "[2 1]", ndarray.ArgMin: "[0 2]",
	} {
		require.Equal(t, want, must(ndarray.Reduce(op, a, []int{1}, false)).String(), op)
	}
	require.Equal(t, "[2.+1.j 5.+3.j 5.+3.j]", must(ndarray.Reduce(ndarray.Max, a, []int{0}, false)).String())
	holed := must(ndarray.FromSlice([]complex128{1, complex(0, nan), 7}))
	require.Equal(t, int64(1), must(ndarray.Reduce(ndarray.ArgMax, holed, nil, false)).Item())
	most := must(ndarray.Reduce(ndarray.Max, holed, nil, false))
	require.Equal(t, true, must(ndarray.Unary(ndarray.IsNaN, most)).Item())
}
