package plot_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/plot"
)

func TestTicksAreRoundNumbers(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   []float64
	}{
		{0, 1, 6, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{0, 63, 7, []float64{0, 10, 20, 30, 40, 50, 60}},
		{-3.2, 3.2, 5, []float64{-2, 0, 2}},
		{0.3, 0.7, 5, []float64{0.3, 0.4, 0.5, 0.6, 0.7}},
		{0, 49, 2, []float64{0, 20, 40}}, // a step of 50 would leave 0 alone
		{1e6, 1e6 + 1, 3, []float64{1e6, 1e6 + 0.5, 1e6 + 1}},
		{-1e308, 1e308, 3, []float64{-1e308, 0, 1e308}},
		{2.5e-12, 7e-12, 5, []float64{3e-12, 4e-12, 5e-12, 6e-12, 7e-12}},
		{4, 4, 5, []float64{4}},
		{5, 4, 5, nil},
		{0, math.Inf(1), 5, nil},
		{math.NaN(), 1, 5, nil},
		{0, 1, 0, nil},
	} {
		require.Equal(t, c.want, plot.Ticks(c.lo, c.hi, c.n), "%g to %g, %d", c.lo, c.hi, c.n)
	}
}

func TestTicksStayInsideAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-1e9, 1e9).Draw(t, "lo")
		width := math.Pow(10, rapid.Float64Range(-3, 9).Draw(t, "log width"))
		n := rapid.IntRange(2, 12).Draw(t, "n")
		ticks := plot.Ticks(lo, lo+width, n)
		require.True(t, len(ticks) >= 2 && len(ticks) <= max(n, 5), "%v", ticks)
		for i, v := range ticks {
			require.True(t, v >= lo-1e-6*width && v <= lo+width*(1+1e-6), "%v", ticks)
			require.True(t, i == 0 || v > ticks[i-1], "%v", ticks)
		}
		labels, _ := plot.TickLabels(ticks)
		require.Len(t, labels, len(ticks))
		seen := map[string]bool{}
		for _, l := range labels {
			require.False(t, seen[l], "label %q twice for %v", l, ticks)
			seen[l] = true
		}
	})
}

func TestLogTicks(t *testing.T) {
	major, minor := plot.LogTicks(0.5, 2000, 9)
	require.Equal(t, []float64{1, 10, 100, 1000}, major)
	require.Contains(t, minor, 0.5)
	require.Contains(t, minor, 2000.0)

	major, minor = plot.LogTicks(1e-9, 1e9, 7)
	require.Equal(t, []float64{1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9}, major)
	require.Len(t, minor, 19)

	major, _ = plot.LogTicks(2, 40, 9)
	require.Equal(t, []float64{2, 5, 10, 20}, major)

	major, minor = plot.LogTicks(1, 1.05, 6)
	require.Equal(t, []float64{1, 1.01, 1.02, 1.03, 1.04, 1.05}, major)
	require.Empty(t, minor)

	major, _ = plot.LogTicks(0, 10, 5)
	require.Nil(t, major)
}
