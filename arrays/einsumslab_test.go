package arrays_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestEinsumOfExpressionsEqualsThatOfBlocks has blocks of several slabs, the
// last of them shorter.
func TestEinsumOfExpressionsEqualsThatOfBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, subscripts := range []string{"ij,jk->ik", "ij,jk->ki", "ij,ji->ij", "jk,ij->ki", "ij,jk->k", "ij,jk->i"} {
		for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Int16, ndarray.Complex64} {
			var e arrays.Expr
			tall := e.Keep(arrays.FromDense(noise(t, r, d, 5000, 300), arrays.PerAxis(arrays.Whole, arrays.Size(300))))
			small := e.Keep(arrays.FromDense(noise(t, r, d, 300, 5), arrays.PerAxis(arrays.Whole, arrays.Whole)))
			tall = e.Do(arrays.Add, tall, tall)
			if subscripts == "ij,ji->ij" {
				small = e.One(transposed, tall)
			}
			if subscripts == "jk,ij->ki" {
				tall, small = small, tall
			}
			y := e.Keep(arrays.Einsum(subscripts, tall, small))
			require.NoError(t, e.Err)
			want, err := unfused(t, y)
			require.NoError(t, err)
			got, err := y.Compute(t.Context())
			require.NoError(t, err)
			require.True(t, ndarray.Identical(want, got), "%s of %s", subscripts, d)
		}
	}
}

// TestEinsumOfOneExpressionKeepsNoScratchMemory reads a diagonal, which is a
// view of what it is taken from.
func TestEinsumOfOneExpressionKeepsNoScratchMemory(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var e arrays.Expr
	x := e.Keep(arrays.FromDense(noise(t, r, ndarray.Float64, 400, 64, 64), arrays.PerAxis(arrays.Whole, arrays.Whole, arrays.Whole)))
	y := e.Keep(arrays.Einsum("ijj->ij", e.Do(arrays.Mul, x, x)))
	require.NoError(t, e.Err)
	want, err := unfused(t, y)
	require.NoError(t, err)
	got, err := y.Compute(t.Context())
	require.NoError(t, err)
	require.True(t, ndarray.Identical(want, got))
}

func transposed(a *arrays.Array) (*arrays.Array, error) { return a.Transpose() }
