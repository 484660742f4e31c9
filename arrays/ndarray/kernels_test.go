package ndarray_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

var binaryOps = []ndarray.BinaryOp{
	ndarray.OpAdd, ndarray.OpSub, ndarray.OpMul, ndarray.OpDiv, ndarray.OpFloorDiv, ndarray.OpMod, ndarray.OpMaximum,
	ndarray.OpMinimum, ndarray.OpFMax, ndarray.OpFMin, ndarray.OpEqual, ndarray.OpNotEqual, ndarray.OpLess,
	ndarray.OpLessEqual, ndarray.OpGreater, ndarray.OpGreaterEqual, ndarray.OpAnd, ndarray.OpOr, ndarray.OpXor,
	ndarray.OpLeftShift, ndarray.OpRightShift, ndarray.OpArctan2, ndarray.OpHypot,
}

// mixed returns n elements of small and extreme values in the given dtype.
func mixed(t testing.TB, r *rand.Rand, d ndarray.DType, n int) *ndarray.Array {
	t.Helper()
	values := make([]float64, n)
	special := []float64{0, math.Copysign(0, -1), 1, 2, -1, 127, 255, 65535, math.Inf(1), math.Inf(-1), math.NaN(), 1e-310, 1e300}
	for i := range values {
		values[i] = r.NormFloat64() * 100
		if r.IntN(3) == 0 {
			values[i] = special[r.IntN(len(special))]
		}
	}
	a, err := ndarray.FromSlice(values, n)
	require.NoError(t, err)
	a, err = a.AsType(d)
	require.NoError(t, err)
	return a
}

func bytesOf(t testing.TB, a *ndarray.Array) []byte {
	t.Helper()
	b, err := a.Bytes()
	require.NoError(t, err)
	return b
}

func cast(t testing.TB, a *ndarray.Array, d ndarray.DType) *ndarray.Array {
	t.Helper()
	b, err := a.AsType(d)
	require.NoError(t, err)
	return b
}

func one(t testing.TB, a *ndarray.Array, i int) *ndarray.Array {
	t.Helper()
	v, err := a.Slice(ndarray.Range{Start: i, Stop: i + 1, Step: 1})
	require.NoError(t, err)
	return v.Copy()
}

func TestBinaryKernelsEqualBinary(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 1300
	for _, op := range binaryOps {
		for _, da := range numeric {
			for _, db := range numeric {
				k, err := ndarray.BinaryKernelOf(op, da, db)
				_, refused := ndarray.BinaryType(op, da, db)
				require.Equal(t, refused, err)
				if err != nil {
					continue
				}
				a, b := mixed(t, r, da, n), mixed(t, r, db, n)
				for _, in := range [][2]*ndarray.Array{{a, b}, {one(t, a, 7), b}, {a, one(t, b, 9)}} {
					want, err := ndarray.Binary(op, in[0], in[1])
					require.NoError(t, err)
					out := ndarray.New(k.Out, n)
					k.Run(bytesOf(t, out), bytesOf(t, cast(t, in[0], k.A)), bytesOf(t, cast(t, in[1], k.B)))
					require.Equal(t, k.Result, want.DType())
					require.True(t, sameValues(want, cast(t, out, k.Result)), "%s of %s and %s", op, da, db)
				}
			}
		}
	}
}

// sameValues is Identical that takes all NaN as equal.
func sameValues(a, b *ndarray.Array) bool {
	if ndarray.Identical(a, b) {
		return true
	}
	near, err := ndarray.AllClose(a, b, 0, 0, true)
	return err == nil && near && a.DType() == b.DType()
}

func TestUnaryKernelsEqualUnary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, op := range []ndarray.UnaryOp{ndarray.Neg, ndarray.Abs, ndarray.Sqrt, ndarray.Square, ndarray.Exp, ndarray.Log, ndarray.Floor, ndarray.IsNaN, ndarray.Sign, ndarray.Real} {
		for _, d := range numeric {
			k, err := ndarray.UnaryKernelOf(op, d)
			if err != nil {
				_, refused := ndarray.UnaryType(op, d)
				require.Equal(t, refused, err)
				continue
			}
			a := mixed(t, r, d, 700)
			want, err := ndarray.Unary(op, a)
			require.NoError(t, err)
			out := ndarray.New(k.Out, 700)
			k.Run(bytesOf(t, out), bytesOf(t, cast(t, a, k.A)))
			require.True(t, sameValues(want, cast(t, out, k.Result)), "%s of %s", op, d)
		}
	}
}

func TestCastAndWhereKernelsEqualArrays(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const n = 1100
	for _, from := range numeric {
		a, b, cond := mixed(t, r, from, n), mixed(t, r, from, n), mixed(t, r, ndarray.Bool, n)
		for _, to := range numeric {
			k, err := ndarray.CastKernelOf(to, from)
			require.NoError(t, err)
			out := ndarray.New(to, n)
			k.Run(bytesOf(t, out), bytesOf(t, a))
			require.True(t, sameValues(cast(t, a, to), out), "%s to %s", from, to)
		}
		k, err := ndarray.WhereKernelOf(from)
		require.NoError(t, err)
		for _, in := range [][2]*ndarray.Array{{a, b}, {one(t, a, 7), b}, {a, one(t, b, 9)}} {
			want, err := ndarray.Where(cond, in[0], in[1])
			require.NoError(t, err)
			out := ndarray.New(from, n)
			k.Run(bytesOf(t, out), bytesOf(t, cond), bytesOf(t, in[0]), bytesOf(t, in[1]))
			require.True(t, sameValues(want, out), "where of %s", from)
		}
	}
}

func TestKernelsThatDoNotExistAreRefused(t *testing.T) {
	var op *ndarray.OpError
	_, err := ndarray.BinaryKernelOf(ndarray.OpPow, ndarray.Int32, ndarray.Int32)
	require.ErrorAs(t, err, &op)
	_, err = ndarray.UnaryKernelOf(ndarray.Exp, ndarray.Object)
	require.ErrorAs(t, err, &op)
	_, err = ndarray.WhereKernelOf(ndarray.Object)
	require.ErrorAs(t, err, &op)
	var c *ndarray.CastError
	_, err = ndarray.CastKernelOf(ndarray.Float32, ndarray.Invalid)
	require.ErrorAs(t, err, &c)
}

func TestKernelsDoNotAllocate(t *testing.T) {
	k, err := ndarray.BinaryKernelOf(ndarray.OpFloorDiv, ndarray.Int32, ndarray.Int32)
	require.NoError(t, err)
	u, err := ndarray.UnaryKernelOf(ndarray.Exp, ndarray.Float64)
	require.NoError(t, err)
	c, err := ndarray.CastKernelOf(ndarray.Float64, ndarray.Float32)
	require.NoError(t, err)
	w, err := ndarray.WhereKernelOf(ndarray.Float32)
	require.NoError(t, err)
	f32, f64 := make([]byte, 4096), make([]byte, 8192)
	require.Zero(t, testing.AllocsPerRun(20, func() {
		k.Run(f32, f32, f32[:4])
		u.Run(f64, f64)
		c.Run(f64, f32)
		w.Run(f32, f32[:1024], f32, f32[:4])
	}))
}

func ExampleBinaryKernel() {
	k, err := ndarray.BinaryKernelOf(ndarray.OpMul, ndarray.Float32, ndarray.Float32)
	if err != nil {
		panic(err)
	}
	a, _ := ndarray.FromSlice([]float32{1, 2, 3}, 3)
	half, _ := ndarray.FromSlice([]float32{0.5}, 1)
	mem, _ := a.Bytes()
	scale, _ := half.Bytes()
	k.Run(mem, mem, scale) // in place, with one number for all
	fmt.Println(a)
	// Output: [0.5 1.  1.5]
}
