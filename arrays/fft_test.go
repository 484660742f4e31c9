package arrays_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// near asserts that two arrays differ by rounding only.
func near(t *rapid.T, want, got *arrays.Array) {
	require.Equal(t, want.Shape(), got.Shape())
	ok, err := ndarray.AllClose(compute(t, got), compute(t, want), 1e-4, 1e-4, false)
	require.NoError(t, err)
	require.True(t, ok, "got %v want %v", compute(t, got), compute(t, want))
}

func TestInverseTransformsGiveBackTheirInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawDense(t, []int{rapid.IntRange(1, 9).Draw(t, "rows"), rapid.IntRange(2, 9).Draw(t, "columns"), 2})
		x := lazy(t, a, arrays.PerAxis(arrays.Whole, arrays.Whole, arrays.Size(1)))
		if rapid.Bool().Draw(t, "single") {
			x = must(x.AsType(ndarray.Float32))
		}
		norm := arrays.FFTScale(rapid.SampledFrom([]arrays.FFTNorm{arrays.NormBackward, arrays.NormOrtho, arrays.NormForward}).Draw(t, "norm"))
		axis, both := rapid.IntRange(0, 1).Draw(t, "axis"), arrays.FFTAxes(0, 1)
		n := a.Shape()[axis]
		real := must(x.AsType(ndarray.Complex128))
		near(t, real, must(arrays.IFFT(must(arrays.FFT(x, arrays.FFTAxes(axis), norm)), arrays.FFTAxes(axis), norm)))
		near(t, real, must(arrays.IFFTN(must(arrays.FFTN(x, both, norm)), both, norm)))
		near(t, x, must(arrays.IRFFTN(must(arrays.RFFTN(x, both, norm)), both, arrays.FFTLengths(a.Shape()[:2]...), norm)))
		if n > 1 {
			near(t, x, must(arrays.HFFT(must(arrays.IHFFT(x, arrays.FFTAxes(axis), norm)), arrays.FFTAxes(axis), arrays.FFTLengths(n), norm)))
		}
		near(t, x, must(arrays.IFFTShift(must(arrays.FFTShift(x)))))
	})
}

func TestTransformsFollowTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		a := drawDense(t, []int{n})
		v, err := ndarray.Float64s(a)
		require.NoError(t, err)
		want := make([]complex128, n)
		for k := range want {
			for j, f := range v {
				want[k] += complex(f, 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(k*j%n)/float64(n)))
			}
		}
		dense, err := ndarray.FromSlice(want, n)
		require.NoError(t, err)
		near(t, lazy(t, dense, arrays.ChunkSize(n)), must(arrays.FFT(lazy(t, a, arrays.ChunkSize(n)))))
	})
}
