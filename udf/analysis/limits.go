package analysis

import (
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Outliers are beyond the quantile of values that are not zero, and by more than
// snip times what is left.
const (
	quantile = 0.001
	snip     = 10
)

// StatLimits returns limits for the colours of an array of real numbers: its
// smallest and largest finite value, outliers apart. Without finite values they
// are 1 and the next number.
func StatLimits(a *ndarray.Array) (lo, hi float64, err error) {
	v, err := ndarray.Float64s(a)
	if err != nil {
		return 0, 0, err
	}
	finite := v[:0]
	for _, x := range v {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			finite = append(finite, x)
		}
	}
	lo, hi = statLimits(finite)
	return lo, hi, nil
}

// statLimits sorts finite values and returns their limits.
func statLimits(v []float64) (lo, hi float64) {
	if len(v) == 0 {
		return 1, math.Nextafter(1, math.Inf(1))
	}
	slices.Sort(v)
	lo, hi = v[0], v[len(v)-1]
	if some := slices.DeleteFunc(slices.Clone(v), func(x float64) bool { return x == 0 }); len(some) > 0 {
		lower, upper := at(some, quantile), at(some, 1-quantile)
		if len(some) < len(v) {
			lower, upper = min(lower, 0), max(upper, 0)
		}
		from, _ := slices.BinarySearch(v, lower)
		to, _ := slices.BinarySearch(v, math.Nextafter(upper, math.Inf(1)))
		if from < to {
			lo, hi = snipped(lo, v[from]), snipped(hi, v[to-1])
		}
	}
	if lo == hi {
		hi = math.Nextafter(lo, math.Inf(1))
	}
	return lo, hi
}

// snipped replaces a limit that is an outlier.
func snipped(limit, filtered float64) float64 {
	if filtered != 0 && math.Abs(filtered-limit)/math.Abs(filtered) > snip {
		return filtered
	}
	return limit
}

// at returns a quantile of sorted values by linear interpolation.
func at(sorted []float64, q float64) float64 {
	p := q * float64(len(sorted)-1)
	i := int(p)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (sorted[i+1]-sorted[i])*(p-float64(i))
}
