package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestSVDTakesEitherShapeInEitherDirection: tall and wide matrices in one
// column or row of blocks, also with empty ones.
func TestSVDTakesEitherShapeInEitherDirection(t *testing.T) {
	v := make([]float64, 35)
	for i := range v {
		v[i] = float64(i*i%17) - 4
	}
	for name, chunks := range map[string][][]int{
		"tall, blocks of rows":    {{3, 4}, {5}},
		"tall, blocks of columns": {{7}, {2, 3}},
		"wide, blocks of rows":    {{2, 0, 3}, {7}},
		"wide, blocks of columns": {{5}, {4, 3}},
		"wide, single rows":       {{1, 1, 1, 1, 1}, {7}},
	} {
		t.Run(name, func(t *testing.T) {
			a := cutDense(t, v, chunks...)
			u, s, vt, err := arrays.SVD(a)
			require.NoError(t, err)
			require.Equal(t, []int{5}, s.Shape())
			back := must(arrays.MatMul(must(arrays.Mul(u, s)), vt))
			near, err := ndarray.AllClose(compute(t, a), compute(t, back), 1e-9, 1e-9, false)
			require.NoError(t, err)
			require.True(t, near)
		})
	}
	_, _, _, err := arrays.SVD(cutDense(t, v, []int{2, 3}, []int{2, 2, 3}))
	require.EqualError(t, mistake(t, err, "svd_test.go"), "arrays: svd: got 2 × 3 blocks, want one column or one row of them")
}
