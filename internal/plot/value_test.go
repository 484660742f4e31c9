package plot_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/plot"
)

func TestFormatValue(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", -2.5: "-2.5", 3.14159: "3.142", 123456: "123456", 12345.678: "12346",
		999999.7: "1e6", 1e6: "1e6", 1.23456e7: "1.235e7", 0.001: "0.001", 0.0099999: "0.01",
		0.00012345: "1.234e-4", -5e-9: "-5e-9", 1e300: "1e300", 5e-324: "4.941e-324",
		math.Inf(1): "Inf", math.Inf(-1): "-Inf",
	} {
		require.Equal(t, want, plot.FormatValue(v))
	}
	require.Equal(t, "NaN", plot.FormatValue(math.NaN()))
}

func TestTickLabels(t *testing.T) {
	for _, c := range []struct {
		ticks  []float64
		labels []string
		note   string
	}{
		{nil, nil, ""},
		{[]float64{3.25}, []string{"3.25"}, ""},
		{[]float64{0, 0.5, 1}, []string{"0.0", "0.5", "1.0"}, ""},
		{[]float64{-200, 0, 200}, []string{"-200", "0", "200"}, ""},
		{[]float64{0, 2e6, 4e6}, []string{"0", "2", "4"}, "×10⁶"},
		{[]float64{0, 5e4, 1e5}, []string{"0", "50", "100"}, "×10³"},
		{[]float64{-1e-6, 0, 1e-6}, []string{"-1", "0", "1"}, "×10⁻⁶"},
		{[]float64{0.001, 0.002}, []string{"0.001", "0.002"}, ""},
		{[]float64{1e6, 1e6 + 1, 1e6 + 2}, []string{"0", "1", "2"}, "+ 1e6"},
		{[]float64{-20.0001, -20, -19.9999}, []string{"-100", "0", "100"}, "×10⁻⁶ - 20"},
	} {
		labels, note := plot.TickLabels(c.ticks)
		require.Equal(t, c.labels, labels)
		require.Equal(t, c.note, note)
	}
}
