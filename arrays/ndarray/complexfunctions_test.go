package ndarray_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// near requires two numbers whose parts are equal but for rounding.
func near(t *testing.T, want, got complex128, text ...any) {
	t.Helper()
	for _, p := range [][2]float64{{real(want), real(got)}, {imag(want), imag(got)}} {
		if p[0] != p[1] && !(math.IsNaN(p[0]) && math.IsNaN(p[1])) {
			require.LessOrEqual(t, math.Abs(p[0]-p[1]), 1e-13*math.Abs(p[0]), text...)
		}
	}
}

func of(op ndarray.UnaryOp, z complex128) complex128 {
	return must(ndarray.Values[complex128](must(ndarray.Unary(op, must(ndarray.FromSlice([]complex128{z}))))))[0]
}

func TestComplexFunctionsHoldFarFromZero(t *testing.T) {
	for _, c := range []struct {
		op   ndarray.UnaryOp
		z, w complex128
	}{
		{ndarray.Tanh, 400 - 1i, 1}, {ndarray.Tanh, complex(4, 1e308), complex(0.999604847868944, -0.0005420495076827699)},
		{ndarray.Tan, -1 - 400i, -1i}, {ndarray.Tan, 4i, 0.999329299739067i},
		{ndarray.Arcsin, 1e5i, 12.206072645555174i}, {ndarray.Arcsin, 1e16i, 37.53450866846468i},
		{ndarray.Arcsin, complex(0, -1e308), -709.8893558227259i}, {ndarray.Arccos, 1e8i, complex(math.Pi/2, -19.11382792451231)},
		{ndarray.Arccosh, -1e200i, complex(461.2101657793691, -math.Pi/2)}, {ndarray.Arcsinh, 1e155i, complex(357.593836594637, math.Pi/2)},
		{ndarray.Arctan, 1 + 1e8i, complex(math.Pi/2, 1e-8)}, {ndarray.Arctan, 1 - 1e155i, complex(math.Pi/2, -1e-155)},
		{ndarray.Arctanh, 1 + 1e-20i, complex(23.37242452022043, math.Pi/4)}, {ndarray.Arctanh, -1e200, complex(-1e-200, math.Pi/2)},
		{ndarray.Exp, 710 + 1i, complex(1.2070325234545281e+308, inf)}, {ndarray.Exp, 710, complex(inf, 0)},
		{ndarray.Sinh, 710 - 4i, complex(-7.301182139721494e+307, 8.453464067680172e+307)}, {ndarray.Cosh, -710, 1.1169973830808555e+308},
		{ndarray.Sin, 710i, 1.1169973830808555e+308i}, {ndarray.Cos, 1e5i, complex(inf, 0)},
		{ndarray.Log, 1e-310, -713.8013788281542}, {ndarray.Log, 1 + 1e-8i, complex(5e-17, 1e-8)}, {ndarray.Log, 1e-20 - 1i, complex(5e-41, -math.Pi/2)},
	} {
		near(t, c.w, of(c.op, c.z), "%s of %v", c.op, c.z)
	}
}

// TestInverseComplexFunctionsUndoTheOthers walks the plane from 1e-9 to 1e9.
func TestInverseComplexFunctionsUndoTheOthers(t *testing.T) {
	for f, inverse := range map[ndarray.UnaryOp]ndarray.UnaryOp{
		ndarray.Sin: ndarray.Arcsin, ndarray.Cos: ndarray.Arccos, ndarray.Tan: ndarray.Arctan, ndarray.Sinh: ndarray.Arcsinh,
		ndarray.Cosh: ndarray.Arccosh, ndarray.Tanh: ndarray.Arctanh, ndarray.Exp: ndarray.Log,
	} {
		for k := -9; k <= 9; k++ {
			for angle := 0.1; angle < 2*math.Pi; angle += 0.37 {
				z := cmplx.Rect(math.Pow(10, float64(k)), angle)
				if w := of(f, of(inverse, z)); f != ndarray.Tan && f != ndarray.Tanh || math.Abs(float64(k)) < 5 {
					require.LessOrEqual(t, cmplx.Abs(w-z), 1e-7*max(cmplx.Abs(z), 1e-7), "%s of %s of %v", f, inverse, z)
				}
			}
		}
	}
}

func TestFunctionsOfNumbersNextToTheirLimits(t *testing.T) {
	for _, c := range []struct {
		op      ndarray.UnaryOp
		x, want float64
	}{
		{ndarray.Log, 1e-310, -713.8013788281542}, {ndarray.Log2, 0x1p-1074, -1074}, {ndarray.Log10, 1e-310, -310},
		{ndarray.Log2, 1 + 0x1p-40, 1.3121234959619935e-12}, {ndarray.Arccos, 1 - 0x1p-41, 0x1p-20},
		{ndarray.Cosh, -710.4, 1.6663642832806496e308}, {ndarray.Sinh, -710.4, -1.6663642832806496e308}, {ndarray.Sinh, 711, inf}, {ndarray.Arccos, 1.5, nan},
	} {
		got := must(ndarray.Values[float64](must(ndarray.Unary(c.op, floats(c.x)))))[0]
		if c.want == c.want && !math.IsInf(c.want, 0) {
			require.InEpsilon(t, c.want, got, 1e-8, "%s of %v", c.op, c.x)
			continue
		}
		require.Equal(t, math.IsNaN(c.want), math.IsNaN(got))
		require.Equal(t, math.IsInf(c.want, 0), math.IsInf(got, 0))
	}
}
