package plot_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/plot"
)

func TestPercentilesInterpolateLinearly(t *testing.T) {
	data := []float64{40, 10, 30, 20, 50}
	for _, c := range []struct{ lo, hi, wantLo, wantHi float64 }{
		{0, 100, 10, 50},
		{50, 75, 30, 40},
		{10, 90, 14, 46}, // 0.4 and 3.6 places from the start
		{0.1, 99.9, 10.04, 49.96},
	} {
		lo, hi, n := plot.Percentiles(data, c.lo, c.hi)
		require.InDelta(t, c.wantLo, lo, 1e-12)
		require.InDelta(t, c.wantHi, hi, 1e-12)
		require.Equal(t, 5, n)
	}
	require.Equal(t, []float64{40, 10, 30, 20, 50}, data, "data is left alone")
}

func TestPercentilesIgnoreWhatIsNotFinite(t *testing.T) {
	lo, hi, n := plot.Percentiles([]float64{math.NaN(), 3, math.Inf(1), 1, math.Inf(-1)}, 0, 100)
	require.Equal(t, []float64{1, 3}, []float64{lo, hi})
	require.Equal(t, 2, n)
}

func TestPercentilesOfNothingAreNaN(t *testing.T) {
	lo, hi, n := plot.Percentiles([]float64{math.NaN()}, 0, 100)
	require.True(t, math.IsNaN(lo) && math.IsNaN(hi))
	require.Zero(t, n)
	lo, _, _ = plot.Percentiles([]float64{1}, -1, 100)
	require.True(t, math.IsNaN(lo))
}
