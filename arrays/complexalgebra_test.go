package arrays_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// someComplex is a matrix of full rank with numbers of both parts.
func someComplex(n int) []complex128 {
	v := make([]complex128, n)
	for i := range v {
		v[i] = complex(float64(i*i%17)-4, float64(i*7%11)-5)
	}
	return v
}

func adjoint(t *testing.T, a *arrays.Array) *arrays.Array {
	t.Helper()
	return must(arrays.Conj(must(a.Transpose())))
}

func requireClose(t *testing.T, want, got *arrays.Array, tolerance float64) {
	t.Helper()
	near, err := ndarray.AllClose(compute(t, want), compute(t, got), tolerance, tolerance, false)
	require.NoError(t, err)
	require.True(t, near, "got %v, want %v", compute(t, got), compute(t, want))
}

func TestComplexMatricesHaveFactors(t *testing.T) {
	for name, chunks := range map[string][][]int{
		"tall, blocks of rows":    {{3, 4}, {5}},
		"tall, one block":         {{7}, {5}},
		"tall, blocks of columns": {{7}, {2, 3}},
		"wide, blocks of rows":    {{2, 0, 3}, {7}},
		"wide, blocks of columns": {{5}, {4, 3}},
		"wide, single rows":       {{1, 1, 1, 1, 1}, {7}},
	} {
		for _, dtype := range []ndarray.DType{ndarray.Complex64, ndarray.Complex128} {
			t.Run(fmt.Sprint(name, " ", dtype), func(t *testing.T) {
				tolerance := 1e-9
				if dtype == ndarray.Complex64 {
					tolerance = 1e-4
				}
				a := must(cutDense(t, someComplex(35), chunks...).AsType(dtype))
				u, s, vh, err := arrays.SVD(a)
				require.NoError(t, err)
				require.Equal(t, []ndarray.DType{dtype, dtype}, []ndarray.DType{u.DType(), vh.DType()})
				require.Equal(t, must(arrays.Real(a)).DType(), s.DType())
				requireClose(t, a, must(arrays.MatMul(must(arrays.Mul(u, s)), vh)), tolerance)
				one := must(arrays.Eye(5, 5, 0, dtype, arrays.ChunkSize(5)))
				requireClose(t, one, must(arrays.MatMul(adjoint(t, u), u)), tolerance)
				requireClose(t, one, must(arrays.MatMul(vh, adjoint(t, vh))), tolerance)

				q, r, err := arrays.QR(a)
				require.NoError(t, err)
				requireClose(t, a, must(arrays.MatMul(q, r)), tolerance)
				requireClose(t, one, must(arrays.MatMul(adjoint(t, q), q)), tolerance)
				requireClose(t, r, must(arrays.Triu(r, 0)), 0)
			})
		}
	}
}

// TestDegenerateComplexMatricesHaveWholeFactors: zero and repeated columns have
// singular values of 0, and U columns of length 1 nevertheless.
func TestDegenerateComplexMatricesHaveWholeFactors(t *testing.T) {
	for name, v := range map[string][]complex128{
		"zeros":            make([]complex128, 12),
		"repeated columns": {1, 1, 2i, 2, 2, 4i, 3i, 3i, -6, 4, 4, 8i},
		"one column":       {0, 1, 0, 0, 1i, 0, 0, 1, 0, 0, 2, 0},
		"huge":             {1e200, 0, 0, 0, 1e200i, 0, 0, 0, 1e190, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := cutDense(t, v, []int{4}, []int{3})
			u, s, vh, err := arrays.SVD(a)
			require.NoError(t, err)
			requireClose(t, a, must(arrays.MatMul(must(arrays.Mul(u, s)), vh)), 1e-9)
			requireClose(t, must(arrays.Eye(3, 3, 0, ndarray.Complex128, arrays.ChunkSize(3))), must(arrays.MatMul(adjoint(t, u), u)), 1e-9)
		})
	}
}

func TestComplexSystemsAreSolved(t *testing.T) {
	a := cutDense(t, []complex128{2 + 1i, 1, -1i, 3, 0, 4i, 1, 2, 5}, []int{2, 1}, []int{1, 2})
	b := cutDense(t, []complex128{1, 2i, 3, 4, -1, 1 + 1i}, []int{3}, []int{2})
	x := must(arrays.Solve(a, b))
	require.Equal(t, [][]int{{2, 1}, {2}}, x.Chunks(), "rows as in a")
	requireClose(t, b, must(arrays.MatMul(a, x)), 1e-12)
	requireClose(t, must(arrays.Eye(3, 3, 0, ndarray.Complex128, arrays.ChunkSize(3))), must(arrays.MatMul(must(arrays.Inv(a)), a)), 1e-12)

	p, l, u, err := arrays.LU(a)
	require.NoError(t, err)
	requireClose(t, a, must(arrays.MatMul(must(arrays.MatMul(p, l)), u)), 1e-12)

	positive := must(arrays.Add(must(arrays.MatMul(a, adjoint(t, a))), must(arrays.Eye(3, 3, 0, ndarray.Float64, arrays.ChunkSize(3)))))
	lower := must(arrays.Cholesky(positive))
	requireClose(t, positive, must(arrays.MatMul(lower, adjoint(t, lower))), 1e-12)

	tall := cutDense(t, someComplex(12), []int{2, 2, 2}, []int{2})
	want := cutDense(t, []complex128{1 + 2i, -3i}, []int{2})
	got, residuals, err := arrays.LeastSquares(tall, must(arrays.MatMul(tall, want)))
	require.NoError(t, err)
	requireClose(t, want, got, 1e-10)
	require.Equal(t, ndarray.Float64, residuals.DType())
	requireClose(t, must(arrays.Zeros(nil, ndarray.Float64, arrays.ChunkSize(1))), residuals, 1e-10)

	left, s, right, err := arrays.SVDCompressed(tall, 2)
	require.NoError(t, err)
	requireClose(t, tall, must(arrays.MatMul(must(arrays.Mul(left, s)), right)), 1e-9)
}

func TestSingularComplexMatricesAreErrorsOfTheTask(t *testing.T) {
	singular := cutDense(t, []complex128{1, 2i, 2, 4i}, []int{2}, []int{2})
	for want, y := range map[string]*arrays.Array{
		"inv: matrix of shape (2, 2) is singular":                         must(arrays.Inv(singular)),
		"cholesky: matrix is not positive definite":                       must(arrays.Cholesky(must(arrays.Neg(singular)))),
		"inv: got (NaN+0i) at element 3 of a matrix, want finite numbers": must(arrays.Inv(cutDense(t, []complex128{1, 0, 0, complex(math.NaN(), 0)}, []int{2}, []int{2}))),
		"solve: matrix of shape (2, 2) is singular":                       must(arrays.Solve(singular, must(arrays.Ones([]int{2}, ndarray.Float64, arrays.ChunkSize(2))))),
	} {
		_, err := y.Compute(t.Context())
		require.ErrorContains(t, err, want)
	}
}

// TestMatricesWithoutElementsHaveEmptyFactors: as in NumPy.
func TestMatricesWithoutElementsHaveEmptyFactors(t *testing.T) {
	empty := func(dtype ndarray.DType, shape ...int) *arrays.Array {
		return must(arrays.Zeros(shape, dtype, arrays.EveryAxis(arrays.Whole)))
	}
	q, r, err := arrays.QR(empty(ndarray.Float32, 3, 0))
	require.NoError(t, err)
	u, s, vh, err := arrays.SVD(empty(ndarray.Complex64, 0, 4))
	require.NoError(t, err)
	p, _, _, err := arrays.LU(empty(ndarray.Float64, 0, 0))
	require.NoError(t, err)
	for want, a := range map[string]*arrays.Array{
		"q [3 0] float32":     q,
		"r [0 0] float32":     r,
		"u [0 0] complex64":   u,
		"s [0] float32":       s,
		"vh [0 4] complex64":  vh,
		"p [0 0] float64":     p,
		"inv [0 0] float64":   must(arrays.Inv(empty(ndarray.Int32, 0, 0))),
		"chol [0 0] float32":  must(arrays.Cholesky(empty(ndarray.Float32, 0, 0))),
		"solve [0 3] float64": must(arrays.Solve(empty(ndarray.Float64, 0, 0), empty(ndarray.Float64, 0, 3))),
	} {
		var name string
		_, err := fmt.Sscan(want, &name)
		require.NoError(t, err)
		require.Equal(t, want, fmt.Sprint(name, " ", a.Shape(), " ", a.DType()))
		require.Zero(t, compute(t, a).Size())
	}
}

func TestRankCountsWhatIsMoreThanRounding(t *testing.T) {
	for name, c := range map[string]struct {
		a    *arrays.Array
		rank int64
	}{
		"full":    {cutDense(t, []float64{1, 2, 3, 4, 5, 7}, []int{1, 2}, []int{2}), 2},
		"one":     {cutDense(t, []float64{1, 2, 2, 4, 3, 6}, []int{1, 2}, []int{2}), 1},
		"zeros":   {cutDense(t, make([]float64, 6), []int{3}, []int{2}), 0},
		"complex": {cutDense(t, []complex128{1, 1i, 1i, -1, 2, 2i}, []int{3}, []int{2}), 1},
		"float32": {cutDense(t, []float32{1, 1, 1, 1 + 0x1p-23}, []int{2}, []int{2}), 1},
		"nothing": {must(arrays.Zeros([]int{0, 3}, ndarray.Float64, arrays.EveryAxis(arrays.Whole))), 0},
	} {
		require.Equal(t, c.rank, compute(t, must(arrays.MatrixRank(c.a))).Item(), name)
	}
}
