package plot

import (
	"math"
	"slices"
)

// Percentiles returns the lo-th and hi-th percentile of data and how many
// values it used; NaN and infinities are left out. Between two values it
// interpolates linearly, as NumPy does by default. The percentiles are NaN
// when no value is left or when lo or hi is not within [0, 100]. The cost is
// that of sorting a copy.
func Percentiles(data []float64, lo, hi float64) (vlo, vhi float64, n int) {
	sorted := finite(data)
	slices.Sort(sorted)
	return percentile(sorted, lo), percentile(sorted, hi), len(sorted)
}

// finite returns the finite values of data in a new slice.
func finite(data []float64) []float64 {
	out := make([]float64, 0, len(data))
	for _, v := range data {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			out = append(out, v)
		}
	}
	return out
}

// percentile reads one percentile off sorted values.
func percentile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 || !(q >= 0 && q <= 100) {
		return math.NaN()
	}
	at := q / 100 * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	j := min(i+1, len(sorted)-1)
	f := at - float64(i)
	// This form cannot overflow where b-a would.
	return float64((1-f)*sorted[i]) + float64(f*sorted[j])
}

// robust returns the lo-th and hi-th percentile of sorted, or the smallest and
// largest value where the percentiles would set aside less than one value at
// each end: small arrays have no outliers to hide.
func robust(sorted []float64, lo, hi float64) (vlo, vhi float64) {
	n := float64(len(sorted))
	if n*lo/100 < 1 {
		lo = 0
	}
	if n*(100-hi)/100 < 1 {
		hi = 100
	}
	return percentile(sorted, lo), percentile(sorted, hi)
}
