package stdudf_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestLogSumIsTheSumOfLogarithms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, w := rapid.IntRange(1, 70).Draw(t, "h"), rapid.IntRange(1, 70).Draw(t, "w")
		nx := rapid.IntRange(1, 20).Draw(t, "nx")
		dtype := rapid.SampledFrom(someDTypes).Draw(t, "dtype")
		data := noise(t, dtype, 2, nx, h, w)
		if largest := map[ndarray.DType]float64{ndarray.Uint8: math.MaxUint8, ndarray.Uint16: math.MaxUint16}[dtype]; largest > 0 {
			require.NoError(t, edges(data, largest, rapid.IntRange(2, 7).Draw(t, "every")))
		}
		spec, err := stdudf.LogSum.With(struct{}{})
		require.NoError(t, err)
		got, err := resultsOf(cutAnyhow(t, data, false), spec)
		require.NoError(t, err)
		want := make([]float64, h*w)
		for f := range 2 * nx {
			px := frameOf(t, data, f)
			low := slices.Min(px)
			for i, v := range px {
				want[i] += math.Log(v - low + 1)
			}
		}
		sums, err := ndarray.Float64s(got["logsum"].Data)
		require.NoError(t, err)
		for i := range want {
			require.InDelta(t, want[i], sums[i], 1e-5*(1+want[i]), "pixel %d", i)
		}
	})
}

// edges sets some pixels to the largest number and makes frames that start at 40
// instead of 0.
func edges(data *ndarray.Array, largest float64, every int) error {
	px, err := ndarray.Float64s(data)
	if err != nil {
		return err
	}
	frame := data.Size() / data.Shape()[0] / data.Shape()[1]
	for i := range px {
		switch {
		case i%every == 0:
			px[i] = largest
		case i/frame%3 == 0:
			px[i] += 40
		}
	}
	a, err := ndarray.FromSlice(px, data.Shape()...)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(data, a)
}
